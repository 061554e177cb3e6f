"""Whatever is in the exchange, where every learner can write, the others are collected, graded and returned."""

from __future__ import annotations

import copy
import csv
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbgrader.coursedir import CourseDirectory

import grader.exchange.nbgrader_collect
from grader.course import ROOT
from grader.exchange.nbgrader_collect import CourseCollect
from grader.exchange.safe_copy import copy_submission
from grader.locks import FOLDER
from grader.submissions.sanitize import MAX_ENTRIES, sanitize
from rounds.storage.answers import NAME
from tests.pipeline.conftest import EVERYONE, FIRST, LAST
from tests.pipeline.learners import exchange_tricks
from tests.pipeline.room import AUTO, COURSE, MODULE, NOTEBOOK, SOURCE, TIME, Room, Student, files, words


@pytest.mark.parametrize(
    "student", [*exchange_tricks.STUDENTS, *exchange_tricks.NO_FEEDBACK, exchange_tricks.SHADOWED], ids=str
)
def test_whatever_lies_in_the_submission_the_answers_earn_full_marks(room: Room, student: Student) -> None:
    assert room.auto(student.name) == AUTO


@pytest.mark.parametrize("student", exchange_tricks.STUDENTS, ids=str)
def test_log_and_page_say_in_a_sentence_what_was_done(room: Room, student: Student) -> None:
    log, page = room.log_of(student.name), words(room.page(student.name))
    for sentence in student.says:
        assert sentence in log
        assert sentence in page


@pytest.mark.parametrize("student", [s for s in exchange_tricks.STUDENTS if s.name.startswith("time-")], ids=str)
def test_a_lost_time_is_taken_from_the_name_of_the_submission(room: Room, student: Student) -> None:
    submitted = next(room.inbound.glob(f"{student.name}+*"))
    assert (room.submitted(student.name) / "timestamp.txt").read_text() == submitted.name.split("+")[2]
    with room.office.gradebook() as gradebook:
        assert gradebook.find_submission(MODULE, student.name).timestamp.year >= 2026


def test_a_note_that_a_learner_wrote_is_never_shown_as_ours(room: Room) -> None:
    assert exchange_tricks.SPOOF not in room.page("spoofed-notes")
    assert exchange_tricks.SPOOF not in room.log["autograde"]


def test_file_names_cannot_forge_a_line_of_the_log(room: Room) -> None:
    log = room.log["collect"] + room.log["autograde"]
    assert "All points were earned." in log
    assert not [line for line in log.splitlines() if line.startswith("All points were earned.")]
    assert "\x1b[2J" not in log
    assert "\u202e" not in log


def test_every_learner_with_nbgraders_secret_gets_feedback(room: Room) -> None:
    released = list((room.root / "exchange" / COURSE / "feedback").glob("*.html"))
    assert len(released) == len(EVERYONE) - len(exchange_tricks.NO_FEEDBACK)


@pytest.mark.parametrize("student", exchange_tricks.NO_FEEDBACK, ids=str)
def test_who_lost_the_secret_is_named_with_the_page_to_send(room: Room, student: Student) -> None:
    said = [line for line in room.log["release_feedback"].splitlines() if f"{student.name}: " in line]
    assert len(said) == 1
    assert "feedback cannot be released" in said[0]
    assert said[0].endswith(f"send {room.office.root / 'feedback' / student.name / MODULE}")
    assert "21 of 30 points" in words(room.page(student.name))


@pytest.mark.parametrize("student", [FIRST, LAST, exchange_tricks.SHADOWED], ids=str)
def test_the_others_fetch_their_feedback(room: Room, student: Student) -> None:
    pages = room.learners[student.name].fetch_feedback(MODULE)
    assert len(pages) == 1
    assert pages[0].read_text(encoding="utf-8") == room.page(student.name)


def test_nobodys_submission_becomes_nobodys_grade(room: Room) -> None:
    assert not room.students() & set(exchange_tricks.NOBODY)
    assert {path.name for path in (room.office.root / "submitted").iterdir()} == {s.name for s in EVERYONE}


def test_nothing_is_collected_outside_the_folder_for_it(room: Room) -> None:
    there = {path.name for path in room.office.root.iterdir()}
    assert there == {"release", "submitted", "autograded", "feedback", "gradebook.db", FOLDER}


@pytest.mark.parametrize("name", exchange_tricks.SEEN)
def test_nobodys_submission_is_named_in_the_log(room: Room, name: str) -> None:
    shown = " ".join(name.split())
    said = [line for line in room.log["collect"].splitlines() if "Skipped in the exchange, since" in line]
    assert [line for line in said if f": {shown}+{MODULE}+" in line]


def test_no_grade_in_the_export_can_act_as_a_formula(room: Room, tmp_path: Path) -> None:
    with room.office.export(tmp_path / "grades.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["student_id"] for row in rows} == {student.name for student in EVERYONE}
    cells = [cell for row in rows for cell in row.values() if cell]
    assert not [cell for cell in cells if cell[0] in "=+-@\t\r"]


def test_collecting_goes_on_where_one_submission_cannot_be_copied(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails_for_one(src: Path, *rest: Any) -> list[str]:
        if src.name.startswith("late-1"):
            raise RuntimeError("the disk is on fire")
        return copy_submission(src, *rest)

    monkeypatch.setattr(grader.exchange.nbgrader_collect, "copy_submission", fails_for_one)
    late = [room.place(f"{name}+{MODULE}+{TIME}+zz") for name in ("late-1", "late-2")]
    try:
        result = room.run("collect", MODULE)
        assert result["success"]
        assert f"{late[0].name}: could not be collected; the others are" in result["log"]
        assert (room.submitted("late-2") / NAME).is_file()
        assert not room.submitted("late-1").exists()
        monkeypatch.undo()
        room.run("collect", MODULE)
        assert (room.submitted("late-1") / NAME).is_file()
    finally:
        for folder in (*late, room.submitted("late-1").parent, room.submitted("late-2").parent):
            shutil.rmtree(folder, ignore_errors=True)


def test_where_instructors_share_a_group_it_can_change_what_was_collected(room: Room, tmp_path: Path) -> None:
    submitted = next(room.inbound.glob(f"{FIRST.name}+*"))
    c = copy.deepcopy(room.office.config)
    c.CourseDirectory.assignment_id = MODULE
    for shared in (False, True):
        c.CourseDirectory.groupshared = shared
        collect = CourseCollect(coursedir=CourseDirectory(config=c), config=c)
        collect.do_copy(str(submitted), str(tmp_path / str(shared)))
        modes = {path.stat().st_mode for path in (tmp_path / str(shared)).rglob("*")}
        assert modes
        assert all(mode & 0o660 == 0o660 for mode in modes) == shared
        assert not [mode for mode in modes if mode & 0o002]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="0123456789 :-+TZUCGMapril./,einf\x00é", max_size=40) | st.binary(max_size=40))
def test_a_time_is_kept_only_where_nbgrader_can_read_it(written: str | bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        raw = written if isinstance(written, bytes) else written.encode()
        (folder / "timestamp.txt").write_bytes(raw)
        done = sanitize(folder)
        if (folder / "timestamp.txt").exists():
            assert done == []
            assert CourseDirectory().get_existing_timestamp(name) is not None
        else:
            assert (folder / "timestamp-as-received.txt").read_bytes() == raw


# A folder that was put into submitted/ by hand never went through our collecting.


def test_a_folder_placed_by_hand_is_tidied_before_it_is_marked(tmp_path: Path) -> None:
    (tmp_path / "keys").symlink_to(ROOT / "grader" / "keys")
    os.mkfifo(tmp_path / NAME)
    (tmp_path / "timestamp.txt").write_text("half past four")
    (tmp_path / "exercises.yaml").mkdir()
    done = sanitize(tmp_path, SOURCE.notebook)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        NOTEBOOK,
        "exercises.yaml.folder",
        "handling-notes.txt",
        "timestamp-as-received.txt",
    ]
    assert (tmp_path / "handling-notes.txt").read_text(encoding="utf-8").splitlines() == done
    assert len(done) == 5


def test_tidying_again_finds_nothing_to_do_and_forgets_nothing(tmp_path: Path) -> None:
    (tmp_path / "keys").symlink_to("/no/such")
    first = sanitize(tmp_path, SOURCE.notebook)
    assert len(first) == 2
    assert sanitize(tmp_path, SOURCE.notebook) == []
    assert (tmp_path / "handling-notes.txt").read_text(encoding="utf-8").splitlines() == first


def test_too_many_files_never_crowd_out_what_is_marked(tmp_path: Path) -> None:
    for number in range(MAX_ENTRIES + 50):
        (tmp_path / f"a{number}.txt").touch()
    (tmp_path / NAME).write_text("answers")
    sanitize(tmp_path)
    assert (tmp_path / NAME).read_text() == "answers"
    assert len(list(tmp_path.glob("*.txt"))) <= MAX_ENTRIES


def test_copying_is_bounded_in_bytes_and_takes_the_answers_first(tmp_path: Path) -> None:
    submitted = tmp_path / f"somebody+{MODULE}+time+zz"
    submitted.mkdir()
    (submitted / "a-large-file.txt").write_bytes(b"x" * 900)
    (submitted / NAME).write_bytes(b"y" * 200)
    said = copy_submission(submitted, tmp_path / "to", lambda folder, names: [], 1000)
    assert [path.name for path in files([tmp_path / "to"])] == [NAME]
    assert said == ["a-large-file.txt is 0 MB, too large beside the rest; it was left out."]
