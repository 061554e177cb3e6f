"""`sheet`: being written."""

from __future__ import annotations

from typing import Literal

from rounds.kinds import spec
from rounds.kinds.spec import Problem


class Exercise(spec.Exercise):
    """Being written."""

    kind: Literal["sheet"]
    key: Key | None = None


class Key(spec.Key):
    """Being written."""


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong between the parts of the exercise and its key."""
    return []
