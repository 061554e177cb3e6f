"""Statistics of items: difficulty, discrimination, Cronbach's alpha.

What they get is a table of what was earned, from 0 to 1: a row is a learner, a column an item, NaN is missing. A number
that means little comes with a sentence that says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pandas import DataFrame, Series, isna

LEAST_LEARNERS = 10  # below it no coefficient is shown
FEW_LEARNERS = 30  # below it a coefficient is shown with a warning
LEAST_ITEMS = 3
FEW_ITEMS = 10
LOW_DISCRIMINATION = 0.2  # Ebel and Frisbie 1991: below it, an item should be revised
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


def difficulty(earned: DataFrame) -> list[float | None]:
    """The mean of each item over the learners who have it, 0 to 1: the larger, the easier. None if no one has it."""
    return [None if isna(mean) else float(mean) for mean in earned.mean()]


def discrimination(earned: DataFrame) -> list[float | None]:
    """Corrected item-total correlation: Pearson's r of each item with the sum of the others (Nunnally 1978).

    Only learners without a missing value count. None with fewer than LEAST_LEARNERS of them, with a
    single item, or where the item or the rest is the same for everyone.
    """
    whole = earned.dropna()
    if len(whole) < LEAST_LEARNERS or whole.shape[1] < 2:
        return [None] * earned.shape[1]
    rest = whole.rsub(whole.sum(axis=1), axis=0)
    vary = (whole.var(ddof=0) > SAME) & (rest.var(ddof=0) > SAME)
    # What doesn't vary has no correlation, and is left out before it is divided by.
    correlations = whole.loc[:, vary].corrwith(rest.loc[:, vary]).clip(-1, 1).reindex(earned.columns)
    return [None if isna(r) else float(r) for r in correlations]


def alpha(earned: DataFrame) -> Alpha:
    """Cronbach's alpha (1951): k/(k-1) · (1 - sum of the item variances / variance of the sum).

    Only learners without a missing value count, and only items that vary among them.
    """
    whole = earned.dropna()
    learners = len(whole)
    varying = whole.loc[:, whole.var() > SAME]
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
            f"{_count(constant, 'item')} on which everyone earned the same left out: nothing can be learned from such an item here."
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
    spread = float(varying.sum(axis=1).var())
    if spread <= SAME:
        return Alpha(
            None,
            items,
            learners,
            ("Not shown: everyone has the same total, so there is nothing to be consistent about.", *warnings),
        )
    value = items / (items - 1) * (1 - float(varying.var().sum()) / spread)
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
            said.append("Nearly everyone has it: it tells learners nothing apart, which is fine for a warm-up.")
        elif share <= HARD:
            said.append("Few have it: reread it, and see whether the reading teaches it.")
    if r is not None and r < AGAINST:
        said.append("Those who do well elsewhere miss it: check the key first.")
    elif r is not None and r < LOW_DISCRIMINATION and (share is None or share < EASY):
        said.append("Discrimination below .2: look at the item.")
    return " ".join(said)


def five(values: list[float]) -> dict[str, Any]:
    """How many values, smallest, lower quartile, median, upper quartile, largest; empty for none."""
    if not values:
        return {}
    low, first, middle, third, high = Series(values).quantile([0, 0.25, 0.5, 0.75, 1]).tolist()
    return {"n": len(values), "low": low, "first": first, "median": middle, "third": third, "high": high}
