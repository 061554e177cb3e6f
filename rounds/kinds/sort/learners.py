"""Simulated learners of `sort`."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from rounds.marking import Answer

if TYPE_CHECKING:
    from rounds.kinds.sort.spec import Exercise, Key


def expert(exercise: Exercise, key: Key) -> Answer:
    """Every statement where it belongs."""
    return {item.id: key.items[item.id].bin for item in exercise.items}


def constants(exercise: Exercise) -> dict[str, Answer]:
    """Everything into one bin, for each bin."""
    return {f"all {b.id}": {item.id: b.id for item in exercise.items} for b in exercise.bins}


def random(exercise: Exercise, rng: Random) -> Answer:
    """Each statement into any bin."""
    bins = [b.id for b in exercise.bins]
    return {item.id: rng.choice(bins) for item in exercise.items}


def able(exercise: Exercise, key: Key, ability: float, rng: Random) -> Answer:
    """Knows each statement with probability `ability`, and guesses the rest."""
    guess = random(exercise, rng)
    right = expert(exercise, key)
    return {name: right[name] if rng.random() < ability else guess[name] for name in right}
