"""What the bins of a `sort` give away when each of them holds as many statements."""

from __future__ import annotations

from random import Random

from rounds.core.scoring import Answer
from rounds.kinds.sort.learners import expert
from rounds.kinds.sort.learners import random as guessed
from rounds.kinds.sort.marking import THEN
from rounds.kinds.sort.spec import Exercise, Key
from rounds.kinds.surface import Counted, Ear, Option


def options(exercise: Exercise, key: Key) -> list[Option]:
    """None: a bin belongs to its own exercise, so no words carry over from other notebooks."""
    return []


def by_ear(exercise: Exercise, ear: Ear) -> dict[str, Answer]:
    """None, for the same reason."""
    return {}


def by_count(exercise: Exercise, key: Key, rng: Random) -> Counted:
    """Knows half of the statements; guesses the rest, or puts them where a bin still has room if all are alike."""
    right, guess = expert(exercise, key), guessed(exercise, rng)
    ids = [item.id for item in exercise.items]
    known = {name for name in ids if rng.random() < 0.5}
    sure = {name: right[name] for name in right if name.removesuffix(THEN) in known}
    room = {b.id: len(ids) / len(exercise.bins) for b in exercise.bins}
    for name in known:
        room[right[name]] -= 1
    counted: Answer = dict(guess)
    for name in sorted(set(ids) - known, key=lambda _: rng.random()):
        bins = list(room)
        chosen = rng.choices(bins, weights=[max(room[b], 0.01) for b in bins])[0]
        counted[name] = chosen
        room[chosen] -= 1
    return Counted({**guess, **sure}, {**counted, **sure})
