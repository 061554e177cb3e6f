"""Checks that both forms of `zopa` share."""

from __future__ import annotations

from collections.abc import Callable

from rounds.kinds import drawn_figures
from rounds.kinds.base import Problem
from rounds.kinds.drawn_figures import SEEDS_TRIED
from rounds.kinds.zopa.spec import Exercise, Key, Scale

Check = Callable[[Exercise, Key, dict[str, float]], list[Problem]]


def tried(exercise: Exercise, key: Key, check: Check) -> list[Problem]:
    """What `check` finds in an exercise drawn for learner after learner."""

    def found(seed: int) -> list[Problem]:
        drawn = exercise.drawn(seed)
        try:
            return check(drawn, key, key.figures(drawn))
        except ValueError as error:
            return [Problem("", str(error))]

    return drawn_figures.once(
        problem for seed in range(SEEDS_TRIED if exercise.draws else 1) for problem in found(seed)
    )


def not_of_this_form(form: str, parts: dict[str, object]) -> list[Problem]:
    """A problem for each part that stands there and belongs to the other form."""
    return [Problem("", f"{name} does not belong to form {form}; remove it") for name, part in parts.items() if part]


def lines(scale: Scale, item: str = "") -> list[Problem]:
    """What is wrong with an axis: it must be long enough for a guess to miss, and short enough to work."""
    if scale.least >= scale.most:
        return [Problem(item, f"runs from {scale.least:g} to {scale.most:g}; most must be larger than least")]
    if not 20 <= scale.steps <= 400:
        says = f"has {scale.steps} steps from {scale.least:g} to {scale.most:g}; give it 20 to 400, by another step"
        return [Problem(item, says)]
    return []
