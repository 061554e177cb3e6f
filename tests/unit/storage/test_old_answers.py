"""Answers given to version 1.0 still open: what was given to today's texts counts as it did, and the rest is told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from grader.course import Source, sources
from rounds.cards.exercise import ExerciseCard
from rounds.storage.attempts import attempt
from rounds.storage.earlier_versions import OF_1_0, seen
from rounds.storage.locations import Place

OLD = Path(__file__).parent / "answers_of_1_0"
MARKS: dict[str, dict[str, list[Any]]] = json.loads((OLD / "marks.json").read_text(encoding="utf-8"))
TEXTS: dict[str, dict[str, Any]] = json.loads(OF_1_0.read_text(encoding="utf-8"))


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_a_file_of_version_1_0_counts_as_it_did_where_nothing_has_changed(source: Source, tmp_path: Path) -> None:
    path = Path(shutil.copy(OLD / f"{source.name}.jsonl", tmp_path))
    place = Place(source.folder, path, source.keys_path)
    before, saved, (module, keys) = path.read_bytes(), place.answers().read(), source.load()
    written = {line["exercise"]: line["answer"] for line in map(json.loads, before.decode().splitlines()[1:])}
    there = {exercise.id: exercise for exercise in module.exercises}
    replaced = {name for exercise in module.exercises for name in exercise.replaces}
    assert len(MARKS[source.name]) >= 4
    for name, (answered, fraction) in MARKS[source.name].items():
        if name not in there:
            continue  # told at the one that took its place, or kept in the file and nothing more
        work, card = attempt(there[name], saved), ExerciseCard(place, there[name]).state()
        assert card["answer"] == work.answer
        mark = work.mark(keys[name])
        if work.earlier is None and work.answer == written[name]:
            assert mark.answered == answered, name
            assert mark.fraction == (None if fraction is None else pytest.approx(fraction, abs=1e-9)), name
        elif work.earlier is None:  # some of its items are gone, and the others are as they were
            assert work.answer.items() < written[name].items()
        else:
            assert card["before"]["total"], name
            assert card["before"]["lines"] or not work.earlier.answer, name  # an item that's new has no earlier answer
            assert mark.answered < answered or work.left(), name
    for exercise in module.exercises:
        if there_before := [name for name in exercise.replaces if name in written]:
            assert ExerciseCard(place, exercise).state()["before"]["changed"] == len(there_before)
    assert path.read_bytes().startswith(before)  # nothing of it is rewritten
    assert replaced.isdisjoint(there)


def test_the_texts_of_1_0_are_those_of_all_its_exercises() -> None:
    assert not [name for name, exercises in TEXTS.items() if set(MARKS[name]) - set(exercises)]
    modules = [source.load()[0] for source in sources()]
    still = {e.kind for module in modules for e in module.exercises if e.id in TEXTS[module.module]}
    assert len(still) >= 12


def test_texts_that_have_not_changed_since_1_0_have_their_fingerprints_still() -> None:
    """A change of the models must not change all of them, or every answer would be one to an earlier text."""
    modules = [source.load()[0] for source in sources()]
    same = {
        exercise.kind
        for module in modules
        for exercise in module.exercises
        if (about := TEXTS[module.module].get(exercise.id))
        and seen(exercise, None) == {part: about["frame"] + mark for part, mark in about["parts"].items()}
    }
    # Every select and package of 1.0 has new texts by now.
    assert same >= {"sort", "order", "grid", "number", "table", "zopa"}
