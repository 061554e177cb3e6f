"""`grader data` on a real class: tidy tables that agree with the gradebook and the answers, and name no one."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from grader.authoring import simulate
from grader.cli import app
from grader.course import find
from grader.gradebook import grade_rows
from grader.office import Office
from grader.research.codebook import PANDAS, TABLES
from grader.research.own_words import WITHHELD
from rounds import kinds
from rounds.storage.answers import NAME, read

SOURCES = [find(name)[0] for name in ("00", "01", "09")]
MODULES = [source.name for source in SOURCES]
FIRST = SOURCES[1]
LEARNERS = {
    "kowalska77": ("ability:0.9", "Zofia", "Kowalska", "zofia.k@hospital.example"),
    "=cmd-bright": ("ability:0.5", "=HYPERLINK(1)", "@Okonkwo", "bright@hospital.example"),
    "oneill-b": ("random", "Béa", "O'Neill", "-oneill@hospital.example"),
    "nakamura": ("blank", "美咲", "Nakamura", ""),
}
LATE_ENROLLED = "silent-sam"
OWN_WORDS = "I am Zofia Kowalska, matriculation 4711-0815, of ward 7B"
PHONE = "0171 5551234"
FORMULA = '=HYPERLINK("http://evil.example")\nsecond line'
IDENTIFYING = [
    *LEARNERS, LATE_ENROLLED, "cmd-bright", "Zofia", "Kowalska", "Okonkwo", "Neill", "Nakamura", "美咲", "hospital.example",
    "4711-0815", PHONE, "HYPERLINK", "evil.example", "submitted/", "gradebook.db",
]  # fmt: skip


def survey_answers(source: Any, seed: int) -> dict[str, dict[str, str]]:
    module, _ = source.load()
    return {
        e.id: {item.id: e.bins[(at + seed) % len(e.bins)].id for at, item in enumerate(e.items)}
        for e in module.exercises
        if e.use == "survey"
    }


def hand_in(office: Office, student: str, kind: str, seed: int, source: Any) -> None:
    module, keys = source.load()
    answers = simulate.answers(module, keys, kind, seed) | survey_answers(source, seed)
    path = office.root / "submitted" / student / source.name / NAME
    path.parent.mkdir(parents=True)
    (path.parent / "timestamp.txt").write_text(f"2026-01-05 13:{seed:02d}:07.250000 UTC")
    lines = simulate.lines(module, answers, seed).splitlines()
    if student == "kowalska77" and source is FIRST:
        lines += hostile_lines(answers)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def hostile_lines(answers: dict[str, Any]) -> list[str]:
    """A reflection that names its writer, twice; and a name wherever else an answers file can hold one."""

    def line(exercise: str, answer: object, minute: int) -> str:
        return json.dumps({"v": 1, "time": f"2026-01-05T12:{minute:02d}:30Z", "exercise": exercise, "answer": answer})

    reflection, statements = answers["reflection"], answers["statements"]
    return [
        line("reflection", dict.fromkeys(reflection, PHONE), 0),
        line("reflection", dict.fromkeys(reflection, FORMULA), 1),
        line("reflection", dict.fromkeys(reflection, OWN_WORDS), 2),
        line("statements", {**statements, OWN_WORDS: "need", next(iter(statements)): OWN_WORDS}, 3),
        line("statements", statements, 4),
        line(OWN_WORDS, {"x": OWN_WORDS}, 5),
        json.dumps({"v": 1, "module": MODULES[1], "brought_back": {"exercise": OWN_WORDS, "answer": {"x": OWN_WORDS}}}),
    ]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    where = tmp_path_factory.mktemp("class")
    office = Office(where / "office", where / "exchange")
    for module in MODULES:
        office.step("generate_assignment", module)
    for seed, (student, (kind, *_)) in enumerate(LEARNERS.items()):
        for source in SOURCES[: 2 if kind == "blank" else 3]:
            hand_in(office, student, kind, seed, source)
    for module in MODULES:
        office.step("autograde", module, "*")
    with office.gradebook() as gradebook:
        for student, (_, first, last, email) in LEARNERS.items():
            gradebook.update_or_create_student(student, first_name=first, last_name=last, email=email)
        gradebook.update_or_create_student(LATE_ENROLLED)
        grade = gradebook.find_grade("reflection", MODULES[1], MODULES[1], "kowalska77")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 7.0, 0.5, False
        gradebook.db.commit()
    return office


@dataclass(frozen=True)
class Export:
    folder: Path
    output: str

    def table(self, name: str) -> Any:
        return pd.read_parquet(self.folder / f"{name}.parquet")


def export(office: Office, folder: Path, *options: object) -> Export:
    command = ["data", "--out", folder, "--folder", office.root / "submitted", *options]
    done = CliRunner().invoke(app, [str(part) for part in command])
    assert done.exit_code == 0, done.output
    return Export(folder, done.output)


@pytest.fixture(scope="module")
def data(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Export:
    return export(office, tmp_path_factory.mktemp("data") / "out")


@pytest.fixture(scope="module")
def everything(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Export:
    """With names, texts, and a file of kept ids."""
    where = tmp_path_factory.mktemp("everything")
    return export(office, where / "out", "--identify", "--texts", "--keep-ids", where / "ids.csv")


def accounts(everything: Export) -> dict[str, str]:
    """Who has which id, in the export that says so; without the apostrophe before what looks like a formula."""
    learners = everything.table("learners")
    return dict(zip(learners.account.str.removeprefix("'"), learners.learner, strict=True))


@pytest.mark.parametrize("name", [table.name for table in TABLES])
@pytest.mark.parametrize("which", ["data", "everything"])
def test_csv_and_parquet_hold_the_same_and_the_codebook_says_how_to_read_them(
    name: str, which: str, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue(which).folder
    codebook = pd.read_csv(folder / "codebook.csv")
    types = dict(codebook[codebook.table == name][["column", "type"]].itertuples(index=False))
    times = [column for column, type_ in types.items() if type_ == "time"]
    read_csv = pd.read_csv(
        folder / f"{name}.csv",
        dtype={column: PANDAS[type_] for column, type_ in types.items() if column not in times},
        parse_dates=times,
        keep_default_na=False,
        na_values=[""],
    )
    for time in times:
        read_csv[time] = pd.to_datetime(read_csv[time], utc=True).astype(PANDAS["time"])
    assert len(read_csv) > 3
    pd.testing.assert_frame_equal(read_csv, pd.read_parquet(folder / f"{name}.parquet"))


def test_the_codebook_names_every_column_and_no_other(data: Export, everything: Export) -> None:
    for found in (data, everything):
        codebook = pd.read_csv(found.folder / "codebook.csv", keep_default_na=False)
        tables = sorted(path.stem for path in found.folder.glob("*.parquet"))
        assert sorted(codebook.table.unique()) == tables == sorted(table.name for table in TABLES)
        for name in tables:
            assert list(codebook[codebook.table == name].column) == list(found.table(name).columns)
        assert (codebook.meaning.str.len() > 5).all()
        text = (found.folder / "codebook.md").read_text(encoding="utf-8")
        assert [
            tuple(row) for row in re.findall(r"^\| (\w+) \| ([a-z ]+) \|.*\|$", text, re.M) if row[0] != "column"
        ] == [tuple(row) for row in codebook[["column", "type"]].itertuples(index=False)]
    assert sorted(path.name for path in data.folder.iterdir()) == sorted(
        [*(f"{t.name}.{end}" for t in TABLES for end in ("csv", "parquet")), "codebook.csv", "codebook.md"]
    )


def test_nothing_in_any_file_says_who_someone_is(data: Export) -> None:
    files = [path for path in data.folder.rglob("*") if path.is_file()]
    assert len(files) == 16
    for path in files:
        content = path.read_bytes()
        if path.suffix == ".parquet":  # compressed
            content += pd.read_parquet(path).to_csv().encode()
        for word in IDENTIFYING:
            assert word.encode() not in content, (path.name, word)
            assert word not in path.name
    assert not any(word in data.output.replace(str(data.folder), "") for word in IDENTIFYING)
    assert data.folder.stat().st_mode & 0o077 == 0


def test_ids_are_drawn_anew_for_each_export_and_the_order_of_rows_is_theirs(
    office: Office, data: Export, tmp_path: Path
) -> None:
    again = export(office, tmp_path / "again")
    ids, others = set(data.table("learners").learner), set(again.table("learners").learner)
    assert len(ids) == len(others) == len(LEARNERS) + 1
    assert ids & others == set()
    assert all(re.fullmatch(r"L[0-9a-f]{8}", name) for name in ids | others)
    for table in TABLES:
        learners = data.table(table.name).learner
        assert set(learners) <= ids
        assert list(learners) == sorted(learners)


def test_kept_ids_join_two_exports_and_only_their_file_names_people(
    office: Office, everything: Export, tmp_path: Path
) -> None:
    kept = everything.folder.parent / "ids.csv"
    before = kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0
    again = export(office, tmp_path / "again", "--keep-ids", kept)
    assert set(again.table("learners").learner) == set(accounts(everything).values())
    pd.testing.assert_frame_equal(again.table("grades"), everything.table("grades"))
    assert kept.read_bytes() == before
    assert b"Kowalska" not in b"".join(path.read_bytes() for path in again.folder.glob("*.csv"))


def test_grades_and_sums_are_those_of_the_gradebook(office: Office, everything: Export) -> None:
    ids, grades = accounts(everything), everything.table("grades")
    with office.gradebook() as gradebook:
        wanted = [row for row in grade_rows.rows(gradebook) if row.most]
        scores = {(s.student.id, s.name): s.score for a in gradebook.assignments for s in a.submissions}
    assert len(wanted) == len(grades) > 40
    found = grades.set_index(["learner", "notebook", "exercise"])
    for row in wanted:
        grade = found.loc[ids[row.student], row.notebook, row.exercise]
        assert (grade.points, grade.max_points) == pytest.approx((row.score, row.most))
        assert (grade.by_person, grade.waits_for_person) == (row.by_person, row.waits)
    reflection = found.loc[ids["kowalska77"], MODULES[1], "reflection"]
    assert (reflection.person_points, reflection.extra_points, reflection.points) == (7, 0.5, 7.5)
    submissions = everything.table("submissions").set_index(["learner", "notebook"])
    assert len(submissions) == len(scores) == 11
    for (student, notebook), score in scores.items():
        assert submissions.loc[(ids[student], notebook), "points"] == pytest.approx(score)
    assert submissions.time.max() == pd.Timestamp("2026-01-05T13:03:07Z")
    learners = everything.table("learners").set_index("learner")
    wanted_counts = {**dict.fromkeys(LEARNERS, 3), "nakamura": 2, LATE_ENROLLED: 0}
    assert dict(learners.submitted) == {ids[student]: count for student, count in wanted_counts.items()}


def test_the_values_that_count_are_the_answers_that_were_graded(office: Office, everything: Export) -> None:
    rows, ids = everything.table("answers"), accounts(everything)
    saved = read(office.root / "submitted" / "oneill-b" / MODULES[1] / NAME)
    mine = rows[(rows.learner == ids["oneill-b"]) & (rows.notebook == MODULES[1])]
    for exercise in ("statements", "dig"):
        part = mine[(mine.exercise == exercise) & mine.counts]
        answer = {name: "yes" if value is True else value for name, value in saved.latest[exercise].answer.items()}
        assert dict(zip(part.field, part.value, strict=True)) == answer
    assert mine.time.notna().all()


def test_each_save_has_the_parts_it_changed(everything: Export) -> None:
    rows = everything.table("answers")
    mine = rows[(rows.learner == accounts(everything)["kowalska77"]) & (rows.exercise == "statements")]
    assert list(mine.save.unique()) == [1, 2, 3]
    changed, back = (mine[mine.save == number] for number in (2, 3))
    assert list(changed.value) == [OWN_WORDS]
    assert list(changed.counts) == [False]
    assert list(back.counts) == [True]
    assert back.time.iloc[0] == pd.Timestamp("2026-01-05T12:04:30Z")


def test_items_are_those_of_the_feedback(office: Office, data: Export, everything: Export) -> None:
    module, keys = FIRST.load()
    saved = read(office.root / "submitted" / "oneill-b" / MODULES[1] / NAME)
    exercise = module.exercise("statements")
    mark = kinds.of("sort").marking.mark(exercise, keys["statements"], saved.of("statements"))
    rows = everything.table("items")
    mine = rows[(rows.learner == accounts(everything)["oneill-b"]) & (rows.exercise == "statements")]
    assert list(mine.item) == [item.id for item in mark.items]
    assert list(mine.verdict) == [item.verdict for item in mark.items]
    assert [bool(a and c) for a, c in zip(mine.asked, mine.chosen, strict=True)] == [True] * len(mine)
    slips = everything.table("slips")
    found = slips[(slips.learner == accounts(everything)["oneill-b"]) & (slips.exercise == "statements")]
    assert dict(zip(found.slip, found.times, strict=True)) == dict(mark.times)
    assert len(data.table("items")) == len(rows)


def test_both_surveys_are_there_statement_by_statement(everything: Export) -> None:
    rows = everything.table("surveys")
    first, later = rows[rows.notebook == MODULES[0]], rows[rows.notebook == MODULES[2]]
    assert first.pair.isna().all()
    assert set(later.pair) == set(first.item)
    assert rows.value.between(1, 5).all()
    source = SOURCES[0].load()[0].exercise(first.exercise.iloc[0])
    mine = first[first.learner == accounts(everything)["=cmd-bright"]]
    assert list(mine.set_index("item").loc[[i.id for i in source.items]].value) == [
        (at + 1) % 5 + 1 for at in range(len(source.items))
    ]


def test_own_words_are_there_only_with_texts_and_no_cell_is_a_formula(data: Export, everything: Export) -> None:
    values = everything.table("answers").value
    assert {OWN_WORDS, PHONE} <= set(values)
    assert '\'=HYPERLINK("http://evil.example") second line' in set(values)
    assert WITHHELD in set(data.table("answers").value)
    learners = everything.table("learners").set_index("account")
    assert list(learners.loc["'=cmd-bright", ["last_name", "first_name"]]) == ["'@Okonkwo", "'=HYPERLINK(1)"]
    for path in everything.folder.glob("*.csv"):
        for cell in re.findall(r'(?:^|,)"?([^",\n]*)', path.read_text(encoding="utf-8-sig"), re.M):
            assert not re.match(r"\s*[=+@]|-\D", cell), (path.name, cell)


def test_the_help_and_the_codebook_say_that_texts_and_times_can_identify(data: Export) -> None:
    told = CliRunner().invoke(app, ["data", "--help"]).output + (data.folder / "codebook.md").read_text(
        encoding="utf-8"
    )
    words = " ".join(re.sub(r"[^\w' ]", " ", told).split())
    assert "can identify people" in words
    assert "can match times and answers" in words
    assert "It names no one" in data.output


def refused(*options: object) -> str:
    done = CliRunner().invoke(app, ["data", *map(str, options)])
    assert done.exit_code == 2, done.output
    assert "Traceback" not in done.output
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


def test_a_folder_that_holds_something_is_left_alone(office: Office, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    submitted = office.root / "submitted"
    assert "isn't empty" in refused("--out", tmp_path, "--folder", submitted)
    assert "is a file" in refused("--out", tmp_path / "thesis.docx", "--folder", submitted)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_what_is_missing_is_said_in_a_sentence(office: Office, tmp_path: Path) -> None:
    (tmp_path / "submitted" / "ann").mkdir(parents=True)
    submitted = tmp_path / "submitted"
    out = tmp_path / "out"
    assert "no gradebook yet" in refused("--out", out, "--folder", submitted)
    assert "isn't a file; name the gradebook" in refused(
        "--out", out, "--folder", submitted, "--gradebook", tmp_path / "g.db"
    )
    assert "isn't a folder; collect" in refused("--out", out, "--folder", tmp_path / "none")
    empty = Office(tmp_path / "empty", tmp_path / "exchange")
    empty.step("generate_assignment", MODULES[0])
    graded = empty.root / "gradebook.db"
    assert "Nothing has been graded yet" in refused("--out", out, "--folder", submitted, "--gradebook", graded)
    other = tmp_path / "notes.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    kept = refused("--out", out, "--folder", office.root / "submitted", "--keep-ids", other).splitlines()[-1]
    assert "isn't a list of kept ids" in kept
    assert other.read_text(encoding="utf-8") == "a,b\n1,2\n"
    assert not out.exists()


def test_the_file_that_says_who_is_who_is_never_among_the_data(office: Office, tmp_path: Path) -> None:
    out, submitted = tmp_path / "out", office.root / "submitted"
    for kept in (out / "ids.csv", out / "a" / ".." / "ids.csv"):
        assert "Name a file elsewhere" in refused("--out", out, "--folder", submitted, "--keep-ids", kept)
    nowhere = refused("--out", out, "--folder", submitted, "--keep-ids", submitted / "none" / "ids.csv")
    assert "could not be written" in nowhere
    assert not out.exists()  # tables whose ids nobody has would have to be made again


def test_a_folder_whose_name_is_no_text_is_a_learner_like_any_other(office: Office, tmp_path: Path) -> None:
    shutil.copytree(office.root / "submitted" / "oneill-b", tmp_path / "submitted" / os.fsdecode(b"M\xfcller"))
    gradebook = office.root / "gradebook.db"
    options = ("--folder", tmp_path / "submitted", "--gradebook", gradebook, "--identify")
    found = export(office, tmp_path / "out", *options)
    learners = found.table("learners").set_index("account")
    assert learners.loc["M\ufffdller", "submitted"] == 3
    assert learners.loc["M\ufffdller", "learner"] in set(found.table("answers").learner)
    command = ["report", "--out", tmp_path / "report.html", *options[:-1]]
    done = CliRunner().invoke(app, [str(part) for part in command])
    assert done.exit_code == 0, done.output
    assert "M\ufffdller" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written_to_is_said_in_a_sentence(office: Office, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = refused("--out", tmp_path / "file" / "out", "--folder", office.root / "submitted")
    assert "could not be written" in said
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
