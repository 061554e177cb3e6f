"""Marking of `zopa`: what its two forms say, each in a folder of its own."""

from __future__ import annotations

from rounds.core.scoring import Answer, ItemMark, Mark, not_blank
from rounds.kinds.zopa.interval import marking as interval
from rounds.kinds.zopa.spec import Exercise, Key
from rounds.kinds.zopa.zone import answers as zone_answers
from rounds.kinds.zopa.zone import marking as zone


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many questions are answered, and how many there are."""
    if exercise.form == "zone":
        return zone_answers.progress(exercise, answer)
    return interval.progress(exercise, answer)


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, by the names the page has for it, in its order."""
    if exercise.form == "zone":
        return zone_answers.left(exercise, answer)
    return interval.left(exercise, answer)


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """The mark by the rules of the exercise's form."""
    if exercise.form == "zone":
        return zone.mark(exercise, key, answer)
    return interval.mark(exercise, key, answer)


def respond(exercise: Exercise, key: Key, answer: Answer) -> dict[str, ItemMark]:
    """Practice: what to say at once, for each question that is answered; of what opens a zone, once the zone is."""
    said = not_blank(mark(exercise, key, answer).items)
    if "zone" in exercise.asks and "zone" not in said:
        said.pop("rescue", None)
    return said
