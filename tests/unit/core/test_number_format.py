"""Numbers as people read them: no needless zeros, and two that differ don't read alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.core.number_format import tenths, told_apart, two_decimals, with_commas

NUMBERS = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)


def test_numbers_have_no_needless_zeros() -> None:
    values = (6.0, 6.25, 6.5, 0.004, 100, 1 / 3)
    assert [two_decimals(value) for value in values] == ["6", "6.25", "6.5", "0", "100", "0.33"]
    assert [with_commas(value) for value in (1250, 1_250_000.5, 0.35)] == ["1,250", "1,250,000.5", "0.35"]
    assert [tenths(value) for value in (62.5, 3.0, 3.04)] == ["62.5", "3", "3"]


@pytest.mark.parametrize(
    ("value", "other", "text"),
    [
        (8, 8, "8"),
        (8.00001, 8, "8.00001"),
        (7.99999, 8, "7.99999"),
        (8.5, 8, "8.5"),
        (1250.001, 1250, "1,250.001"),
        (-0.001, 0, "-0.001"),
    ],
)
def test_a_number_shows_more_decimals_where_it_would_read_like_another(value: float, other: float, text: str) -> None:
    assert told_apart(value, other) == text


@given(NUMBERS.map(lambda number: round(number, 2)), st.floats(min_value=1e-5, max_value=1e3))
def test_no_other_number_reads_like_one_with_two_decimals(right: float, step: float) -> None:
    assert told_apart(right + step, right) != with_commas(right)
    assert told_apart(right - step, right) != with_commas(right)
    assert told_apart(right, right) == with_commas(right)
