"""`number`: figures differ from learner to learner, and every foreseeable wrong path is named."""

from typing import Any

import pytest

from rounds.core.formulas import calculate, fill
from rounds.kinds.number import learners
from rounds.kinds.number.marking import mark, progress, respond
from tests.unit.kinds import samples

EXERCISE, KEY = samples.loaded(samples.number())
SEEDS = range(40)


def test_the_same_seed_draws_the_same_figures_and_others_draw_others() -> None:
    figures = [EXERCISE.drawn(seed).figures for seed in SEEDS]
    assert figures == [EXERCISE.drawn(seed).figures for seed in SEEDS]
    assert len({tuple(f.values()) for f in figures}) > 8
    assert {f["offer"] for f in figures} <= {70, 75, 80, 85, 90}


def test_the_case_shows_the_figures_that_were_drawn() -> None:
    drawn = EXERCISE.drawn(5)
    figures = drawn.figures
    assert (
        drawn.case
        == f"An offer worth {figures['offer']:g} comes off with {figures['p']:.0%}; else {figures['quo']:g} remains."
    )
    assert "{" not in drawn.items[0].text


def test_without_a_seed_the_figures_are_those_of_seed_zero() -> None:
    assert EXERCISE.drawn(None).figures == EXERCISE.drawn(0).figures == EXERCISE.figures


@pytest.mark.parametrize("seed", SEEDS)
def test_for_every_learner_the_right_value_is_right_and_each_wrong_path_is_named(seed: int) -> None:
    drawn = EXERCISE.drawn(seed)
    f = drawn.figures
    right = f["p"] * f["offer"] + (1 - f["p"]) * f["quo"]
    assert mark(drawn, KEY, {"drawn": {"value": right}}).fraction == 0.5
    for value, slip in ((f["offer"], "ignored"), (f["p"] * f["offer"], "left-out"), (3.3, "sums")):
        graded = mark(drawn, KEY, {"drawn": {"value": value}})
        assert (graded.fraction, set(graded.slips)) == (0, {slip})


def test_the_answer_of_another_learner_is_not_right() -> None:
    drawn, other = (
        EXERCISE.drawn(1),
        next(d for s in SEEDS if (d := EXERCISE.drawn(s)).figures != EXERCISE.drawn(1).figures),
    )
    assert (mark(other, KEY, learners.expert(drawn, KEY)).fraction or 0) < 1


@pytest.mark.parametrize("dial", [0.1, 0.5, 0.9])
def test_a_prediction_is_judged_at_the_setting_of_the_dial(dial: float) -> None:
    drawn = EXERCISE.drawn(2)
    f = drawn.figures
    right = dial * f["offer"] + (1 - dial) * f["quo"]
    assert mark(drawn, KEY, {"dialed": {"value": right, "dial": dial}}).fraction == 0.5
    graded = respond(drawn, KEY, {"dialed": {"value": right + 5, "dial": dial}})
    assert f"at {dial:.0%}" in graded["dialed"].answer


@pytest.mark.parametrize(
    "entry",
    [
        {"value": "60"}, {"value": True}, {"value": None}, {"value": 101}, {"value": -1}, {"value": 1e400}, {"value": 60, "dial": 5},
        {"value": 60}, [60], 60, {"dial": 0.5, "worth": 1},
    ],
)  # fmt: skip
def test_what_is_no_value_counts_as_not_answered(entry: Any) -> None:
    assert progress(EXERCISE, {"dialed": entry}) == (0, 2)
    graded = mark(EXERCISE, KEY, {"dialed": entry})
    assert graded.fraction == 0
    assert graded.notes or any(item.verdict == "unread" for item in graded.items)


def test_a_dial_that_is_set_and_not_yet_used_is_no_fault() -> None:
    assert mark(EXERCISE, KEY, {"dialed": {"dial": 0.5}}).notes == ()


def _building() -> tuple[dict[str, Any], dict[str, Any]]:
    """Without the dial, and with a third value: by how much the second is below the first."""
    exercise, key = samples.number()
    exercise["items"] = [
        {"id": "all", "text": "All?", "unit": "points", "least": -100, "most": 100},
        {"id": "to-come", "text": "To come?", "unit": "points", "least": -100, "most": 100},
        {"id": "left", "text": "Left?", "unit": "points", "least": -100, "most": 100},
    ]
    of = ["all", "to-come"]
    key["items"] = {
        "all": {"value": "offer", "why": "So.", "wrong": [{"value": "-offer", "slip": "left-out"}]},
        "to-come": {"value": "quo", "why": "So.", "wrong": [{"value": "-quo", "slip": "ignored"}]},
        "left": {
            "value": "offer - quo",
            "why": "So.",
            "wrong": [{"value": "offer + quo", "slip": "ignored"}, {"value": "offer", "slip": "left-out"}],
            "follows": {"value": "all - to_come", "of": of, "unless": ["left-out"]},
        },
    }
    return exercise, key


@pytest.mark.parametrize(
    ("given", "counts", "follows"),
    [
        ({"all": 70, "to-come": 20, "left": 50}, 3, False),
        ({"all": 70, "to-come": -20, "left": 90}, 2, True),  # the same slip once more
        ({"all": 70, "to-come": 11, "left": 59}, 2, True),
        ({"all": 70, "to-come": 0, "left": 70}, 1, False),  # it would follow from a nought, and nothing was taken off
        ({"all": 0, "to-come": 0, "left": 0}, 0, False),
        ({"to-come": 20, "left": -20}, 1, False),
        ({"all": 70, "to-come": -20, "left": 91}, 1, False),
    ],
)
def test_a_slip_is_not_paid_for_twice_where_the_key_says_how_a_value_follows(
    given: dict[str, float], counts: int, follows: bool
) -> None:
    exercise, key = _building()
    exercise["draws"] = {"offer": {"choices": [70, 70]}, "quo": {"choices": [20, 20]}, "p": {"choices": [0.4, 0.4]}}
    graded = mark(*samples.loaded((exercise, key)), {name: {"value": value} for name, value in given.items()})
    assert graded.fraction == pytest.approx(counts / 3)
    # What follows from a wrong figure earns its points and is no green "Right".
    assert ("follows" in [item.verdict for item in graded.items]) == follows
    assert sum(item.verdict == "right" for item in graded.items) == counts - follows
    assert ("and 1 more follows from yours" in graded.parts[0].says) == follows
    assert [item.slip is None for item in graded.items] == [item.verdict != "wrong" for item in graded.items]


def test_a_reason_waits_while_it_would_tell_a_value_that_is_still_asked_for() -> None:
    exercise, key = _building()
    exercise["draws"] = {"offer": {"choices": [71, 71]}, "quo": {"choices": [23, 23]}, "p": {"choices": [0.4, 0.4]}}
    exercise["case"] = "Seventy-one comes off; else {quo} remains."
    key["items"]["left"] |= {"why": "{offer} − {quo} = {value}.", "follows": None}
    of, keyed = samples.loaded((exercise, key))
    left = {"left": {"value": 48}}
    of = of.drawn(1)
    said = respond(of, keyed, left)["left"]
    assert (said.verdict, said.why) == ("right", "You'll read why once you have answered question 1 as well.")
    said = respond(of, keyed, {**left, "all": {"value": 3}})["left"]  # what the case gives may be told at any time
    assert said.why == "71 − 23 = 48."


@pytest.mark.parametrize(
    ("follows", "says"),
    [
        ({"value": "all + to_come", "of": ["all", "to-come"]}, "does not lead from right values to the right one"),
        ({"value": "all - left", "of": ["all", "left"]}, "earlier item"),
        ({"value": "all - to_come", "of": ["all", "to-come"], "unless": ["nobody"]}, "follows: slip"),
    ],
)
def test_what_a_value_follows_from_is_checked(follows: dict[str, Any], says: str) -> None:
    exercise, key = _building()
    key["items"]["left"]["follows"] = follows
    assert not samples.problems(_building())
    assert says in " ".join(f"{p.says}" for p in samples.problems((exercise, key)))


def test_formulas_are_arithmetic_and_nothing_else() -> None:
    assert calculate("p * a + (1 - p) * b", {"p": 0.5, "a": 80, "b": 20}) == 50
    assert calculate("a if a > b else b", {"a": 1, "b": 2}) == 2
    assert calculate("max(a, b) ** 2", {"a": 3, "b": 2}) == 9
    for bad in ("__import__('os')", "a.__class__", "open('x')", "a /", "1 / 0", "c", "'text'", "9 ** 9 ** 9 ** 9"):
        with pytest.raises(ValueError, match="cannot be worked out"):
            calculate(bad, {"a": 1})


def test_texts_say_which_name_is_not_known() -> None:
    assert fill("{a} and {b:.0%}", {"a": 3.0, "b": 0.25}) == "3 and 25%"
    assert fill("{not filled}", {}) == "{not filled}"
    with pytest.raises(ValueError, match="known are a"):
        fill("{b}", {"a": 1})


CHANGES = {
    "a wrong path that is right": (lambda e, k: k["items"]["drawn"]["wrong"].append({"value": "0.6 * offer + 0.4 * quo", "slip": "sums"}), "can be right"),
    "a value that cannot be typed": (lambda e, k: e["items"][0].update(most=40), "can lie outside what can be typed"),
    "a wide tolerance": (lambda e, k: k["items"]["drawn"].update(tolerance=9), "tolerance is too wide"),
    "an unknown figure": (lambda e, k: k["items"]["drawn"].update(value="offer * nobody"), "cannot be worked out"),
    "a draw of nothing": (lambda e, k: e["draws"].update(p={"choices": [1]}), "draws fewer than two figures"),
    "an unknown figure in the text": (lambda e, k: e.update(case="{nobody}"), "cannot be filled in"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_fault_in_the_content_gets_a_sentence(name: str) -> None:
    how, says = CHANGES[name]
    assert says in samples.said(samples.number(), how)
