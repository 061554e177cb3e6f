"""Who knows gets the points, who guesses does not, and what a person graded stays."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from rounds.storage.answers import NAME
from tests.pipeline.conftest import BETTER, COMMENT, FIRST, LAST, REFLECTS, WORSE
from tests.pipeline.room import AUTO, MANUAL, MODULE, Room, Student, words

NOTHING = ("blank", "white-space", "one-bin")


def test_an_expert_has_all_automatic_points_and_waits_for_a_person(room: Room) -> None:
    grades = room.grades(LAST.name)
    assert sum(grade.most for grade in grades.values()) == AUTO + MANUAL
    assert room.auto(LAST.name) == AUTO
    assert {name for name, grade in grades.items() if grade.waits} == {"reflection"}


def test_an_expert_with_a_perfect_reflection_has_every_point(room: Room) -> None:
    assert sum(grade.score for grade in room.grades(FIRST.name).values()) == AUTO + MANUAL
    assert "30 of 30 points" in words(room.page(FIRST.name))


@pytest.mark.parametrize("name", NOTHING)
def test_blank_work_and_one_bin_score_zero_and_wait_for_nobody(room: Room, name: str) -> None:
    grades = room.grades(name)
    assert len(grades) == 6
    assert {grade.auto for grade in grades.values()} == {0}
    assert not any(grade.waits for grade in grades.values())
    assert "0 of 30 points" in words(room.page(name))


def test_random_learners_earn_little_on_average(room: Room) -> None:
    shares = [room.auto(f"random-{seed}") / AUTO for seed in range(10)]
    assert max(shares) > 0
    assert sum(shares) / len(shares) < 0.15


def test_a_written_reflection_waits_for_a_person(room: Room) -> None:
    grade = room.grades("random-0")["reflection"]
    assert grade.waits
    assert grade.auto is None
    assert grade.score == 0


def test_score_and_comment_of_the_instructor_stand_on_the_page(room: Room) -> None:
    page = BeautifulSoup(room.page(REFLECTS.name), "html.parser")
    heading = page.find("h2", id="reflection")
    assert heading is not None
    following = heading.find_next("p")
    assert following is not None
    assert following.get_text() == "6 of 9 points"
    comment = page.find("div", class_="comment")
    assert comment is not None
    assert COMMENT in comment.get_text()
    assert comment.find("b") is None


def test_a_page_shows_each_answer_its_mark_and_why(room: Room) -> None:
    page = words(room.page(REFLECTS.name))
    for said in ("Your answer:", "Right.", "Not this.", "Missed.", "What to practice next", "Item by item", "Rubric"):
        assert said in page


@pytest.mark.parametrize("name", [FIRST.name, "blank", "notebook-missing"])
def test_a_page_shows_no_code(room: Room, name: str) -> None:
    page = room.page(name)
    assert "exercise(" not in page
    assert "<pre" not in page
    assert "<code" not in page


def test_the_export_holds_the_same_scores_as_the_pages(room: Room, tmp_path: Path) -> None:
    with room.office.export(tmp_path / "grades.csv").open(newline="", encoding="utf-8") as file:
        score = {row["student_id"]: row for row in csv.DictReader(file)}
    assert float(score[FIRST.name]["score"]) == AUTO + MANUAL
    assert {float(row["max_score"]) for row in score.values()} == {AUTO + MANUAL}
    for name in (REFLECTS.name, "blank", "wrong-values"):
        said = words(room.page(name)).split(" of 30 points")[0].rsplit(" ", 1)[1]
        assert float(said) == pytest.approx(float(score[name]["score"]), abs=0.005)


def test_marking_again_gives_the_same_grades_and_keeps_what_a_person_graded(room: Room) -> None:
    room.grade_by_hand("again", 5.0, "Kept.")
    before = room.grades("again")
    assert before["statements"].score > 0
    room.run("autograde", MODULE, "again", force=True)
    after = room.grades("again")
    assert {name: (g.auto, g.manual, g.score, g.comment) for name, g in after.items()} == {
        name: (g.auto, g.manual, g.score, g.comment) for name, g in before.items()
    }
    assert not after["reflection"].waits
    room.run("generate_feedback", MODULE, "again", force=True)
    assert "5 of 9 points" in words(room.page("again"))
    assert "Kept." in words(room.page("again"))


def test_marking_again_without_force_changes_nothing(room: Room) -> None:
    page = room.office.root / "autograded" / LAST.name / MODULE / f"{MODULE}.ipynb"
    before = page.read_bytes(), page.stat().st_mtime_ns
    result = room.run("autograde", MODULE, LAST.name, force=False)
    assert result["success"]
    assert (page.read_bytes(), page.stat().st_mtime_ns) == before


def test_a_second_submission_replaces_the_first_when_it_is_collected(room: Room) -> None:
    name = "hands-in-twice"
    assert room.auto(name) == 0
    room.hand_in(Student(name, answers="expert"))
    room.run("collect", MODULE, update=True)
    room.run("autograde", MODULE, name, force=False)
    assert room.auto(name) == AUTO
    assert len(list(room.inbound.glob(f"{name}+*"))) == 2


def test_without_update_a_second_submission_leaves_the_first(room: Room) -> None:
    name = "random-1"
    before = (room.submitted(name) / NAME).read_text()
    room.hand_in(Student(name, answers="expert"))
    room.run("collect", MODULE, update=False)
    assert (room.submitted(name) / NAME).read_text() == before


def test_the_last_answer_counts_whatever_came_before(room: Room) -> None:
    assert room.auto(BETTER.name) == AUTO
    grades = room.grades(WORSE.name)
    assert grades["statements"].auto == 0
    assert room.auto(WORSE.name) == WORSE.auto == AUTO - 8
