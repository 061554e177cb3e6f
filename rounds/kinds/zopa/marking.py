"""Marking of `zopa`: `mark_zone.py` and `mark_interval.py`, one for each form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rounds.core.scoring import Answer, ItemMark, Mark, not_blank
from rounds.kinds.zopa.interval import marking
from rounds.kinds.zopa.zone import marking as mark_zone

if TYPE_CHECKING:
    from rounds.kinds.zopa.spec import Exercise, Key


def _form(exercise: Exercise) -> Any:
    return mark_zone if exercise.form == "zone" else marking


def clean(exercise: Exercise, answer: Answer) -> tuple[Any, tuple[str, ...]]:
    """The part of `answer` that can be marked, and notes about the rest."""
    found: tuple[Any, tuple[str, ...]] = _form(exercise).clean(exercise, answer)
    return found


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many questions are answered, and how many there are."""
    found: tuple[int, int] = _form(exercise).progress(exercise, answer)
    return found


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, as the page names it, in its order."""
    found: list[str] = _form(exercise).left(exercise, answer)
    return found


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """The mark by the rules of the exercise's form."""
    made: Mark = _form(exercise).mark(exercise, key, answer)
    return made


def respond(exercise: Exercise, key: Key, answer: Answer) -> dict[str, ItemMark]:
    """Practice: what to say at once, for each question that is answered; of what opens a zone, once the zone is."""
    said = not_blank(mark(exercise, key, answer).items)
    if "zone" in exercise.asks and "zone" not in said:
        said.pop("rescue", None)
    return said
