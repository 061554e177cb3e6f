"""What the kernel works out for the page of `match`: how often each choice was taken."""

from __future__ import annotations

from rounds.kinds.match.marking import clean
from rounds.kinds.match.spec import Exercise

from rounds.core.scoring import Answer


def scene(exercise: Exercise, answer: Answer) -> dict[str, int]:
    """How often each choice was taken."""
    chosen = list(clean(exercise, answer).values())
    return {choice.id: chosen.count(choice.id) for choice in exercise.choices}
