"""Simulated learners of `match`."""

from __future__ import annotations

from random import Random

from rounds.kinds.match.spec import Exercise, Key

from rounds.core.scoring import Answer


def expert(exercise: Exercise, key: Key) -> Answer:
    """Everything right."""
    return {name: right.choice for name, right in key.clues.items()}


def constants(exercise: Exercise) -> dict[str, Answer]:
    """The same choice everywhere."""
    return {f"all {choice.id}": {clue.id: choice.id for clue in exercise.clues} for choice in exercise.choices}


def random(exercise: Exercise, rng: Random) -> Answer:
    """Any choice."""
    return {clue.id: rng.choice(exercise.choices).id for clue in exercise.clues}


def able(exercise: Exercise, key: Key, ability: float, rng: Random) -> Answer:
    """Knows each clue with probability `ability`; guesses the others."""
    guess = random(exercise, rng)
    return {name: right.choice if rng.random() < ability else guess[name] for name, right in key.clues.items()}
