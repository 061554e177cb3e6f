"""What the items of a `select` give away without the case."""

from __future__ import annotations

from random import Random

from rounds.core.scoring import Answer
from rounds.kinds.select.spec import Exercise, Key
from rounds.kinds.surface import Counted, Ear, Option, upper_half


def options(exercise: Exercise, key: Key) -> list[Option]:
    """Each item, and whether it is to be ticked."""
    return [(item.text, key.items[item.id].pick) for item in exercise.items]


def by_ear(exercise: Exercise, ear: Ear) -> dict[str, Answer]:
    """Ticks the half that sounds best, in each group."""
    answer: Answer = {}
    groups: list[str | None] = [g.id for g in exercise.groups]
    for group in groups or [None]:
        items = [item for item in exercise.items if item.group == group]
        answer |= {items[at].id: True for at in upper_half([item.text for item in items], ear)}
    return {"": answer}


def by_count(exercise: Exercise, key: Key, rng: Random) -> Counted:
    """Knows half of the items; guesses the rest, or ticks as many of them as make half of the list."""
    known = {item.id for item in exercise.items if rng.random() < 0.5}
    open_items = [item.id for item in exercise.items if item.id not in known]
    sure = {name: True for name in known if key.items[name].pick}
    guess = {name: True for name in open_items if rng.random() < 0.5}
    wanted = min(len(open_items), max(0, round(len(exercise.items) / 2) - len(sure)))
    return Counted({**sure, **guess}, {**sure, **dict.fromkeys(rng.sample(open_items, wanted), True)})
