"""A course that is edited after its release: what to run is said, nobody is blamed, and nothing is lost."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.authoring import contributing_chapter
from tests.pipeline.room import MODULE, words

PROGRAM = Path(__file__).with_name("edited_course.py")
GENERATE = f"nbgrader generate_assignment {MODULE} --force"
EDITS = ("added", "added, generated", "added, graded", "raised", "removed", "retired", "retired, graded", "back",
         "back, graded", "lowered", "lowered, graded", "broken", "unreadable")  # fmt: skip
GRADED = ("first", "added, graded", "raised", "retired, graded", "back, graded", "lowered, graded")


@pytest.fixture(scope="module")
def edits(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of each edit, on a copy of the clone with an exchange of its own."""
    root = tmp_path_factory.mktemp("edited")
    course = contributing_chapter.Course(root / "course")
    course.copy()
    (root / "exchange").mkdir()
    (root / "nbgrader_config.py").write_text(f"get_config().Exchange.root = {str(root / 'exchange')!r}\n")
    blocks = []
    for language, block in contributing_chapter.blocks():
        first, _, text = block.partition("\n")
        if language == "yaml" and ("before the exercise" in first or "at the end" in first):
            blocks.append([first.split()[1].rstrip(","), first.rpartition("exercise ")[2] * ("before" in first), text])
    done = subprocess.run(
        [sys.executable, str(PROGRAM), json.dumps(blocks)],
        cwd=course.root,
        env={**course.environment, "HOME": str(root), "JUPYTER_CONFIG_DIR": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("where", ["place", "check", "autograde"])
def test_an_added_exercise_says_what_to_run_and_whom_it_affects(edits: dict[str, Any], where: str) -> None:
    said = edits["added"][where]["said"]
    assert '"one-machine" (4 points) was added.' in said
    assert '"statements" was worth 8 points, and is worth 12 now.' in said
    assert "2 people submitted the earlier version: ada, bob." in said
    assert """Learners who haven't answered "one-machine" get 0 for it, and can submit again.""" in said
    assert GENERATE in said


def test_nothing_is_graded_before_the_gradebook_knows_the_new_exercise(edits: dict[str, Any]) -> None:
    assert edits["added"]["autograde"]["code"] == 2
    assert "Nothing was graded." in edits["added"]["autograde"]["said"]
    assert not edits["added button"]["ok"]
    assert GENERATE in edits["added button"]["said"]
    for student, before in edits["first"]["grades"].items():
        for exercise in ("statements", "dig", "cover", "slips"):
            assert edits["added"]["grades"][student][exercise] == before[exercise]


def test_generating_again_gives_out_the_new_exercise_and_keeps_every_grade(edits: dict[str, Any]) -> None:
    found = edits["added, generated"]
    assert found["generate"]["ok"]
    assert 'exercise(\\"one-machine\\")' in found["released"]
    assert found["grades"]["ada"]["reflection"] == [None, 7, 9, False, "You name *the need*."]
    # It waits until it is graded, so that no export takes it for a 0.
    assert found["grades"]["ada"]["one-machine"] == [None, None, 4, True, None]
    assert [line.split(",")[4] for line in found["csv"].splitlines()[1:]] == ["waits for a person"] * 2
    graded = edits["added, graded"]["grades"]
    assert graded["ada"]["one-machine"][:3] == [0, None, 4]
    assert graded["ada"]["statements"][:3] == [12, None, 12]
    assert graded["ada"]["reflection"][1] == 7


@pytest.mark.parametrize("edit", GRADED)
def test_no_learner_is_blamed_for_what_the_course_changed(edits: dict[str, Any], edit: str) -> None:
    assert edits[edit]["autograde"]["code"] == 0, edits[edit]["autograde"]["said"]
    for text in (edits[edit]["autograde"]["said"], words(edits[edit]["page"])):
        assert "was changed" not in text
        assert "belong to no exercise" not in text


@pytest.mark.parametrize("edit", ["first", *EDITS])
def test_nothing_shows_more_than_the_maximum(edits: dict[str, Any], edit: str) -> None:
    grades = edits[edit]["grades"]
    assert len(grades) == 2
    for about in grades.values():
        assert about["score"] <= about["most"]
        for name, grade in about.items():
            if name not in ("score", "most"):
                assert max(score or 0 for score in grade[:2]) <= grade[2], (name, grade)
    rows = [line.rsplit(",", 2)[1:] for line in edits[edit]["csv"].splitlines()[1:]]
    assert len(rows) == 2
    assert all(float(points) <= float(most) for points, most in rows)
    assert edits[edit]["feedback"]["ok"], edits[edit]["feedback"]["said"]
    shown = re.findall(r"([\d.]+) of ([\d.]+) points", words(edits[edit]["page"]))
    assert len(shown) >= 3
    assert all(float(points) <= float(most) for points, most in shown)


@pytest.mark.parametrize("edit", EDITS)
def test_no_release_and_no_submission_goes(edits: dict[str, Any], edit: str) -> None:
    assert 'exercise(\\"statements\\")' in edits[edit]["released"]
    assert edits[edit]["submitted"] == edits["first"]["submitted"]
    assert len(edits[edit]["submitted"]) >= 8


def test_raised_points_wait_for_generating_and_the_summary_says_so(edits: dict[str, Any]) -> None:
    assert '"cover" was worth 4 points, and is worth 6 now.' in edits["raised"]["autograde"]["said"]
    assert GENERATE in edits["raised"]["autograde"]["said"]
    assert edits["raised"]["grades"]["ada"]["cover"][:3] == [4, None, 4]


def test_grades_that_a_person_gave_do_not_go_before_the_instructor_is_told(edits: dict[str, Any]) -> None:
    found = edits["removed"]
    for said in (found["place"][0]["said"], found["generate"]["said"], found["autograde"]["said"]):
        assert 'A person graded "reflection" for ada.' in said
        assert f"python -m grader retire {MODULE} reflection" in said
    assert not found["generate"]["ok"]
    assert found["grades"] == edits["raised"]["grades"]


def test_a_removed_exercise_leaves_the_total_and_its_grades_come_back_with_it(edits: dict[str, Any]) -> None:
    assert edits["retired"]["retire"]["code"] == 0, edits["retired"]["retire"]["said"]
    assert edits["retired"]["still there"]["code"] == 2
    assert 'still shows "cover"' in edits["retired"]["still there"]["said"]
    assert edits["retired"]["grades"]["ada"]["most"] == 24
    assert {"reflection", "dig"}.isdisjoint(edits["retired"]["grades"]["ada"])
    for edit in ("back", "back, graded"):
        assert edits[edit]["grades"]["ada"]["reflection"] == [None, 7, 9, False, "You name *the need*."]
    for student in ("ada", "bob"):
        for exercise in ("statements", "dig", "cover", "slips"):
            assert edits["back, graded"]["grades"][student][exercise] == edits["first"]["grades"][student][exercise]


def test_lowered_points_cap_what_a_person_gave_and_say_whose_grade_to_look_at(edits: dict[str, Any]) -> None:
    assert "those above 2 become 2. Look at them again: bob." in edits["lowered"]["place"]["said"]
    assert edits["lowered"]["grades"]["bob"]["cover"][1:4] == [2, 2, False]
    assert edits["lowered, graded"]["grades"]["bob"]["cover"][1:4] == [2, 2, False]
    earned, by_hand, most = edits["first"]["grades"]["bob"]["statements"][:3]
    assert (by_hand, most) == (None, 8)
    half = [pytest.approx(earned / 2, abs=0.01), by_hand, most / 2]
    assert edits["lowered"]["grades"]["bob"]["statements"][:3] == half
    assert edits["lowered, graded"]["grades"]["bob"]["statements"][:3] == half


def test_a_broken_key_is_said_whole_before_anything_is_graded(edits: dict[str, Any]) -> None:
    for said in (edits["broken"]["autograde"]["said"], edits["broken"]["button"]["said"]):
        for item in ("pink-medicine", "fluids-and-rest"):
            assert (
                f'✗ grader/keys/{MODULE}.yaml, exercise "statements", item "{item}": bin "postion" is not one of '
                "position, interest, argument; did you mean position?"
            ) in said
    assert "0 of 2" not in edits["broken"]["autograde"]["said"]
    assert "Traceback" not in edits["broken"]["autograde"]["said"]


def test_what_learners_could_not_open_is_not_generated(edits: dict[str, Any]) -> None:
    assert not edits["unreadable"]["generate"]["ok"]
    assert "is not a notebook; restore it from git" in edits["unreadable"]["generate"]["said"]


@pytest.mark.parametrize("where", ["check", "autograde", "button"])
def test_a_renamed_module_says_what_to_do_with_what_has_the_old_name(edits: dict[str, Any], where: str) -> None:
    said = edits["renamed"][where]["said"]
    assert f"{MODULE}: the gradebook has this assignment" in said
    for kept in (f"grader/keys/{MODULE}.yaml", f"my-answers/{MODULE}.jsonl", "submitted", "fetched folders"):
        assert kept in said
    assert edits["renamed"]["grades"] == edits["unreadable"]["grades"]


def test_people_read_times_in_the_time_zone_of_the_course(edits: dict[str, Any]) -> None:
    page = words(edits["first"]["page"])
    (table,) = re.findall(r"Last saved Points possible(.*)Code of these answers|Last saved Points possible(.*)$", page)
    times = re.findall(r"[A-Z][a-z]{2} \d+, \d{4}, \d+:\d\d [AP]M E[SD]T", "".join(table))
    assert len(times) == 5
    assert "UTC" not in page
    assert "00Z" not in page
    assert "Submitted: Jan 5, 2026, 4:00:00 AM EST" in edits["first"]["receipt"]["said"]


def test_a_mistyped_time_zone_is_said_before_anything_is_graded(edits: dict[str, Any]) -> None:
    for command in ("check", "autograde"):
        found = edits["no such zone"][command]
        assert found["code"] != 0
        assert 'grader/course.yaml: timezone "America/New_Yrok" is not one of America/New_York' in found["said"]
        assert "Traceback" not in found["said"]


def test_a_comment_is_shown_as_the_markdown_that_formgrader_promises(edits: dict[str, Any]) -> None:
    assert "<p>You name <em>the need</em>.</p>" in edits["added, graded"]["page"]


EARLIER_TEXT = "an earlier version was answered on Jan 5, 2026, 4:02 AM EST, 1 of 24 parts of which have changed."


def test_a_changed_text_is_named_with_those_who_answered_the_earlier_one(edits: dict[str, Any]) -> None:
    assert "earlier" not in edits["unchanged"]["check"]["said"] + edits["unchanged"]["autograde"]["said"]
    said = words(edits["reworded"]["check"]["said"])
    assert f'{MODULE}, exercise "statements": changed since it was released: "valve".' in said
    assert "3 people answered an earlier text: ada, bob, cleo." in said
    assert re.search(r"add to this exercise: same_as: \[[0-9a-f]{6}\]", said)


def test_an_answer_to_an_earlier_text_is_never_graded_by_the_new_key(edits: dict[str, Any]) -> None:
    before, after = edits["unchanged"]["grades"], edits["reworded"]
    for grades in (after["grades"], after["nbgrader"]):
        assert [grades[who]["statements"] for who in ("ada", "bob")] == [
            before[w]["statements"] for w in ("ada", "bob")
        ]
        assert grades["cleo"]["statements"] == [None, None, 8, True, None]
        assert grades["cleo"]["cover"][0] == 4
    said = words(after["autograde"]["said"])
    assert f'ada "statements": {EARLIER_TEXT} Its grade from before stays.' in said
    assert f'cleo "statements": {EARLIER_TEXT} It has no automatic score.' in said
    assert "The grade from before stays." in words(after["page"])
    assert "cleo,,,01-principle-1-interests,waits for a person" in after["csv"]


def test_same_as_lets_it_count_and_so_does_answering_it_again(edits: dict[str, Any]) -> None:
    same = edits["reworded"]["same"]
    assert same["grades"]["cleo"]["statements"][:2] == [8, None]
    assert "earlier" not in same["check"]["said"] + same["autograde"]["said"]
    again = edits["answered again"]
    assert 0 < again["grades"]["cleo"]["statements"][0] < 8
    assert 'cleo "statements"' not in words(again["autograde"]["said"])
    assert again["grades"]["ada"]["statements"] == edits["unchanged"]["grades"]["ada"]["statements"]
