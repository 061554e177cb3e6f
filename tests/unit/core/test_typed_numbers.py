"""Numbers are read as people everywhere write them; what can't be read is kept and said to be unreadable, in every kind."""

from __future__ import annotations

from typing import Any

import pytest

from rounds import kinds
from rounds.core.typed_numbers import OUT_OF_RANGE, UNREAD, parse, uncounted
from rounds.feedback.render import feedback
from rounds.kinds.reflect.marking import enough
from rounds.kinds.reflect.spec import Area
from tests.unit.kinds import samples, sheet_sample
from tests.unit.kinds.zopa import zopa_samples

READ = {
    **{"12,5": 12.5, "1,25": 1.25, "0,125": 0.125, ",5": 0.5, "5,": 5.0},  # decimal commas
    **{"1,250": 1250.0, "1,250.5": 1250.5, "12,345,678.9": 12345678.9},  # as Americans write
    **{"1.250,5": 1250.5, "1.250.000": 1250000.0, "1.250": 1.25},
    **{"1 250": 1250.0, "1\u202f250,5": 1250.5, "1'250": 1250.0, "1\u00a0000\u00a0000": 1000000.0},
    **{"$1,200": 1200.0, "35 %": 35.0, "USD 40": 40.0, "€ 3,20": 3.2, "12 percent": 12.0},
    **{"US$60": 60.0, "U.S. $ 1,200": 1200.0},
    **{"\ufeff60": 60.0, "\u202a12,5\u202c": 12.5, "6\u200b0": 60.0},  # with marks that nobody sees
    **{"−3": -3.0, "–4": -4.0, "- 3": -3.0, "+7": 7.0},
    **{"٣٫٥": 3.5, "１２": 12.0, "৫": 5.0, "१२": 12.0},  # Arabic, full-width, Bengali and Devanagari digits
}
UNREADABLE = (
    "twelve",
    "12 5",
    "1,2,3",
    "1,250,00",
    "1/2",
    "1e3",
    "½",
    "5²",
    "--3",
    "",
    " ",
    "$",
    "12.5.3",
    "1,25.0",
    ".",
    "\u200b",
    "9" * 400,
)


@pytest.mark.parametrize("text", READ)
def test_a_number_is_read_as_people_write_it(text: str) -> None:
    assert parse(text) == READ[text]


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse(text) is None


def test_a_unit_that_is_typed_as_well_does_no_harm() -> None:
    assert parse("1,200 dollars a year", "dollars a year") == 1200
    assert parse("1,200 dollars") is None


def test_what_is_out_of_range_is_told_apart_from_what_is_no_number() -> None:
    assert uncounted("12", 0, 20) is None
    for value in ("twelve", "1/2"):
        assert uncounted(value, 0, 20) == (value, UNREAD)
    assert uncounted("12,5", 0, 10) == ("12,5", OUT_OF_RANGE)
    assert uncounted(1250, 0, 10) == ("1,250", OUT_OF_RANGE)
    assert uncounted(True, 0, 10) is None
    assert uncounted("\u200b", 0, 10) is None
    assert uncounted("9" * 400, 0, 10) == ("9" * 400, UNREAD)


def put(answer: Any, path: tuple[str, ...], value: Any) -> Any:
    return value if not path else {**answer, path[0]: put(answer[path[0]], path[1:], value)}


# A sample of each kind in which learners type numbers, where in its answer one of them is, and the lines about it.
TYPED: dict[str, tuple[Any, tuple[str, ...], set[str]]] = {
    "number": (samples.number(), ("drawn", "value"), {"drawn"}),
    "table": (samples.table(), (), set()),
    "zone": (zopa_samples.zone(), ("own-rv",), {"own-rv"}),
    "width": (zopa_samples.zone(), ("zone", "width"), {"zone"}),
    "interval": (zopa_samples.interval(), (), set()),
    "sheet": (sheet_sample.sample(), (), set()),
}


def sample(name: str) -> tuple[Any, Any, Any, dict[str, Any], tuple[str, ...], set[str]]:
    graded, path, lines = TYPED[name]
    exercise, key = samples.loaded(graded)
    exercise = exercise.drawn(7)
    kind = kinds.of(exercise.kind)
    answer = kind.learners.expert(exercise, key)
    if name == "table":
        person = exercise.profiles[0]
        path, lines = ("totals", person.id, person.compute[0]), {f"total-{person.id}-{person.compute[0]}"}
    elif name == "interval":
        first = next(iter(answer))
        path, lines = (first, "low"), {first}
    elif name == "sheet":
        path, lines = (answer["case"], "ask"), {"target-ask"}
    return exercise, key, kind.marking, answer, path, lines


@pytest.mark.parametrize("name", TYPED)
def test_what_cannot_be_read_is_said_so_in_feedback_and_is_never_no_answer(name: str) -> None:
    exercise, key, marking, answer, path, lines = sample(name)
    odd = put(answer, path, "<i>twelve</i>")
    graded = marking.mark(exercise, key, odd)
    told = {item.id: item for item in graded.items if item.verdict == "unread"}
    assert set(told) == lines
    assert graded.notes == ()
    assert marking.progress(exercise, odd)[0] == marking.progress(exercise, answer)[0] - 1
    assert set(told).isdisjoint(n.removeprefix(f"{odd.get('case')}-") for n in marking.respond(exercise, key, odd))
    page = str(feedback(exercise, graded))
    assert "? </span> Couldn't".replace(" </span> ", "</span> ") in page.replace("Couldn&#x27;t", "Couldn't")
    assert "&lt;i&gt;twelve&lt;/i&gt;" in page
    assert "No answer" not in page


@pytest.mark.parametrize("name", TYPED)
def test_a_number_that_was_saved_as_it_was_typed_counts_as_that_number(name: str) -> None:
    exercise, key, marking, answer, path, _ = sample(name)
    value = answer
    for part in path:
        value = value[part]
    german = f"{value:.4f}".replace(".", ",") if f"{value:.4f}"[-3:] != "000" else f"{value:.1f}".replace(".", ",")
    assert marking.mark(exercise, key, put(answer, path, german)).fraction == pytest.approx(1)


def test_alone_an_unreadable_value_is_not_called_an_empty_answer() -> None:
    exercise, key, marking, _, _, _ = sample("number")
    page = str(feedback(exercise, marking.mark(exercise, key, {"drawn": {"value": "a lot"}})))
    assert "You gave no answer here" not in page
    assert "“a lot”" in page


@pytest.mark.parametrize(
    ("field", "text", "whole"),
    [
        ({"lines": 5}, "a\nb\nc", False),
        ({"lines": 5}, "1. a\n\n2. b\n3. c\n - \n4. d\n5. e", True),
        ({"sentences": 2}, "One is here", False),
        ({"sentences": 2}, "'One is here.' Two is there", True),
        ({"sentences": 2}, "一つです。二つです。", True),
        ({"weights": 4, "lines": 2}, "rest: 60\npay: 40", True),
        ({"weights": 4, "lines": 2}, "rest: 100", False),
        ({"weights": 4}, "rest: 60\npay: 30", False),
        ({"weights": 4}, "rest: 60\npay: forty (couldn't be read as a number)", False),
        ({}, "anything", True),
        ({}, " \n ", False),
    ],
)
def test_a_part_of_a_reflection_is_whole_once_it_has_what_it_asks_for(
    field: dict[str, int], text: str, whole: bool
) -> None:
    assert enough(Area(id="a", label="A", **field), text) is whole  # type: ignore[arg-type]
