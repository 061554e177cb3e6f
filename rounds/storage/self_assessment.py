"""Self-study: the points you give your own work where only a person can judge it, line by line of the rubric.

They are not graded, and stand in the answers file under an id of their own, which no exercise can have: an exercise's id
holds no slash. So whatever marks, counts or makes receipts of answers passes them over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rounds import kinds
from rounds.core.scoring import Answer
from rounds.kinds.registry import RubricLine
from rounds.storage.answers import Answers
from rounds.storage.shown_feedback import feedback_id

if TYPE_CHECKING:
    from rounds.content.loader import Exercise, Module


def judged_id(exercise: str) -> str:
    """Under what id the judging of an exercise is saved."""
    return f"{exercise}/judged"


def use_of(exercise: Exercise, self_study: bool) -> str:
    """What an exercise is for, in the words of every place that says it: card, lists, front page.

    On one's own nobody grades a reflection, whatever points it would have in a course.
    """
    if exercise.use == "survey":
        return "Not graded"
    if self_study and kinds.of(exercise.kind).graded_by_person:
        return "Not graded: you judge it yourself"
    if exercise.use == "practice":
        return "Practice"
    points = f"{exercise.points or 0:g}"
    return f"Graded, {points} {'point' if points == '1' else 'points'}"


def known_ids(module: Module) -> set[str]:
    """Every id that may stand in a module's answers file: its exercises, what was asked of them, and how reflections were judged."""
    ids = {exercise.id for exercise in module.exercises}
    ids |= {feedback_id(), *map(feedback_id, ids)}
    return ids | {judged_id(exercise.id) for exercise in module.exercises if rubric_lines(exercise)}


def rubric_lines(exercise: Exercise) -> list[RubricLine]:
    """The lines by which a person judges an exercise; none where the program marks it."""
    rubric = kinds.of(exercise.kind).rubric
    return rubric.lines(exercise) if rubric else []


def levels(exercise: Exercise, given: Answer) -> dict[str, int]:
    """The points, 0 to 3, by line of the rubric; whatever else was given is passed over."""
    return {
        line.id: value
        for line in rubric_lines(exercise)
        if isinstance(value := given.get(line.id), int) and not isinstance(value, bool) and 0 <= value <= 3
    }


def sentence(exercise: Exercise, saved: Answers) -> str:
    """`You gave yourself 6 of 9. Not graded.`; empty where nothing was judged."""
    own = levels(exercise, saved.of(judged_id(exercise.id)))
    if not own:
        return ""
    lines = len(rubric_lines(exercise))
    if len(own) < lines:
        return f"You have judged {len(own)} of {lines} lines. Not graded."
    return f"You gave yourself {sum(own.values())} of {3 * lines}. Not graded."
