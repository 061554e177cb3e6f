"""`sheet`: each link is judged by what is at its two ends, and a breach caps the mark."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.course import sources
from rounds.kinds.sheet import learners
from rounds.kinds.sheet.marking import LINKS, RESTS_ON, clean, mark, progress, respond
from rounds.kinds.sheet.spec import ENTRIES, Case
from tests.unit.kinds import samples, sheet_sample

EXERCISE, KEY = samples.loaded(sheet_sample.sample())
SHEETS = [(EXERCISE, KEY)]
SHEETS += [
    (exercise, source.load()[1][exercise.id])
    for source in sources()
    for exercise in source.load()[0].judged
    if exercise.kind == "sheet"
]
CASES = [(exercise, key, case) for exercise, key in SHEETS for case in exercise.cases if isinstance(case, Case)]
CASE_IDS = [f"{exercise.id}-{case.id}" for exercise, _, case in CASES]


def written(**changes: Any) -> dict[str, Any]:
    """The expert's sheet of the sample's first case (rest: 35, 60, 75), with changes; None takes an entry away."""
    entries = {**learners.expert(EXERCISE, KEY, "more")["more"], **changes}
    return {"case": "more", "more": {name: value for name, value in entries.items() if value is not None}}


def slips(**changes: Any) -> dict[str, str]:
    """The slip of each link that does not hold."""
    return {item.id: item.slip for item in mark(EXERCISE, KEY, written(**changes)).items if item.slip}


@pytest.mark.parametrize(("exercise", "key", "case"), CASES, ids=CASE_IDS)
def test_every_own_interest_leads_to_a_sheet_that_earns_everything(exercise: Any, key: Any, case: Any) -> None:
    mine = [name for name, about in key.cases[case.id].interests.items() if about.mine]
    assert len(mine) >= 2
    for interest in mine:
        answer = {"case": case.id, case.id: learners.sheet(case, key, interest)}
        assert mark(exercise, key, answer).fraction == 1
    assert mark(exercise, key, learners.expert(exercise, key, case.id)).fraction == 1
    assert mark(exercise, key, {"case": case.id}).fraction == 0


@pytest.mark.parametrize(("exercise", "key"), SHEETS, ids=[exercise.id for exercise, _ in SHEETS])
def test_guessing_does_not_pay_in_any_case(exercise: Any, key: Any) -> None:
    constants = learners.constants(exercise)
    assert len(constants) >= 4 * len(exercise.cases)
    assert max((mark(exercise, key, answer).fraction or 0) for answer in constants.values()) <= 0.05
    by_case: dict[str, list[float]] = {case.id: [] for case in exercise.cases}
    for seed in range(1000):
        answer = learners.random(exercise, Random(seed))
        by_case[answer["case"]].append(mark(exercise, key, answer).fraction or 0)
    assert all(sum(marks) / len(marks) <= 0.15 for marks in by_case.values())


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"interest": "ask"}, {"interest-batna": "position"}),
        ({"interest": "budget"}, {"interest-batna": "theirs"}),
        ({"batna": "signed", "rv": 30}, {"interest-batna": "second-best"}),
        ({"batna": "dream", "rv": 58}, {"interest-batna": "asked", "batna-rv": "asked"}),
        ({"rv": 60}, {"batna-rv": "aspired", "rv-target": "below"}),
        ({"rv": 20}, {"batna-rv": "not-following"}),
        ({"rv": 50, "target": 55}, {"batna-rv": "not-following", "rv-target": "airy", "standard-target": "off"}),
        ({"target": 34}, {"rv-target": "below", "standard-target": "off"}),
        ({"target": 58}, {"standard-target": "off"}),
        ({"standard": "old", "target": 52, "ask": 57}, {"standard-target": "unfit"}),
        ({"ask": 60}, {"target-ask": "no-room"}),
        ({"target": 45, "ask": 50}, {"standard-target": "off", "target-ask": "short"}),
        ({"ask": 76}, {"target-ask": "beyond"}),
        ({"trade": "teach"}, {"interest-trade": "elsewhere"}),
        ({"trade": "gift"}, {"interest-trade": "elsewhere"}),
    ],
)
def test_a_slip_costs_its_own_link_and_is_named(changes: dict[str, Any], wanted: dict[str, str]) -> None:
    assert slips(**changes) == wanted
    graded = mark(EXERCISE, KEY, written(**changes))
    assert graded.fraction == pytest.approx(1 - len(wanted) / len(LINKS))
    assert set(graded.slips) == set(wanted.values())
    assert all(item.why for item in graded.items)


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, set()),
        ({"interest": None}, set()),
        ({"batna": "signed", "rv": 30}, {"batna-rv", "rv-target"}),
        ({"interest": "ask"}, {"batna-rv", "rv-target", "interest-trade"}),
        ({"rv": 20}, {"rv-target"}),
        ({"target": 58}, {"rv-target", "target-ask"}),
        ({"standard": "old", "target": 52, "ask": 57}, {"rv-target", "target-ask"}),
        ({"trade": "teach"}, set()),
    ],
)
def test_a_sound_step_from_a_wrong_start_counts_and_is_no_green_right(
    changes: dict[str, Any], wanted: set[str]
) -> None:
    graded = mark(EXERCISE, KEY, written(**changes))
    follows = {item.id: item for item in graded.items if item.verdict == "follows"}
    assert set(follows) == wanted
    assert all(item.why.startswith("The step is sound, so it counts. But ") for item in follows.values())
    assert not any(item.slip for item in follows.values())
    held = sum(item.verdict in ("right", "follows") for item in graded.items)
    assert graded.fraction == pytest.approx(held / len(LINKS))


def test_who_wants_less_is_marked_the_other_way_round() -> None:
    entries = learners.expert(EXERCISE, KEY, "less")["less"]
    assert (entries["rv"], entries["target"], entries["ask"]) == (65, 40, 25)
    low = mark(EXERCISE, KEY, {"case": "less", "less": {**entries, "ask": 41}})
    assert {item.slip for item in low.items if item.slip} == {"no-room"}
    far = mark(EXERCISE, KEY, {"case": "less", "less": {**entries, "ask": 24}})
    assert {item.slip for item in far.items if item.slip} == {"beyond"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"trade": "threat"}, "A threat is coercion."),
        ({"standard": "rumor", "target": 80, "ask": 85}, "A rumor made up is a false claim."),
        ({"batna": "force", "rv": 36}, sheet_sample.WHY),
    ],
)
def test_a_breach_caps_the_mark_and_the_reason_is_given(changes: dict[str, Any], reason: str) -> None:
    graded = mark(EXERCISE, KEY, written(**changes))
    assert graded.fraction == pytest.approx(0.4)
    assert any("at most 40%" in line and reason in line for line in graded.summary)
    assert "breached" in graded.slips
    assert not any("at most" in line for line in mark(EXERCISE, KEY, written()).summary)


def test_a_breach_does_not_lift_a_poor_mark_to_the_cap() -> None:
    assert mark(EXERCISE, KEY, {"case": "more", "more": {"interest": "rest", "trade": "threat"}}).fraction == 0


def test_a_breach_on_the_sheet_of_another_case_costs_nothing() -> None:
    answer = {**written(), "less": {"trade": "threat"}}
    assert mark(EXERCISE, KEY, answer).fraction == 1


def test_each_line_of_feedback_shows_both_ends() -> None:
    (first, *_) = mark(EXERCISE, KEY, written(batna="dream")).items
    assert first.answer == "Interest rest → Alternative dream"
    assert first.expected == "Alternative stay"
    missing = mark(EXERCISE, KEY, written(batna=None)).items
    assert [item.verdict for item in missing[:3]] == ["blank", "blank", "right"]
    assert missing[0].answer == "Interest rest → (nothing yet)"


@given(st.dictionaries(st.sampled_from(ENTRIES), st.booleans(), max_size=7), st.integers(0, 400))
@settings(max_examples=150, deadline=None)
def test_a_link_needs_both_its_ends(kept: dict[str, bool], seed: int) -> None:
    exercise, key, case = CASES[seed % len(CASES)]
    entries = {
        name: value for name, value in learners.expert(exercise, key, case.id)[case.id].items() if kept.get(name)
    }
    graded = mark(exercise, key, {"case": case.id, case.id: entries})
    whole = [link for link in LINKS if all(end in entries for end in link.split("-"))]
    assert {item.id for item in graded.items if item.verdict != "blank"} == set(whole)
    # Half a sheet earns no more than the links that it holds; nothing that is right is called wrong
    # but for what it would rest on and lacks.
    assert (graded.fraction or 0) <= len(whole) / len(LINKS) + 1e-9
    assert graded.answered == len(entries)
    told = {f"{case.id}-{link}" for link in LINKS if RESTS_ON[link] <= set(entries)}
    assert set(respond(exercise, key, {"case": case.id, case.id: entries})) == told


@given(st.integers(0, 10_000), st.sampled_from(["interest", "standard", "trade"]))
@settings(max_examples=200, deadline=None)
def test_mending_an_entry_with_all_that_follows_from_it_never_lowers_the_mark(seed: int, start: str) -> None:
    exercise, key, case = CASES[seed % len(CASES)]
    entries = learners.guessed_sheet(case, Random(seed))
    interest = entries["interest"] if key.cases[case.id].interests[entries["interest"]].mine else None
    expert = learners.expert(exercise, key, case.id)[case.id]
    right = learners.sheet(case, key, interest) if interest else expert
    chain = {"interest": ENTRIES, "standard": ("standard", "target", "ask"), "trade": ("trade",)}[start]
    if start == "trade" and interest is None:
        return  # the trade fits something that isn't an interest: there's nothing to fix it toward
    before = mark(exercise, key, {"case": case.id, case.id: entries}).fraction or 0
    after = mark(exercise, key, {"case": case.id, case.id: entries | {e: right[e] for e in chain}}).fraction or 0
    # A better target can show that the reservation value below it is out of place: that link and no other.
    spare = 1 / len(LINKS) if start == "standard" else 0
    assert after >= before - spare - 1e-9


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_what_cannot_be_read_is_said_and_changes_nothing(seed: int) -> None:
    exercise, key, case = CASES[seed % len(CASES)]
    fine = {"case": case.id, case.id: learners.guessed_sheet(case, Random(seed))}
    odd = {"trade": "no-such-trade", "rv": 1e9, "ask": True, "target": "sixty", "batna": ["stay"]}
    broken = {**fine[case.id], **odd, "more": 1}
    graded = mark(exercise, key, {**fine, case.id: broken})
    assert graded.notes == ("4 entries of the sheet could not be read and did not count.",)
    words = {item.id: item.word for item in graded.items if item.verdict == "unread"}
    assert words["batna-rv"] == "Out of range"
    assert words["standard-target"] == "Couldn't be read as a number"
    kept = {name: value for name, value in fine[case.id].items() if name not in odd}
    assert graded.fraction == mark(exercise, key, {**fine, case.id: kept}).fraction


@pytest.mark.parametrize("odd", [{"case": "none"}, {"case": ["more"]}, {"case": "more", "more": 3}, {"more": {}}, {}])
def test_a_sheet_that_is_none_gets_nothing(odd: dict[str, Any]) -> None:
    graded = mark(EXERCISE, KEY, odd)
    assert graded.fraction == 0
    assert progress(EXERCISE, odd) == (0, 7)
    assert clean(EXERCISE, odd)[1] or odd in ({"more": {}}, {})
    assert [item.verdict for item in graded.items] == ["blank"] * 6


def broken(**changes: Any) -> list[str]:
    exercise, key = sheet_sample.sample()
    about = {name: {**part} if isinstance(part, dict) else part for name, part in key["cases"]["more"].items()}
    for path, value in changes.items():
        part, name = path.split("_", 1)
        about[part][name] = value
    return [problem.says for problem in samples.problems((exercise, {**key, "cases": {**key["cases"], "more": about}}))]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"interests_rest": {"mine": False, "slip": "position", "why": "No."}}, "fewer than two interests"),
        ({"interests_rest": {"mine": False, "why": "No."}}, "if it is wrong it names its slip"),
        ({"standards_survey": {"fits": False, "slip": "unfit", "why": "No."}}, "no standard that fits"),
        ({"standards_old": {"fits": True, "slip": "unfit", "why": "No."}}, "if it is wrong it names its slip"),
        ({"trades_nights": {"good_for": ["ask"], "why": "No."}}, 'own interest "ask" is not one of rest, pay'),
        ({"trades_nights": {"slip": "elsewhere", "why": "No."}}, "no trade is good for it"),
        ({"trades_threat": {"good_for": ["rest"], "breach": True, "why": "No."}}, "is a breach"),
        ({"alternatives_dream": {"control": "own", "why": "No."}}, "each standard that fits must do better"),
        ({"trades_gift": {"slip": "no-such", "why": "No."}}, 'slip "no-such" is not one of'),
        ({"trades_other": {"slip": "elsewhere", "why": "No."}}, "but not in the exercise"),
    ],
)
def test_a_key_that_does_not_hold_together_is_refused(changes: dict[str, Any], says: str) -> None:
    assert any(says in sentence for sentence in broken(**changes))


def test_a_case_that_does_not_hold_together_is_refused() -> None:
    exercise, key = sheet_sample.sample()
    case = exercise["cases"][0]
    case["alternatives"][0]["worth"].pop("rest")
    case["standards"][0] |= {"low": 60, "high": 140}
    sentences = [problem.says for problem in samples.problems((exercise, key))]
    assert any("rest" in says for says in sentences)
    assert any("low, middle and high must rise" in says for says in sentences)
    assert any("so it could not be typed" in says for says in sentences)
