"""Deals: efficient ones, fair ones, trades and bets, held against hand calculation and brute force."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rounds.models.deals import (
    Worth,
    dominates,
    expected,
    frontier,
    gains,
    ideal,
    kalai_smorodinsky,
    nash,
    nash_product,
)

points = st.integers(0, 12)  # few, so that equal deals and ties do occur
worths = st.tuples(points, points).map(lambda pair: (float(pair[0]), float(pair[1])))
lists = st.lists(worths, max_size=40)
gains_for_both = st.tuples(st.integers(1, 12), st.integers(1, 12))
factors = st.sampled_from([0.5, 1.0, 2.0, 3.0, 8.0])
shifts = st.integers(-20, 20).map(float)

# Five deals to work out by hand; without a deal the sides have 2 and 1.
HAND: list[Worth] = [(2, 9), (5, 7), (5, 5), (8, 4), (9, 1)]
D: Worth = (2, 1)


def test_the_frontier_worked_by_hand() -> None:
    # (5, 5) is no better than (5, 7) for the one, and worse for the other.
    assert frontier(HAND) == (4, 3, 1, 0)


def test_nash_worked_by_hand() -> None:
    # Gains 0x8, 3x6, 3x4, 6x3, 7x0: the second and the fourth tie at 18.
    assert nash(HAND, D) == (1, 3)


def test_kalai_smorodinsky_worked_by_hand() -> None:
    # The ideal is (9, 9): shares 3/7 and 6/8, or 6/7 and 3/8. The smaller share is larger in the first.
    assert ideal(HAND, D) == (9, 9)
    assert gains((5, 7), D, (9, 9)) == pytest.approx((3 / 7, 6 / 8))
    assert kalai_smorodinsky(HAND, D) == (1,)


def test_the_ideal_counts_only_deals_that_the_other_side_can_accept() -> None:
    assert ideal([(10, 0), (6, 3), (3, 6), (0, 10)], (1, 1)) == (6, 6)
    assert ideal([(10, 0), (0, 10)], (1, 1)) is None


@given(lists)
def test_the_frontier_is_what_no_deal_dominates(deals: list[Worth]) -> None:
    wanted = {n for n, deal in enumerate(deals) if not any(dominates(other, deal) for other in deals)}
    places = frontier(deals)
    assert set(places) == wanted
    assert len(places) == len(wanted)
    assert [deals[n] for n in places] == sorted((deals[n] for n in places), key=lambda deal: (-deal[0], deal[1]))


@given(lists, worths)
def test_nash_and_kalai_smorodinsky_are_efficient_and_better_for_both(deals: list[Worth], d: Worth) -> None:
    for solution in (nash(deals, d), kalai_smorodinsky(deals, d)):
        assert set(solution) <= set(frontier(deals))
        assert all(deals[n][0] > d[0] and deals[n][1] > d[1] for n in solution)
        assert bool(solution) == any(own > d[0] and other > d[1] for own, other in deals)


@given(lists, worths)
def test_no_deal_has_a_larger_product_than_nash(deals: list[Worth], d: Worth) -> None:
    best = {nash_product(deals[n], d) for n in nash(deals, d)}
    assert best <= {max((nash_product(deal, d) for deal in deals), default=0)}


@given(lists, worths, gains_for_both)
def test_no_deal_gives_the_worse_off_more_than_kalai_smorodinsky(
    deals: list[Worth], d: Worth, gain: tuple[int, int]
) -> None:
    deals = [*deals, (d[0] + gain[0], d[1] + gain[1])]
    places, best = kalai_smorodinsky(deals, d), ideal(deals, d)
    assert places
    assert best
    least = [min(gains(deal, d, best)) for deal in deals]
    assert all(least[n] == pytest.approx(max(least)) for n in places)


@given(lists, worths, factors, factors, shifts, shifts)
def test_only_each_sides_own_scale_counts(
    deals: list[Worth], d: Worth, a: float, b: float, up: float, over: float
) -> None:
    def changed(own: Worth) -> Worth:
        return a * own[0] + up, b * own[1] + over

    other = [changed(own) for own in deals]
    assert frontier(other) == frontier(deals)
    assert nash(other, changed(d)) == nash(deals, d)
    assert kalai_smorodinsky(other, changed(d)) == kalai_smorodinsky(deals, d)


@given(lists, worths)
def test_the_sides_may_change_places(deals: list[Worth], d: Worth) -> None:
    turned = [(other, own) for own, other in deals]
    assert set(frontier(turned)) == set(frontier(deals))
    assert nash(turned, (d[1], d[0])) == nash(deals, d)
    assert kalai_smorodinsky(turned, (d[1], d[0])) == kalai_smorodinsky(deals, d)


@given(lists, worths, gains_for_both, st.data())
def test_nash_ignores_deals_that_are_no_longer_there(
    deals: list[Worth], d: Worth, gain: tuple[int, int], data: st.DataObject
) -> None:
    # Independence of irrelevant alternatives (Nash 1950).
    deals = [*deals, (d[0] + gain[0], d[1] + gain[1])]
    places = nash(deals, d)
    assert places
    kept = sorted({places[0], *data.draw(st.sets(st.sampled_from(range(len(deals)))))})
    fewer = [deals[n] for n in kept]
    assert nash_product(fewer[nash(fewer, d)[0]], d) == nash_product(deals[places[0]], d)


def test_kalai_smorodinsky_does_not_ignore_them() -> None:
    deals: list[Worth] = [(3, 8), (4, 6), (6, 5), (10, 1)]
    assert kalai_smorodinsky(deals, (0, 0)) == (2,)
    assert kalai_smorodinsky(deals[:3], (0, 0)) == (1,)  # the ideal of the one side fell from 10 to 6


def test_without_a_gain_for_both_there_is_no_solution() -> None:
    for deals in ([], [(1.0, 5.0)], [(0.0, 9.0), (9.0, 0.0)]):
        assert nash(deals, (1, 1)) == ()
        assert kalai_smorodinsky(deals, (1, 1)) == ()


def test_a_bet_worked_by_hand() -> None:
    # They agree on nothing but the bet: 0.8 x 15 = 12 for the one, 0.6 x 15 = 9 for the other.
    optimist, doubter = {"few": 0.8, "many": 0.2}, {"few": 0.4, "many": 0.6}
    pays, costs = {"few": 15.0, "many": 0.0}, {"few": 0.0, "many": 15.0}
    assert expected(optimist, pays) == pytest.approx(12)
    assert expected(doubter, costs) == pytest.approx(9)


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 30))
def test_who_shares_a_belief_cannot_both_gain_by_a_bet(p: float, q: float, stake: int) -> None:
    """A bet over a fixed stake against half of it for sure: better for both only where beliefs differ."""
    assume(abs(p - q) > 1e-6 or p == q)
    sides = [{"so": p, "not": 1 - p}, {"so": q, "not": 1 - q}]
    bet: list[dict[str, float]] = [{"so": stake, "not": 0.0}, {"so": 0.0, "not": stake}]
    both = expected(sides[0], bet[0]) + expected(sides[1], bet[1])
    assert (both > stake * (1 + 1e-9)) == (p > q)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: nash(HAND, D, tie=-1), "tie must be 0 or more"),
        (lambda: kalai_smorodinsky(HAND, D, tie=float("nan")), "tie must be 0 or more"),
        (lambda: gains((1, 1), (2, 2), (2, 3)), "must be better than the disagreement"),
        (lambda: expected({"a": 1}, {"b": 1}), "the same states, not a and b"),
        (lambda: expected({"a": 0.5, "b": 0.6}, {"a": 1, "b": 1}), "1 in all, not 0.5, 0.6"),
        (lambda: expected({"a": 1.5, "b": -0.5}, {"a": 1, "b": 1}), "from 0 to 1"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(call, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=says):
        call()
