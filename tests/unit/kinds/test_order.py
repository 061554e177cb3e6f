"""`order`: what a card is for and where to stop count most; only pairs that must be so count for the order."""

from random import Random
from typing import Any

import pytest

from rounds.kinds.order import learners
from rounds.kinds.order.marking import clean, mark, progress, respond
from tests.unit.kinds import samples

FUNCTIONS = samples.loaded(samples.order_functions())
STOPS = samples.loaded(samples.order_stops())


def with_sequence(cards: list[str]) -> dict[str, Any]:
    return {**learners.expert(*FUNCTIONS), "sequence": {"all": cards}}


def test_the_order_is_two_fifths_of_the_mark_and_the_functions_three() -> None:
    exercise, key = FUNCTIONS
    expert = learners.expert(exercise, key)
    assert mark(exercise, key, {"sequence": expert["sequence"]}).fraction == pytest.approx(0.4)
    assert mark(exercise, key, {"functions": expert["functions"]}).fraction == pytest.approx(0.6)


def test_a_backward_order_and_half_of_the_pairs_earn_nothing_for_the_order() -> None:
    assert mark(*FUNCTIONS, with_sequence(["inform", "offer", "ask", "water"])).fraction == pytest.approx(0.6)
    half = mark(*FUNCTIONS, with_sequence(["offer", "water", "inform", "ask"]))
    assert sum(i.verdict == "right" for i in half.items if "/" in i.id) == 3
    assert half.fraction == pytest.approx(0.6)


def test_a_lure_costs_its_slot_and_is_named() -> None:
    graded = mark(*FUNCTIONS, with_sequence(["water", "threat", "ask", "offer", "inform"]))
    # Four slots: the fifth card did not find one, so its three pairs are lost.
    assert graded.fraction == pytest.approx(0.6 + 0.4 * 0)
    lure = next(item for item in graded.items if item.id == "lure-threat")
    assert (lure.slip, lure.answer) == ("lured", "Placed as number 2")
    assert "forgot" in graded.slips


def test_a_card_placed_twice_counts_once() -> None:
    given, notes = clean(FUNCTIONS[0], with_sequence(["water", "water", "ask"]))
    assert given.sequence["all"] == ["water", "ask"]
    assert notes


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("sequence", {"all": "water"}),
        ("sequence", {"all": [1, None, {"a": 1}]}),
        ("sequence", {"nobody": ["water"]}),
        ("sequence", ["water"]),
        ("functions", {"water": "nothing"}),
        ("functions", {"nobody": "calm"}),
        ("stop", {"all": "water"}),
    ],
)
def test_what_cannot_be_read_is_noted_and_never_counts(part: str, value: Any) -> None:
    graded = mark(*FUNCTIONS, {part: value})
    assert graded.fraction == 0
    assert graded.notes


def test_stopping_too_early_and_too_late_have_slips_of_their_own() -> None:
    exercise, key = STOPS
    answer = learners.expert(exercise, key)
    early = {**answer, "stop": {**answer["stop"], "ladder-1": "rung-1-0"}}
    late = {**answer, "stop": {**answer["stop"], "ladder-1": "rung-1-3"}}
    assert set(mark(exercise, key, early).slips) == {"early"}
    assert set(mark(exercise, key, late).slips) == {"late"}
    assert mark(exercise, key, late).fraction == pytest.approx(0.4 + 0.6 * (0.75 - 0.25) / 0.75)


def test_a_stop_counts_only_on_a_card_that_is_placed() -> None:
    exercise, key = STOPS
    assert mark(exercise, key, {"stop": learners.expert(exercise, key)["stop"]}).fraction == 0


def test_progress_counts_slots_functions_and_stops() -> None:
    assert progress(FUNCTIONS[0], {}) == (0, 10)
    assert progress(FUNCTIONS[0], {"sequence": {"all": ["water"]}, "functions": {"water": "help"}}) == (2, 10)
    assert progress(STOPS[0], learners.expert(*STOPS)) == (20, 20)


def test_practice_speaks_of_a_sequence_once_it_is_full() -> None:
    part = {"sequence": {"all": ["water", "ask", "offer"]}}
    assert respond(*FUNCTIONS, part) == {}
    said = respond(*FUNCTIONS, {"sequence": {"all": ["inform", "water", "ask", "offer"]}})
    assert set(said) == {"sequence-all"}
    assert said["sequence-all"].verdict == "wrong"
    assert "Card offer” before “Card inform" in said["sequence-all"].why


def test_an_able_learner_places_each_card_once() -> None:
    for seed in range(50):
        answer = learners.able(*FUNCTIONS, 0.5, Random(seed))
        placed = answer["sequence"]["all"]
        assert len(placed) == len(set(placed)) == 4


CHANGES = {
    "neither question": (lambda e, k: e.pop("functions"), "needs either functions or stop"),
    "a lure in the order": (lambda e, k: k["cards"]["water"].update(lure="lured"), "is a lure exactly when"),
    "a pair against the order": (
        lambda e, k: k["sequences"]["all"]["before"].append({"first": "inform", "then": "water", "why": "No."}),
        "says inform before water, but its own order has it after",
    ),
    "too many slots": (lambda e, k: e["sequences"][0].update(slots=9), "has 9 slots for 6 cards"),
    "a confusion without a slip": (
        lambda e, k: k["confusions"].pop("help"),
        "confusions has no slip for help taken for calm",
    ),
    "one function for all": (
        lambda e, k: [about.update(function="calm") for about in k["cards"].values()],
        "no card is for help",
    ),
    "an unknown slip": (lambda e, k: k.update(left_out="nothing"), 'slip "nothing" is not one of'),
}


def test_a_stop_at_the_same_rung_everywhere_is_refused() -> None:
    exercise, key = samples.order_stops()
    for number in range(samples.LADDERS):
        key["sequences"][f"ladder-{number}"]["stop"] = f"rung-{number}-1"
    assert "stops at card 2 of the right order in 4 of 4" in samples.problems((exercise, key))[0].says


@pytest.mark.parametrize("name", CHANGES)
def test_a_fault_in_the_content_gets_a_sentence(name: str) -> None:
    how, says = CHANGES[name]
    assert says in samples.said(samples.order_functions(), how)
