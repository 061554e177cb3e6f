"""How much an alternative or a deal is worth to someone: additive utility. Pure; imports nothing heavy."""

from __future__ import annotations

import math
from collections.abc import Mapping


def additive(weights: Mapping[str, float], values: Mapping[str, float]) -> float:
    """The utility of something that serves each interest k as well as `values` says: Σ w_k v_k / Σ w_k.

    A weighted mean, so it lies between the smallest and the largest of the values and has their unit: in the
    course, 0 (does not serve the interest at all) to 1 (serves it fully). The weights may be in any unit
    (points, per cent), for only their proportions count; they are 0 or more, and not all 0.
    The additive model of Keeney & Raiffa (1976); it holds where no interest changes what another is worth.

    Raises ValueError for no weights, a weight that is negative or no number, weights that are all 0, a value
    that is no number, or values for other interests than the weights.
    """
    for name, weight in weights.items():
        if not 0 <= weight < math.inf:
            raise ValueError(f'the weight of interest "{name}" must be a finite number of 0 or more, not {weight}')
        if name not in values:
            raise ValueError(f'interest "{name}" has a weight but no value; every interest needs both')
    for name, value in values.items():
        if name not in weights:
            raise ValueError(
                f'interest "{name}" has a value but no weight; the interests with a weight are {", ".join(weights)}'
            )
        if not math.isfinite(value):
            raise ValueError(f'the value for interest "{name}" must be a finite number, not {value}')
    if not any(weights.values()):
        raise ValueError("at least one interest must have a weight above 0")
    largest = max(weights.values())  # very large or very small weights would overflow, or vanish in the products
    shares = {name: weight / largest for name, weight in weights.items()}
    return math.fsum(shares[name] * values[name] for name in shares) / math.fsum(shares.values())
