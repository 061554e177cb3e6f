"""A worksheet: lines count alike, one that follows from another is judged by it, and guessing earns next to nothing."""

from random import Random
from typing import Any

import pytest

from rounds.kinds.sheet import learners
from rounds.kinds.sheet.marking import clean, left, mark, progress, respond
from rounds.kinds.sheet.spec import Worksheet
from tests.unit.kinds import samples, sheet_sample, worksheet_sample

EXERCISE, KEY = samples.loaded(worksheet_sample.sample())
CASE = next(case for case in EXERCISE.cases if isinstance(case, Worksheet))
WHOLE = learners.expert(EXERCISE, KEY, "home")["home"]


def written(**changes: Any) -> dict[str, Any]:
    """The worksheet that earns everything, with changes; None takes a line away."""
    entries = {**WHOLE, **changes}
    return {"case": "home", "home": {line: value for line, value in entries.items() if value is not None}}


def ticks(*options: str) -> dict[str, bool]:
    return dict.fromkeys(options, True)


def test_every_sound_aim_leads_to_a_worksheet_that_earns_everything() -> None:
    assert WHOLE["aim"] == "seen"
    assert mark(EXERCISE, KEY, written()).fraction == 1
    assert mark(EXERCISE, KEY, written(aim="free", plan="talk")).fraction == 1
    assert mark(EXERCISE, KEY, {"case": "home"}).fraction == 0


@pytest.mark.parametrize(
    ("changes", "earned", "named"),
    [
        ({"plan": "talk"}, 2 / 3, {"second-best"}),
        ({"aim": "free"}, 2 / 3, {"second-best"}),
        ({"aim": "position"}, 2 / 3, {"position", "second-best"}),
        ({"plan": "hope"}, 2 / 3, {"asked"}),
        ({"able": ticks("knows", "weighs")}, 2.5 / 3, {"off"}),
        ({"able": ticks("knows", "weighs", "chooses", "calm")}, 2.5 / 3, {"unfit"}),
        ({"able": ticks("knows", "weighs", "calm")}, 2 / 3, {"off", "unfit"}),
        ({"able": ticks("calm", "knows", "signs", "weighs", "chooses", "agrees")}, 2 / 3, {"unfit"}),
        ({"able": None}, 2 / 3, set()),
        ({"aim": None}, 2 / 3, {"second-best"}),
    ],
)
def test_a_slip_costs_its_own_line_and_is_named(changes: dict[str, Any], earned: float, named: set[str]) -> None:
    graded = mark(EXERCISE, KEY, written(**changes))
    assert graded.fraction == pytest.approx(earned)
    assert set(graded.slips) == named
    assert all(item.why for item in graded.items)
    assert sum(part.earned for part in graded.parts) == pytest.approx(earned)
    assert sum(part.most for part in graded.parts) == pytest.approx(1)


def test_a_breach_caps_the_worksheet_and_the_reason_is_given() -> None:
    graded = mark(EXERCISE, KEY, written(plan="force"))
    assert graded.fraction == pytest.approx(0.4)
    assert any("at most 40%" in line and sheet_sample.WHY in line for line in graded.summary)
    lied = mark(EXERCISE, KEY, written(note=ticks("words", "plan", "reason", "lie")))
    assert lied.fraction == pytest.approx(0.4)
    assert "breached" in lied.slips


def test_guessing_does_not_pay() -> None:
    constants = {name: answer for name, answer in learners.constants(EXERCISE).items() if name.startswith("home")}
    assert len(constants) == 7
    assert max((mark(EXERCISE, KEY, answer).fraction or 0) for answer in constants.values()) <= 0.05
    guesses = [{"case": "home", "home": learners.guessed(CASE, Random(seed))} for seed in range(1000)]
    assert sum(mark(EXERCISE, KEY, answer).fraction or 0 for answer in guesses) / 1000 <= 0.15


def test_what_is_open_is_named_and_counted() -> None:
    assert progress(EXERCISE, written()) == (4, 4)
    assert progress(EXERCISE, written(able={}, plan=None)) == (2, 4)
    assert left(EXERCISE, written(able={}, plan=None)) == ["home-plan", "home-able"]


def test_practice_speaks_of_a_line_once_it_and_what_it_follows_from_are_there() -> None:
    assert set(respond(EXERCISE, KEY, written())) == {"home-aim", "home-plan", "home-able", "home-note"}
    assert set(respond(EXERCISE, KEY, written(aim=None, able=None))) == {"home-note"}
    half = respond(EXERCISE, KEY, written(able=ticks("knows", "weighs")))["home-able"]
    assert (half.verdict, half.slip) == ("partly", "off")


@pytest.mark.parametrize(
    ("odd", "lost"),
    [
        ({"plan": "no-such"}, 1),
        ({"plan": ["sister"]}, 1),
        ({"able": "knows"}, 1),
        ({"able": {"knows": True, "weighs": "yes", "nothing": True}}, 2),
        ({"more": 1}, 1),
    ],
)
def test_what_cannot_be_read_is_said_and_does_not_count(odd: dict[str, Any], lost: int) -> None:
    notes = clean(EXERCISE, written(**odd))[1]
    assert notes == (f"{lost} entries of the sheet could not be read and did not count.",)


def broken(line: str, option: str = "", **changes: Any) -> list[str]:
    exercise, key = worksheet_sample.sample()
    about = key["cases"]["home"]["lines"][line]
    if option:
        about["options"][option] = {**about["options"][option], **changes}
    else:
        about.update(changes)
    return [problem.says for problem in samples.problems((exercise, key))]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"line": "plan", "option": "sister", "right": ["position"]}, "no right choice of the line before"),
        ({"line": "plan", "option": "sister", "right": False}, "has nothing that is right after seen"),
        ({"line": "plan", "option": "force", "right": True}, "if it can be wrong it names its slip"),
        ({"line": "plan", "after": "able"}, "must be an earlier line with one choice"),
        ({"line": "able", "counts": False}, "no line follows from it"),
        ({"line": "able", "missed": None}, "names missed:"),
        ({"line": "able", "option": "knows", "right": False, "slip": "unfit"}, "at least 3 of each"),
        ({"line": "note", "option": "lie", "slip": "no-such"}, 'slip "no-such" is not one of'),
    ],
)
def test_a_key_that_does_not_hold_together_is_refused(change: dict[str, Any], says: str) -> None:
    assert any(says in sentence for sentence in broken(**change))


def test_a_case_has_one_form_in_both_files() -> None:
    exercise, key = worksheet_sample.sample()
    key["cases"]["home"] = key["cases"]["more"]
    assert any("has figures in the other" in problem.says for problem in samples.problems((exercise, key)))
