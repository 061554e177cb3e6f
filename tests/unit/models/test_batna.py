"""The BATNA table, held against hand calculation and matrix products."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rounds.models.batna import Alternative, best, expected, table
from rounds.models.utility import additive
from tests.unit.models.model_cases import JOB, NOISE, Case, Weights, anywhere, at_share, cases


def reservation_value(alternatives: list[Alternative], weights: Weights, status_quo: str) -> float | None:
    """What the BATNA is worth, as the table's marking looks it up; None where nothing can be the BATNA."""
    values = table(alternatives, weights, status_quo)
    return max((values[name] for name in best(alternatives, weights, status_quo)), default=None)


def test_utility_is_the_weighted_mean_worked_by_hand() -> None:
    # (5 x 0.8 + 3 x 0.5 + 2 x 0.1) / 10 = (4 + 1.5 + 0.2) / 10
    assert additive({"pay": 5, "time": 3, "growth": 2}, {"pay": 0.8, "time": 0.5, "growth": 0.1}) == pytest.approx(0.57)


def test_utility_pairs_interests_by_name_not_by_place() -> None:
    assert additive({"pay": 3, "time": 1}, {"time": 1, "pay": 0}) == 0.25


@given(cases(anywhere))
def test_utility_is_what_numpy_averages(case: Case) -> None:
    alternatives, weights, _ = case
    for alternative in alternatives:
        mean = np.average([alternative.values[name] for name in weights], weights=list(weights.values()))
        assert additive(weights, alternative.values) == pytest.approx(mean, abs=NOISE)


@given(cases(anywhere), st.floats(1e-300, 1e300))
def test_only_the_proportions_of_the_weights_count(case: Case, factor: float) -> None:
    alternatives, weights, _ = case
    scaled = {name: weight * factor for name, weight in weights.items()}
    for alternative in alternatives:
        assert additive(scaled, alternative.values) == pytest.approx(additive(weights, alternative.values), abs=NOISE)


@given(cases(anywhere))
def test_utility_lies_between_the_least_and_the_greatest_value(case: Case) -> None:
    alternatives, weights, _ = case
    for alternative in alternatives:
        low, high = min(alternative.values.values()), max(alternative.values.values())
        assert low - NOISE <= additive(weights, alternative.values) <= high + NOISE


def test_what_serves_every_interest_fully_is_worth_exactly_one() -> None:
    weights = {"pay": 0.1, "time": 0.2, "growth": 0.7}
    assert additive(weights, dict.fromkeys(weights, 1.0)) == 1
    assert additive(weights, dict.fromkeys(weights, 0.0)) == 0


def test_weights_at_the_edge_of_floating_point_neither_vanish_nor_overflow() -> None:
    assert additive({"pay": 5e-324, "time": 0}, {"pay": 0.5, "time": 1}) == 0.5
    assert additive({"pay": 1.7e308, "time": 1.7e308}, {"pay": 0.5, "time": 1}) == 0.75


def test_expected_utility_worked_by_hand() -> None:
    assert expected(0.9, 0.7, 0.4) == pytest.approx(0.75)  # 0.63 + 0.12


@given(anywhere, anywhere)
def test_certain_success_and_certain_failure_are_worth_just_that(utility: float, status_quo: float) -> None:
    assert expected(utility, 1, status_quo) == utility
    assert expected(utility, 0, status_quo) == status_quo


@given(anywhere, anywhere, st.integers(0, 999), st.integers(1, 1000))
def test_a_better_chance_is_worth_more_exactly_where_success_beats_the_status_quo(
    utility: float, status_quo: float, low: int, step: int
) -> None:
    assume(abs(utility - status_quo) > 1e-6)
    low_p, high_p = low / 1000, min(1000, low + step) / 1000
    gain = expected(utility, high_p, status_quo) - expected(utility, low_p, status_quo)
    assert (gain > 0) == (utility > status_quo)


def test_the_table_worked_by_hand() -> None:
    worth = table(JOB, {"pay": 5, "time": 3, "growth": 2}, "stay")
    assert worth == pytest.approx(
        {
            "stay": 0.44,  # 0.30 + 0.06 + 0.08
            "part-time": 0.44,  # 0.10 + 0.30 + 0.04
            "locum": 0.59,  # 0.50 + 0.09 + 0
            "fellowship": 0.344,  # 0.8 x (0 + 0.12 + 0.20) + 0.2 x 0.44
            "unsigned": 0.899,  # 0.9 x (0.50 + 0.27 + 0.18) + 0.1 x 0.44
        },
        abs=NOISE,
    )
    assert list(worth) == ["stay", "part-time", "locum", "fellowship", "unsigned"]


@given(cases(anywhere))
def test_the_table_is_a_matrix_product(case: Case) -> None:
    alternatives, weights, status_quo = case
    shares = np.array(list(weights.values())) / sum(weights.values())
    utilities = np.array([[alternative.values[name] for name in weights] for alternative in alternatives]) @ shares
    at = [alternative.id for alternative in alternatives].index(status_quo)
    p = np.array([alternative.p for alternative in alternatives])
    mixture = np.diag(p)
    mixture[:, at] += 1 - p
    worth = table(alternatives, weights, status_quo)
    assert list(worth) == [alternative.id for alternative in alternatives]
    assert list(worth.values()) == pytest.approx(list(mixture @ utilities), abs=NOISE)


@given(cases(anywhere))
def test_the_status_quo_is_worth_its_utility_whatever_its_p(case: Case) -> None:
    alternatives, weights, status_quo = case
    quo = next(alternative for alternative in alternatives if alternative.id == status_quo)
    assert table(alternatives, weights, status_quo)[status_quo] == pytest.approx(
        additive(weights, quo.values), abs=NOISE
    )


@given(cases(least=2), anywhere, st.data())
def test_what_can_be_expected_is_linear_in_the_share_of_an_interest(
    case: Case, share: float, data: st.DataObject
) -> None:
    alternatives, weights, status_quo = case
    moved = data.draw(st.sampled_from(list(weights)))
    none, some, all_ = (table(alternatives, at_share(weights, moved, s), status_quo) for s in (0, share, 1))
    for name in some:
        assert some[name] == pytest.approx((1 - share) * none[name] + share * all_[name], abs=NOISE)


@pytest.mark.parametrize(
    ("weights", "batna", "reservation"),
    [
        ({"pay": 8, "time": 1, "growth": 1}, "locum", 0.83),  # 0.8 + 0.03
        ({"pay": 1, "time": 8, "growth": 1}, "part-time", 0.84),  # 0.02 + 0.8 + 0.02
        ({"pay": 1, "time": 1, "growth": 8}, "fellowship", 0.752),  # 0.8 x (0.04 + 0.8) + 0.2 x (0.06 + 0.02 + 0.32)
    ],
)
def test_the_same_alternatives_under_three_interests_have_three_batnas(
    weights: Weights, batna: str, reservation: float
) -> None:
    assert best(JOB, weights, "stay") == (batna,)
    assert reservation_value(JOB, weights, "stay") == pytest.approx(reservation, abs=NOISE)
    worth = table(JOB, weights, "stay")
    assert max(worth, key=lambda name: worth[name]) == "unsigned"  # the naive best, which is no BATNA


def test_securing_the_unsigned_job_makes_it_the_batna() -> None:
    signed = [*JOB[:-1], replace(JOB[-1], admissible=True)]
    weights = {"pay": 5, "time": 3, "growth": 2}
    assert best(signed, weights, "stay") == ("unsigned",)
    assert reservation_value(signed, weights, "stay") == pytest.approx(0.899, abs=NOISE)


def test_ties_are_all_named_in_the_given_order() -> None:
    alternatives = [
        Alternative("b", {"pay": 0.1, "time": 0.5}),
        Alternative("low", {"pay": 0, "time": 0}),
        Alternative("a", {"pay": 0.5, "time": 0.1}),
    ]
    assert best(alternatives, {"pay": 1, "time": 1}, "low") == ("b", "a")


def test_a_tie_is_as_wide_as_asked() -> None:
    alternatives = [Alternative("a", {"pay": 0.5}), Alternative("b", {"pay": 0.45}), Alternative("c", {"pay": 0.3})]
    assert best(alternatives, {"pay": 1}, "c") == ("a",)
    assert best(alternatives, {"pay": 1}, "c", tie=0.1) == ("a", "b")
    assert best(alternatives, {"pay": 1}, "c", tie=0) == ("a",)


def test_without_an_admissible_alternative_there_is_no_batna() -> None:
    hopes = [replace(alternative, admissible=False) for alternative in JOB]
    weights = {"pay": 1, "time": 1, "growth": 1}
    assert best(hopes, weights, "stay") == ()
    assert reservation_value(hopes, weights, "stay") is None


@given(cases(anywhere))
def test_the_batna_is_an_argmax_over_the_admissible_and_the_reservation_value_its_worth(case: Case) -> None:
    alternatives, weights, status_quo = case
    assume(any(alternative.admissible for alternative in alternatives))
    worth = table(alternatives, weights, status_quo)
    admissible = {alternative.id: worth[alternative.id] for alternative in alternatives if alternative.admissible}
    named = best(alternatives, weights, status_quo)
    assert named
    assert set(named) == {name for name, e in admissible.items() if e >= max(admissible.values()) - 1e-9}
    assert list(named) == [alternative.id for alternative in alternatives if alternative.id in named]
    reservation = reservation_value(alternatives, weights, status_quo)
    assert reservation == max(admissible.values())
    assert [worth[name] for name in named] == pytest.approx([reservation] * len(named), abs=1e-9)


@given(cases(anywhere), st.data())
def test_a_dominated_alternative_is_never_the_batna_alone(case: Case, data: st.DataObject) -> None:
    alternatives, weights, status_quo = case
    better = data.draw(st.sampled_from(alternatives))
    worse = Alternative("worse", {k: v * data.draw(anywhere) for k, v in better.values.items()}, better.p)
    named = best([worse, *[replace(alternative, admissible=True) for alternative in alternatives]], weights, status_quo)
    assert "worse" not in named or better.id in named


@given(cases(anywhere), st.integers(-30, 30))
def test_the_unit_of_the_weights_changes_neither_batna_nor_reservation_value(case: Case, power: int) -> None:
    alternatives, weights, status_quo = case
    scaled = {name: weight * 2.0**power for name, weight in weights.items()}  # exact in floating point
    assert best(alternatives, scaled, status_quo) == best(alternatives, weights, status_quo)
    assert reservation_value(alternatives, scaled, status_quo) == reservation_value(alternatives, weights, status_quo)


@given(cases(anywhere), st.data())
def test_securing_one_more_alternative_never_lowers_the_reservation_value(case: Case, data: st.DataObject) -> None:
    alternatives, weights, status_quo = case
    secured = data.draw(st.sampled_from(alternatives))
    after = reservation_value(
        [
            replace(alternative, admissible=True) if alternative is secured else alternative
            for alternative in alternatives
        ],
        weights,
        status_quo,
    )
    before = reservation_value(alternatives, weights, status_quo)
    assert after is not None
    assert before is None or after >= before
