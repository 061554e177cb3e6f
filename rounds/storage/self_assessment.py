"""Self-study: the points learners give work that only a person can judge, line by line of the rubric.

They aren't graded. The answers file has them under an id of their own that no exercise can have, since an exercise's
id has no slash. So everything that grades, counts or makes receipts of answers skips them.
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
    """The id under which the judging of an exercise is saved."""
    return f"{exercise}/judged"


def use_of(exercise: Exercise, self_study: bool) -> str:
    """What an exercise is for, in the words of every place that says it: card, lists, front page.

    In self-study nobody grades a reflection, no matter what points it would have in a course.
    """
    if not exercise.judged:
        return "Not graded"
    if self_study and kinds.of(exercise.kind).graded_by_person:
        return "Not graded: you judge it yourself"
    if exercise.use == "practice":
        return "Practice"
    points = f"{exercise.points or 0:g}"
    return f"Graded, {points} {'point' if points == '1' else 'points'}"


def known_ids(module: Module) -> set[str]:
    """Every id that a module's answers file may have: exercises, feedback that was asked for, and judgings of reflections.

    Those of exercises that others took the place of are among them.
    """
    ids = {exercise.id for exercise in module.exercises}
    ids |= {name for exercise in module.exercises for name in exercise.replaces}
    ids |= {feedback_id(), *map(feedback_id, ids)}
    return ids | {judged_id(exercise.id) for exercise in module.exercises if rubric_lines(exercise)}


def rubric_lines(exercise: Exercise) -> list[RubricLine]:
    """The lines by which a person judges an exercise; none if the program grades it."""
    rubric = kinds.of(exercise.kind).rubric
    return rubric.lines(exercise) if rubric else []


def levels(exercise: Exercise, judging: Answer) -> dict[str, int]:
    """The points, 0 to 3, by line of the rubric; anything else in the judging is skipped."""
    return {
        line.id: value
        for line in rubric_lines(exercise)
        if isinstance(value := judging.get(line.id), int) and not isinstance(value, bool) and 0 <= value <= 3
    }


def sentence(exercise: Exercise, saved: Answers) -> str:
    """`You gave yourself 6 of 9. Not graded.`; empty if nothing was judged."""
    points = levels(exercise, saved.of(judged_id(exercise.id)))
    if not points:
        return ""
    lines = len(rubric_lines(exercise))
    if len(points) < lines:
        return f"You have judged {len(points)} of {lines} lines. Not graded."
    return f"You gave yourself {sum(points.values())} of {3 * lines}. Not graded."
