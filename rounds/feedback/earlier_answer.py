"""Puts into words what was answered to an earlier version of an exercise, as far as its ids still say it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rounds.content.loader import Exercise
from rounds.core.scoring import Answer
from rounds.storage.earlier_versions import Earlier


def told(exercise: Exercise, earlier: Earlier) -> dict[str, Any]:
    """What the page says of earlier answers."""
    return {
        "time": earlier.time,
        "changed": len(earlier.parts),
        "total": earlier.total,
        "replaced": earlier.replaced,
        "lines": lines(exercise, earlier.answer),
    }


def lines(exercise: Exercise, answer: Answer) -> list[str]:
    """An answer, a line for each thing that was chosen, placed or typed."""
    names = dict(_names(exercise.model_dump(mode="json", exclude={"key", "covers", "title"})))
    return [": ".join(names.get(part) or _named(part) for part in line) for line in _leaves(answer)]


def _named(part: str) -> str:
    """An id that is no longer in the exercise, or the number of a line that a learner wrote in a conversation."""
    return "In your own words" if part.isdigit() else part.replace("-", " ")


def _leaves(value: object, trail: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(
                part, trail if name in ("moves", "lines", "cells", "chosen") else (*trail, *name.split("/"))
            )
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part, trail)
    elif value is True:  # ticked
        yield trail
    elif value is not None and value != "":
        yield (*trail, str(value))


def _names(value: object) -> Iterator[tuple[str, str]]:
    """What each id is called on the page."""
    if isinstance(value, dict):
        name = next(
            (value[field] for field in ("label", "text") if isinstance(value.get(field), str) and value[field]), None
        )
        if isinstance(value.get("id"), str) and name:
            yield value["id"], name
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _names(part)
