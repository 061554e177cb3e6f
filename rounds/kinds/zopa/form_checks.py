"""Checks that both forms of `zopa` share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rounds.kinds import drawn_figures
from rounds.kinds.base import Problem
from rounds.kinds.drawn_figures import SEEDS_TRIED
from rounds.kinds.zopa.scale import Scale
from rounds.kinds.zopa.spec import Exercise, Key

Check = Callable[[Exercise, Key, dict[str, float]], list[Problem]]
STEPS = (20, 400)  # of a scale: long enough for a guess to miss, short enough to work with


def over_draws(exercise: Exercise, key: Key, check: Check) -> list[Problem]:
    """What `check` says of the exercise as one learner after another has it; each problem once."""

    def problems(seed: int) -> Iterator[Problem]:
        drawn = exercise.drawn(seed)
        try:
            yield from check(drawn, key, key.figures(drawn))
        except ValueError as error:
            yield Problem("", str(error))

    seeds = range(SEEDS_TRIED if exercise.draws else 1)
    return drawn_figures.once(problem for seed in seeds for problem in problems(seed))


def not_of_this_form(form: str, parts: dict[str, object]) -> list[Problem]:
    """A problem for each part that is there though it belongs to the other form."""
    return [Problem("", f"{name} does not belong to form {form}; remove it") for name, part in parts.items() if part]


def scale_problems(scale: Scale, item: str = "") -> list[Problem]:
    """What is wrong with a scale: its ends, or how many steps it has."""
    if scale.least >= scale.most:
        return [Problem(item, f"runs from {scale.least:g} to {scale.most:g}; most must be larger than least")]
    if not STEPS[0] <= scale.steps <= STEPS[1]:
        says = f"has {scale.steps} steps from {scale.least:g} to {scale.most:g}; give it 20 to 400, by another step"
        return [Problem(item, says)]
    return []
