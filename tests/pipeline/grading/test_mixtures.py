"""Hand-ins broken in several ways at once: all are marked, every undamaged answer counts, nothing leaves the folder."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from rounds.storage import answers
from tests.pipeline.learners import damaged_class, mixtures
from tests.pipeline.learners.damaged_class import SOURCES, DamagedClass, Result, changed, everything
from tests.pipeline.learners.mixtures import NAMES, plan

NUMBER, SEED = 40, 20261124  # `make bench` marks 500


@pytest.fixture(scope="module")
def marked() -> Iterator[tuple[DamagedClass, Result]]:
    with tempfile.TemporaryDirectory(prefix="rounds-damaged-") as folder:
        room = DamagedClass(Path(folder).resolve(), NUMBER, SEED)
        yield room, room.mark(processes=1)


def test_every_submission_is_marked_whatever_happened_to_the_others(marked: tuple[DamagedClass, Result]) -> None:
    assert marked[1].failed == []
    assert marked[1].marked == NUMBER
    assert marked[1].neighbors_right == marked[1].neighbors == 2 * len(SOURCES)


def test_every_undamaged_answer_counts_and_nothing_else_does(marked: tuple[DamagedClass, Result]) -> None:
    _, result = marked
    assert result.wrong == []
    assert result.counted == result.answers > 2 * NUMBER


def test_nothing_leaves_the_folder(marked: tuple[DamagedClass, Result]) -> None:
    _, result = marked
    assert result.outside == []
    assert result.odd == []


def test_no_code_that_was_submitted_ran(marked: tuple[DamagedClass, Result]) -> None:
    assert [path for path in everything(marked[0].root) if Path(path).name.startswith("ran-")] == []


def test_the_notebooks_with_the_new_kinds_are_among_them(marked: tuple[DamagedClass, Result]) -> None:
    kinds = {exercise.kind for one in marked[0].damaged for exercise in one.source.load()[0].graded}
    assert kinds >= {"sort", "select", "grid", "zopa", "package", "dialogue", "sheet", "reflect"}


def test_most_of_what_is_planned_happens(marked: tuple[DamagedClass, Result]) -> None:
    damaged = marked[0].damaged
    assert [one for one in damaged if len(one.ways) == 1 and one.undone] == []
    assert sum(len(one.undone) for one in damaged) < 0.15 * sum(len(one.ways) for one in damaged)


# The generator, and the watch


def test_five_hundred_hold_every_way_and_mixtures_of_them() -> None:
    planned = list(plan(500, SEED, list(SOURCES)))
    assert damaged_class.happened(planned) == set(NAMES)
    assert sum(len(one.ways) > 1 for one in planned) > 300
    assert len({tuple(sorted(one.ways)) for one in planned}) > 300
    assert {one.source for one in planned} == set(SOURCES)
    for source in SOURCES[1:]:
        assert len({way for one in planned if one.source == source for way in one.ways}) > 40


def test_the_same_seed_makes_the_same_and_another_another() -> None:
    assert list(plan(60, 1, list(SOURCES))) == list(plan(60, 1, list(SOURCES)))
    assert list(plan(60, 1, list(SOURCES))) != list(plan(60, 2, list(SOURCES)))


@pytest.mark.parametrize("number", range(len(mixtures.DESTROY)))
def test_what_destroys_a_line_destroys_it(number: int, tmp_path: Path) -> None:
    whole = mixtures.line("dig", {"a": True, "b": {"c": "{}"}}, seed=4)
    path = tmp_path / "answers.jsonl"
    path.write_text(whole + "\n")
    assert answers.read(path).of("dig")
    for seed in range(60):
        path.write_bytes(mixtures.DESTROY[number](whole.encode(), Random(seed)) + b"\n")
        assert answers.read(path).latest == {}


@pytest.mark.parametrize("what", ["new", "written", "gone", "link"])
def test_the_watch_sees_what_changes(what: str, tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "course" / "submitted").mkdir(parents=True)
    (file := tmp_path / "a" / "b" / "file").write_text("1")
    before = everything(tmp_path)
    (tmp_path / "course" / "submitted" / "allowed").write_text("1")
    assert changed(before, everything(tmp_path), tmp_path) == []
    path = tmp_path / "a" / "x" if what in {"new", "link"} else file
    if what == "new":
        path.write_text("ran")
    elif what == "link":
        path.symlink_to("/no/such")
    elif what == "written":
        path.write_text("12")
    else:
        path.unlink()
    assert changed(before, everything(tmp_path), tmp_path) == [str(path)]


def test_a_line_that_nothing_happened_to_is_not_taken_for_a_damaged_one(marked: tuple[DamagedClass, Result]) -> None:
    # Where the file as a whole is a plain one, each answer that must count is a line of its own.
    room, _ = marked
    histories = [one for one in room.damaged if one.ways[-1] == mixtures.HISTORY]
    assert histories
    for one in histories:
        lines = (room.office.root / "submitted" / one.name / one.source.name / answers.NAME).read_bytes().split(b"\n")
        for name, answer in one.latest.items():
            assert any(json.dumps(answer).encode() in text and json.dumps(name).encode() in text for text in lines)
