"""What can be read of an answers file counts; nothing else does; nobody else's marking stops."""

from __future__ import annotations

import os

import pytest

from rounds.answers import NAME
from tests.pipeline import answer_files
from tests.pipeline.conftest import FIRST, LAST
from tests.pipeline.room import AUTO, Room, Student, words


@pytest.mark.parametrize("student", answer_files.GOOD, ids=str)
def test_every_readable_line_counts(room: Room, student: Student) -> None:
    assert room.auto(student.name) == AUTO


@pytest.mark.parametrize("student", answer_files.NOTHING, ids=str)
def test_what_cannot_be_read_earns_nothing(room: Room, student: Student) -> None:
    assert room.auto(student.name) == 0
    assert {grade.waits for grade in room.grades(student.name).values()} == {False}


def test_one_wrong_value_costs_one_item_and_not_the_exercise(room: Room) -> None:
    student = answer_files.PARTLY
    assert room.auto(student.name) == student.auto
    assert room.grades(student.name)["statements"].auto == 6.5


@pytest.mark.parametrize("student", answer_files.STUDENTS, ids=str)
def test_log_and_page_say_in_a_sentence_what_was_found_in_the_answers(room: Room, student: Student) -> None:
    log, page = room.log_of(student.name), words(room.page(student.name))
    for sentence in student.says:
        assert sentence in log
        assert sentence in page


def test_a_key_that_stands_twice_in_a_line_is_nothing_to_speak_of(room: Room) -> None:
    assert room.log_of("keys-twice") == ""


@pytest.mark.parametrize("student", [FIRST, LAST], ids=str)
def test_the_marking_of_the_others_goes_on(room: Room, student: Student) -> None:
    assert room.auto(student.name) == AUTO
    assert "21 of 30 points" in words(room.page(LAST.name))


def test_every_learner_who_handed_in_is_marked(room: Room) -> None:
    from tests.pipeline.conftest import EVERYONE

    assert room.students() == {student.name for student in EVERYONE}


@pytest.mark.parametrize("name", ["link-to-the-key", "link-to-another", "link-to-nowhere", "answers-fifo"])
def test_what_a_link_or_a_pipe_leads_to_is_not_collected(room: Room, name: str) -> None:
    for step in ("submitted", "autograded", "feedback"):
        assert not os.path.lexists(room.submitted(name).parents[2] / step / name / room.submitted(name).name / NAME)


def test_nothing_that_was_collected_is_a_link(room: Room) -> None:
    collected = list((room.office.root / "submitted").rglob("*"))
    assert len(collected) > 500
    assert not [path for path in collected if path.is_symlink() or not (path.is_file() or path.is_dir())]


def test_of_a_giant_file_only_the_end_is_collected(room: Room) -> None:
    assert (room.submitted("three-hundred-gb") / NAME).stat().st_size == 64 * 2**20
