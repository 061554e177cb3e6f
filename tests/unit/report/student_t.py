"""Student's t and the noncentral t by formulas of their own, to check what a library says against."""

from __future__ import annotations

import math
from functools import lru_cache

NODES = 1000  # even, for Simpson's rule


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


def noncentral_t(t: float, degrees: int, noncentrality: float) -> float:
    """The probability that the noncentral t stays below `t`: the normal one, averaged over the deviation's spread."""
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
