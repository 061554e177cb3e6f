"""A quantity of a conversation as people read it: on its scale and in a word, or in its unit."""

from __future__ import annotations

from rounds.kinds.dialogue.spec import Quantity

WORDS = ("very low", "low", "medium", "high", "very high")  # by fifths of a quantity's range


def word(quantity: Quantity, value: float) -> str:
    """Where in its range a value lies; nothing for what is counted in a unit, such as points."""
    if quantity.unit:
        return ""
    share = (value - quantity.least) / (quantity.most - quantity.least)
    return WORDS[min(len(WORDS) - 1, int(share * len(WORDS) + 1e-9))]


def value_text(quantity: Quantity, value: float) -> str:
    """`3 of 5 (high)`, or in a unit `1 point`: a bare 3 is low in one conversation and high in the next."""
    if quantity.unit:
        return f"{figure(value)} {quantity.unit.removesuffix('s') if abs(value) == 1 else quantity.unit}"
    of = f"of {figure(quantity.most)}"
    if quantity.least:
        of = f"on a scale from {figure(quantity.least)} to {figure(quantity.most)}"
    return f"{figure(value)} {of} ({word(quantity, value)})"


def change(quantity: Quantity, by: float, value: float) -> str:
    """`Tension −1, now 2 of 5 (low)`, or of what is earned `Value +3 points, 7 points so far`."""
    if quantity.unit:
        step = f"{signed(by)} {quantity.unit.removesuffix('s') if abs(by) == 1 else quantity.unit}"
        what = f"{quantity.label} {step}" if by else f"{quantity.label}: nothing gained or lost here"
        return f"{what}, {value_text(quantity, value)} so far"
    return f"{quantity.label} {signed(by) if by else 'unchanged'}, {'now' if by else 'still'} {value_text(quantity, value)}"


def changes(moved: list[tuple[Quantity, float, float]]) -> list[str]:
    """What a step did, a line a quantity, each with the change and the value it has now.

    Points are named at each step, even when nothing was gained; of the others only what changed, or that nothing did.
    """
    lines = [change(q, by, value) for q, by, value in moved if by or q.unit]
    return lines or [change(q, by, value) for q, by, value in moved]


def figure(value: float) -> str:
    """A figure with a real minus."""
    return f"{value:g}".replace("-", "−")


def signed(by: float) -> str:
    """`+1` or `−1`."""
    return f"{'−' if by < 0 else '+'}{abs(by):g}"
