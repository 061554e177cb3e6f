"""Where the BATNA flips, held against exact fractions; and the break-even FTE."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rounds.models.batna import Alternative, Flip, best, flip_points
from rounds.models.fte import break_even_fte, freed_hours
from tests.unit.models.model_cases import JOB, NOISE, Case, Weights, anywhere, at_share, cases


def oracle(alternatives: list[Alternative], weights: Weights, status_quo: str, moved: str) -> list[Flip]:
    """The flips found another way: every pair of lines is cut, and the best looked up between the cuts."""
    crossings = {Fraction(0), Fraction(1)}
    lines = exact_lines(alternatives, weights, status_quo, moved)
    for (a0, a1), (b0, b1) in combinations(lines.values(), 2):
        if a1 - a0 != b1 - b0:
            crossings.add((b0 - a0) / ((a1 - a0) - (b1 - b0)))
    cuts = sorted(x for x in crossings if 0 <= x <= 1)
    pieces = [(left, exact_best(lines, (left + right) / 2)) for left, right in pairwise(cuts)]
    return [Flip(float(x), before, after) for (_, before), (x, after) in pairwise(pieces) if before != after]


def exact_lines(
    alternatives: list[Alternative], weights: Weights, status_quo: str, moved: str
) -> dict[str, tuple[Fraction, Fraction]]:
    """E at shares 0 and 1 of each admissible alternative; the values are tenths, the weights whole numbers."""
    others = {name: int(weight) for name, weight in weights.items() if name != moved}
    others = others if any(others.values()) else dict.fromkeys(others, 1)

    def ends(one: Alternative) -> tuple[Fraction, Fraction]:
        tenth = {name: round(value * 10) for name, value in one.values.items()}
        return Fraction(sum(others[k] * tenth[k] for k in others), 10 * sum(others.values())), Fraction(
            tenth[moved], 10
        )

    quo = next(ends(one) for one in alternatives if one.id == status_quo)
    lines = {}
    for one in alternatives:
        if one.admissible:
            p, (start, end) = Fraction(round(one.p * 10), 10), ends(one)
            lines[one.id] = (p * start + (1 - p) * quo[0], p * end + (1 - p) * quo[1])
    return lines


def exact_best(lines: dict[str, tuple[Fraction, Fraction]], share: Fraction) -> str:
    """The first, in the given order, of the best at that share."""
    return max(lines, key=lambda name: (1 - share) * lines[name][0] + share * lines[name][1])


def swept(case: Case, data: st.DataObject) -> tuple[Case, str, tuple[Flip, ...]]:
    """The case with two alternatives admissible at least, an interest to move, and the flips."""
    alternatives, weights, status_quo = case
    assume(sum(one.admissible for one in alternatives) > 1)
    moved = data.draw(st.sampled_from(list(weights)))
    return case, moved, flip_points(alternatives, weights, status_quo, moved)


def test_a_flip_worked_by_hand() -> None:
    # Pay and growth have 3 : 1 of what time leaves. At a share s of time:
    # locum 0.75 (1 - s) + 0.3 s, part-time 0.2 (1 - s) + 1.0 s: equal where 0.55 (1 - s) = 0.7 s, at s = 0.55 / 1.25
    found = flip_points(JOB, {"pay": 3, "time": 7, "growth": 1}, "stay", "time")
    assert found == (Flip(0.44, "locum", "part-time"),)


def test_two_flips_worked_by_hand_with_a_chance_of_failing() -> None:
    # At a share s of growth, with the rest for time: part-time 1 - 0.8 s, tenure -0.6 + 1.6 s, and the fellowship
    # 0.8 (0.5 + 0.5 s) + 0.2 x 0.4 = 0.48 + 0.4 s, so 0.52 = 1.2 s at the first flip and 1.08 = 1.2 s at the second.
    alternatives = [
        Alternative("stay", {"time": 0.4, "growth": 0.4}),
        Alternative("part-time", {"time": 1.0, "growth": 0.2}),
        Alternative("fellowship", {"time": 0.5, "growth": 1.0}, p=0.8),
        Alternative("tenure", {"time": -0.6, "growth": 1.0}),
    ]
    found = flip_points(alternatives, {"time": 1, "growth": 1}, "stay", "growth")
    assert [(f.before, f.after) for f in found] == [("part-time", "fellowship"), ("fellowship", "tenure")]
    assert [f.weight for f in found] == pytest.approx([0.52 / 1.2, 0.9], abs=1e-15)


def test_what_is_best_in_a_single_point_only_is_no_flip() -> None:
    # All three are worth 0.3 at one third, in decimals; the flat one is never best on an interval.
    alternatives = [
        Alternative("down", {"pay": 0.1, "time": 0.4}),
        Alternative("flat", {"pay": 0.3, "time": 0.3}),
        Alternative("up", {"pay": 0.7, "time": 0.1}),
    ]
    assert flip_points(alternatives, {"pay": 1, "time": 1}, "flat", "pay") == (Flip(1 / 3, "down", "up"),)


def test_of_alternatives_worth_the_same_the_first_given_stands_in_the_flip() -> None:
    twins = [
        Alternative("up", {"pay": 1, "time": 0}),
        Alternative("down", {"pay": 0, "time": 1}),
        Alternative("down-twin", {"pay": 0, "time": 1}),
        Alternative("up-twin", {"pay": 1, "time": 0}),
    ]
    weights = {"pay": 1, "time": 1}
    assert flip_points(twins, weights, "up", "pay") == (Flip(0.5, "down", "up"),)
    assert flip_points(twins[::-1], weights, "up", "pay") == (Flip(0.5, "down-twin", "up-twin"),)


def test_a_tie_at_an_end_of_the_range_is_no_flip() -> None:
    alternatives = [Alternative("a", {"pay": 0.5, "time": 0.2}), Alternative("b", {"pay": 0.5, "time": 0.8})]
    for moved in ("pay", "time"):  # equal where pay has all the weight
        assert flip_points(alternatives, {"pay": 1, "time": 1}, "a", moved) == ()


def test_a_flip_that_rounds_to_an_end_of_the_range_is_left_out() -> None:
    # Equal where 1e-20 s = 1 - s: nearer to 1 than any floating-point number below it.
    alternatives = [Alternative("a", {"pay": 0, "time": 0}), Alternative("b", {"pay": 1e-20, "time": -1})]
    assert flip_points(alternatives, {"pay": 1, "time": 1}, "a", "pay") == ()


def test_other_interests_without_weight_are_taken_as_equal() -> None:
    alternatives = [
        Alternative("money", {"pay": 1, "time": 0, "growth": 0}),
        Alternative("both", {"pay": 0, "time": 0.5, "growth": 0.7}),
    ]  # equal where s = 0.6 (1 - s)
    assert flip_points(alternatives, {"pay": 5, "time": 0, "growth": 0}, "both", "pay") == (
        Flip(0.375, "both", "money"),
    )


def test_with_one_interest_there_is_nothing_to_flip() -> None:
    alternatives = [Alternative("a", {"pay": 0.5}), Alternative("b", {"pay": 0.8})]
    assert flip_points(alternatives, {"pay": 1}, "a", "pay") == ()


def test_an_alternative_that_is_not_admissible_causes_no_flip() -> None:
    alternatives = [
        Alternative("stay", {"pay": 0.5, "time": 0.5}),
        Alternative("hope", {"pay": 1, "time": 0}, admissible=False),
    ]
    assert flip_points(alternatives, {"pay": 1, "time": 1}, "stay", "pay") == ()
    secured = [alternatives[0], replace(alternatives[1], admissible=True)]
    assert flip_points(secured, {"pay": 1, "time": 1}, "stay", "pay") == (Flip(0.5, "stay", "hope"),)


@given(cases(least=2), st.data())
def test_flips_are_those_of_all_pairs_of_lines_in_exact_fractions(case: Case, data: st.DataObject) -> None:
    (alternatives, weights, status_quo), moved, found = swept(case, data)
    assert list(found) == oracle(alternatives, weights, status_quo, moved)


@given(cases(least=2), st.data())
def test_the_table_confirms_each_flip_and_what_is_best_between(case: Case, data: st.DataObject) -> None:
    (alternatives, weights, status_quo), moved, found = swept(case, data)

    def named(share: float, tie: float = NOISE) -> tuple[str, ...]:
        return best(alternatives, at_share(weights, moved, share), status_quo, tie)

    edges = [0.0, *(flip.weight for flip in found), 1.0]
    assert edges == sorted(set(edges))
    middles = [(left + right) / 2 for left, right in pairwise(edges)]
    for flip, left, right in zip(found, middles, middles[1:], strict=False):
        assert named(left)[0] == flip.before
        assert named(right)[0] == flip.after
        assert {flip.before, flip.after} <= set(named(flip.weight, 1e-9))
        assert flip.before not in named(right)
        assert flip.after not in named(left)


@given(cases(least=2), st.data())
def test_a_dense_grid_of_shares_finds_no_other_flip(case: Case, data: st.DataObject) -> None:
    (alternatives, weights, status_quo), moved, found = swept(case, data)
    lines = exact_lines(alternatives, weights, status_quo, moved)
    chain = [*(flip.before for flip in found[:1]), *(flip.after for flip in found)]
    chain = chain or [exact_best(lines, Fraction(1, 2))]
    for share in (Fraction(n, 211) for n in range(1, 211)):
        if all(abs(share - Fraction(flip.weight)) > NOISE for flip in found):
            leader = chain[sum(flip.weight < share for flip in found)]
            assert exact_best(lines, share) == leader, (share, leader)


@given(cases(least=2), st.integers(1, 9), st.integers(0, 9), st.data())
def test_flips_depend_on_the_proportions_of_the_other_weights_only(
    case: Case, factor: int, own: int, data: st.DataObject
) -> None:
    (alternatives, weights, status_quo), moved, found = swept(case, data)
    other = {name: own if name == moved else weight * factor for name, weight in weights.items()}
    assume(any(other.values()))
    assert flip_points(alternatives, other, status_quo, moved) == found


@given(cases(anywhere, least=2), st.data())
def test_flips_of_any_figures_form_a_chain_inside_the_range(case: Case, data: st.DataObject) -> None:
    (alternatives, _, _), _, found = swept(case, data)
    assert all(0 < flip.weight < 1 for flip in found)
    assert [flip.weight for flip in found] == sorted(flip.weight for flip in found)
    chain = [*(flip.before for flip in found[:1]), *(flip.after for flip in found)]
    assert [flip.before for flip in found] == chain[:-1]
    assert len(set(chain)) == len(chain)  # a straight line is on top of the others once
    assert set(chain) <= {one.id for one in alternatives if one.admissible}


dollars = st.floats(0, 2e6)
pays = st.floats(1e4, 2e6)
kepts = st.floats(0.05, 1)


def test_break_even_worked_by_hand() -> None:
    # 93 000 needed and 12 000 of premiums, out of 250 000 of which 60 % is kept: 105 000 / 150 000
    assert break_even_fte(93_000, 250_000, kept=0.6, fixed=12_000) == pytest.approx(0.7)
    assert break_even_fte(100_000, 250_000) == pytest.approx(0.4)


def test_needs_beyond_full_time_pay_break_even_above_one() -> None:
    assert break_even_fte(180_000, 200_000, kept=0.75) == pytest.approx(1.2)


def test_without_needs_one_can_afford_not_to_work() -> None:
    assert break_even_fte(0, 200_000) == 0


@given(dollars, pays, kepts, dollars)
def test_take_home_pay_at_the_break_even_covers_the_needs_exactly(
    needs: float, pay: float, kept: float, fixed: float
) -> None:
    fte = break_even_fte(needs, pay, kept, fixed)
    assert fte * pay * kept - fixed == pytest.approx(needs, abs=1e-6)  # a ten-thousandth of a cent


@given(st.floats(1e4, 2e6), pays, st.floats(0.05, 0.9), dollars, st.floats(1.01, 1.1))
def test_break_even_falls_with_pay_and_share_kept_and_rises_with_needs_and_deductions(
    needs: float, pay: float, kept: float, fixed: float, more: float
) -> None:
    fte = break_even_fte(needs, pay, kept, fixed)
    assert break_even_fte(needs, pay * more, kept, fixed) < fte
    assert break_even_fte(needs, pay, kept * more, fixed) < fte
    assert break_even_fte(needs * more, pay, kept, fixed) > fte
    assert break_even_fte(needs, pay, kept, fixed + 1000 * more) > fte


def test_a_fifth_less_frees_eight_hours_of_forty() -> None:
    assert freed_hours(0.8) == pytest.approx(8)
    assert freed_hours(0.75, week=60) == pytest.approx(15)
    assert freed_hours(1) == 0
    assert freed_hours(0) == 40


@given(anywhere, st.floats(1, 168))
def test_hours_worked_and_hours_freed_make_the_week(fte: float, week: float) -> None:
    assert freed_hours(fte, week) + fte * week == pytest.approx(week)
