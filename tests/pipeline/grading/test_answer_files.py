"""What can be read of an answers file counts; nothing else does; no one else's grading stops."""

from __future__ import annotations

import os

import pytest

from grader.course import HAND_IN
from grader.exports.grade_table import read
from rounds.storage.answers import NAME
from rounds.storage.backup_archive import file_name
from tests.pipeline.conftest import FIRST, LAST
from tests.pipeline.learners import answer_files, renamed_files
from tests.pipeline.room import AUTO, MODULE, Room, Student, words


@pytest.mark.parametrize("student", answer_files.GOOD, ids=str)
def test_every_readable_line_counts(room: Room, student: Student) -> None:
    assert room.auto(student.name) == AUTO


@pytest.mark.parametrize("student", [*renamed_files.FOUND, renamed_files.AS_NOTEBOOK], ids=str)
def test_answers_count_under_any_name_and_in_any_place(room: Room, student: Student) -> None:
    assert room.auto(student.name) == AUTO
    assert "21 of 30 points" in words(room.page(student.name))


@pytest.mark.parametrize("name", ["sent-twice", "whole-download", "folder-deeper"])
def test_the_page_says_where_the_answers_were_read_from(room: Room, name: str) -> None:
    places = {
        "sent-twice": "answers-1.jsonl",
        "whole-download": f"{MODULE}.jsonl in {file_name()}",
        "folder-deeper": f"homework/{MODULE}/{NAME}",
    }
    said = "The answers were read from "
    page = words(room.page(name))
    assert f"{said}{places[name]}." in page
    assert said not in words(room.page(LAST.name))
    assert ("has answers to 00-orientation, which didn't count here." in page) == (name == "whole-download")


@pytest.mark.parametrize("student", answer_files.NOTHING, ids=str)
def test_what_cannot_be_read_stays_open_for_a_person_and_is_no_zero(room: Room, student: Student) -> None:
    grades = room.grades(student.name)
    assert grades.pop(HAND_IN).auto == 0
    assert {(grade.auto, grade.manual, grade.waits) for grade in grades.values()} == {(None, None, True)}
    page = words(room.page(student.name))
    assert "so nothing was graded" in page
    assert "0 of 30 points so far" in page
    assert "Not graded yet: up to 8 points No answers could be read." in page
    assert "0 of 8" not in page


def test_the_export_leaves_what_could_not_be_read_empty_and_says_why(room: Room) -> None:
    with room.office.gradebook() as gradebook:
        book = read(gradebook)
    (work,) = book.works
    unread = {one.id for one in book.learners if book.state(one, work) == "no readable answers"}
    # One of them is graded in another test of this class.
    assert unread - {"no-answers-file"} == {student.name for student in answer_files.NOTHING} - {"no-answers-file"}
    assert {book.points(one, work) for one in book.learners if one.id in unread} == {None}
    assert f"{len(unread)} without readable answers, left empty; " in book.summary()
    blank = next(one for one in book.learners if one.id == "blank")
    assert (book.state(blank, work), book.points(blank, work)) == ("graded", 0)


def test_no_page_says_at_once_that_nothing_was_lost_and_that_nothing_was_answered(room: Room) -> None:
    pages = [
        words(path.read_text(encoding="utf-8")).lower() for path in (room.office.root / "feedback").rglob("*.html")
    ]
    lost, answered = "no points were lost", ("nothing was answered", "nothing was graded")
    assert sum(lost in page for page in pages) > 20
    assert sum(any(said in page for said in answered) for page in pages) > 10
    assert not [page for page in pages if lost in page and any(said in page for said in answered)]


def test_a_person_can_grade_what_could_not_be_read_and_good_answers_later_are_graded_as_ever(room: Room) -> None:
    name = "no-answers-file"
    room.grade_by_hand(name, 7.0, "Read on paper.", "statements")
    room.run("autograde", MODULE, name, force=True)
    grades = room.grades(name)
    assert (grades["statements"].score, grades["statements"].manual) == (7.0, 7.0)
    assert not grades["statements"].waits
    assert grades["dig"].waits
    for at_home, auto in ((None, AUTO), (answer_files.remove, AUTO)):
        room.hand_in(Student(name, at_home=at_home))
        room.run("collect", MODULE, update=True)
        room.run("autograde", MODULE, name, force=True)
        grades = room.grades(name)
        assert room.auto(name) == auto  # the later one has nothing in it, so the earlier one counts
        assert grades["dig"].auto == grades["dig"].score > 0
        assert not grades["dig"].waits


def test_one_wrong_value_costs_one_item_and_not_the_exercise(room: Room) -> None:
    student = answer_files.PARTLY
    assert room.auto(student.name) == student.auto
    assert room.grades(student.name)["statements"].auto == 6.48


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


def test_every_learner_who_submitted_is_marked(room: Room) -> None:
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
