"""The statistics of the report, each against an independent way to the same number."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import fmean, stdev
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pandas import DataFrame, concat
from scipy import stats

from grader.report.intervals import hedges_g, noncentrality
from grader.report.items import (
    LEAST_LEARNERS,
    advice,
    alpha,
    difficulty,
    discrimination,
    five,
)
from grader.report.time_on_task import Saved, history, moment, work
from rounds.storage.answers import read
from tests.unit.report.student_t import noncentral_t

WORTHS = st.sampled_from([0.0, 0.5, 1.0])


@st.composite
def classes(draw: Any) -> Any:
    """What 10 to 30 learners earned with 3 to 9 items; all items vary."""
    learners, items = draw(st.integers(LEAST_LEARNERS, 30)), draw(st.integers(3, 9))
    rows = draw(st.lists(st.lists(WORTHS, min_size=items, max_size=items), min_size=learners, max_size=learners))
    matrix = np.array(rows)
    assume((matrix.var(axis=0) > 0).all())
    assume(matrix.sum(axis=1).var() > 0)
    return DataFrame(matrix)


def able(learners: int, items: int, seed: int = 1) -> Any:
    """A class in which some are abler than others."""
    rng = np.random.default_rng(seed)
    ability, hard = rng.normal(size=(learners, 1)), rng.normal(size=(1, items))
    return DataFrame((rng.random((learners, items)) < 1 / (1 + np.exp(hard - 2 * ability))).astype(float))


@given(classes())
def test_alpha_is_that_of_the_covariances(earned: DataFrame) -> None:
    matrix = earned.to_numpy()
    covariances, k = np.cov(matrix, rowvar=False), matrix.shape[1]
    wanted = k / (k - 1) * (1 - np.trace(covariances) / covariances.sum())
    assert alpha(earned).value == pytest.approx(wanted, rel=1e-9, abs=1e-9)


@given(classes())
def test_alpha_is_that_of_the_analysis_of_variance(earned: DataFrame) -> None:
    matrix = earned.to_numpy()
    # Hoyt 1941: 1 - mean square of what is left / mean square of persons.
    n, k = matrix.shape
    persons, items = matrix.mean(axis=1, keepdims=True), matrix.mean(axis=0, keepdims=True)
    left = ((matrix - persons - items + matrix.mean()) ** 2).sum() / ((n - 1) * (k - 1))
    between = k * ((persons - matrix.mean()) ** 2).sum() / (n - 1)
    assert alpha(earned).value == pytest.approx(1 - left / between, rel=1e-9, abs=1e-9)


@given(classes())
def test_discrimination_is_the_correlation_with_the_rest(earned: DataFrame) -> None:
    matrix = earned.to_numpy()
    for at, found in enumerate(discrimination(earned)):
        rest = np.delete(matrix, at, axis=1).sum(axis=1)
        if rest.var() == 0:
            assert found is None
        else:
            assert found == pytest.approx(stats.pearsonr(matrix[:, at], rest).statistic, abs=1e-9)


def test_what_is_missing_counts_for_nobody() -> None:
    matrix = able(40, 8)
    holes = concat([matrix, DataFrame(np.full((3, 8), np.nan))], ignore_index=True)
    holes.loc[40, 0] = 1.0
    assert discrimination(holes) == discrimination(matrix)
    assert alpha(holes) == alpha(matrix)
    assert difficulty(holes)[0] == pytest.approx((matrix[0].sum() + 1) / 41)
    assert difficulty(DataFrame(np.full((2, 1), np.nan))) == [None]


def test_a_good_test_needs_no_warning_and_a_poor_one_gets_it() -> None:
    good = alpha(able(60, 20))
    assert good.value is not None
    assert good.value > 0.8
    assert good.warnings == ()
    few = alpha(able(15, 5))
    assert few.value is not None
    assert any("Only 15 learners" in w for w in few.warnings)
    assert any("Only 5 items" in w for w in few.warnings)


@pytest.mark.parametrize(
    ("matrix", "says"),
    [
        (able(LEAST_LEARNERS - 1, 12), "9 learners answered everything"),
        (np.empty((0, 5)), "0 learners"),
        (np.empty((0, 0)), "0 learners"),
        (able(30, 2), "2 items with any difference"),
        (np.ones((30, 6)), "0 items with any difference"),
        (np.tile([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]], (10, 1)), "2 items with any difference"),
        (np.tile([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5], [0.0, 0.5, 1.0]], (10, 1)), "everyone has the same total"),
    ],
)
def test_no_alpha_is_given_where_it_means_nothing(matrix: Any, says: str) -> None:
    found = alpha(DataFrame(matrix))
    assert found.value is None
    assert says in found.warnings[0]


def test_a_constant_item_is_left_out_and_said() -> None:
    matrix = able(40, 12)
    found = alpha(matrix.assign(constant=1.0))
    assert found.value == alpha(matrix).value
    assert found.items == 12
    assert "1 item on which everyone earned the same left out" in found.warnings[0]


def test_items_that_work_against_each_other_are_named() -> None:
    matrix = able(40, 10)
    matrix[[5, 6, 7, 8, 9]] = 1 - matrix[[0, 1, 2, 3, 4]].to_numpy()
    matrix.loc[0] = 1.0
    found = alpha(matrix)
    assert found.value is not None
    assert found.value < 0
    assert "wrong key" in found.warnings[-1]


def test_a_correlation_with_what_does_not_vary_is_none() -> None:
    assert discrimination(DataFrame(np.ones((20, 1)))) == [None]
    first, second, *others = discrimination(able(40, 6).assign(**{"same": 0.1})[["same", 0, 1, 2, 3, 4]])
    assert first is None
    assert None not in (second, *others)
    # Here the rest is the same for everyone, and each of the two items isn't.
    against = DataFrame({"a": [0.0, 1.0] * 10, "b": [1.0, 0.0] * 10, "c": [0.0] * 20})
    assert discrimination(against) == [pytest.approx(-1), pytest.approx(-1), None]


@pytest.mark.parametrize(
    ("share", "r", "learners", "says"),
    [
        (0.6, 0.35, 40, ""),
        (0.6, 0.19, 40, "Discrimination below .2: look at the item."),
        (0.6, -0.05, 40, "Discrimination below .2: look at the item."),
        (0.6, -0.3, 40, "check the key first"),
        (0.98, 0.1, 40, "Nearly everyone"),
        (0.1, 0.4, 40, "Few have it"),
        (0.1, None, 5, ""),
        (None, None, 0, ""),
    ],
)
def test_the_advice_fits_the_item(share: float | None, r: float | None, learners: int, says: str) -> None:
    found = advice(share, r, learners)
    assert says in found
    assert bool(found) == bool(says)


@given(st.floats(-12, 12), st.integers(1, 200), st.sampled_from([0.975, 0.8, 0.5, 0.1, 0.025]))
@example(t=6.7e-149, degrees=1, probability=0.975)
@settings(max_examples=60)
def test_the_noncentrality_has_the_probability_that_is_asked_for(t: float, degrees: int, probability: float) -> None:
    reached = noncentral_t(t, degrees, noncentrality(t, degrees, probability))
    assert reached == pytest.approx(probability, abs=1e-6)


@given(st.lists(st.integers(-4, 4), min_size=3, max_size=60))
@settings(max_examples=60)
def test_hedges_g_and_its_interval_are_those_of_formulas_of_their_own(differences: list[int]) -> None:
    found = hedges_g([float(d) for d in differences])
    if len(set(differences)) == 1:
        assert found is None
        return
    assert found
    n, t = len(differences), stats.ttest_1samp(differences, 0).statistic
    # How far the expected d is from the true one, by scipy's mean of the noncentral t: Hedges' correction undoes it.
    inflated = stats.nct.mean(n - 1, np.sqrt(n))
    correction = np.sqrt(n) / inflated
    assert found[0] == pytest.approx(t / np.sqrt(n) * correction, rel=1e-9)
    for bound, probability in zip(found[1:], (0.975, 0.025), strict=True):
        assert noncentral_t(t, n - 1, bound * np.sqrt(n)) == pytest.approx(probability, abs=1e-6)


def test_a_large_class_that_all_but_agrees_has_an_interval() -> None:
    # t is in the hundreds here, where scipy's noncentral t is no number a little way off.
    for differences in ([4.0] * 399 + [3.0], [-4.0] * 59 + [-3.0], [1.0] * 1999 + [0.0], [0.0] * 1999 + [1.0]):
        found = hedges_g(differences)
        assert found
        assert found[1] < found[0] < found[2]


def test_g_is_smaller_than_d_by_hedges_correction() -> None:
    differences = [1.0, 2.0, 0.0, 1.0, 3.0]
    found = hedges_g(differences)
    assert found
    d = fmean(differences) / stdev(differences)
    assert found[0] / d == pytest.approx(1 - 3 / (4 * 4 - 1), abs=0.01)  # Hedges' own approximation
    assert found[1] < found[0] < found[2]
    assert hedges_g([1.0, 2.0]) is None


def test_the_interval_of_g_holds_the_truth_about_as_often_as_it_says() -> None:
    rng, hits = Random(4), 0
    for _ in range(300):
        found = hedges_g([rng.gauss(0.5, 1) for _ in range(12)])
        assert found
        hits += found[1] <= 0.5 <= found[2]
    assert hits / 300 == pytest.approx(0.95, abs=0.04)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_quartiles_are_in_order(values: list[float]) -> None:
    found = five(values)
    assert found["low"] <= found["first"] <= found["median"] <= found["third"] <= found["high"]
    assert five([]) == {}


# What the history tells


def saved(*lines: tuple[str, str]) -> list[Saved]:
    return [Saved(f"2026-01-05T{time}Z", exercise) for time, exercise in lines]


def test_time_is_counted_between_saves_and_pauses_are_not() -> None:
    found = work(
        saved(("09:00:00", ""), ("09:05:00", "a"), ("09:06:00", "a"), ("09:26:00", "b"), ("09:46:01", "b"), ("09:47:01", "a"))
    )  # fmt: skip
    assert found.minutes == {"a": 5 + 1 + 1, "b": 20}
    assert found.visits == {"a": 2, "b": 2}
    assert found.saves == {"a": 3, "b": 2}
    assert found.last == datetime(2026, 1, 5, 9, 47, 1, tzinfo=UTC)


def test_a_clock_that_runs_back_or_is_none_adds_nothing() -> None:
    lines = [*saved(("09:00:00", "a"), ("08:00:00", "a"), ("08:01:00", "a")), Saved("<b>noon</b>", "a"), Saved("", "b")]
    found = work(lines)
    assert found.minutes == {"a": 1}
    assert found.visits == {"a": 1, "b": 1}
    assert work([]) == work([Saved("", "")])


@given(st.text(max_size=60))
def test_a_time_is_read_or_none_and_never_an_error(text: str) -> None:
    assert moment(text) is None or isinstance(moment(text), datetime)


def test_times_of_another_zone_become_utc() -> None:
    assert moment("2026-01-05T09:00:00+02:00") == datetime(2026, 1, 5, 7, tzinfo=UTC)
    assert moment("2026-01-05T09:00:00") == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert moment("0001-01-01T00:00:00+14:00") is None


def test_the_history_has_the_lines_that_reading_takes(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(
        '{"v": 1, "seed": 4, "time": "2026-01-05T09:00:00Z", "module": "01-x"}\n'
        '{"v": 1, "time": "2026-01-05T09:01:00Z", "exercise": "a", "answer": {"x": 1}}\n'
        '{"v": 9, "time": "2026-01-05T09:02:00Z", "exercise": "a", "answer": {"x": 2}}\n'
        '{"v": 1, "time": 5, "exercise": "b", "answer": {"x": 2}}\n'
        '{"v": 1, "time": "2026-01-05T09:03:00Z", "exercise": "b", "answer": "no object"}\n'
        '\x00\n\n[1]\n{"v": 1, "exerc',
        encoding="utf-8",
    )
    found = history(path.read_bytes())
    assert found == [Saved("2026-01-05T09:00:00Z", ""), Saved("2026-01-05T09:01:00Z", "a"), Saved("", "b")]
    assert {line.exercise for line in found} - {""} == set(read(path).latest)
    assert history(b"") == []
