"""Intervals of a mean and of Hedges' g of paired differences, from scipy's Student and noncentral t."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

CONFIDENCE = 0.95
NO_SPREAD = 1e-9  # a standard deviation that rounding alone can make


def interval(differences: Sequence[float], confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The confidence interval of a mean: mean ± t · s / √n, with n - 1 degrees of freedom (Student 1908).

    Raises ValueError for fewer than two values.
    """
    # scipy takes about a second to import, and `python -m grader check` comes by here without it.
    from scipy.stats import ttest_1samp

    if len(differences) < 2:
        raise ValueError("an interval needs at least two values")
    mean = float(np.mean(differences))
    if np.ptp(differences) == 0:
        return mean, mean
    bounds = ttest_1samp(differences, 0).confidence_interval(confidence)
    return float(bounds.low), float(bounds.high)


def hedges_g(differences: Sequence[float], confidence: float = CONFIDENCE) -> tuple[float, float, float] | None:
    """Hedges' g of paired differences and its confidence interval, in standard deviations of the differences.

    Cohen's d_z (mean difference over the standard deviation of the differences) times Hedges' exact
    correction for few values (Hedges 1981). The interval is that of the population's d_z, from the
    noncentral t distribution (Steiger and Fouladi 1997). None where it means nothing: fewer than
    three values, or no spread in them.
    """
    n = len(differences)
    if n < 3 or (spread := float(np.std(differences, ddof=1))) < NO_SPREAD:
        return None
    d, degrees = float(np.mean(differences)) / spread, n - 1
    correction = math.exp(math.lgamma(degrees / 2) - math.lgamma((degrees - 1) / 2)) / math.sqrt(degrees / 2)
    t, tail = d * math.sqrt(n), (1 - confidence) / 2
    low, high = (noncentrality(t, degrees, probability) / math.sqrt(n) for probability in (1 - tail, tail))
    return d * correction, low, high


def noncentrality(t: float, degrees: int, probability: float) -> float:
    """The noncentrality at which a t so large or smaller has that probability."""
    from scipy.optimize import brentq
    from scipy.stats import nct

    if abs(t) < 1e-12:  # nearer to 0 than any class gets, scipy's distribution can be no number at all
        t = 0.0

    def above(value: float) -> float:
        return float(nct.cdf(t, degrees, value)) - probability

    # The answer lies within a few standard errors of t. Farther out, scipy's distribution is not a number.
    step = math.sqrt(1 + t * t / (2 * degrees))
    low = high = t
    while above(low) < 0:
        low -= step
    while above(high) > 0:
        high += step
    return float(brentq(above, low, high)) if low < high else t
