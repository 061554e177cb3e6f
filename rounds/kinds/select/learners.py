"""Simulated learners of `select`."""

from __future__ import annotations

from random import Random

from rounds.core.scoring import Answer
from rounds.kinds.select.spec import Exercise, Key


def expert(exercise: Exercise, key: Key) -> Answer:
    """Ticks all that belong and nothing else."""
    return {item.id: True for item in exercise.items if key.items[item.id].pick}


def constants(exercise: Exercise) -> dict[str, Answer]:
    """Everything ticked; and everything of one speaker or group, which must not pay either."""
    answers: dict[str, Answer] = {"all": {item.id: True for item in exercise.items}}
    for group in exercise.groups:
        answers[f"all of {group.id}"] = {i.id: True for i in exercise.items if i.group == group.id}
    return answers


def random(exercise: Exercise, rng: Random) -> Answer:
    """Ticks each item or not."""
    return {item.id: True for item in exercise.items if rng.random() < 0.5}


def able(exercise: Exercise, key: Key, ability: float, rng: Random) -> Answer:
    """Knows each item with probability `ability`, and tosses a coin on the rest."""
    answer: Answer = {}
    for item in exercise.items:
        if key.items[item.id].pick if rng.random() < ability else rng.random() < 0.5:
            answer[item.id] = True
    return answer
