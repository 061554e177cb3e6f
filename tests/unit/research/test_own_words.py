"""What learners typed never gets past: not as a text, not as a name of a field, not hidden in a choice."""

from __future__ import annotations

from importlib import import_module
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course import find
from grader.research.own_words import OWN_ROWS, WITHHELD, known_strings, only_known_parts, parts, without_own_words
from rounds import kinds
from rounds.content.loader import Exercise
from rounds.kinds.base import Key
from rounds.kinds.table.answers import PARTS

EVERY = [
    pytest.param(exercise, keys[exercise.id], id=f"{source.name[:2]}-{exercise.id}")
    for source in find(None)
    for module, keys in [source.load()]
    for exercise in module.judged
]
TYPED = {"reflect", "table"}  # kinds in which learners can write
NAME = "Anna Kowalski, s123456"


@pytest.mark.parametrize(("exercise", "key"), EVERY)
def test_every_choice_of_every_kind_is_kept(exercise: Exercise, key: Key) -> None:
    drawn, known = exercise.drawn(5), known_strings(exercise, key)
    simulated = kinds.of(exercise.kind).learners
    answers = [simulated.expert(drawn, key), *(simulated.random(drawn, Random(seed)) for seed in range(12))]
    answers += simulated.constants(drawn).values()
    assert any(answers)
    for answer in answers:
        if exercise.kind not in TYPED:
            assert without_own_words(answer, known) == answer
        assert only_known_parts(answer, known) == answer


@pytest.mark.parametrize(("exercise", "key"), EVERY)
def test_a_text_in_place_of_any_value_or_field_is_withheld(exercise: Exercise, key: Key) -> None:
    answer = kinds.of(exercise.kind).learners.expert(exercise.drawn(5), key)
    learners = import_module(f"rounds.kinds.{exercise.kind}.learners")
    if hasattr(learners, "words"):
        answer |= learners.words(exercise, NAME)
    known = known_strings(exercise, key)
    written = replaced(answer)
    assert NAME in str(written)
    assert NAME not in str(without_own_words(written, known))
    assert NAME not in str(without_own_words({NAME: answer, **answer}, known))


def replaced(value: Any) -> Any:
    """The same answer with a name as each of its values."""
    if isinstance(value, dict):
        return {name: replaced(inner) for name, inner in value.items()}
    return [replaced(inner) for inner in value] if isinstance(value, list) else NAME


def test_rows_that_learners_add_to_a_table_are_kept_but_for_their_names() -> None:
    row = {"label": NAME, "scores": {"rest": 40}, "p": 0.5, "control": "own"}
    found = without_own_words({"own": {"own-1": row}}, OWN_ROWS | {"rest"})
    assert found == {"own": {"own-1": {**row, "label": WITHHELD}}}
    assert {*PARTS} < known_strings(*next(p.values for p in EVERY if p.values[0].kind == "table"))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["12", "-3.5", "1,250", "40 %", "1'000", "0.5", "\u22122"])
def test_a_number_is_kept_however_it_is_typed(text: str) -> None:
    assert without_own_words({"rv": text}, {"rv"}) == {"rv": text}


@pytest.mark.parametrize("value", ["0171 5551234", "12.03.1985", "4711 0815", 47110815, ["1"], {"why": "7"}])
def test_where_people_write_a_number_is_a_text_too(value: Any) -> None:
    """A phone number, a date of birth or a matriculation number says who someone is."""
    found = parts(without_own_words({"why": value}, {"why"}, numbers=False))
    assert set(found.values()) == {WITHHELD}
    assert without_own_words({"why": ["", True, None]}, {"why"}, numbers=False) == {"why": ["", True, None]}
    row = {"label": "4711 0815", "p": "0.5"}
    assert without_own_words({"own": {"own-1": row}}, OWN_ROWS) == {"own": {"own-1": {"label": WITHHELD, "p": "0.5"}}}


@pytest.mark.parametrize("text", ["12 is my ward", "s123456", "0170 555 123 456 78", "Ann", "12\n13 Elm Street", "٣"])
def test_what_is_more_than_a_number_is_withheld(text: str) -> None:
    assert without_own_words({"rv": text}, {"rv"}) == {"rv": WITHHELD}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), json_values, max_size=3))
def test_whatever_a_file_holds_only_known_words_and_numbers_come_through(answer: dict[str, Any]) -> None:
    known = {"a", "b"}
    for way, value in parts(without_own_words(answer, known)).items():
        assert set(way.split("/")) <= known | {str(n) for n in range(1, 4)}
        if isinstance(value, str) and value.strip():
            assert value in {*known, WITHHELD} or not any(c.isalpha() for c in value)


def test_parts_name_the_way_to_each_value() -> None:
    answer = {"order": ["ask", "offer"], "items": {"nights": "need", "rest": None}, "p": 0.5, "own": False, "note": ""}
    assert parts(answer) == {"order/1": "ask", "order/2": "offer", "items/nights": "need", "p": 0.5, "own": False}
