"""Simulated learners of `plane`."""

from __future__ import annotations

from random import Random

from rounds.core.scoring import Answer
from rounds.kinds.plane.spec import MOST, Exercise, Key


def expert(exercise: Exercise, key: Key) -> Answer:
    """Every vignette in the middle of its zone."""
    zones = {z.id: z for z in exercise.zones}
    answer: Answer = {}
    for name, place in key.items.items():
        zone = zones[place.zone]
        answer[name] = {"own": sum(zone.own) // 2, "other": sum(zone.other) // 2}
    return answer


def constants(exercise: Exercise) -> dict[str, Answer]:
    """Everything on one point, for each point of the plane."""
    return {
        f"all at {own}, {other}": {i.id: {"own": own, "other": other} for i in exercise.items}
        for own in range(MOST + 1)
        for other in range(MOST + 1)
    }


def random(exercise: Exercise, rng: Random) -> Answer:
    """Each vignette anywhere."""
    return {i.id: {"own": rng.randint(0, MOST), "other": rng.randint(0, MOST)} for i in exercise.items}


def able(exercise: Exercise, key: Key, ability: float, rng: Random) -> Answer:
    """Knows each vignette with probability `ability`, and guesses the rest."""
    guess, right = random(exercise, rng), expert(exercise, key)
    return {name: right[name] if rng.random() < ability else guess[name] for name in right}
