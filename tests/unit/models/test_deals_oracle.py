"""The models of deals against NegMAS, an independent library (Mohammad, Nakadai & Greenwald 2021).

Where the two define alike, they must find the same deals: the Pareto frontier, the Nash solution, and the deal
that is best for the side that gains least. NegMAS's own `ks_points` reads Kalai and Smorodinsky otherwise in
finite lists: it takes the deal whose two shares of the possible gain lie closest to each other, we the one whose
smaller share is largest. Both are the 1975 solution where some deal gives equal shares.
NegMAS's `kalai_points` does maximize the smaller gain, so with gains as shares of the possible ones it is the
oracle for ours; `ks_points` is compared where the definitions meet. Ties: NegMAS returns all deals of the
frontier that are equally good, so what they are worth is compared, as sets.
"""

from random import Random

import pytest
from negmas.outcomes import make_issue
from negmas.outcomes.outcome_space import make_os
from negmas.preferences import LinearAdditiveUtilityFunction, MappingUtilityFunction
from negmas.preferences.ops import kalai_points, ks_points, nash_points, pareto_frontier

from rounds.models.deals import Worth, frontier, gains, ideal, kalai_smorodinsky, nash
from tests.unit.kinds import samples

CASES = 400


def drawn(seed: int) -> tuple[list[Worth], Worth]:
    """Whole points, few enough for ties, and a disagreement that some deals are better than."""
    rng = Random(seed)
    most = rng.choice((8, 20, 60))
    deals = [(float(rng.randint(0, most)), float(rng.randint(0, most))) for _ in range(rng.randint(2, 120))]
    return deals, (float(rng.randint(0, most // 2)), float(rng.randint(0, most // 2)))


def mappings(deals: list[Worth], d: Worth) -> list[MappingUtilityFunction]:
    """Both sides' utilities as NegMAS has them."""
    outcomes = [(str(n),) for n in range(len(deals))]
    space = make_os([make_issue([name for (name,) in outcomes], "deal")])
    return [
        MappingUtilityFunction(
            dict(zip(outcomes, (deal[side] for deal in deals), strict=True)),
            reserved_value=d[side],
            outcome_space=space,
        )
        for side in (0, 1)
    ]


def theirs(deals: list[Worth], d: Worth) -> tuple[list[Worth], list[MappingUtilityFunction]]:
    """The deals on NegMAS's frontier that both sides can accept, and the utilities."""
    ufuns = mappings(deals, d)
    frontier_deals, _ = pareto_frontier(ufuns, outcomes=[(str(n),) for n in range(len(deals))])
    return [(float(own), float(other)) for own, other in frontier_deals], ufuns


def solvable() -> list[int]:
    seeds = [s for s in range(CASES) if any(o > drawn(s)[1][0] and t > drawn(s)[1][1] for o, t in drawn(s)[0])]
    assert len(seeds) > CASES / 2
    return seeds


def test_the_frontier_is_the_one_that_negmas_finds() -> None:
    for seed in range(CASES):
        deals, d = drawn(seed)
        # NegMAS keeps the deals that both sides can accept.
        ours = {deals[n] for n in frontier(deals) if deals[n][0] >= d[0] and deals[n][1] >= d[1]}
        assert ours == set(theirs(deals, d)[0]), seed


def test_the_nash_solution_is_the_one_that_negmas_finds() -> None:
    for seed in solvable():
        deals, d = drawn(seed)
        front, ufuns = theirs(deals, d)
        # NegMAS falls back on each side's worst deal where a reserved value lies below it, as ours do not.
        ranges = [(d[side], max(deal[side] for deal in front)) for side in (0, 1)]
        negmas_deals = {(float(own), float(other)) for (own, other), _ in nash_points(ufuns, front, ranges=ranges)}
        assert {deals[n] for n in nash(deals, d)} == negmas_deals, seed


def test_kalai_smorodinsky_is_what_negmas_finds_to_be_best_for_the_side_that_gains_least() -> None:
    for seed in solvable():
        deals, d = drawn(seed)
        best = ideal(deals, d)
        assert best
        shares = [gains(deal, d, best) for deal in deals]
        front, ufuns = theirs(shares, (0.0, 0.0))
        negmas_deals = {point for point, _ in kalai_points(ufuns, front, ranges=[(0.0, 1.0)] * 2, eps=1e-9)}
        ours = {shares[n] for n in kalai_smorodinsky(deals, d)}
        assert ours <= negmas_deals, seed
        # On a frontier two deals may share the smaller gain, one side's each; ours keep the more generous.
        assert {max(point) for point in ours} == {max(max(point) for point in negmas_deals)}, seed


def test_where_a_deal_gives_equal_shares_both_readings_of_kalai_smorodinsky_take_it() -> None:
    met = apart = 0
    for seed in solvable():
        deals, d = drawn(seed)
        best = ideal(deals, d)
        assert best
        front, ufuns = theirs(deals, d)
        ranges = [(d[side], best[side]) for side in (0, 1)]
        negmas_deals = {(float(own), float(other)) for (own, other), _ in ks_points(ufuns, front, ranges=ranges)}
        ours = {deals[n] for n in kalai_smorodinsky(deals, d)}
        if any(abs(own - other) < 1e-12 for own, other in (gains(deal, d, best) for deal in front)):
            assert ours == negmas_deals, seed
            met += 1
        elif not ours & negmas_deals:
            # The two take neighbors on the frontier, on either side of equal shares.
            order = sorted(set(front))
            places = [order.index(deal) for deal in (*ours, *negmas_deals)]
            assert max(places) - min(places) == 1, seed
            apart += 1
    assert met > 20
    assert apart > 0


@pytest.mark.parametrize("seed", range(20))
def test_a_package_is_what_negmas_makes_of_its_issues(seed: int) -> None:
    """Not only the deals: the sums over the issues, too, are NegMAS's own."""
    exercise, _ = samples.loaded(samples.package())
    exercise = exercise.drawn(seed)
    ours = exercise.game
    issues = [make_issue([level.id for level in issue.levels], issue.id) for issue in exercise.issues]
    ufuns = [
        LinearAdditiveUtilityFunction(
            {issue: {level: pair[side] for level, pair in ours.points[issue].items()} for issue in ours.points},
            issues=issues,
            reserved_value=ours.batna[side],
        )
        for side in (0, 1)
    ]
    assert [tuple(float(u(deal)) for u in ufuns) for deal in ours.deals] == [pytest.approx(w) for w in ours.worths]
    front, _ = pareto_frontier(ufuns, issues=issues)
    rational = {
        w for w in map(ours.worths.__getitem__, ours.frontier) if w[0] >= ours.batna[0] and w[1] >= ours.batna[1]
    }
    assert {(round(float(own), 9), round(float(other), 9)) for own, other in front} == rational
    negmas_deals = {tuple(round(float(u), 9) for u in point) for point, _ in nash_points(ufuns, front, issues=issues)}
    assert {ours.worths[n] for n in ours.nash} == negmas_deals
