"""What the engine works out of a conversation once and keeps with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Point = tuple[str, tuple[float, ...]]  # a state, and the quantities in the exercise's order


@dataclass(frozen=True)
class Prospect:
    """What may still come from a point on, in the unit of one quantity."""

    best: float
    move: str | None  # the move that leads there; None at an end
    guesser: float  # the mean over random moves


@dataclass(frozen=True)
class Outlook:
    """What a conversation can bring of one quantity: by point, and by always the same style of move."""

    prospects: Mapping[Point, Prospect]
    best_script: float
