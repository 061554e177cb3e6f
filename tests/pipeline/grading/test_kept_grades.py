"""A grade that a person gave stays as long as its answer does; whoever changes the answer waits, and nobody else."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from grader.exports import CanvasExportPlugin
from grader.gradebook.graded_answers import LedgerRow
from grader.marking.autograde import autograde, choose
from rounds.storage.answers import NAME
from tests.pipeline.grading.test_autograde import printed
from tests.pipeline.room import AUTO, MANUAL, MODULE, NOTEBOOK, Grade, Room, Student, expert_answer, line, words

GIVEN, COMMENT = 7.0, "Name the <b>need</b> first."
SAME = ("ada", "bob")
CHANGED = "writes-anew"
OTHERS = ("left-blank", "comment-only", "override", "lowered", "before-the-ledger", "and-rewrote", "cut-off")


def _text(words: str) -> Callable[[Path], None]:
    """Submit another reflection; none of the other answers changes."""

    def change(work: Path) -> None:
        answer = dict.fromkeys(expert_answer("reflection"), words)
        with (work / NAME).open("a", encoding="utf-8") as file:
            file.write(line("reflection", answer) + "\n")

    return change


def _again(room: Room, name: str, words: str = "") -> None:
    """Submit again, with another reflection or with the first one, and collect and autograde everything."""
    room.hand_in(Student(name, at_home=_text(words) if words else None))
    room.run("collect", MODULE, update=True)


def _by_hand(room: Room, name: str, exercise: str, score: float | None, extra: float | None = None) -> None:
    with room.office.gradebook() as gradebook:
        grade = gradebook.find_grade(exercise, MODULE, MODULE, name)
        grade.manual_score, grade.extra_credit = score, extra
        grade.needs_manual_grade = score is None and grade.auto_score is None  # as Formgrader does
        gradebook.db.commit()


def _reflection(room: Room, name: str) -> Grade:
    return room.grades(name)["reflection"]


def _exported(room: Room, path: Path) -> dict[str, str]:
    with room.office.gradebook() as gradebook:
        CanvasExportPlugin(to=str(path), config=room.office.config).run(gradebook)
    with path.open(newline="", encoding="utf-8-sig") as file:
        return {row["SIS Login ID"]: row[MODULE] for row in csv.DictReader(file)}


def _forget_the_ledger(room: Room, *names: str) -> None:
    """What the gradebook looked like before there was a ledger, after nbgrader had asked for a new look."""
    with room.office.gradebook() as gradebook:
        for name in names:
            grades = gradebook.find_submission(MODULE, name).notebooks[0].grades
            gradebook.db.query(LedgerRow).filter(LedgerRow.grade_id.in_([grade.id for grade in grades])).delete()
            for grade in grades:
                grade.needs_manual_grade = grade.manual_score is not None
        gradebook.db.commit()


@pytest.fixture(scope="module")
def graded(scratch: Path) -> Room:
    """A class whose reflections a person graded, with comments."""
    room = Room(scratch / "kept")
    room.release()
    for name in (*SAME, CHANGED, *OTHERS):
        room.hand_in(Student(name))
    room.mark()
    for name in (*SAME, CHANGED, *OTHERS):
        if name != "comment-only":
            room.grade_by_hand(name, GIVEN, COMMENT)
    with room.office.gradebook() as gradebook:
        gradebook.find_comment("reflection", MODULE, MODULE, "comment-only").manual_comment = COMMENT
        gradebook.db.commit()
    _by_hand(room, "override", "statements", 3.0, 1.0)
    return room


@pytest.fixture(scope="module")
def later(graded: Room) -> tuple[Room, str]:
    """Someone submits late, someone writes another reflection, and all is autograded once more."""
    graded.hand_in(Student("latecomer"))
    _again(graded, CHANGED, "Another text.")
    return graded, printed(autograde(graded.office, MODULE, processes=2))


def test_a_latecomer_and_a_rewritten_text_reopen_nobody_elses_grade(later: tuple[Room, str]) -> None:
    room, said = later
    for name in (*SAME, "override", "cut-off"):
        assert _reflection(room, name) == Grade(None, GIVEN, GIVEN, MANUAL, False, COMMENT), name
    assert "Changed after a person graded it (1): waits for you again." in said
    assert f"  {CHANGED}: reflection, graded 7 of 9 before" in said.splitlines()


def test_the_export_is_empty_only_for_those_who_wait(later: tuple[Room, str], tmp_path: Path) -> None:
    room, _ = later
    points = _exported(room, tmp_path / "canvas.csv")
    assert {name: float(points[name]) for name in SAME} == dict.fromkeys(SAME, AUTO + GIVEN)
    assert points["latecomer"] == points[CHANGED] == points["comment-only"] == ""


@pytest.mark.parametrize("force", [True, False])
def test_autograding_again_by_nbgrader_itself_keeps_the_grade(later: tuple[Room, str], force: bool) -> None:
    room, _ = later
    room.office.step("autograde", MODULE, "ada", force=force)
    assert not _reflection(room, "ada").waits
    assert _reflection(room, CHANGED).waits


def test_grade_and_comment_stay_in_sight_while_a_new_text_waits(later: tuple[Room, str]) -> None:
    room, _ = later
    assert _reflection(room, CHANGED) == Grade(None, GIVEN, GIVEN, MANUAL, True, COMMENT)
    (cell,) = [
        c for c in room.notebook(CHANGED).cells if c.metadata.get("nbgrader", {}).get("grade_id") == "reflection"
    ]
    assert "The learner changed this after it was graded. The earlier grade was 7 of 9 points" in words(cell.source)
    assert "Another text." in cell.source
    room.run("generate_feedback", MODULE, CHANGED, force=True)
    page = words(room.page(CHANGED))
    assert "28 of 30 points so far" in page
    assert "7 of 9 points for your earlier answer" in page
    assert "You changed this answer after it was graded." in page
    assert "From your instructor, on your earlier answer Name the <b>need</b> first." in page
    assert "Resolve" not in page
    comment = BeautifulSoup(room.page(CHANGED), "html.parser").find("div", class_="comment")
    assert comment is not None
    assert comment.find("b") is None


def test_a_text_that_nobody_has_graded_yet_has_no_points_on_the_page(later: tuple[Room, str]) -> None:
    room, _ = later
    room.run("generate_feedback", MODULE, "comment-only", force=True)
    page = words(room.page("comment-only"))
    assert "21 of 30 points so far" in page
    assert "Not graded yet: up to 9 points" in page
    assert "0 of 9" not in page
    assert "From your instructor Name the <b>need</b> first." in page


def test_each_text_keeps_its_own_grade(later: tuple[Room, str]) -> None:
    room, _ = later
    name = "bob"
    _again(room, name, "Second text.")
    room.office.step("autograde", MODULE, name)
    assert _reflection(room, name).waits
    room.grade_by_hand(name, 5.0, "Shorter.")
    for which, score, comment in (("earlier", GIVEN, COMMENT), ("later", 5.0, "Shorter."), ("earlier", GIVEN, COMMENT)):
        choose(room.office, MODULE, name, which)  # type: ignore[arg-type]
        assert _reflection(room, name) == Grade(None, score, score, MANUAL, False, comment)
    # Submitted a third time with the first text, and nothing was graded in between.
    _again(room, name)
    room.office.step("autograde", MODULE, name)
    assert _reflection(room, name) == Grade(None, GIVEN, GIVEN, MANUAL, False, COMMENT)


def test_a_grade_that_was_taken_back_stays_away(later: tuple[Room, str]) -> None:
    room, _ = later
    name = "and-rewrote"
    room.office.step("autograde", MODULE, name)
    _by_hand(room, name, "reflection", None)
    room.office.step("autograde", MODULE, name)
    assert _reflection(room, name) == Grade(None, None, 0.0, MANUAL, True, COMMENT)
    room.grade_by_hand(name, GIVEN, COMMENT)


def test_a_graded_reflection_that_is_blank_now_waits_with_its_grade_in_sight(later: tuple[Room, str]) -> None:
    room, _ = later
    _again(room, "left-blank", " ")
    _, found = choose(room.office, MODULE, "left-blank", "later")
    assert _reflection(room, "left-blank") == Grade(0.0, GIVEN, GIVEN, MANUAL, True, COMMENT)
    assert "  left-blank: reflection, graded 7 of 9 before" in printed(found)
    choose(room.office, MODULE, "left-blank", "earlier")
    assert not _reflection(room, "left-blank").waits


def test_points_that_a_person_set_on_a_machine_graded_exercise_stay(later: tuple[Room, str]) -> None:
    room, _ = later
    name = "override"
    grade = room.grades(name)["statements"]
    assert (grade.auto, grade.manual, grade.score, grade.waits) == (8.0, 3.0, 4.0, False)
    room.run("generate_feedback", MODULE, name, force=True)
    assert "4 of 8 points , set by your instructor" in words(room.page(name))
    other = {**expert_answer("statements"), "bins": {}}
    change = line("statements", other)
    room.hand_in(Student(name, at_home=lambda work: _append(work, change)))
    room.run("collect", MODULE, update=True)
    _, found = choose(room.office, MODULE, name, "later")
    assert room.grades(name)["statements"].waits
    assert not _reflection(room, name).waits
    assert f"  {name}: statements, graded 3 of 8 before" in printed(found)
    room.run("generate_feedback", MODULE, name, force=True)
    assert "4 of 8 points , set by your instructor for your earlier answer" in words(room.page(name))


def _append(work: Path, text: str) -> None:
    with (work / NAME).open("a", encoding="utf-8") as file:
        file.write(text + "\n")


def test_points_lowered_below_a_grade_lose_no_grade(later: tuple[Room, str]) -> None:
    room, _ = later
    with room.office.gradebook() as gradebook:
        gradebook.update_or_create_grade_cell("reflection", MODULE, MODULE, max_score=5.0)
    try:
        room.office.step("autograde", MODULE, "lowered")
        assert _reflection(room, "lowered") == Grade(None, GIVEN, GIVEN, 5.0, False, COMMENT)
    finally:
        with room.office.gradebook() as gradebook:
            gradebook.update_or_create_grade_cell("reflection", MODULE, MODULE, max_score=MANUAL)


def test_grades_from_before_the_ledger_stay_where_the_text_is_the_graded_one(later: tuple[Room, str]) -> None:
    room, _ = later
    same, rewrote = "before-the-ledger", "and-rewrote"
    _forget_the_ledger(room, same, rewrote)
    room.run("generate_feedback", MODULE, same, force=True)
    assert "Your instructor will look at this answer once more." in words(room.page(same))
    assert "earlier answer" not in words(room.page(same))
    _again(room, rewrote, "Not what was graded.")
    for name in (same, rewrote):
        room.office.step("autograde", MODULE, name)
    assert _reflection(room, same) == Grade(None, GIVEN, GIVEN, MANUAL, False, COMMENT)
    assert _reflection(room, rewrote).waits
    # With both texts collected and a grade that may be for either, a person has to look.
    _forget_the_ledger(room, rewrote)
    found = autograde(room.office, MODULE, [rewrote])
    assert "it isn't known for which answer" in printed(found)
    _by_hand(room, rewrote, "reflection", 4.0)
    room.office.step("autograde", MODULE, rewrote)
    assert _reflection(room, rewrote).score == 4.0
    assert not _reflection(room, rewrote).waits


def test_autograding_that_was_cut_off_loses_and_reopens_nothing(later: tuple[Room, str]) -> None:
    room, _ = later
    name = "cut-off"
    autograded = room.office.root / "autograded" / name / MODULE
    shutil.rmtree(autograded)  # nbgrader removes it before it begins
    room.office.step("autograde", MODULE, name)
    assert not _reflection(room, name).waits
    # The same without a ledger, cut off before the answers were put into the course's notebook.
    _forget_the_ledger(room, name)
    path = autograded / NOTEBOOK
    path.chmod(0o644)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    del notebook["metadata"]["rounds"]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    room.office.step("autograde", MODULE, name)
    assert not _reflection(room, name).waits


def test_a_removed_students_grades_are_forgotten(later: tuple[Room, str]) -> None:
    room, _ = later
    room.hand_in(Student("leaves"))
    room.run("collect", MODULE)
    autograde(room.office, MODULE, ["leaves"])
    room.grade_by_hand("leaves", GIVEN, "Secret comment.")
    autograde(room.office, MODULE, ["leaves"])
    with room.office.gradebook() as gradebook:
        assert [page for page in gradebook.db.query(LedgerRow) if "Secret comment." in page.record]
        gradebook.remove_student("leaves")
    shutil.rmtree(room.submitted("leaves").parent)
    autograde(room.office, MODULE)
    with room.office.gradebook() as gradebook:
        assert not [page for page in gradebook.db.query(LedgerRow) if "Secret comment." in page.record]


def test_the_log_of_nbgraders_own_command_says_who_waits_again(graded: Room) -> None:
    _again(graded, CHANGED, "A third text.")
    log = graded.office.api.autograde(MODULE, CHANGED)["log"]
    said = '"reflection" was changed after it was graded; it waits for a person'
    assert f"{CHANGED}, {MODULE}: regrade: {said}" in log
