"""What CONTRIBUTING tells authors is true: its steps are followed word for word, and what comes of them is marked."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from grader.authoring.check import check
from grader.course import find
from tests.pipeline.authoring import contributing_chapter
from tests.pipeline.authoring.contributing_chapter import Course

NEW = "one-machine"
MARK = """
import json, sys
from pathlib import Path
from grader.authoring import simulate
from grader.course import find
from grader.office import Office

source, scores = find("01")[0], {}
office = Office(Path("office").absolute(), Path("exchange").absolute())
office.step("generate_assignment", source.name)
for learner in ("expert", "blank"):
    simulate.write(*source.load(), learner, 3, office.root / "submitted" / learner / source.name)
    office.step("autograde", source.name, learner)
    with office.gradebook() as gradebook:
        found = gradebook.find_submission_notebook(source.name, source.name, learner)
        scores[learner] = {grade.name: [grade.auto_score, grade.max_score] for grade in found.grades}
print(json.dumps(scores))
"""


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course after an author did what the chapters say."""
    course = Course(tmp_path_factory.mktemp("authoring") / "course")
    course.copy()
    course.follow()
    return course


@pytest.fixture(scope="module")
def scores(followed: Course) -> dict[str, dict[str, list[float]]]:
    """The automatic score and the most there is, of each exercise, for an expert and a blank."""
    command = [sys.executable, "-c", MARK]
    done = subprocess.run(
        command, cwd=followed.root, env=followed.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, list[float]]] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_steps_end_with_a_notebook_in_which_all_is_well(followed: Course) -> None:
    assert followed.applied == sum(language == "yaml" for language, _ in contributing_chapter.blocks()) >= 7
    # The one check that fails is the one that says how to place the exercise.
    assert followed.codes == {"check": [0, 1, 0], "gates": [0, 0], "place": [0]}
    assert check(find("01", followed.root)[0]) == []


def test_what_the_author_changed_is_what_the_learner_sees(followed: Course) -> None:
    module, keys = find("01", followed.root)[0].load()
    assert "thirteen things" in module.exercise("nights").case
    items = {e.id: [i.id for i in e.items] for e in module.exercises if e.kind == "sort"}
    assert items["nights"][-1] == "swap-list"
    assert [e.id for e in module.listed][1:4] == ["statements", NEW, "leaving"]
    assert set(keys[NEW].items) == set(items[NEW])  # type: ignore[attr-defined]


def test_the_new_exercise_gives_an_expert_all_points_and_a_blank_none(
    scores: dict[str, dict[str, list[float]]],
) -> None:
    assert scores["expert"][NEW] == [4, 4]
    assert scores["expert"]["statements"] == [8, 8]
    assert {auto for auto, _ in scores["blank"].values()} == {0}


def test_the_new_key_is_not_released(followed: Course, scores: dict[str, dict[str, list[float]]]) -> None:
    released = followed.root / "office" / "release"
    text = "".join(path.read_text(encoding="utf-8") for path in released.rglob("*") if path.is_file())
    assert f'exercise(\\"{NEW}\\")' in text
    _, keys = find("01", followed.root)[0].load()
    for item in keys[NEW].items.values():  # type: ignore[attr-defined]
        assert item.why not in text


def test_there_are_slips_to_try() -> None:
    assert len(list(contributing_chapter.slips())) >= 8


@pytest.mark.parametrize(("right", "typed", "says"), list(contributing_chapter.slips()))
def test_a_beginners_slip_is_answered_as_the_chapter_says(followed: Course, right: str, typed: str, says: str) -> None:
    source = find("01", followed.root)[0]
    named: Path = followed.root / says.partition(",")[0].partition(":")[0]
    path = source.folder / "exercises.yaml" if named.suffix == ".ipynb" else named
    text = path.read_text(encoding="utf-8")
    before, mark, block = text.partition("- id: one-machine\n" if path.name == "exercises.yaml" else "  one-machine:\n")
    assert block.count(right) >= 1
    try:
        path.write_text(before + mark + block.replace(right, typed, 1), encoding="utf-8")
        found = check(source)
    finally:
        path.write_text(text, encoding="utf-8")
    pattern = r"\d+".join(map(re.escape, says.split("…")))
    assert [problem for problem in found if re.fullmatch(pattern, problem)], found
