"""Student's t, and Hedges' g of paired differences with its interval; no package of the course's environment has them."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import fmean, stdev

CONFIDENCE = 0.95
NODES = 1000  # even, for Simpson's rule


def interval(differences: list[float], confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The confidence interval of a mean: mean ± t · s / √n, with n - 1 degrees of freedom (Student 1908).

    Raises ValueError for fewer than two values.
    """
    if len(differences) < 2:
        raise ValueError("an interval needs at least two values")
    n, mean = len(differences), fmean(differences)
    half = t_quantile((1 + confidence) / 2, n - 1) * stdev(differences) / math.sqrt(n)
    return mean - half, mean + half


@lru_cache(maxsize=256)
def t_quantile(probability: float, degrees: int) -> float:
    """The value below which Student's t with so many degrees of freedom stays with that probability (0.5 to 1).

    By bisection on `t_within`.
    """
    if not 0.5 <= probability < 1 or degrees < 1:
        raise ValueError(f"probability {probability} must be from 0.5 to below 1, degrees {degrees} at least 1")
    inside, low, high = 2 * probability - 1, 0.0, 1.0
    while t_within(high, degrees) < inside:
        low, high = high, 2 * high
    for _ in range(80):  # halves the gap to less than a float can tell apart
        middle = (low + high) / 2
        low, high = (middle, high) if t_within(middle, degrees) < inside else (low, middle)
    return (low + high) / 2


def t_within(value: float, degrees: int) -> float:
    """The probability that Student's t lies between -value and value.

    The finite sums for whole degrees of freedom: Abramowitz and Stegun 1964, 26.7.3 (odd) and 26.7.4 (even).
    """
    angle = math.atan2(value, math.sqrt(degrees))
    cosine, odd = math.cos(angle), degrees % 2
    term = cosine if odd else 1.0
    total = 0.0 if degrees == 1 else term
    for k in range(3 if odd else 2, degrees - 1, 2):
        term *= cosine**2 * (k - 1) / k
        total += term
    within = math.sin(angle) * total
    return 2 / math.pi * (angle + within) if odd else within


def hedges_g(differences: list[float], confidence: float = CONFIDENCE) -> tuple[float, float, float] | None:
    """Hedges' g of paired differences and its confidence interval, in standard deviations of the differences.

    Cohen's d_z (mean difference over the standard deviation of the differences) times Hedges' exact
    correction for few values (Hedges 1981); the interval is that of the population's d_z, from the
    noncentral t distribution (Steiger and Fouladi 1997). None where it means nothing: fewer than
    three values, or no spread in them.
    """
    n = len(differences)
    if n < 3 or (spread := stdev(differences)) < 1e-9:
        return None
    d, degrees = fmean(differences) / spread, n - 1
    correction = math.exp(math.lgamma(degrees / 2) - math.lgamma((degrees - 1) / 2)) / math.sqrt(degrees / 2)
    t, tail = d * math.sqrt(n), (1 - confidence) / 2
    low, high = (_noncentrality(t, degrees, probability) / math.sqrt(n) for probability in (1 - tail, tail))
    return d * correction, low, high


def _noncentrality(t: float, degrees: int, probability: float) -> float:
    """The noncentrality at which a t so large or smaller has that probability, by bisection."""
    low, high = t - 8 - abs(t), t + 8 + abs(t)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if noncentral_t(t, degrees, middle) > probability else (low, middle)
    return (low + high) / 2


def noncentral_t(t: float, degrees: int, noncentrality: float) -> float:
    """The probability that the noncentral t distribution stays below `t`.

    The normal probability, averaged over the distribution of the standard deviation: Simpson's rule.
    """
    scale = -1 / math.sqrt(2)
    normal = (0.5 * math.erfc(scale * (t * s - noncentrality)) * weight for s, weight in _spreads(degrees))
    return math.fsum(normal)


@lru_cache(maxsize=64)
def _spreads(degrees: int) -> tuple[tuple[float, float], ...]:
    """Values of √(χ² / degrees), and the weight of each: its density times its share in Simpson's rule."""
    width = 10 / math.sqrt(2 * degrees)
    start, end = max(0.0, 1 - width), 1 + width
    step = (end - start) / NODES
    constant = math.log(2) + degrees / 2 * math.log(degrees / 2) - math.lgamma(degrees / 2)
    made = []
    for at in range(NODES + 1):
        s = start + at * step
        if s == 0:
            density = math.exp(constant) if degrees == 1 else 0.0
        else:
            density = math.exp(constant + (degrees - 1) * math.log(s) - degrees * s * s / 2)
        made.append((s, density * step / 3 * (1 if at in (0, NODES) else 4 if at % 2 else 2)))
    return tuple(made)
