"""`zopa`: values by the key, what follows by the learner's own values, intervals by their score, and what is said of faults."""

from itertools import pairwise
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.authoring.gates import gate
from rounds.core.formulas import calculate
from rounds.core.number_format import with_commas
from rounds.feedback.render import feedback
from rounds.kinds.zopa import learners
from rounds.kinds.zopa.interval.marking import floor
from rounds.kinds.zopa.marking import mark, progress, respond
from tests.unit.kinds import samples
from tests.unit.kinds.zopa import zopa_samples

ZONE, ZONE_KEY = samples.loaded(zopa_samples.zone())
APART, APART_KEY = samples.loaded(zopa_samples.rescue())
CLUES, CLUES_KEY = samples.loaded(zopa_samples.interval())
SEEDS = range(30)


def expert(seed: int) -> tuple[Any, dict[str, Any], dict[str, float]]:
    drawn = ZONE.drawn(seed)
    return drawn, learners.expert(drawn, ZONE_KEY), drawn.figures


@pytest.mark.parametrize("name", zopa_samples.ALL)
def test_a_sample_passes_every_gate(name: str) -> None:
    exercise, key = samples.models(zopa_samples.ALL[name]())
    gated = gate(SimpleNamespace(name="sample"), exercise, key)  # type: ignore[arg-type]
    assert gated.faults() == []
    assert len(gated.constants) >= 6


@pytest.mark.parametrize("seed", SEEDS)
def test_every_learner_has_figures_of_their_own_and_the_expert_gets_everything(seed: int) -> None:
    drawn, answer, figures = expert(seed)
    assert f"{figures['free']:g} hours" in drawn.case
    assert float(drawn.deal) == figures["free"] + 8
    assert mark(drawn, ZONE_KEY, answer).fraction == 1
    other = next(d for s in SEEDS if (d := ZONE.drawn(s)).figures["locum"] != figures["locum"])
    assert (mark(other, ZONE_KEY, answer).fraction or 0) < 1


@pytest.mark.parametrize(
    ("change", "slips"),
    [
        ({"own-rv": "free", "other-rv": "locum"}, {"swapped"}),
        ({"own-rv": "target"}, {"target-for-rv"}),
        ({"own-target": "locum"}, {"rv-for-target"}),
        ({"other-rv": "double"}, {"doubled"}),
        ({"other-target": "39.5"}, {"otherwise"}),
        ({"ask": "midpoint"}, {"midpoint"}),
        ({"ask": "beyond"}, {"ask-worse-than-rv"}),
        ({"ask": "39.9"}, {"ask-worse-than-rv"}),
    ],
)
@pytest.mark.parametrize("seed", range(6))
def test_a_foreseeable_mistake_is_named(seed: int, change: dict[str, str], slips: set[str]) -> None:
    drawn, answer, f = expert(seed)
    at = {"free": f["free"], "locum": f["locum"], "target": f["free"] - 4, "double": 2 * f["free"]}
    at |= {"midpoint": (f["free"] + f["locum"]) / 2, "beyond": f["locum"] + 4}
    answer |= {name: at.get(value) or float(value) for name, value in change.items()}
    graded = mark(drawn, ZONE_KEY, {n: v for n, v in answer.items() if n not in ("zone", "share")})
    wrong = {item.slip for item in graded.items if item.verdict == "wrong"}
    assert wrong == slips
    assert set(graded.slips) == slips
    assert {item.id for item in graded.items if item.verdict == "wrong"} == set(change)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_early_slip_does_not_cost_twice_and_is_not_paid_twice(seed: int) -> None:
    drawn, answer, f = expert(seed)
    own = f["locum"] + 5  # wrong, and the rest follows from it
    deal, width = f["free"] + 8, own - f["free"]
    follows = {"zone": {"exists": "yes", "width": width}, "share": round(100 * (own - deal) / width, 1)}
    graded = mark(drawn, ZONE_KEY, {**answer, "own-rv": own, **follows})
    assert graded.fraction == pytest.approx(6 / 7)
    # What follows from the wrong line gets no green "Right", and the case's figures are beside it.
    items = {item.id: item for item in graded.items}
    assert (items["zone"].verdict, items["share"].verdict, items["ask"].verdict) == ("follows", "follows", "right")
    assert items["zone"].expected == f"yes, {f['locum'] - f['free']:g} hours a month wide"
    # What follows from neither is wrong.
    graded = mark(drawn, ZONE_KEY, {**answer, "own-rv": own, "zone": {"exists": "yes", "width": width + 9}, "share": 1})
    assert {i.id: i.slip for i in graded.items if i.slip} == {"own-rv": "otherwise", "zone": "zone-wrong", "share": "share-wrong"}  # fmt: skip
    # Two made-up values and their difference earn nothing.
    both = {"own-rv": 3, "other-rv": 33, "zone": {"exists": "no", "width": 30}}
    graded = mark(drawn, ZONE_KEY, both)
    assert graded.fraction == 0
    assert "neither of them is right yet" in next(i.why for i in graded.items if i.id == "zone")


@pytest.mark.parametrize("seed", SEEDS)
def test_what_follows_from_the_case_is_right_beside_a_line_that_is_not(seed: int) -> None:
    drawn, answer, f = expert(seed)
    own, width = f["locum"] + 5, f["locum"] - f["free"]
    graded = mark(drawn, ZONE_KEY, {**answer, "own-rv": own})  # zone and share as the case has them
    items = {item.id: item for item in graded.items}
    assert graded.fraction == pytest.approx(6 / 7)
    assert (items["zone"].verdict, items["share"].verdict) == ("right", "right")
    assert items["zone"].expected == items["zone"].answer
    assert items["zone"].why.startswith(f"This is by the case's figures; from your lines ({own:g} and {f['free']:g})")
    # Where neither fits, it says both figures.
    graded = mark(drawn, ZONE_KEY, {**answer, "own-rv": own, "zone": {"exists": "yes", "width": 1}})
    why = next(item.why for item in graded.items if item.id == "zone")
    assert f"it would be: yes, {width + 5:g} " in why
    assert f"By the case's figures it is: yes, {width:g} " in why
    # Yes from the one and the distance from the other is neither.
    apart = {**answer, "own-rv": f["free"] - 3, "zone": {"exists": "no", "width": width}}
    assert {i.id: i.verdict for i in mark(drawn, ZONE_KEY, apart).items}["zone"] == "wrong"


def test_the_figures_of_the_case_earn_nothing_as_long_as_neither_line_is_right() -> None:
    drawn, answer, _ = expert(2)
    graded = mark(drawn, ZONE_KEY, {"own-rv": 3, "other-rv": 33, "zone": answer["zone"], "share": answer["share"]})
    assert graded.fraction == 0
    zone = next(item for item in graded.items if item.id == "zone")
    assert zone.why.startswith("It follows from the case, but neither of your lines is right yet")
    assert zone.slip == "otherwise"
    # It is not called wrong beside a "right" figure that is the same.
    assert {item.word for item in graded.items if item.id in ("zone", "share")} == {"Doesn't count yet"}
    html = str(feedback(drawn, graded))
    assert f"Doesn&#x27;t count yet.</span> Your answer: <b><bdi>{zone.answer}</bdi></b>. </p>" in html


def test_the_summary_names_what_follows_from_the_reservation_values() -> None:
    assert "Zone and share are judged by your own" in mark(ZONE, ZONE_KEY, {}).summary[-1]
    assert "The zone is judged by your own" in mark(APART, APART_KEY, {}).summary[-1]


def test_the_zone_is_blank_without_reservation_values() -> None:
    drawn, answer, _ = expert(1)
    graded = mark(drawn, ZONE_KEY, {"zone": answer["zone"], "share": answer["share"]})
    assert graded.fraction == 0
    assert {item.verdict for item in graded.items} == {"blank"}
    assert graded.slips == {}


def test_a_zone_needs_both_its_parts() -> None:
    drawn, answer, _ = expert(1)
    for zone in ({"exists": "yes"}, {"width": 16}, {"exists": "no", "width": answer["zone"]["width"]}):
        graded = mark(drawn, ZONE_KEY, {**answer, "zone": zone})
        assert graded.fraction == pytest.approx(6 / 7)


def test_where_the_own_zone_has_no_surplus_the_share_is_that_of_the_case() -> None:
    drawn, answer, f = expert(2)
    none = {**answer, "own-rv": f["free"] - 3, "zone": {"exists": "no", "width": 3}}
    graded = mark(drawn, ZONE_KEY, none)
    assert {i.id: i.verdict for i in graded.items}["share"] == "right"
    assert {i.id: i.verdict for i in graded.items}["zone"] == "follows"


def test_a_rescue_counts_once_the_zone_is_right() -> None:
    right = learners.expert(APART, APART_KEY)
    assert right["zone"] == {"exists": "no", "width": 13}
    assert mark(APART, APART_KEY, right).fraction == 1
    broken = mark(APART, APART_KEY, {**right, "zone": {"exists": "yes", "width": 13}})
    assert broken.fraction == 0.5
    assert next(item.word for item in broken.items if item.id == "rescue") == "Doesn't count yet"
    assert {i.id: i.slip for i in broken.items if i.slip} == {"zone": "zone-wrong", "rescue": "zone-wrong"}
    other = mark(APART, APART_KEY, {**right, "rescue": "desk"})
    assert (other.fraction, set(other.slips)) == (0.75, {"one-sided"})


@pytest.mark.parametrize(("exercise", "key"), [(ZONE, ZONE_KEY), (APART, APART_KEY)])
def test_mending_a_value_with_what_follows_never_lowers_a_mark(exercise: Any, key: Any) -> None:
    for seed in SEEDS:
        drawn = exercise.drawn(seed)
        right, answer = learners.expert(drawn, key), learners.random(drawn, Random(seed))
        steps = [answer]
        for name in ("own-rv", "other-rv"):
            values = {**steps[-1], name: right[name]}
            steps.append(values | learners.following(drawn, key, values))
        marks = [mark(drawn, key, step).fraction or 0 for step in steps]
        assert all(before <= after for before, after in pairwise(marks)), seed


@pytest.mark.parametrize(
    "answer",
    [
        {"own-rv": "twelve"}, {"own-rv": True}, {"own-rv": 41}, {"own-rv": float("nan")}, {"zone": "yes"}, {"zone": {"exists": True}},
        {"zone": {"width": -1}}, {"share": 500}, {"rescue": "parking"}, {"elsewhere": 3}, {"ask": [1]},
    ],
)  # fmt: skip
def test_what_is_no_value_counts_as_not_answered(answer: dict[str, Any]) -> None:
    graded = mark(ZONE, ZONE_KEY, answer)
    assert (graded.fraction, graded.answered, graded.total) == (0, 0, 7)
    assert graded.notes or any(item.verdict == "unread" for item in graded.items)
    assert progress(ZONE, answer) == (0, 7)


ODD = st.none() | st.booleans() | st.floats() | st.integers(-50, 300) | st.sampled_from(["yes", "no", "parking", "12"]) | st.just([1])  # fmt: skip
NAMES = st.sampled_from(
    ["own-rv", "other-rv", "ask", "zone", "share", "rescue", "exists", "width", "low", "high", "week"]
)
ANSWERS = st.dictionaries(
    NAMES, ODD | st.dictionaries(NAMES, ODD | st.dictionaries(NAMES, ODD, max_size=2), max_size=3)
)


@given(ANSWERS)
@settings(max_examples=200, deadline=None)
def test_no_answer_whatever_breaks_marking(answer: dict[str, Any]) -> None:
    for exercise, key in ((ZONE.drawn(3), ZONE_KEY), (APART, APART_KEY), (CLUES, CLUES_KEY)):
        graded = mark(exercise, key, answer)
        assert 0 <= (graded.fraction or 0) < 1
        assert progress(exercise, answer) == (graded.answered, graded.total)
        assert {i.slip for i in graded.items if i.verdict == "wrong"} <= set(key.slips)


def test_practice_speaks_of_what_is_answered() -> None:
    assert respond(ZONE, ZONE_KEY, {}) == {}
    drawn, answer, _ = expert(4)
    assert set(respond(drawn, ZONE_KEY, {"ask": answer["ask"]})) == {"ask"}
    assert {item.verdict for item in respond(drawn, ZONE_KEY, answer).values()} == {"right"}


# --- intervals ---


def right(name: str) -> tuple[float, float, float]:
    about = CLUES_KEY.estimates[name]
    return float(about.low), float(about.truth), float(about.high)


@pytest.mark.parametrize(
    ("low", "high", "slip"),
    [
        (lambda t: t - 8, lambda t: t + 8, None),
        (lambda t: t, lambda t: t, None),
        (lambda t: t - 14, lambda t: t + 20, "too-wide"),
        (lambda t: t + 4, lambda t: t + 8, "too-narrow"),
        (lambda t: t - 18, lambda t: t - 4, "too-below"),
        (lambda t: t + 4, lambda t: t + 20, "too-above"),
    ],
)
def test_each_way_to_miss_has_its_slip(low: Any, high: Any, slip: str | None) -> None:
    _, truth, _ = right("week")
    graded = mark(CLUES, CLUES_KEY, {"week": {"low": low(truth), "high": high(truth)}})
    assert next(i.slip for i in graded.items if i.id == "week") == slip


def test_projecting_ones_own_view_is_named() -> None:
    graded = mark(CLUES, CLUES_KEY, {"rate": {"low": 190, "high": 210}})
    assert set(graded.slips) == {"projected"}


def test_ends_that_cross_are_put_in_order() -> None:
    low, _, high = right("week")
    rising, crossed = ({"week": {"low": a, "high": b}} for a, b in ((low, high), (high, low)))
    assert mark(CLUES, CLUES_KEY, rising) == mark(CLUES, CLUES_KEY, crossed)


def test_an_answer_that_ignores_the_clues_earns_nothing() -> None:
    assert 0.2 < floor(CLUES, CLUES_KEY) < 0.45
    for answer in learners.constants(CLUES).values():
        assert mark(CLUES, CLUES_KEY, answer).fraction == 0
    whole = mark(CLUES, CLUES_KEY, learners.constants(CLUES)["the whole scale"])
    assert {item.verdict for item in whole.items} == {"wrong"}
    assert set(whole.slips) == {"too-wide"}


def test_a_narrower_interval_around_the_truth_earns_more() -> None:
    best = learners.expert(CLUES, CLUES_KEY)

    def at(reach: int) -> float:
        _, truth, _ = right("week")
        return mark(CLUES, CLUES_KEY, {**best, "week": {"low": truth - reach, "high": truth + reach}}).fraction or 0

    assert at(40) < at(30) < at(20) < at(8) == 1


def test_half_an_interval_is_begun_and_not_answered() -> None:
    assert progress(CLUES, {"week": {"low": 100}}) == (0, 4)
    assert mark(CLUES, CLUES_KEY, {"week": {"low": 100}}).notes == ()
    beyond = mark(CLUES, CLUES_KEY, {"week": {"low": 100, "high": 999}})
    assert [(i.answer, i.word) for i in beyond.items if i.verdict == "unread"] == [("“999”", "Out of range")]


# --- what is wrong with an exercise or its key is said ---


def wrong(sample: Any, change: Any) -> list[str]:
    graded = sample()
    change(*graded)
    return [f"{p.item}: {p.says}" for p in samples.problems(graded)]


@pytest.mark.parametrize(
    ("sample", "change", "says"),
    [
        (zopa_samples.zone, lambda e, k: e.pop("scale"), "scale is missing"),
        (zopa_samples.zone, lambda e, k: e["scale"].update(step=4), "has 10 steps"),
        (zopa_samples.zone, lambda e, k: e["asks"].reverse(), "put them in this order"),
        (zopa_samples.zone, lambda e, k: e["asks"].remove("other-rv"), "needs other-rv"),
        (zopa_samples.zone, lambda e, k: e.pop("deal"), "is the deal whose share is asked"),
        (zopa_samples.zone, lambda e, k: e.update(deal="60"), "can lie outside the zone"),
        (zopa_samples.zone, lambda e, k: e.update(deal="fre"), "known are free"),
        (zopa_samples.zone, lambda e, k: k.pop("midpoint"), "the key has no midpoint"),
        (zopa_samples.zone, lambda e, k: k.update(swapped="nobody"), 'swapped: slip "nobody" is not one of'),
        (zopa_samples.zone, lambda e, k: k["values"].pop("own-rv"), "has no line in the key's values"),
        (zopa_samples.zone, lambda e, k: k["values"]["own-rv"].update(tolerance=3), "its tolerance is too wide"),
        (zopa_samples.zone, lambda e, k: k["values"]["own-rv"].update(value="free + .5", tolerance=0), "between two steps"),
        (zopa_samples.zone, lambda e, k: k["values"]["own-target"].update(value="39"), "on the wrong side"),
        (zopa_samples.zone, lambda e, k: k["values"]["other-rv"]["wrong"][0].update(value="free + 1"), "can be right"),
        (zopa_samples.zone, lambda e, k: k["ask"].update(most="free + 9"), "its range is too wide"),
        (zopa_samples.zone, lambda e, k: k["ask"].update(least="free + 7", most="free + 9"), "holds the midpoint"),
        (zopa_samples.zone, lambda e, k: k["ask"].update(least="36", most="38"), "beyond the own side's reservation value"),
        (zopa_samples.zone, lambda e, k: k["share"].update(why="{shar}"), "known are"),
        (zopa_samples.zone, lambda e, k: k.update(confidence=0.8), "does not belong to form zone"),
        (zopa_samples.rescue, lambda e, k: k["values"]["own-rv"].update(value="4"), "needs a case without a zone"),
        (zopa_samples.rescue, lambda e, k: k["rescue"]["others"].pop("desk"), "has no line in the key's rescue.others"),
        (zopa_samples.rescue, lambda e, k: e["rescue"].pop(), "has 3 issues; give 4 to 6"),
        (zopa_samples.interval, lambda e, k: e["estimates"].pop(), "needs at least 4"),
        (zopa_samples.interval, lambda e, k: k.pop("confidence"), "confidence is missing"),
        (zopa_samples.interval, lambda e, k: k["estimates"]["rate"].pop("own_view"), "names slips for"),
        (zopa_samples.interval, lambda e, k: k["estimates"]["rate"].update(own_view="100"), "its own_view lies in"),
        (zopa_samples.interval, lambda e, k: k["estimates"]["rate"].update(low="120"), "must hold the truth"),
        (zopa_samples.interval, lambda e, k: k["estimates"]["rate"].update(high="200"), "its interval is too wide"),
        (zopa_samples.interval, lambda e, k: [t.update(truth="160", low="152", high="168") for t in k["estimates"].values()], "truths that lie alike"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(sample: Any, change: Any, says: str) -> None:
    lines = wrong(sample, change)
    assert any(says in line for line in lines), lines


@pytest.mark.parametrize("off", [0.00001, -0.00001, 0.001, 0.5])
def test_a_wrong_value_never_reads_like_the_right_one_beside_it(off: float) -> None:
    drawn, answer, figures = expert(3)
    least, most = (calculate(end, ZONE_KEY.figures(drawn)) for end in (ZONE_KEY.ask.least, ZONE_KEY.ask.most))
    ask = most + off if off > 0 else least + off
    answer = {**answer, "own-rv": figures["free"] + off, "ask": ask}
    items = {item.id: item for item in mark(drawn, ZONE_KEY, answer).items}
    assert items["ask"].verdict == "wrong"
    assert with_commas(most) + " " in items["ask"].expected
    assert items["ask"].answer.split(" ")[0] == f"{ask:,.12g}"
    if items["own-rv"].verdict == "wrong":
        assert items["own-rv"].answer != items["own-rv"].expected
    else:
        assert abs(off) <= ZONE_KEY.values["own-rv"].tolerance
