"""What Formgrader's Autograde button shows if a module can't be graded: the sentence, and no traceback below it."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest
from nbgrader.auth import Authenticator

from grader.gradebook.formgrader_api import FormgraderAPI
from grader.office import Office
from tests.pipeline.room import MODULE, NOTEBOOK, SOURCE


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A course with one submission, whose exercises were spoiled after they were released."""
    shutil.copytree(SOURCE.folder, tmp_path / "modules" / MODULE)
    office = Office(tmp_path / "course", tmp_path / "exchange", tmp_path / "modules")
    office.step("generate_assignment", MODULE)
    submitted = office.folder("submitted", "ada", MODULE)
    submitted.mkdir(parents=True)
    shutil.copy(SOURCE.notebook, submitted / NOTEBOOK)
    exercises = tmp_path / "modules" / MODULE / "exercises.yaml"
    text = exercises.read_text(encoding="utf-8")
    exercises.write_text(text.replace("use: graded", "use: homework", 1), encoding="utf-8")
    return office


def test_the_button_says_what_to_correct_and_shows_no_traceback(office: Office) -> None:
    api = FormgraderAPI(office.course, Authenticator(config=office.config), config=office.config)
    api.log.setLevel(logging.INFO)
    for result in (api.autograde(MODULE, "ada"), api.generate_assignment(MODULE)):
        assert not result["success"]
        assert "use 'homework' is not one of practice, graded, survey, opening" in result["log"]
        assert "Traceback" not in result["log"]
        assert "error" not in result
    assert not office.folder("autograded", "ada", MODULE).exists()
    assert (office.folder("release", ".", MODULE) / NOTEBOOK).is_file()
