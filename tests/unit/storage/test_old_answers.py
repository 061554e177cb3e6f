"""Answers given before the front end changed: files written by version 1.0.0 still open, show and count as they did."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from grader.course import Source, sources
from rounds.cards.exercise import ExerciseCard
from rounds.storage.attempts import attempt
from rounds.storage.locations import Place

OLD = Path(__file__).parent / "answers_of_1_0"
MARKS: dict[str, dict[str, list[Any]]] = json.loads((OLD / "marks.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_a_file_of_version_1_0_shows_and_counts_as_it_did(source: Source, tmp_path: Path) -> None:
    path = Path(shutil.copy(OLD / f"{source.name}.jsonl", tmp_path))
    place = Place(source.folder, path, source.keys_path)
    saved, (module, keys) = place.answers().read(), source.load()
    written = {line["exercise"]: line["answer"] for line in map(json.loads, path.read_text().splitlines()[1:])}
    assert len(MARKS[source.name]) >= 4
    for name, (answered, fraction) in MARKS[source.name].items():
        exercise = module.exercise(name)
        assert ExerciseCard(place, exercise).state()["answer"] == written[name]
        mark = attempt(exercise, saved).mark(keys[name])
        assert mark.answered == answered, name
        assert mark.fraction == (None if fraction is None else pytest.approx(fraction, abs=1e-9)), name


def test_the_old_files_hold_every_kind_that_there_was() -> None:
    held = {source.load()[0].exercise(name).kind for source in sources() for name in MARKS[source.name]}
    assert len(held) == 12
