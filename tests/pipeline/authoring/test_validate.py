"""nbgrader's Validate button says in plain sentences which exercises are not finished, and nothing else."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from nbgrader.validator import Validator
from traitlets.config import Config, JSONFileConfigLoader

from rounds.storage.answers import NAME
from tests.pipeline.room import MODULE, NOTEBOOK, SOURCE, Room, answer_lines, expert_answer, line

FOLDER = Path(sys.prefix) / "etc" / "jupyter"


def validate(submitted: Room, place: Path, lines: list[str]) -> dict[str, list[dict[str, str]]]:
    """What Validate says of a released folder with these answers."""
    work = place / MODULE
    shutil.copytree(submitted.office.root / "release" / MODULE, work)
    if lines:
        (work / NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")
    config: Config = JSONFileConfigLoader("nbgrader_config.json", path=str(FOLDER)).load_config()
    found: dict[str, list[dict[str, str]]] = Validator(config=config).validate(str(work / NOTEBOOK))
    return found


def said(found: dict[str, list[dict[str, str]]]) -> list[str]:
    return [sentence for cell in found.get("failed", []) for sentence in cell["raw_error"].strip().splitlines()]


@pytest.fixture(scope="session")
def unanswered(submitted: Room, scratch: Path) -> dict[str, list[dict[str, str]]]:
    return validate(submitted, scratch / "unanswered", [])


@pytest.fixture(scope="session")
def half(submitted: Room, scratch: Path) -> dict[str, list[dict[str, str]]]:
    some = dict(list(expert_answer("statements").items())[:10])
    lines = [text for text in answer_lines() if '"statements"' not in text and '"cover"' not in text]
    return validate(submitted, scratch / "half", [*lines, line("statements", some)])


def test_with_nothing_answered_every_graded_exercise_is_named(unanswered: dict[str, Any]) -> None:
    module, _ = SOURCE.load()
    sentences = said(unanswered)
    assert len(sentences) == len(module.graded) == 5
    for exercise, sentence in zip(module.graded, sentences, strict=True):
        assert sentence.startswith(f'"{exercise.title}" is not finished: 0 of ')
        assert sentence.endswith(" answered and saved.")


def test_practice_is_never_asked_for(unanswered: dict[str, Any]) -> None:
    module, _ = SOURCE.load()
    practice = [exercise.title for exercise in module.exercises if exercise.use == "practice"]
    assert len(practice) == 4
    assert not [sentence for sentence in said(unanswered) for title in practice if title in sentence]


def test_validate_says_only_what_is_not_finished(half: dict[str, Any]) -> None:
    assert said(half) == [
        '"Twenty-four things people said" is not finished: 10 of 24 answered and saved.',
        '"When do we round?" is not finished: 0 of 2 answered and saved.',
    ]


def test_validate_passes_with_everything_answered(submitted: Room, scratch: Path) -> None:
    assert validate(submitted, scratch / "answered", answer_lines()) == {}


def test_validate_leaves_the_folder_as_it_was(half: dict[str, Any], submitted: Room, scratch: Path) -> None:
    assert half
    folder = scratch / "half" / MODULE
    assert {path.name for path in folder.iterdir()} == {NOTEBOOK, "exercises.yaml", NAME}
    assert (folder / NOTEBOOK).read_bytes() == (submitted.office.root / "release" / MODULE / NOTEBOOK).read_bytes()
    assert not list(folder.glob("*.html"))
