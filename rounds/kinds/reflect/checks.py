"""What can be wrong in a `reflect` exercise and its key."""

from __future__ import annotations

from collections.abc import Iterator

from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.reflect.marking import enough
from rounds.kinds.reflect.spec import Area, Exercise, Key

POINTS_A_LINE = 3  # of the rubric: its levels are 0, 1, 2 and 3


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong in the exercise and its key."""
    return [*_parts(exercise), *(_key(exercise, key) if key else ())]


def _parts(exercise: Exercise) -> Iterator[Problem]:
    yield from base.unique([field.id for field in exercise.fields], "field")
    yield from base.unique([line.id for line in exercise.rubric], "rubric line")
    lines = len(exercise.rubric)
    most = POINTS_A_LINE * lines
    if exercise.use == "graded" and exercise.points != most:
        says = f"points is {exercise.points} but the rubric's {lines} lines give {most}; make them equal"
        yield Problem("", says)


def _key(exercise: Exercise, key: Key) -> Iterator[Problem]:
    yield from base.same_ids([field.id for field in exercise.fields], key.exemplar, "exemplar")
    for field in exercise.fields:
        if field.id in key.exemplar and not enough(field, key.exemplar[field.id]):
            yield Problem(field.id, f"asks for {_asks(field)}, and its exemplar in the key has less")


def _asks(field: Area) -> str:
    counts = [f"{count} {what}" for count, what in ((field.lines, "lines"), (field.sentences, "sentences")) if count]
    weights = ["weights that add up to 100, a row to a line"] if field.weights else []
    return " and ".join(counts + weights) or "some text"
