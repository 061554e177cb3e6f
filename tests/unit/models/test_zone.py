"""Zone, interval score and concession curve: properties, and checks against other ways to work them out."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rounds.models.concession import concession, offer
from rounds.models.estimate import interval_score, skill
from rounds.models.zone import Wants, Zone

figures = st.floats(-1e6, 1e6)
shares = st.floats(0, 1)
ways = st.sampled_from(("more", "less"))


def test_the_zone_worked_by_hand() -> None:
    # Own side takes 12 hours or more, the other side gives 22 at most (illustrative).
    zone = Zone(12, 22, "more")
    assert (zone.exists, zone.width, zone.low, zone.high, zone.midpoint) == (True, 10, 12, 22, 17)
    assert zone.share(18) == pytest.approx(0.6)
    # Turned round: own side gives 22 at most, the other takes 12 or more; the same deal leaves it the rest.
    assert Zone(22, 12, "less").share(18) == pytest.approx(0.4)
    apart = Zone(27, 14, "more")
    assert (apart.exists, apart.width) == (False, -13)


@given(st.integers(-50, 50), st.integers(-50, 50), ways)
def test_a_zone_exists_where_a_deal_suits_both_and_its_width_counts_them(own: int, other: int, wants: Wants) -> None:
    deals = np.arange(-60, 61)
    suits_own = deals >= own if wants == "more" else deals <= own
    suits_other = deals <= other if wants == "more" else deals >= other
    both = int((suits_own & suits_other).sum())
    zone = Zone(own, other, wants)
    assert zone.exists == (both > 0)
    assert max(0, zone.width) == max(0, both - 1)


@given(figures, figures, ways)
def test_seen_from_the_other_side_it_is_the_same_zone(own: float, other: float, wants: Wants) -> None:
    zone, turned = Zone(own, other, wants), Zone(other, own, "less" if wants == "more" else "more")
    assert (zone.width, zone.exists, zone.low, zone.high) == (turned.width, turned.exists, turned.low, turned.high)
    assert zone.midpoint == pytest.approx(turned.midpoint, abs=1e-6)


@given(figures, st.floats(0.01, 1e4), shares, ways)
def test_the_shares_of_both_make_the_whole_and_grow_with_the_deal(
    own: float, width: float, at: float, wants: Wants
) -> None:
    other = own + width if wants == "more" else own - width
    zone = Zone(own, other, wants)
    assume(zone.width > 0)
    turned = Zone(other, own, "less" if wants == "more" else "more")
    deal = own + (other - own) * at
    assert zone.share(deal) + turned.share(deal) == pytest.approx(1, abs=1e-9)
    assert zone.share(deal) == pytest.approx(float(np.interp(deal, sorted((own, other)), (0, 1) if wants == "more" else (1, 0))), abs=1e-9)  # fmt: skip
    assert (zone.share(own), zone.share(other)) == (0, 1)
    assert zone.share(zone.midpoint) == pytest.approx(0.5, abs=1e-6)


@given(st.integers(-100, 100), st.integers(0, 100), st.integers(-200, 200), st.sampled_from((0.5, 0.8, 0.9, 0.95)))
def test_the_interval_score_is_the_sum_of_two_quantile_losses(low: int, width: int, truth: int, sure: float) -> None:
    # Gneiting & Raftery 2007: S = 2/α times the pinball losses at α/2 and 1 - α/2.
    alpha = 1 - sure

    def pinball(quantile: float, level: float) -> float:
        return float(np.maximum(level * (truth - quantile), (level - 1) * (truth - quantile)))

    both = pinball(low, alpha / 2) + pinball(low + width, 1 - alpha / 2)
    assert interval_score(low, low + width, truth, sure) == pytest.approx(2 / alpha * both, abs=1e-9)


def test_the_interval_score_worked_by_hand() -> None:
    assert interval_score(140, 175, 165, 0.8) == pytest.approx(35)
    assert interval_score(140, 160, 165, 0.8) == pytest.approx(20 + 10 * 5)
    assert interval_score(170, 175, 165, 0.8) == pytest.approx(5 + 10 * 5)


def test_an_honest_interval_has_the_best_score_in_the_long_run() -> None:
    truths = np.random.default_rng(7).normal(150, 20, 4_000)

    def mean(low: float, high: float) -> float:
        return float(np.mean([interval_score(low, high, float(t), 0.8) for t in truths]))

    low, high = (float(q) for q in np.quantile(truths, (0.1, 0.9)))
    honest = mean(low, high)
    for boast, hedge in ((8, -8), (0, 15), (-15, 0), (12, 12)):
        assert mean(low + boast, high + hedge) > honest


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0.1, 100))
def test_a_worse_score_is_never_worth_more(score: float, other: float, gap: float) -> None:
    better, worse = sorted((score, other))
    assert 0 <= skill(worse, 10 + gap, 10) <= skill(better, 10 + gap, 10) <= 1
    assert (skill(10 + gap, 10 + gap, 10), skill(10, 10 + gap, 10)) == (0, 1)


@given(shares, shares, st.floats(0.1, 10), shares)
def test_a_side_concedes_ever_more_and_all_at_the_deadline(
    time: float, other: float, beta: float, start: float
) -> None:
    sooner, later = sorted((time, other))
    assert start <= concession(sooner, 1, beta, start) <= concession(later, 1, beta, start) + 1e-12 <= 1 + 1e-12
    assert concession(0, 1, beta, start) == pytest.approx(start)
    assert concession(1, 1, beta, start) == concession(9, 1, beta, start) == pytest.approx(1)


@given(st.floats(0.01, 0.99), st.floats(0.1, 0.9), st.floats(1.1, 9))
def test_a_boulware_concedes_late_and_a_conceder_early(time: float, boulware: float, conceder: float) -> None:
    even = concession(time, 1, 1)
    assert even == pytest.approx(time)
    assert concession(time, 1, boulware) < even < concession(time, 1, conceder)


def test_the_concession_curve_is_that_of_numpy() -> None:
    times = np.linspace(0, 30, 31)
    for beta, start in ((0.2, 0.0), (1, 0.1), (5, 0.3)):
        curve = start + (1 - start) * np.power(times / 30, 1 / beta)
        assert [concession(float(t), 30, beta, start) for t in times] == pytest.approx(curve.tolist())


@given(figures, figures, shares)
def test_offers_run_from_the_first_to_the_reservation_value(first: float, last: float, at: float) -> None:
    assert offer(at, first, last) == pytest.approx(float(np.interp(at, (0, 1), (first, last))), abs=1e-6)


SENTENCES: dict[str, tuple[Callable[[], object], str]] = {
    "no number": (
        lambda: Zone(math.nan, 1),
        "the own reservation value must be a finite number, not nan",
    ),
    "no direction": (lambda: Zone(1, 2, "up"), 'wants must be "more" or "less", not "up"'),  # type: ignore[arg-type]
    "no deal": (lambda: Zone(1, 2).share(math.inf), "the deal must be a finite number, not inf"),
    "no surplus": (lambda: Zone(2, 1).share(1), "there is no surplus to divide: the zone is -1 wide"),
    "backwards": (lambda: interval_score(2, 1, 1), "an interval runs from low to high, not from 2 to 1"),
    "endless": (lambda: interval_score(0, math.inf, 1), "low, high and truth must be finite numbers, not 0, inf and 1"),
    "too sure": (lambda: interval_score(0, 1, 1, 1), "the confidence must be above 0 and below 1, not 1"),
    "nothing to gain": (
        lambda: skill(1, 2, 2),
        "the score of saying nothing (2) must be larger than the best one (2)",
    ),
    "before the start": (lambda: concession(-1, 1, 1), "the time must be 0 or more, not -1"),
    "no deadline": (lambda: concession(0, 0, 1), "the deadline must be above 0, not 0"),
    "no beta": (lambda: concession(0, 1, 0), "the beta must be above 0, not 0"),
    "a start in percent": (lambda: concession(0, 1, 1, 20), "the start must be from 0 to 1, not 20"),
    "a share in percent": (lambda: offer(50, 1, 2), "the share must be from 0 to 1, not 50"),
    "no first offer": (lambda: offer(0.5, math.nan, 2), "the first offer must be a finite number, not nan"),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_figure_that_cannot_be_gets_a_sentence(name: str) -> None:
    call, sentence = SENTENCES[name]
    with pytest.raises(ValueError, match=r"\w") as caught:
        call()
    assert str(caught.value) == sentence
