"""What the cards of an `order` give away without the scene: how long they are."""

from __future__ import annotations

from random import Random

from rounds.core.scoring import Answer
from rounds.kinds.order.spec import Exercise, Key
from rounds.kinds.surface import Counted, Ear, Option


def options(exercise: Exercise, key: Key) -> list[Option]:
    """None: whether a card belongs says nothing about cards elsewhere."""
    return []


def by_ear(exercise: Exercise, ear: Ear) -> dict[str, Answer]:
    """Puts the cards in the order of their scores, and stops at the last one."""
    sequence = {}
    for s in exercise.sequences:
        scores = dict(zip((c.id for c in s.cards), ear([c.text for c in s.cards]), strict=True))
        sequence[s.id] = sorted(scores, key=lambda name: -scores[name])[: s.slots]
    answer: Answer = {"sequence": sequence}
    if exercise.stop:
        answer["stop"] = {name: cards[-1] for name, cards in sequence.items()}
    return {"": answer}


def by_count(exercise: Exercise, key: Key, rng: Random) -> Counted | None:
    """None: nothing tells how many belong where."""
    return None
