"""How good an estimated interval is: narrow pays, and missing the truth costs. Pure; imports nothing heavy."""

from __future__ import annotations

import math


def interval_score(low: float, high: float, truth: float, confidence: float = 0.8) -> float:
    """The interval score of a central prediction interval, in the unit of the figure; smaller is better.

    `(high - low) + 2/α (low - truth)+ + 2/α (truth - high)+` with `α = 1 - confidence` (Gneiting & Raftery 2007,
    JASA 102:359, equation 43). In the long run it is smallest for the honest interval, whose ends are the α/2 and
    1 - α/2 quantiles of what you believe: neither boasting nor hedging pays.
    `confidence` is strictly between 0 and 1: at 0.8 the truth should lie inside eight times of ten.
    Raises ValueError for an interval that runs backwards, a figure that is not finite, or another confidence.
    """
    if not all(map(math.isfinite, (low, high, truth))):
        raise ValueError(f"low, high and truth must be finite numbers, not {low}, {high} and {truth}")
    if low > high:
        raise ValueError(f"an interval runs from low to high, not from {low} to {high}")
    if not 0 < confidence < 1:
        raise ValueError(f"the confidence must be above 0 and below 1, not {confidence}")
    penalty = 2 / (1 - confidence)
    return (high - low) + penalty * max(0.0, low - truth) + penalty * max(0.0, truth - high)


def skill(score: float, none: float, best: float) -> float:
    """What a score is worth, from 0 to 1: 0 at the score of the interval that says nothing, 1 at the best one.

    `(none - score) / (none - best)`, clipped; the form of a skill score (Gneiting & Raftery 2007, section 2.3).
    All three in one unit; smaller is better, so `none` must be larger than `best`, else ValueError.
    """
    if not none > best:
        raise ValueError(f"the score of saying nothing ({none}) must be larger than the best one ({best})")
    return min(1.0, max(0.0, (none - score) / (none - best)))
