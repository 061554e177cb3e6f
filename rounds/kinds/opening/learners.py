"""Simulated learners of `opening`. What they type gets no mark."""

from __future__ import annotations

from random import Random

from rounds.core.scoring import Answer
from rounds.kinds.opening.marking import LINE
from rounds.kinds.opening.spec import Exercise, Key

_WORDS = ["why", "wait", "please", "sit", "down", "tell", "me", "what", "is", "waiting", "at", "home"]


def expert(exercise: Exercise, key: Key) -> Answer:
    """A line; any would do."""
    return {LINE: "Tell me what's waiting for you."}


def constants(exercise: Exercise) -> dict[str, Answer]:
    """White space, which must count as blank."""
    return {"white space": {LINE: " \n\u200b "}}


def random(exercise: Exercise, rng: Random) -> Answer:
    """Nonsense."""
    return {LINE: " ".join(rng.choices(_WORDS, k=8))}


def able(exercise: Exercise, key: Key, ability: float, rng: Random) -> Answer:
    """The expert's line or nonsense."""
    return expert(exercise, key) if rng.random() < ability else random(exercise, rng)


def words(exercise: Exercise, text: str) -> Answer:
    """The same text as the line."""
    return {LINE: text}
