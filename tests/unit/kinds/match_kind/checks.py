"""What can be wrong in a `match` exercise and its key."""

from __future__ import annotations

from rounds.kinds.match.spec import Exercise, Key

from rounds.kinds import base
from rounds.kinds.base import Problem


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong in the exercise and its key."""
    clues, choices = [clue.id for clue in exercise.clues], [choice.id for choice in exercise.choices]
    problems = base.unique(clues, "clue") + base.unique(choices, "choice")
    if key is None:
        return problems
    problems += base.same_ids(clues, key.clues, "clues") + base.one_of(key.mixed, key.slips, "mixed: slip")
    for name, right in key.clues.items():
        problems += base.one_of(right.choice, choices, "choice", name)
    return problems
