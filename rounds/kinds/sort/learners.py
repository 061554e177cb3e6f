"""Simulated learners of `sort`."""

from __future__ import annotations

from random import Random

from rounds.core.scoring import Answer
from rounds.kinds.sort.marking import THEN
from rounds.kinds.sort.spec import Exercise, Key


def _answer(bins: dict[str, str], then: dict[str, str | None]) -> Answer:
    return bins | {item + THEN: bin_ for item, bin_ in then.items() if bin_}


def expert(exercise: Exercise, key: Key) -> Answer:
    """Every statement where it belongs."""
    ids = [item.id for item in exercise.items]
    return _answer({i: key.items[i].bin for i in ids}, {i: key.items[i].then for i in ids})


def constants(exercise: Exercise) -> dict[str, Answer]:
    """Everything into one bin, for each bin."""
    ids = [item.id for item in exercise.items]
    second = [b.id for b in exercise.then.bins] if exercise.then else [None]
    return {
        f"all {b.id}" + (f", {then}" if then else ""): _answer(dict.fromkeys(ids, b.id), dict.fromkeys(ids, then))
        for b in exercise.bins
        for then in second
    }


def random(exercise: Exercise, rng: Random) -> Answer:
    """Each statement into any bin."""
    bins = [b.id for b in exercise.bins]
    answer: Answer = {item.id: rng.choice(bins) for item in exercise.items}
    if exercise.then:
        second = [b.id for b in exercise.then.bins]
        answer |= {item.id + THEN: rng.choice(second) for item in exercise.items}
    return answer


def able(exercise: Exercise, key: Key, ability: float, rng: Random) -> Answer:
    """Knows each statement with probability `ability`, and guesses the rest."""
    guess = random(exercise, rng)
    right = expert(exercise, key)
    return {name: right[name] if rng.random() < ability else guess[name] for name in right}
