"""`make demo`: a class of twelve goes through every nbgrader step, and nothing hostile runs."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from grader.authoring.demo import CLASS, MARK
from tests.pipeline.commands.background_commands import FOLDER, Background, Done
from tests.pipeline.room import MODULE, words


@pytest.fixture(scope="session")
def demo(background: Background) -> Done:
    return background.demo.result()


@pytest.fixture(scope="session")
def table(demo: Done) -> dict[str, float]:
    """The score of each learner in the printed table of the first notebook."""
    rows = re.findall(rf"│ (\S+) +│ {MODULE} +│ +([\d.]+) +│ 30 │ +\d+ % +│", demo.out)
    return {name: float(score) for name, score in rows}


def test_the_demo_ends_well_and_prints_no_warnings(demo: Done) -> None:
    assert demo.code == 0, demo.err
    assert demo.err == ""


def test_the_demo_prints_the_grades_of_twelve_learners(table: dict[str, float]) -> None:
    assert len(CLASS) == 12
    assert list(table) == [player.name for player in CLASS]
    assert table["expert"] == 30
    assert table["blank"] == table["one-bin"] == 0
    assert table["expert"] > table["careful-1"] > table["average-1"] > table["guesser-1"]


def test_the_demo_says_that_hostile_code_never_ran(demo: Done, scratch: Path) -> None:
    assert "The hostile learner's code: never ran." in demo.out
    assert not list((scratch / f"demo {FOLDER}").rglob(MARK))


def test_the_demo_says_where_to_look_and_it_is_there(demo: Done, table: dict[str, float]) -> None:
    said = dict(
        re.findall(
            r"^(The whole course is in|Grades|A learner's feedback|Graded notebooks) +(/.*)$", demo.out, re.MULTILINE
        )
    )
    assert len(said) == 4
    assert all(Path(place).exists() for place in said.values())
    with Path(said["Grades"]).open(newline="", encoding="utf-8") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert {name: round(score, 2) for name, score in scores.items()} == table
    page = words(Path(said["A learner's feedback"]).read_text(encoding="utf-8"))
    assert f"{table['average-1']:g} of 30 points" in page


def test_damaged_files_of_the_demo_cost_nothing_that_can_be_read(table: dict[str, float]) -> None:
    assert table["damaged"] > 15
    assert table["hostile"] > 0
