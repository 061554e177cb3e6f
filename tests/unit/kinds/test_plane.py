"""`plane`: full in the zone, half next to it, and no single spot for everything pays."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.kinds.plane import learners
from rounds.kinds.plane.marking import mark, progress, respond
from tests.unit.kinds import samples

EXERCISE, KEY = samples.loaded(samples.plane())
axis = st.integers(0, 10)


def test_in_the_zone_is_full_next_to_it_half_and_beyond_nothing() -> None:
    expert = learners.expert(EXERCISE, KEY)
    # Of four zones a single spot gets at most one: 1/4 is the chance that is taken off.
    for own, worth in ((7, 1.0), (6, 0.5), (5, 0.0)):
        graded = mark(EXERCISE, KEY, {**expert, "v-compete-0": {"own": own, "other": 2}})
        mean = (3 + (1 + worth) / 2) / 4
        assert graded.fraction == pytest.approx((mean - 0.25) / 0.75)


@given(own=axis, other=axis)
def test_no_single_spot_pays(own: int, other: int) -> None:
    everything = {item.id: {"own": own, "other": other} for item in EXERCISE.items}
    assert mark(EXERCISE, KEY, everything).fraction == pytest.approx(0)


@given(own=axis, other=axis)
def test_every_wrong_spot_has_a_slip(own: int, other: int) -> None:
    graded = mark(EXERCISE, KEY, {"v-avoid-0": {"own": own, "other": other}})
    (item,) = (i for i in graded.items if i.id == "v-avoid-0")
    inside = own <= 3 and other <= 3
    assert (item.verdict == "right") == inside
    assert (item.slip is None) == inside
    nearest = EXERCISE.nearest(own, other).id == "avoid"
    assert item.slip == (None if inside else "beside" if nearest else "mixed")
    assert (item.verdict == "partly") == (not inside and own <= 4 and other <= 4)


@pytest.mark.parametrize(
    "entry", [{"own": 11, "other": 2}, {"own": -1, "other": 2}, {"own": 2.5, "other": 2}, {"own": True, "other": 2}, {"own": 30}, [7, 2], "7"]
)  # fmt: skip
def test_what_is_not_on_the_plane_does_not_count(entry: Any) -> None:
    graded = mark(EXERCISE, KEY, {"v-compete-0": entry})
    assert graded.notes
    assert progress(EXERCISE, {"v-compete-0": entry}) == (0, 8)


def test_half_a_placing_is_no_answer_yet_and_no_fault() -> None:
    graded = mark(EXERCISE, KEY, {"v-compete-0": {"own": 9}})
    assert (graded.notes, graded.answered) == ((), 0)
    item = next(i for i in graded.items if i.id == "v-compete-0")
    assert (item.verdict, item.slip) == ("blank", None)
    assert item.answer == f"{EXERCISE.own.label} 9, {EXERCISE.other.label} not set"
    assert respond(EXERCISE, KEY, {"v-compete-0": {"own": 9}}) == {}


CHANGES = {
    "a zone from high to low": (lambda e, k: e["zones"][0].update(own=[10, 7]), "runs from high to low"),
    "zones that overlap": (lambda e, k: e["zones"][0].update(other=[0, 8]), "overlaps join"),
    "an unknown zone": (lambda e, k: k["items"]["v-avoid-0"].update(zone="nobody"), 'zone "nobody" is not one of'),
    "a confusion without a slip": (
        lambda e, k: k["confusions"]["avoid"].pop("join"),
        "no slip for avoid taken for join",
    ),
    "one zone for all": (lambda e, k: [p.update(zone="avoid") for p in k["items"].values()], "fewer than three zones"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_fault_in_the_content_gets_a_sentence(name: str) -> None:
    how, says = CHANGES[name]
    assert says in samples.said(samples.plane(), how)
