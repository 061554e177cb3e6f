"""Each layout, written and read back as the program it is for reads it; with names that nobody should have."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.commands import results
from grader.exports import PLUGINS, cells
from grader.exports.grade_table import Grade, GradeTable, Learner, Work
from grader.exports.layouts import LAYOUTS, blackboard, canvas, moodle, plain

STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d")
ACCENTS = (("Zoë", "Ångström"), ("José", "Muñoz Ibáñez"), ("Jürgen", "Müller-Lüdenscheid"), ("美咲", "山田"))

hostile = st.text(st.characters(exclude_categories=()), max_size=12) | st.builds(
    lambda start, rest: start + rest,
    st.sampled_from([*STARTS, '"', ";=", ",=", "\n=", " =", "'=", "Points Possible", "Muted", "\x00", "\ufeff"]),
    st.sampled_from(["1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x","y")', "", ' "quoted" ', "\r\nx"]),
)
# What an account may be called is settled by the Hub; here only what it would let through.
accounts = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,15}", fullmatch=True)
points = st.integers(0, 3_000_000).map(lambda n: n / 100_000)


@st.composite
def books(draw: st.DrawFn) -> GradeTable:
    learners = draw(
        st.lists(st.builds(Learner, accounts, hostile, hostile), min_size=1, max_size=5, unique_by=lambda x: x.id)
    )
    works = [Work(f"0{n}-notebook", draw(points)) for n in range(draw(st.integers(1, 3)))]
    pairs = [(learner.id, work.name) for learner in learners for work in works]
    grades = draw(st.dictionaries(st.sampled_from(pairs), st.builds(Grade, points, st.booleans())))
    return GradeTable(tuple(learners), tuple(works), grades, draw(st.booleans()), draw(st.booleans()))


def expected(book: GradeTable) -> dict[tuple[str, str], float | None]:
    return {(x.id, w.name): book.points(x, w) for x in book.learners for w in book.works}


def number(cell: str) -> float | None:
    return float(cell) if cell else None


# ---- the programs, by their documentation or source ---------------------------------------------


def as_canvas(content: bytes) -> tuple[dict[str, float], dict[tuple[str, str], float | None]]:
    """lib/gradebook_importer.rb: what each assignment can earn, and the grade of each login and assignment."""
    # Ruby's CSV takes the mark for a part of the first cell, which is why that must not be quoted.
    text = content.decode("utf-8")
    assert not text.startswith('\ufeff"')
    first, *rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert "Student" in first[0]
    assert "ID" in first[1]
    assert first[2:5] == ["SIS User ID", "SIS Login ID", "Section"]
    possible: dict[str, float] = {}
    grades = {}
    for row in rows:
        if "Points Possible" in row[0]:
            assert not possible, "a second row of points"
            possible = {name: float(cell) for name, cell in zip(first[5:], row[5:], strict=True)}
            continue
        if all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.IGNORECASE) for cell in row):
            continue
        for name, cell in zip(first[5:], row[5:], strict=True):
            grades[row[3], name] = number(cell.strip())
    return possible, grades


def as_moodle(content: bytes) -> dict[tuple[str, str], float | None]:
    """load_data.php, columns mapped to username and to grade items; "-" is no grade, an empty cell of a new item is 0."""
    first, *rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    assert first[0].strip() == "username"
    grades = {}
    for row in rows:
        for name, cell in zip(first[1:], row[1:], strict=True):
            grades[row[0], name] = None if cell.strip() == "-" else float(cell or "0")
    return grades


def as_blackboard(content: bytes) -> dict[tuple[str, str], float | None]:
    """Grade Center upload: comma-delimited, each cell quoted, students by Username; what has no column has no grade."""
    text = content.decode("utf-8-sig")
    assert all(line.startswith('"') and line.endswith('"') for line in text.splitlines())
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    return {(row["Username"], name): number(cell) for row in rows for name, cell in row.items() if name != "Username"}


def as_table(content: bytes) -> dict[tuple[str, str], float | None]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    return {(row["Student"], row["Notebook"]): number(row["Points"]) for row in rows}


@given(books())
def test_canvas_reads_the_same_grades_and_points_possible(book: GradeTable) -> None:
    possible, grades = as_canvas(canvas(book, {}))
    assert possible == {work.name: work.points for work in book.works}
    assert grades == expected(book)


@given(books())
def test_moodle_reads_the_same_grades(book: GradeTable) -> None:
    assert as_moodle(moodle(book, {})) == expected(book)


@given(books())
def test_blackboard_reads_the_same_grades(book: GradeTable) -> None:
    read = as_blackboard(blackboard(book, {}))
    assert {where: read.get(where) for where in expected(book)} == expected(book)
    assert {where[1] for where in read} == {where[1] for where, value in expected(book).items() if value is not None}


@given(books())
def test_a_spreadsheet_reads_the_same_grades(book: GradeTable) -> None:
    assert as_table(plain(book, {})) == expected(book)


def test_every_layout_is_a_plugin_and_a_choice_of_the_command() -> None:
    assert LAYOUTS.keys() == PLUGINS.keys() == {choice.value for choice in results.Layout}


# ---- cells ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
@given(books())
def test_no_cell_is_a_formula_wherever_a_spreadsheet_splits(layout: str, book: GradeTable) -> None:
    text = LAYOUTS[layout](book, {}).decode("utf-8-sig")
    for mark in (",", ";", "\t"):
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            for cell in row:
                inner = cell.strip().strip("\"'")
                plain_number = re.fullmatch(r"[+-]?\d+(\.\d+)?", cell.strip())
                assert cell == "-" or plain_number or not inner or cell.strip()[0] not in STARTS, cell


@given(hostile)
def test_a_cell_is_one_line_without_control_characters(value: str) -> None:
    assert not re.search(r"[\x00-\x1f\x7f]", cells.text(value))


@pytest.mark.parametrize("value", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "-x", "\uff1d1"])
def test_what_could_be_a_formula_begins_with_an_apostrophe(value: str) -> None:
    assert cells.text(value).startswith("'")


@pytest.mark.parametrize("value", ["12", "-5", "+4.25", "0"])
def test_a_number_stays_a_number(value: str) -> None:
    assert cells.text(value) == value


@given(st.floats(0, 1000))
def test_a_figure_has_neither_exponent_nor_comma_and_says_the_same(value: float) -> None:
    assert re.fullmatch(r"\d+(\.\d{1,5})?", cells.figure(value))
    assert float(cells.figure(value)) == pytest.approx(value, abs=0.5e-5)


def test_names_keep_their_accents_and_the_file_says_that_it_is_utf_8() -> None:
    book = GradeTable(tuple(Learner(f"s{n}", *name) for n, name in enumerate(ACCENTS)), (Work("01-a", 30),), {})
    for layout in (canvas, plain):
        content = layout(book, {})
        assert content.startswith(b"\xef\xbb\xbf")
        text = content.decode("utf-8-sig")
        assert all(first in text and last in text for first, last in ACCENTS)


# ---- what is empty, and what is not there -----------------------------------------------------------

ADA, BEN, CLEO = Learner("ada", "Ada", "L"), Learner("ben", "Ben", "M", "4711"), Learner("cleo")
BOOK = GradeTable(
    (ADA, BEN, CLEO),
    (Work("01-a", 30), Work("02-b", 12.5)),
    {("ada", "01-a"): Grade(21.5), ("ben", "01-a"): Grade(9, True)},
)


def test_what_was_not_submitted_and_what_waits_for_a_person_is_empty_and_no_zero() -> None:
    _, grades = as_canvas(canvas(BOOK, {}))
    assert grades["ada", "01-a"] == 21.5
    assert [who for who, value in grades.items() if value is not None] == [("ada", "01-a")]
    assert "1 graded; 1 wait(s) for a person, left empty; 4 not submitted, left empty" in BOOK.summary()


def test_the_instructor_can_ask_for_zeros_and_for_the_points_so_far() -> None:
    book = GradeTable(BOOK.learners, BOOK.works, BOOK.grades, missing_as_zero=True, unfinished=True)
    assert as_moodle(moodle(book, {}))["ben", "01-a"] == 9
    assert as_moodle(moodle(book, {}))["cleo", "02-b"] == 0


def test_the_plain_table_says_how_far_each_is() -> None:
    rows = list(csv.DictReader(io.StringIO(plain(BOOK, {}).decode("utf-8-sig"))))
    assert [row["State"] for row in rows if row["Notebook"] == "01-a"] == [
        "graded",
        "waits for a person",
        "not submitted",
    ]


def test_a_notebook_goes_into_the_column_that_the_other_program_has() -> None:
    assert b"Interests (4711)" in canvas(BOOK, {"01-a": "Interests (4711)"})
    assert b'"Interests [Total Pts: 30 Score] |12"' in blackboard(BOOK, {"01-a": "Interests [Total Pts: 30 Score] |12"})


def test_canvas_gets_its_own_number_where_the_gradebook_has_one() -> None:
    rows = list(csv.DictReader(io.StringIO(canvas(BOOK, {}).decode("utf-8-sig"))))
    assert [row["ID"] for row in rows] == ["", "", "4711", ""]
    assert rows[-1]["Student"] == "cleo"


@pytest.mark.parametrize("layout", ["moodle", "blackboard"])
def test_programs_that_go_by_the_account_get_no_names(layout: str) -> None:
    text = LAYOUTS[layout](GradeTable((Learner("s1", "Grace", "Hopper"),), BOOK.works, {}), {}).decode("utf-8-sig")
    assert "Grace" not in text
    assert "Hopper" not in text


def test_a_file_of_grades_is_for_its_owner_only_and_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    path.write_text("old")
    path.chmod(0o644)
    cells.write(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [path]
