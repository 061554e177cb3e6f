"""Simulated learners of `order`."""

from __future__ import annotations

from random import Random
from typing import Any

from rounds.core.scoring import Answer
from rounds.kinds.order.spec import Exercise, Key


def expert(exercise: Exercise, key: Key) -> Answer:
    """The right order, the right functions, the right stops."""
    answer: dict[str, Any] = {"sequence": {name: list(right.order) for name, right in key.sequences.items()}}
    if exercise.functions:
        answer["functions"] = {card: about.function for card, about in key.cards.items()}
    else:
        answer["stop"] = {name: right.stop for name, right in key.sequences.items()}
    return answer


def constants(exercise: Exercise) -> dict[str, Answer]:
    """The cards as they are shown, or the other way round; everything for one thing, or the same stop everywhere."""
    shown = {s.id: [c.id for c in s.cards][: s.slots] for s in exercise.sequences}
    back = {s.id: [c.id for c in reversed(s.cards)][: s.slots] for s in exercise.sequences}
    answers: dict[str, Answer] = {"as shown": {"sequence": shown}, "backward": {"sequence": back}}
    for function in exercise.functions:
        same = {c.id: function.id for s in exercise.sequences for c in s.cards}
        answers[f"all {function.id}"] = {"functions": same, "sequence": shown}
    if exercise.stop:
        for at in range(max(s.slots for s in exercise.sequences)):
            stop = {name: cards[min(at, len(cards) - 1)] for name, cards in shown.items()}
            answers[f"stop at card {at + 1}"] = {"sequence": shown, "stop": stop}
    return answers


def random(exercise: Exercise, rng: Random) -> Answer:
    """Any cards in any order, any function, any stop."""
    sequence = {s.id: rng.sample([c.id for c in s.cards], s.slots) for s in exercise.sequences}
    if exercise.functions:
        names = [f.id for f in exercise.functions]
        return {
            "sequence": sequence,
            "functions": {c.id: rng.choice(names) for s in exercise.sequences for c in s.cards},
        }
    return {"sequence": sequence, "stop": {name: rng.choice(cards) for name, cards in sequence.items()}}


def able(exercise: Exercise, key: Key, ability: float, rng: Random) -> Answer:
    """Knows each function, stop and place with probability `ability`; guesses the rest."""
    guess, right = random(exercise, rng), expert(exercise, key)
    answer: dict[str, Any] = {"sequence": {}}
    for name, order in right["sequence"].items():
        known = [card for card in order if rng.random() < ability]
        rest = [card for card in guess["sequence"][name] if card not in known]
        free = iter(rest + [c for c in order if c not in known and c not in rest])
        answer["sequence"][name] = [card if card in known else next(free) for card in order]
    for part in ("functions", "stop"):
        if part in right:
            answer[part] = {n: v if rng.random() < ability else guess[part].get(n, v) for n, v in right[part].items()}
    return answer
