"""What can be wrong in a `zopa` exercise and its key, in whichever form."""

from __future__ import annotations

from rounds.kinds import drawn_figures
from rounds.kinds.base import Problem
from rounds.kinds.zopa.interval import checks as interval_checks
from rounds.kinds.zopa.spec import Exercise, Key
from rounds.kinds.zopa.zone import checks as zone_checks


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong in the exercise and its key."""
    if problems := drawn_figures.too_few(exercise):
        return problems
    try:
        exercise.drawn(0)
    except ValueError as error:
        return [Problem("", str(error))]
    check = zone_checks.problems if exercise.form == "zone" else interval_checks.problems
    return check(exercise, key)
