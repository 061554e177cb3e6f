from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.core.scoring import Mark, above_chance, balanced_recall, chosen, hits_less_false

shares = st.floats(0, 1)


@given(shares, st.floats(0, 0.9))
def test_a_mark_above_chance_stays_between_nothing_and_all(value: float, chance: float) -> None:
    assert 0 <= above_chance(value, chance) <= 1


@given(st.floats(0, 0.9))
def test_chance_itself_earns_nothing_and_perfection_everything(chance: float) -> None:
    assert above_chance(chance, chance) == 0
    assert isclose(above_chance(1, chance), 1)


@pytest.mark.parametrize("chance", [-0.1, 1, 2])
def test_chance_out_of_range_is_an_error_that_says_so(chance: float) -> None:
    with pytest.raises(ValueError, match="chance must be"):
        above_chance(0.5, chance)


@given(st.integers(1, 20), st.integers(1, 20))
def test_ticking_everything_or_nothing_earns_nothing(wanted: int, unwanted: int) -> None:
    assert hits_less_false(wanted, wanted, unwanted, unwanted) == 0
    assert hits_less_false(0, wanted, 0, unwanted) == 0


classes = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.sampled_from("xyz"), min_size=1)


@given(classes, st.sampled_from("xyz"))
def test_one_bin_for_everything_earns_one_share_of_the_classes(truth: dict[str, str], bin_: str) -> None:
    kinds = set(truth.values())
    expected = 1 / len(kinds) if bin_ in kinds else 0
    assert isclose(balanced_recall(truth, dict.fromkeys(truth, bin_)), expected)


@given(classes)
def test_balanced_recall_is_the_mean_of_each_classs_recall(truth: dict[str, str]) -> None:
    # Computed another way: the mean of the diagonal of the row-normalized confusion matrix, as scikit-learn defines it.
    given_ = {item: "x" if number % 2 else truth[item] for number, item in enumerate(sorted(truth))}
    recalls = []
    for cls in set(truth.values()):
        members = [item for item in truth if truth[item] == cls]
        recalls.append(sum(given_[item] == cls for item in members) / len(members))
    assert isclose(balanced_recall(truth, given_), sum(recalls) / len(recalls))


def test_points_are_clamped_and_never_above_the_maximum() -> None:
    assert Mark(fraction=1.0, items=(), answered=0, total=0).points(8) == 8
    assert Mark(fraction=1.0000001, items=(), answered=0, total=0).points(8) == 8
    assert Mark(fraction=None, items=(), answered=0, total=0).points(8) == 0


def test_only_true_is_a_tick_and_the_rest_is_noted() -> None:
    picked, notes = chosen({"a": True, "b": "yes", "c": False, "zzz": True}, ["a", "b", "c"], "choice(s)")
    assert picked == {"a"}
    assert notes == ("2 choice(s) of the answer could not be read and did not count.",)
