"""The commands as people type them: nbgrader's own, and `python -m grader`."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import grader.cli
import grader.course
from grader.cli import app
from grader.course import find
from rounds.storage.answers import NAME, read
from tests.pipeline.commands.background_commands import FOLDER, Background, Done
from tests.pipeline.room import AUTO, MANUAL, MODULE, NOTEBOOK, SOURCE, words

STEPS = (
    "generate_assignment",
    "release_assignment",
    "fetch_assignment",
    "submit",
    "collect",
    "zip_collect",
    "autograde",
    "generate_feedback",
    "release_feedback",
    "fetch_feedback",
    "export",
)
LMS = ("4711", "4713", "4714")  # learners by their numbers there


@pytest.fixture(scope="session")
def typed(background: Background) -> dict[str, Done]:
    return background.chain.result()


@pytest.fixture(scope="session")
def grades(typed: dict[str, Done], scratch: Path) -> dict[str, dict[str, str]]:
    with (scratch / FOLDER / "course" / "grades.csv").open(newline="", encoding="utf-8") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("step", STEPS)
def test_every_nbgrader_command_ends_well(typed: dict[str, Done], step: str) -> None:
    assert typed[step].code == 0, typed[step].err
    assert "Traceback" not in typed[step].err


def test_what_was_submitted_by_command_is_marked_and_exported(grades: dict[str, dict[str, str]]) -> None:
    (expert,) = set(grades) - {"zz-blank", *LMS}
    assert float(grades[expert]["score"]) == AUTO
    assert float(grades[expert]["max_score"]) == AUTO + MANUAL
    assert float(grades["zz-blank"]["score"]) == 0


@pytest.mark.parametrize("student", LMS)
def test_what_an_lms_renamed_is_collected_by_nbgraders_command_and_graded(
    grades: dict[str, dict[str, str]], student: str
) -> None:
    assert float(grades[student]["score"]) == AUTO


def test_the_learner_fetches_a_feedback_page_without_code(typed: dict[str, Done], scratch: Path) -> None:
    (page,) = (scratch / FOLDER / "learner" / MODULE / "feedback").rglob("*.html")
    text = page.read_text(encoding="utf-8")
    assert "21 of 30 points" in words(text)
    assert "exercise(" not in text


def test_autograde_says_what_it_found_in_a_sentence(typed: dict[str, Done]) -> None:
    said = [line for line in typed["autograde"].err.splitlines() if "zz-blank" in line and "WARNING" in line]
    assert [line for line in said if f"The notebook {NOTEBOOK} is empty." in line]


def test_an_assignment_is_generated_without_the_environment_on_the_path(typed: dict[str, Done]) -> None:
    # nbgrader calls `alembic` by name when it makes the gradebook.
    assert typed["without the path"].code == 0, typed["without the path"].err


# python -m grader


@pytest.fixture(scope="session")
def there(scratch: Path) -> Path:
    """A folder with someone's answers in it."""
    folder = scratch / "there"
    folder.mkdir()
    (folder / NAME).write_text("mine\n")
    return folder


REFUSED = {
    "check 99-no-such": '"99-no-such" is not one module; they are 00-orientation, 01-principle-1-interests, 02-',
    "gates 99-no-such --json": '"99-no-such" is not one module; they are 00-orientation, 01-principle-1-interests, 02-',
    "simulate 99 --learner expert --out {new}": '"99" is not one module; they are 00-orientation, 01-principle-1-interests, 02-',
    "simulate 01 --learner genius --out {new}": 'learner "genius" is not one of expert, blank, constant, random,',
    "simulate 01 --learner ability:1.5 --out {new}": 'learner "ability:1.5" is not one of',
    "simulate 01 --learner ability:nan --out {new}": 'learner "ability:nan" is not one of',
    "simulate 01 --learner ability --out {new}": 'learner "ability" is not one of',
    "simulate 01 --learner expert --out {there}": "is not overwritten; name another folder with --out.",
    "simulate 01 --learner expert --out {there}/answers.jsonl": "name another folder with --out.",
    "demo --out {there}": "is not empty; name an empty folder, or leave --out out.",
}
MISTYPED = {
    "gates --yaml": "No such option: --yaml",
    "simulate 01 --out {new}": "Missing option '--learner'",
    "simulate 01 --learner expert": "Missing option '--out'",
    "simulate 01 --learner expert --seed x --out {new}": "Invalid value for '--seed'",
    "simulate --learner expert --out {new}": "Missing argument",
    "grade": "No such command 'grade'",
}


@pytest.mark.parametrize("command", REFUSED)
def test_a_bad_argument_gets_one_clear_sentence(command: str, there: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, command.format(new=tmp_path / "new", there=there).split())
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert REFUSED[command] in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "new").exists()
    assert (there / NAME).read_text() == "mine\n"


@pytest.mark.parametrize("command", MISTYPED)
def test_a_mistyped_command_says_what_is_wrong(command: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, command.format(new=tmp_path / "new").split())
    assert done.exit_code == 2
    assert MISTYPED[command] in done.stderr


@pytest.mark.parametrize("name", ["no_module", "no_learner"])
def test_a_refusal_ends_the_process_with_2_and_one_line(background: Background, name: str) -> None:
    done: Done = getattr(background, name).result()
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert "is not one " in done.err
    assert done.out == ""


def test_check_finds_the_course_in_order(background: Background) -> None:
    done = background.check.result()
    assert done.code == 0, done.out + done.err
    assert re.search(rf"^✓ {MODULE}: \d+ exercises, 5 graded, 30 points, about \d+ minutes$", done.out, re.MULTILINE)
    assert "✗" not in done.out


def test_check_names_file_exercise_and_what_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(SOURCE.folder, tmp_path / "modules" / MODULE)
    shutil.copytree(SOURCE.keys_path.parent, tmp_path / "grader" / "keys")
    exercises = tmp_path / "modules" / MODULE / "exercises.yaml"
    text = exercises.read_text(encoding="utf-8")
    exercises.write_text(text.replace("use: graded\n  points: 8", "use: homework\n  points: 8"), encoding="utf-8")
    monkeypatch.setattr(grader.course, "find", lambda module: find(module, tmp_path))
    done = CliRunner().invoke(app, ["check"])
    assert done.exit_code == 1
    where = f'modules/{MODULE}/exercises.yaml, exercise "statements"'
    expected = f"✗ {where}: use 'homework' is not one of practice, graded, survey, opening"
    assert done.stdout.splitlines() == [expected, "1 problem(s)."]
    assert done.stderr == ""


def test_gates_print_the_marks_of_every_exercise_of_a_module_as_json(background: Background) -> None:
    done = background.gates.result()
    assert done.code == 0, done.err
    found: list[dict[str, Any]] = json.loads(done.out)
    every = [(MODULE, exercise.id) for exercise in SOURCE.load()[0].judged]
    assert [(gate["module"], gate["exercise"]) for gate in found] == every
    for gate in found:
        named = {
            "module",
            "exercise",
            "kind",
            "use",
            "marked_by",
            "expert",
            "blank",
            "constants",
            "random_mean",
            "surface",
        }
        assert set(gate) == named
        assert gate["blank"] == 0
        assert gate["constants"]
        assert all(0 <= mark <= 0.05 for mark in gate["constants"].values())
        if gate["marked_by"] == "program":
            assert gate["expert"] == 1
            assert 0 <= gate["random_mean"] <= 0.15
        else:
            assert gate["marked_by"] == "person"
            assert gate["expert"] is gate["random_mean"] is None


def test_simulate_writes_the_answers_file_of_one_learner(background: Background, scratch: Path) -> None:
    done = background.simulate.result()
    assert done.code == 0, done.err
    written = scratch / "new" / NAME
    assert done.out.strip() == str(written)
    saved = read(written)
    assert saved.problems == ()
    assert saved.seed == 4
    module, _ = SOURCE.load()
    assert set(saved.latest) == {exercise.id for exercise in module.judged}


@pytest.mark.parametrize("learner", ["expert", "blank", "constant", "random", "ability:0", "ability:1"])
def test_the_same_seed_simulates_the_same_learner(learner: str, tmp_path: Path) -> None:
    written = []
    for folder in ("one", "two"):
        command = ["simulate", "01", "--learner", learner, "--seed", "11", "--out", str(tmp_path / folder)]
        assert CliRunner().invoke(app, command).exit_code == 0
        written.append((tmp_path / folder / NAME).read_text())
    assert written[0] == written[1]
    assert len(written[0].splitlines()) == (1 if learner == "blank" else 10)
