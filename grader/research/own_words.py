"""Takes what learners typed out of their answers: only what the course itself can say is kept.

A free text can identify people, and an answers file can hold anything anywhere. So it isn't asked which parts are
texts. A string stays only if the exercise, or a simulated learner's answer to it, has the same one, or if it is a number
where a number is asked for: what is a phone number in a reflection is a figure in a table.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from rounds import kinds
from rounds.content.loader import Exercise
from rounds.core.scoring import Answer
from rounds.kinds.base import Key
from rounds.kinds.dialogue.own_lines import STEPS

WITHHELD = "(own words)"
NUMBER = re.compile(r"[-+\u2212]?\d[\d.,' \u00a0\u202f]{0,11}\s?%?", re.ASCII)
# Rows that learners add to a table: no simulated learner has any.
OWN_ROWS = frozenset({"own", "label", "scores", "p", "control", *(f"own-{row}" for row in range(1, 9))})
TYPED = frozenset({"label", "line", "lines"})  # fields of other answers than reflections that take any text
Value = str | float | bool | None


def known_strings(exercise: Exercise, key: Key | None) -> frozenset[str]:
    """Every string that the course itself can put into an answer: field names, ids and choices."""
    simulated = kinds.of(exercise.kind).learners
    strings = set(_strings(exercise.model_dump(mode="json", exclude={"key"})))
    strings |= set(_strings([*simulated.constants(exercise).values()]))
    if key is not None:
        strings |= set(_strings(simulated.expert(exercise, key)))
    if exercise.kind == "dialogue":
        strings |= {"lines", *STEPS}
    return frozenset(strings | OWN_ROWS)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield str(name)
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def without_own_words(answer: Any, known: Collection[str], *, numbers: bool = True) -> Any:
    """The answer with a placeholder for each text that a learner typed, and without parts the course doesn't know.

    Without `numbers`, as in reflections, a number is a text like any other.
    """
    if isinstance(answer, dict):
        return {
            name: without_own_words(value, known, numbers=numbers and name not in TYPED)
            for name, value in answer.items()
            if name in known
        }
    if isinstance(answer, list):
        return [without_own_words(value, known, numbers=numbers) for value in answer]
    if isinstance(answer, str):
        kept = not answer.strip() or answer in known or (numbers and NUMBER.fullmatch(answer.strip()))
        return answer if kept else WITHHELD
    if isinstance(answer, int | float) and not isinstance(answer, bool) and not numbers:
        return WITHHELD
    return answer


def only_known_parts(answer: Any, known: Collection[str]) -> Any:
    """The answer with all its texts, but without parts the course doesn't know."""
    if isinstance(answer, dict):
        return {name: only_known_parts(value, known) for name, value in answer.items() if name in known}
    return [only_known_parts(value, known) for value in answer] if isinstance(answer, list) else answer


def parts(answer: Answer) -> dict[str, Value]:
    """An answer's values by the way to each: `items/nights`, or `order/2` for the second in a list."""
    values: dict[str, Value] = {}
    _add(answer, "", values)
    return values


def _add(value: Any, way: str, values: dict[str, Value]) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _add(inner, f"{way}/{name}" if way else name, values)
    elif isinstance(value, list):
        for at, inner in enumerate(value, start=1):
            _add(inner, f"{way}/{at}" if way else str(at), values)
    elif value not in (None, ""):
        values[way] = value
