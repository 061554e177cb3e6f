"""Numbers as people read them. The way back, from what people type to a number, is in `typed_numbers`."""

from __future__ import annotations


def with_commas(value: float) -> str:
    """`1,250` or `0.35`: two decimals at most, without needless zeros."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def two_decimals(value: float) -> str:
    """`6` or `6.25`: at most two decimals, without needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def told_apart(value: float, other: float) -> str:
    """`value` with commas; with more decimals if it isn't `other` but would read like it: `8.00001` next to 8."""
    text = with_commas(value)
    alike = text == with_commas(other) or text == "-0"
    return f"{value:,.12g}" if value != other and alike else text


def tenths(value: float) -> str:
    """`62.5` or `3`: one decimal at most, without needless zeros."""
    return f"{value:.1f}".removesuffix(".0")
