"""Simulated learners of `reflect`. What they write gets no mark."""

from __future__ import annotations

from random import Random

from rounds.core.scoring import Answer
from rounds.kinds.reflect.spec import Exercise, Key

_WORDS = [
    "the",
    "patient",
    "asked",
    "why",
    "and",
    "we",
    "agreed",
    "to",
    "meet",
    "after",
    "rounds",
    "because",
    "sleep",
    "safety",
    "and",
    "time",
    "matter",
    "to",
    "both",
]


def expert(exercise: Exercise, key: Key) -> Answer:
    """The exemplar."""
    return dict(key.exemplar)


def constants(exercise: Exercise) -> dict[str, Answer]:
    """White space everywhere, which must count as blank."""
    return {"white space": {f.id: " \n\u200b " for f in exercise.fields}}


def random(exercise: Exercise, rng: Random) -> Answer:
    """Nonsense."""
    answer = {}
    for field in exercise.fields:
        said = [" ".join(rng.choices(_WORDS, k=20)) for _ in range(max(1, field.lines, field.sentences))]
        weighed = field.weights and [f"{text}: {100 if n == 0 else 0}" for n, text in enumerate(said)]
        answer[field.id] = "\n".join(weighed or said)
    return answer


def able(exercise: Exercise, key: Key, ability: float, rng: Random) -> Answer:
    """The exemplar in some fields, nonsense in the others."""
    guess = random(exercise, rng)
    return {f.id: key.exemplar[f.id] if rng.random() < ability else guess[f.id] for f in exercise.fields}


def words(exercise: Exercise, text: str) -> Answer:
    """The same text in every field."""
    return {f.id: text for f in exercise.fields}
