"""The registry of kinds: every folder is in it, its parts take only their own exercises, and a page gets what is listed."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from pydantic import create_model

from grader.course import ROOT, sources
from rounds import kinds
from rounds.kinds import KINDS, registry
from rounds.kinds.base import Exercise, Key, Strict

UNLISTED = "what no learner may read"


@lru_cache(maxsize=1)
def course() -> dict[str, list[tuple[Exercise, Key | None]]]:
    """The exercises of the course with their keys, by kind."""
    every: dict[str, list[tuple[Exercise, Key | None]]] = {name: [] for name in KINDS}
    for source in sources():
        module, keys = source.load()
        for exercise in module.exercises:
            every[exercise.kind].append((exercise, keys.get(exercise.id)))
    return every


def keyed(name: str) -> tuple[Exercise, Key]:
    """An exercise of a kind with its key; the key of an opening is empty."""
    keys = (
        (exercise, key or (registry.models(name).key() if name == "opening" else None))
        for exercise, key in course()[name]
    )
    return next((exercise, key) for exercise, key in keys if key is not None)


def test_every_folder_of_a_kind_is_in_the_list_and_has_its_parts() -> None:
    folders = {path.parent.name for path in (ROOT / "rounds" / "kinds").glob("*/kind.py")}
    assert folders == set(KINDS)
    assert len(KINDS) == len(set(KINDS)) >= 12
    for name in KINDS:
        kind = kinds.of(name)
        assert kind.name == name
        assert kind.exercise.model_fields["kind"].annotation.__args__ == (name,)  # type: ignore[union-attr]
        assert registry.models(name) == (kind.exercise, kind.key)
        assert (ROOT / "rounds" / "kinds" / name / "view.js").is_file()


def test_a_kind_that_is_none_is_answered_with_those_there_are() -> None:
    with pytest.raises(ValueError, match='kind "sorting" is not one of sort, opening, select'):
        kinds.of("sorting")


@pytest.mark.parametrize("name", KINDS)
def test_a_part_refuses_the_exercise_and_the_key_of_another_kind(name: str) -> None:
    kind, (exercise, key) = kinds.of(name), keyed(name)
    other, other_key = keyed("sort" if name != "sort" else "grid")
    assert kind.marking.mark(exercise, key, {}).answered == 0
    for call in (
        lambda: kind.marking.mark(other, key, {}),
        lambda: kind.marking.mark(exercise, other_key, {}),
        lambda: kind.marking.progress(other, {}),
        lambda: kind.marking.left(other, {}),
        lambda: kind.marking.respond(exercise, other_key, {}),
        lambda: kind.checks.problems(other, None),
        lambda: kind.learners.expert(exercise, other_key),
        lambda: kind.learners.constants(other),
    ):
        with pytest.raises(TypeError, match=r"isn't a rounds\.kinds\."):
            call()


def places(value: object) -> Iterator[tuple[Any, Any]]:
    """Every model within a value, as a place in a list, dictionary or model: what holds it, and under which name."""
    if isinstance(value, Strict):
        parts: Any = [(name, getattr(value, name)) for name in type(value).model_fields]
    elif isinstance(value, dict):
        parts = list(value.items())
    else:
        parts = list(enumerate(value)) if isinstance(value, list) else []
    for name, part in parts:
        if isinstance(part, Strict):
            yield value, name
        yield from places(part)


@lru_cache(maxsize=200)
def longer(model: type[Strict]) -> type[Strict]:
    """The class of a model with one field more, which it lists nowhere."""
    return create_model(model.__name__, __base__=model, new_field=(str, UNLISTED))


def with_new_field(model: Strict) -> Strict:
    """The model once someone adds a field to its class and lists it nowhere."""
    copy = longer(type(model)).model_construct(**{name: getattr(model, name) for name in type(model).model_fields})
    object.__setattr__(copy, "__pydantic_private__", model.__pydantic_private__)
    assert copy.new_field == UNLISTED  # type: ignore[attr-defined]
    return copy


@pytest.mark.parametrize("name", KINDS)
def test_a_new_field_is_hidden_until_it_is_listed_in_the_exercise_and_in_every_model_within(name: str) -> None:
    for original, _ in course()[name]:
        before = original.public()
        exercise = with_new_field(original.model_copy(deep=True))
        nested = list(places(exercise))
        for holder, part in nested:
            new = with_new_field(getattr(holder, part) if isinstance(holder, Strict) else holder[part])
            if isinstance(holder, Strict):
                holder.__dict__[part] = new
            else:
                holder[part] = new
        assert len(nested) >= (0 if name == "opening" else 2)  # an opening is one question and no items
        assert all(
            (vars(holder)[part] if isinstance(holder, Strict) else holder[part]).new_field for holder, part in nested
        )
        assert UNLISTED not in repr(exercise.public())
        assert exercise.public() == before


def test_a_field_that_is_listed_is_shown() -> None:
    """The counterpart, without which the test above would also pass if nothing were ever shown."""
    exercise, _ = keyed("sort")
    listed = create_model("Exercise", __base__=type(exercise), new_field=(str, UNLISTED))
    listed.learner_sees = ("new_field",)
    shown = listed.model_construct(**{name: getattr(exercise, name) for name in type(exercise).model_fields}).public()
    assert shown == {**exercise.public(), "new_field": UNLISTED}


def test_no_key_and_nothing_that_a_kind_plays_or_draws_is_shown() -> None:
    hidden = {
        "dialogue": {"states", "states_in", "others", "quantities", "interests", "start"},
        "number": {"draws"},
        "zopa": {"draws"},
        "package": {"roles", "shuffled", "division", "contingent", "batna", "scales"},
    }
    for name in KINDS:
        for exercise, _ in course()[name]:
            fields = set(type(exercise).model_fields)
            assert hidden.get(name, set()) <= fields
            assert set(exercise.drawn(1).public()) == fields - {"key", "covers", "same_as", "replaces"} - hidden.get(
                name, set()
            )


def test_a_list_that_names_no_field_is_refused() -> None:
    with pytest.raises(TypeError, match="learner_sees names lable, which it lacks"):

        class Slip(Strict):
            learner_sees = ("lable",)
            label: str = ""


def test_nothing_outside_a_kinds_folder_asks_for_reflect_by_name() -> None:
    code = [p for p in (ROOT / "rounds", ROOT / "grader") for p in (*p.rglob("*.py"), *p.rglob("*.js"))]
    asking = [
        path.relative_to(ROOT).as_posix()
        for path in code
        if "kinds/reflect" not in path.as_posix() and '"reflect"' in path.read_text(encoding="utf-8")
    ]
    # The list of kinds itself; and a conversation's moves have styles, one of which has this name.
    assert sorted(asking) == [
        "rounds/kinds/dialogue/checks.py",
        "rounds/kinds/dialogue/engine.py",
        "rounds/kinds/registry.py",
    ]
