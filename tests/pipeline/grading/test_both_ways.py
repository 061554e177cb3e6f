"""One class autograded both ways: by nbgrader's own converter and by `python -m grader autograde`. Every row and file is the same."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.utils import parse_utc
from sqlalchemy import MetaData, create_engine, select

import grader.marking.graded_notebook
from grader.gradebook.save_grades import begin_writing
from grader.marking import submission_batch
from grader.marking.autograde import autograde
from grader.office import Office
from rounds.storage.answers import NAME
from tests.pipeline.commands.test_surroundings import small_disk
from tests.pipeline.marked_class import copy, notebooks, scores
from tests.pipeline.room import MODULE, NOTEBOOK, TIME, Room, Student, expert_answer, line

SOON, LATER = "2026-01-05 09:30:00.000000 UTC", "2026-01-06 09:00:00.000000 UTC"


def _append(*lines: str) -> Callable[[Path], None]:
    def change(work: Path) -> None:
        with (work / NAME).open("a", encoding="utf-8") as file:
            file.writelines(text + "\n" for text in lines)

    return change


REWRITTEN = _append(line("reflection", dict.fromkeys(expert_answer("reflection"), "Another text.")))
EMPTIED = _append(line("reflection", dict.fromkeys(expert_answer("reflection"), " ")))
SORTED_ANEW = _append(line("statements", {**expert_answer("statements"), "bins": {}}))


def _at(time: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / "timestamp.txt").write_text(time)

    return change


def _both(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        for each in changes:
            each(folder)

    return change


def _without_notebook(folder: Path) -> None:
    (folder / NOTEBOOK).unlink()


def _link(folder: Path) -> None:
    (folder / "notes.txt").symlink_to("/etc/passwd")


def _more_files(folder: Path) -> None:
    (folder / "data" / "inside").mkdir(parents=True)
    (folder / "data" / "inside" / "mine.csv").write_text("1")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "x.txt").write_text("ignored")
    (folder / "old.pyc").write_text("ignored")
    (folder / "second.ipynb").write_text("{}")
    (folder / "exercises.yaml").write_text("mine: true")


FIRST = (
    *(Student(name) for name in ("graded", "override", "commented", "rewrites", "empties", "sorts-anew", "in-time")),
    Student("blank", answers="blank"),
    Student("some", answers="ability:0.4", seed=3),
    Student("extended", answers="ability:0.6"),
    Student("better-late", answers="ability:0.6"),
    Student("worse-later"),
    Student("torn", at_home=_append('{"v": 1, "exercise": "sta')),
    Student("no-notebook", in_exchange=_without_notebook),
    Student("no-answers", in_exchange=lambda folder: (folder / NAME).unlink()),
    Student("link", in_exchange=_link),
    Student("files", in_exchange=_more_files),
    Student("no-time", in_exchange=lambda folder: (folder / "timestamp.txt").unlink()),
)
SECOND = (
    Student("rewrites", at_home=REWRITTEN, in_exchange=_at(SOON)),
    Student("empties", at_home=EMPTIED, in_exchange=_at(SOON)),
    Student("sorts-anew", at_home=SORTED_ANEW, in_exchange=_at(SOON)),
    Student("worse-later", answers="random", seed=5, in_exchange=_at(SOON)),
    *(Student(name, in_exchange=_at(LATER)) for name in ("extended", "better-late", "only-late", "Łukasz Ö", "a[b]")),
    Student("late-and-torn", at_home=_append("{"), in_exchange=_at(LATER)),
    Student("new", answers="random", seed=1, in_exchange=_at(SOON)),
)


@pytest.fixture(scope="module")
def again(scratch: Path) -> Office:
    """A class that was graded by machine and by a person, and submitted once more; not yet graded again."""
    room = Room(scratch / "both" / "base")
    room.release()
    for student in FIRST:
        room.hand_in(replace(student, in_exchange=_both(_at(TIME), student.in_exchange or _at(TIME))))
    room.mark()
    for name in ("graded", "rewrites", "empties"):
        room.grade_by_hand(name, 7.0, f"<b>Well</b> put, {name}.")
    with room.office.gradebook() as gradebook:
        gradebook.find_comment("reflection", MODULE, MODULE, "commented").manual_comment = "Looked at."
        for name in ("override", "sorts-anew"):
            grade = gradebook.find_grade("statements", MODULE, MODULE, name)
            grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 3.0, 1.0, False
        gradebook.db.commit()
        gradebook.update_or_create_assignment(MODULE, duedate=(parse_utc(TIME) + timedelta(hours=1)).isoformat())
        gradebook.grant_extension(MODULE, "extended", days=2)
    for student in SECOND:
        room.hand_in(student)
    room.run("collect", MODULE, update=True)
    return room.office


def _copy(office: Office, root: Path) -> Office:
    shutil.copytree(office.root, root / "course", symlinks=True)
    twin = Office(root / "course", root / "exchange")
    twin.config.LateSubmissionPlugin.penalty_method = "zero"
    return twin


@pytest.fixture(scope="module")
def ways(again: Office, scratch: Path) -> tuple[Office, Office]:
    """The class autograded by nbgrader's converter, and by the command in two processes."""
    theirs, ours = _copy(again, scratch / "both" / "theirs"), _copy(again, scratch / "both" / "ours")
    theirs.step("autograde", MODULE, "*")
    assert submission_batch.ordinary(ours, MODULE)  # or both would go the same way
    assert autograde(ours, MODULE, processes=2).failed == []
    return theirs, ours


# What a row is about, by the columns that say so; ids are drawn by whoever makes the row.
ABOUT = {
    "assignment": ("name",),
    "notebook": ("assignment_id", "name"),
    "base_cell": ("notebook_id", "type", "name"),
    "source_cell": ("notebook_id", "name"),
    "submitted_assignment": ("assignment_id", "student_id"),
    "submitted_notebook": ("assignment_id", "notebook_id"),
    "grade": ("notebook_id", "cell_id"),
    "comment": ("notebook_id", "cell_id"),
}


def rows(office: Office) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, with ids replaced by what they mean."""
    engine, tables = create_engine(str(office.course.db_url)), MetaData()
    tables.reflect(engine)
    known: dict[str, str] = {}
    found: dict[str, list[dict[str, Any]]] = {}
    with engine.connect() as connection:
        for table in tables.sorted_tables:  # what a row refers to goes before it
            found[table.name] = []
            for row in connection.execute(select(table)).mappings():
                values = {
                    name: known.get(value, value) if isinstance(value, str) else _rounded(value)
                    for name, value in row.items()
                }
                if table.name in ABOUT:
                    known[row["id"]] = values["id"] = "/".join(str(values[name]) for name in ABOUT[table.name])
                found[table.name].append(values)
            found[table.name].sort(key=repr)
    engine.dispose()
    return found


def files(office: Office, step: str) -> dict[str, tuple[int, bytes]]:
    """Every file and folder of a step, with its permissions and content."""
    root = office.folder(step, "x", MODULE).parent.parent
    return {
        str(path.relative_to(root)): (path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in root.rglob("*")
    }


def test_every_row_of_the_gradebook_is_the_same(ways: tuple[Office, Office]) -> None:
    theirs, ours = map(rows, ways)
    assert len(ours["submitted_notebook"]) == len({student.name for student in (*FIRST, *SECOND)})
    assert {table for table, found in ours.items() if found} >= {*ABOUT, "rounds_ledger", "student"}
    for table in theirs:
        assert ours[table] == theirs[table], table
    assert [row for row in ours["grade"] if row["manual_score"] is not None and row["needs_manual_grade"]]
    assert [row for row in ours["submitted_notebook"] if row["late_submission_penalty"]]


def test_every_autograded_file_is_the_same(ways: tuple[Office, Office]) -> None:
    theirs, ours = (files(office, "autograded") for office in ways)
    assert len([name for name in ours if name.endswith(NOTEBOOK)]) == len({s.name for s in (*FIRST, *SECOND)})
    assert f"files/{MODULE}/data/inside/mine.csv" in ours
    assert f"files/{MODULE}/old.pyc" not in ours
    assert sorted(ours) == sorted(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []
    assert any(b"The learner changed this after it was graded" in content for _, content in ours.values())


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """A row of Formgrader's without what is drawn at random, and without what adding in another order changes."""
    kept = {name: value for name, value in row.items() if name not in ("id", "index")}
    return {name: _rounded(value) for name, value in kept.items()}


def _rounded(value: Any) -> Any:
    return round(value, 9) if isinstance(value, float) else value


def test_formgraders_tables_and_the_feedback_pages_are_the_same(ways: tuple[Office, Office]) -> None:
    def told(office: Office) -> list[list[dict[str, Any]]]:
        tables = (
            office.api.get_submissions(MODULE),
            office.api.get_notebook_submissions(MODULE, MODULE),
            office.api.get_students(),
            [office.api.get_assignment(MODULE)],
        )
        return [sorted(map(_told, table), key=repr) for table in tables]

    theirs, ours = map(told, ways)
    assert ours == theirs
    for office in ways:
        for student in ("rewrites", "only-late", "sorts-anew"):
            office.step("generate_feedback", MODULE, student)
    pages = [files(office, "feedback") for office in ways]
    assert len([name for name in pages[0] if name.endswith(".html")]) == 3
    assert pages[0] == pages[1]


def test_autograding_once_more_either_way_changes_nothing(ways: tuple[Office, Office]) -> None:
    theirs, ours = ways
    before, folders = rows(ours), files(ours, "autograded")
    autograde(ours, MODULE)
    ours.step("autograde", MODULE, "*")
    theirs.step("autograde", MODULE, "graded")
    autograde(theirs, MODULE)
    assert rows(ours) == rows(theirs) == before
    assert files(ours, "autograded") == files(theirs, "autograded") == folders


def test_a_course_that_a_group_shares_gets_the_same_permissions(collected: Office, tmp_path: Path) -> None:
    theirs, ours = copy(collected, tmp_path / "theirs"), copy(collected, tmp_path / "ours")
    for office in (theirs, ours):
        office.course.groupshared = True
        office.course.ignore = [*office.course.ignore, "*.txt"]
        office.config.Autograde.exclude_overwriting = {MODULE: ["exercises.yaml"]}
        (office.root / "submitted" / "s01" / MODULE / "exercises.yaml").write_text("mine: true")
    theirs.step("autograde", MODULE, "s01")
    assert autograde(ours, MODULE, ["s01"]).failed == []
    made = files(ours, "autograded")
    assert made == files(theirs, "autograded")
    assert made[f"s01/{MODULE}/{NOTEBOOK}"][0] & 0o777 == 0o664
    assert made[f"s01/{MODULE}/exercises.yaml"][1] == b"mine: true"
    assert f"s01/{MODULE}/timestamp.txt" not in made


# What goes wrong for one, or for all


class BrokenForOne(LateSubmissionPlugin):  # type: ignore[misc]  # nbgrader is untyped
    """A plugin that fails for one learner."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        if student_id == "only-late":
            raise KeyError("policy")
        return 1.0


def test_what_fails_while_grades_are_saved_stops_no_other_learner(again: Office, tmp_path: Path) -> None:
    office = _copy(again, tmp_path)
    office.config.AssignLatePenalties.plugin_class = BrokenForOne
    found = autograde(office, MODULE, processes=1)
    assert [(o.student, o.error) for o in found.failed] == [("only-late", "KeyError: 'policy'")]
    everyone = {student.name for student in (*FIRST, *SECOND)}
    assert set(notebooks(office)) == everyone - {"only-late"}
    penalties = [row["late_submission_penalty"] for row in rows(office)["submitted_notebook"]]
    assert penalties.count(1.0) > 2


def test_whoever_kills_the_process_of_a_batch_is_named_and_the_others_are_graded(
    collected: Office, tmp_path: Path, right: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, real = copy(collected, tmp_path), grader.marking.graded_notebook.mark_all

    def deadly(module: Any, keys: Any, saved: Any) -> Any:
        marks = real(module, keys, saved)
        if not any(mark.answered for mark in marks.values()) and saved.seed is not None:
            os.kill(os.getpid(), signal.SIGKILL)
        return marks

    monkeypatch.setattr(grader.marking.graded_notebook, "mark_all", deadly)
    found = autograde(office, MODULE, processes=2)
    assert [outcome.student for outcome in found.failed] == ["blank"]
    assert "its process was killed" in found.failed[0].error
    assert scores(office) == {key: value for key, value in right.items() if key[0] != "blank"}


def test_a_full_disk_is_a_sentence_and_no_grade_is_half_saved(collected: Office, tmp_path: Path) -> None:
    office = copy(collected, tmp_path)
    before = rows(office)
    with small_disk(30_000):  # too small for a graded notebook
        found = autograde(office, MODULE, processes=2)
    assert len(found.failed) == 20
    assert all("Make room, then run the same command again." in outcome.error for outcome in found.failed)
    assert rows(office) == before
    assert not [path for path in (office.root / "autograded").rglob("*") if path.is_file()]
    assert autograde(office, MODULE).failed == []


def test_where_no_folder_can_be_made_a_sentence_says_so(collected: Office, tmp_path: Path) -> None:
    office = copy(collected, tmp_path)
    (office.root / "autograded").write_text("a file")
    found = autograde(office, MODULE, processes=1)
    assert all("a file stands where a folder should be" in outcome.error for outcome in found.failed)
    assert len(found.failed) == 20


def test_a_learner_without_a_submission_is_named_and_the_others_are_graded(
    collected: Office, tmp_path: Path, right: Any
) -> None:
    office = copy(collected, tmp_path)
    (office.root / "submitted" / "linked").mkdir()
    (office.root / "submitted" / "linked" / MODULE).symlink_to(office.root / "submitted" / "s01" / MODULE)
    found = autograde(office, MODULE, ["nobody", "s01", "linked"], processes=1)
    (nobody,) = found.failed
    assert nobody.student == "nobody"
    assert "No notebooks were matched" in nobody.error
    assert {key: value for key, value in scores(office).items() if key[0] == "s01"} == {
        key: value for key, value in right.items() if key[0] == "s01"
    }


def test_leftovers_of_a_killed_process_are_cleared_away(collected: Office, tmp_path: Path, right: Any) -> None:
    office = copy(collected, tmp_path)
    for name in (f".new-{MODULE}", f".old-{MODULE}"):
        (office.root / "autograded" / "s01" / name / "half").mkdir(parents=True)
    autograde(office, MODULE)
    assert [path.name for path in (office.root / "autograded" / "s01").iterdir()] == [MODULE]
    assert scores(office) == right


def test_a_step_that_a_course_adds_is_run(collected: Office, tmp_path: Path, right: Any) -> None:
    """nbgrader's own converter is asked then, one submission after the other."""
    office, seen = copy(collected, tmp_path), tmp_path / "seen"

    def hook(assignment: str, student: str, notebooks: list[str]) -> None:
        with seen.open("a") as file:
            file.write(f"{student}\n")

    office.config.Autograde.post_convert_hook = hook
    assert not submission_batch.ordinary(office, MODULE)
    assert autograde(office, MODULE, processes=2).failed == []
    assert len(seen.read_text().splitlines()) == 20
    assert scores(office) == right


def test_who_saves_a_grade_waits_until_the_grades_that_are_being_saved_are_there(
    collected: Office, tmp_path: Path
) -> None:
    office = copy(collected, tmp_path)
    with office.gradebook() as gradebook, closing(sqlite3.connect(office.root / "gradebook.db", timeout=0)) as other:
        begin_writing(gradebook)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("UPDATE course SET id = id")
        gradebook.db.commit()
        other.execute("UPDATE course SET id = id")
