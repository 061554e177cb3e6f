"""How the points add up, in sums that a student can follow: the same on a card, in self-study and on a feedback page."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rounds.core import html
from rounds.core.html import Html, element
from rounds.core.number_format import two_decimals
from rounds.core.scoring import Mark


def percent(share: float) -> str:
    """`50%` or `33.3%`: a share to one decimal, without needless zeros."""
    return f"{figure(100 * share)}%"


def figure(value: float) -> str:
    """A figure to one decimal, without needless zeros."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text.replace("-", "−")


def above(value: float, chance: float, best: float = 1.0, guessing: str = "guessing would reach") -> str:
    """What `above_chance` makes of a share: `guessing would reach 20%, so (60 − 20) ÷ (100 − 20) = 50% counts`."""
    if value <= chance + 1e-9:
        return f"{guessing} {percent(chance)}, so nothing counts yet"
    if value >= best - 1e-9:
        return "that is all of it"
    share = (value - chance) / (best - chance)
    reached, floor, top = (figure(100 * part) for part in (value, chance, best))
    return f"{guessing} {percent(chance)}, so ({reached} − {floor}) ÷ ({top} − {floor}) = {percent(share)} counts"


def less(hits: int, wanted: int, false: int, unwanted: int) -> str:
    """What `hits_less_false` makes of ticks: `5 of 8 found (62.5%) less 1 of 7 wrongly chosen (14.3%) leaves 48.2%`."""
    right, wrong = hits / wanted, false / unwanted
    leaves = "nothing" if right <= wrong else percent(right - wrong)
    return (
        f"{hits} of {wanted} found ({percent(right)}) less {false} of {unwanted} chosen wrongly ({percent(wrong)}) "
        f"leaves {leaves}"
    )


def apportioned(shares: Sequence[float], total: float, digits: int, most: Sequence[float] | None = None) -> list[float]:
    """`shares` rounded to `digits` decimals so that they add up to `total`, and none is above its `most`.

    The largest remainders are rounded up, as seats are shared out.
    """
    unit = 10**digits
    cut = [math.floor(share * unit + 1e-9) for share in shares]
    left = round(total * unit) - sum(cut)
    room = [round(top * unit) for top in most] if most else [share + abs(left) for share in cut]
    by_remainder = sorted(range(len(cut)), key=lambda n: cut[n] - shares[n] * unit)
    while left > 0 and (taken := [n for n in by_remainder if cut[n] < room[n]][:left]):
        for n in taken:
            cut[n] += 1
        left -= len(taken)
    return [part / unit for part in cut]


def sum_of(mark: Mark, points: float | None, heading: int) -> Html:
    """The sum as HTML, with a heading of that level: a line a part and, of several, what they make together.

    Practice has no points: there the parts are percent of the whole.
    """
    if mark.fraction is None or not mark.parts:
        return html.NOTHING
    whole, digits = (100.0, 0) if points is None else (points, 2)
    total = round(100 * mark.fraction) if points is None else mark.points(points)
    most = apportioned([part.most * whole for part in mark.parts], whole, digits)
    earned = apportioned([part.earned * whole for part in mark.parts], total, digits, most)

    def of(earned: float, most: float) -> Html:
        unit = "%" if points is None else " points"
        return element("b", f"{_signed(earned)} of {_signed(most)}{unit}" if most else f"{_signed(earned)}{unit}")

    lines = [
        element("li", part.says, ": ", of(got, top)) for part, got, top in zip(mark.parts, earned, most, strict=True)
    ]
    if len(lines) > 1:
        lines.append(element("li", "Together: ", of(total, whole), class_="rounds-together"))
    what = "points add" if points is not None else "result adds"
    heading_line = element(f"h{heading}", f"How the {what} up")
    return html.join([heading_line, element("ul", *lines, class_="rounds-adds-up")])


def _signed(value: float) -> str:
    return f"−{two_decimals(-value)}" if value < 0 else two_decimals(value)
