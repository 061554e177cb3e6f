"""What can be wrong in an `opening`."""

from __future__ import annotations

from rounds.kinds.base import Problem
from rounds.kinds.opening.spec import Exercise, Key


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong in it; whether `again` names another opening is the module's to check."""
    if exercise.use == "opening":
        return []
    return [Problem("", f"is an opening with use: {exercise.use}; make it use: opening, since nobody marks it")]
