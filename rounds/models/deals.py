"""Deals over several issues: which are efficient, which are fair, and what a bet is worth. Pure.

A deal is a pair of numbers, what it is worth to the one side and to the other, each in that side's own
points. Points of two sides cannot be compared, and nothing here compares them: every result is the same
when one side's points are multiplied by a positive number or have a number added (where d is changed alike).

`d`, the point of disagreement, is what each side has without a deal: the worth of its BATNA, so its
reservation value (Raiffa 1982). A deal is worth taking for a side that gets at least its d.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Worth = tuple[float, float]  # to the one side and to the other, each in its own points
TIE = 1e-9  # what rounding may do to sums of points


def dominates(deal: Worth, other: Worth) -> bool:
    """Whether a deal is at least as good as another for both sides, and better for one.

    Pareto dominance, the standard definition. Exact: rounding is for the caller, who knows the figures.
    """
    return deal[0] >= other[0] and deal[1] >= other[1] and deal != other


def frontier(deals: Sequence[Worth]) -> tuple[int, ...]:
    """The places, in `deals`, of those that no deal dominates: the Pareto frontier.

    Sorted by what they are worth to the first side, the most first; deals of equal worth are all on it, in
    the given order. Empty where there are no deals. One sort and one sweep, O(n log n) (Kung, Luccio &
    Preparata 1975).
    """
    order = sorted(range(len(deals)), key=lambda n: (-deals[n][0], -deals[n][1], n))
    efficient: list[int] = []
    for n in order:
        # Of all that come before, and so are worth as much to the first side, the last found gives the second most.
        if not efficient or deals[n][1] > deals[efficient[-1]][1] or deals[n] == deals[efficient[-1]]:
            efficient.append(n)
    return tuple(efficient)


def nash(deals: Sequence[Worth], d: Worth, tie: float = TIE) -> tuple[int, ...]:
    """The places of the deals with the largest product of gains, `(u1 - d1) (u2 - d2)`, where u >= d.

    The Nash solution (Nash 1950, Econometrica), taken over a finite list of deals; a deal on the frontier.
    All are returned, in the given order, that come within the share `tie` (0 or more) of the largest product.
    Empty where no deal is better than d for both: Nash's axioms ask for one. Raises ValueError for a negative
    `tie`.
    """
    _check(tie)
    products = [nash_product(deal, d) for deal in deals]
    largest = max(products, default=0.0)
    return tuple(n for n, product in enumerate(products) if largest > 0 and product >= largest * (1 - tie))


def nash_product(deal: Worth, d: Worth) -> float:
    """`(u1 - d1) (u2 - d2)`, in the product of both sides' points; 0 where a side would get less than its d."""
    gain, other_gain = deal[0] - d[0], deal[1] - d[1]
    return gain * other_gain if gain > 0 and other_gain > 0 else 0.0


def ideal(deals: Sequence[Worth], d: Worth) -> Worth | None:
    """The most that each side could get from a deal that the other can still accept; None if there is no such deal.

    The ideal point of Kalai & Smorodinsky (1975, Econometrica): the largest u1 and the largest u2 among the
    deals with u >= d, as a rule not of one and the same deal.
    """
    open_to_both = [deal for deal in deals if deal[0] >= d[0] and deal[1] >= d[1]]
    if not open_to_both:
        return None
    return max(deal[0] for deal in open_to_both), max(deal[1] for deal in open_to_both)


def gains(deal: Worth, d: Worth, best: Worth) -> Worth:
    """What each side gains, as a share of the most that it could: `(u_i - d_i) / (ideal_i - d_i)`.

    From 0 to 1 for deals with u >= d; negative below. Raises ValueError where a side has nothing to gain.
    """
    if best[0] <= d[0] or best[1] <= d[1]:
        raise ValueError(f"the ideal {best} must be better than the disagreement {d} for both sides")
    return (deal[0] - d[0]) / (best[0] - d[0]), (deal[1] - d[1]) / (best[1] - d[1])


def kalai_smorodinsky(deals: Sequence[Worth], d: Worth, tie: float = TIE) -> tuple[int, ...]:
    """The places of the deals whose smaller share of the possible gain is largest.

    Kalai & Smorodinsky (1975, Econometrica) take the point of the frontier where both sides gain the same
    share, `(u_i - d_i) / (ideal_i - d_i)`. A finite list need not hold such a point: maximin of both shares
    is the usual reading for it, and the same where it does. Of deals with the same smaller share (within
    `tie`, 0 or more) those with the largest other one count, so that all lie on the frontier; they are
    returned in the given order. Empty where no deal is better than d for both. Raises ValueError for a
    negative `tie`.
    """
    _check(tie)
    best = ideal(deals, d)
    if best is None or best[0] <= d[0] or best[1] <= d[1]:
        return ()
    shares = [sorted(gains(deal, d, best)) for deal in deals]
    least = max(low for low, _ in shares)
    if least <= 0:
        return ()
    most = max(high for low, high in shares if low >= least - tie)
    return tuple(n for n, (low, high) in enumerate(shares) if low >= least - tie and high >= most - tie)


def expected(belief: Mapping[str, float], worth: Mapping[str, float]) -> float:
    """What a side expects of a contract that pays by what happens: `sum p(state) u(state)`, in its points.

    `belief` is that side's own probability of each state, 0 to 1 and 1 in all; `worth` is what the contract
    brings it there. Raises ValueError if the states differ, or for beliefs that aren't probabilities.
    """
    if belief.keys() != worth.keys():
        raise ValueError(f"belief and worth need the same states, not {', '.join(belief)} and {', '.join(worth)}")
    if any(not 0 <= p <= 1 for p in belief.values()) or abs(sum(belief.values()) - 1) > TIE:
        raise ValueError(f"beliefs must be from 0 to 1 and 1 in all, not {', '.join(map(str, belief.values()))}")
    return sum(p * worth[state] for state, p in belief.items())


def _check(tie: float) -> None:
    if not tie >= 0:
        raise ValueError(f"the tie must be 0 or more, not {tie}")
