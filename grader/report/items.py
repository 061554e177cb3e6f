"""Statistics of items: difficulty, discrimination, Cronbach's alpha. A row is a learner, a column an item, NaN is missing.

Each comes with a sentence wherever the number means little. An item earns from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
LEAST_LEARNERS = 10  # below it no coefficient is shown
FEW_LEARNERS = 30  # below it a coefficient is shown with a warning
LEAST_ITEMS = 3
FEW_ITEMS = 10
LOW_DISCRIMINATION = 0.2  # Ebel and Frisbie 1991: below it, an item is to be revised
AGAINST = -0.1  # chance alone makes some items of a small class fall a little below 0
HARD, EASY = 0.25, 0.95
SAME = 1e-12  # a variance that rounding alone can make


@dataclass(frozen=True)
class Alpha:
    """Cronbach's alpha, None where it means nothing; how many items and learners; and what to know about it."""

    value: float | None
    items: int
    learners: int
    warnings: tuple[str, ...]


def difficulty(matrix: Matrix) -> list[float | None]:
    """The mean of each item over the learners who have it, 0 to 1: the larger, the easier. None where nobody has."""
    return [float(np.mean(column[known])) if (known := ~np.isnan(column)).any() else None for column in matrix.T]


def discrimination(matrix: Matrix) -> list[float | None]:
    """Corrected item-total correlation: Pearson's r of each item with the sum of the others (Nunnally 1978).

    Only learners without a missing value count. None with fewer than LEAST_LEARNERS of them, with a
    single item, or where the item or the rest is the same for everybody.
    """
    whole = complete(matrix)
    if len(whole) < LEAST_LEARNERS or whole.shape[1] < 2:
        return [None] * matrix.shape[1]
    total = whole.sum(axis=1)
    return [correlation(column, total - column) for column in whole.T]


def correlation(one: Matrix, other: Matrix) -> float | None:
    """Pearson's r; None where one of the two does not vary."""
    a, b = one - one.mean(), other - other.mean()
    across = float(np.sqrt((a @ a) * (b @ b)))
    if min(a @ a, b @ b) <= SAME * len(a):
        return None
    return float(np.clip((a @ b) / across, -1, 1))


def complete(matrix: Matrix) -> Matrix:
    """The learners without a missing value."""
    return matrix[~np.isnan(matrix).any(axis=1)]


def alpha(matrix: Matrix) -> Alpha:
    """Cronbach's alpha (1951): k/(k-1) · (1 - sum of the item variances / variance of the sum).

    Only learners without a missing value count, and only items that vary among them.
    """
    whole = complete(matrix)
    learners = len(whole)
    variances = whole.var(axis=0, ddof=1) if learners > 1 else np.zeros(whole.shape[1])
    varying = whole[:, variances > SAME]
    constant, items = whole.shape[1] - varying.shape[1], varying.shape[1]
    warnings = []
    if learners < LEAST_LEARNERS:
        return Alpha(
            None,
            items,
            learners,
            (
                f"Not shown: {_count(learners, 'learner')} answered everything, and at least {LEAST_LEARNERS} are needed.",
            ),
        )
    if constant:
        warnings.append(
            f"{_count(constant, 'item')} on which everybody earned the same left out: nothing can be learned from such an item here."
        )
    if items < LEAST_ITEMS:
        return Alpha(
            None,
            items,
            learners,
            (
                f"Not shown: {_count(items, 'item')} with any difference between learners, and at least {LEAST_ITEMS} are needed.",
                *warnings,
            ),
        )
    spread = float(varying.sum(axis=1).var(ddof=1))
    if spread <= SAME:
        return Alpha(
            None,
            items,
            learners,
            ("Not shown: everybody has the same total, so there is nothing to be consistent about.", *warnings),
        )
    value = items / (items - 1) * (1 - float(varying.var(axis=0, ddof=1).sum()) / spread)
    if learners < FEW_LEARNERS:
        warnings.append(f"Only {learners} learners: another class could give quite another value.")
    if items < FEW_ITEMS:
        warnings.append(f"Only {items} items: a low value says little, since alpha grows with the number of items.")
    if value < 0:
        warnings.append(
            "Below zero: items work against each other. Look for a wrong key, or for items that measure different things."
        )
    return Alpha(value, items, learners, tuple(warnings))


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def advice(share: float | None, r: float | None, learners: int) -> str:
    """What to do about an item, in a sentence; empty where there is nothing to do."""
    said = []
    if share is not None and learners >= LEAST_LEARNERS:
        if share >= EASY:
            said.append("Nearly everybody has it: it tells learners nothing apart, which is fine for a warm-up.")
        elif share <= HARD:
            said.append("Few have it: read it anew, and see whether the reading teaches it.")
    if r is not None and r < AGAINST:
        said.append("Those who do well elsewhere miss it: check the key first.")
    elif r is not None and r < LOW_DISCRIMINATION and (share is None or share < EASY):
        said.append("Discrimination below .2: look at the item.")
    return " ".join(said)


def five(values: list[float]) -> dict[str, Any]:
    """How many values, smallest, lower quartile, median, upper quartile, largest; empty for none."""
    if not values:
        return {}
    low, first, middle, third, high = (float(v) for v in np.percentile(values, [0, 25, 50, 75, 100]))
    return {"n": len(values), "low": low, "first": first, "median": middle, "third": third, "high": high}
