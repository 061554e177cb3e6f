"""Formulas and texts with figures in YAML: arithmetic and nothing else, with errors that say how to fix them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

FUNCTIONS = {"min": min, "max": max, "abs": abs, "round": round, "sqrt": math.sqrt}


def calculate(formula: str, figures: Mapping[str, float]) -> float:
    """The value of an arithmetic formula such as `p * job + (1 - p) * now`.

    Raises ValueError, with a sentence, for anything but arithmetic with the known figures.
    """
    from simpleeval import InvalidExpression, SimpleEval

    try:
        value = SimpleEval(names=dict(figures), functions=FUNCTIONS).eval(formula, previously_parsed=_parsed(formula))
        number = float(value)
    except (InvalidExpression, SyntaxError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        known = ", ".join([*figures, *(f"{name}()" for name in FUNCTIONS)])
        raise ValueError(f"formula {formula!r} cannot be worked out ({error}); known are {known}") from None
    if not math.isfinite(number):
        raise ValueError(f"formula {formula!r} gives {number}; it must give a number")
    return number


@lru_cache(maxsize=512)
def _parsed(formula: str) -> Any:
    from simpleeval import SimpleEval

    return SimpleEval.parse(formula)


def fill(text: str, figures: Mapping[str, float]) -> str:
    """`text` with `{name}` or `{name:.0%}` filled in. Raises ValueError for a name that is not known."""
    if not figures:
        return text
    try:
        return text.format_map(_WithoutZeros(figures))
    except (KeyError, ValueError, IndexError, AttributeError) as error:
        raise ValueError(f"text {text[:60]!r} cannot be filled in ({error}); known are {', '.join(figures)}") from None


class _WithoutZeros(dict[str, float]):
    """Figures that print without needless zeros: 3, not 3.0."""

    def __getitem__(self, name: str) -> float:
        value = super().__getitem__(name)
        return int(value) if value == int(value) else value
