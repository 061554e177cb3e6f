"""What a person grades `reflect` by: the texts, the lines of the rubric, and the exemplar."""

from __future__ import annotations

from rounds.core.scoring import Answer
from rounds.kinds.reflect.marking import clean
from rounds.kinds.reflect.spec import Exercise, Key
from rounds.kinds.registry import Example, Passage, RubricLine


def passages(exercise: Exercise, answer: Answer) -> list[Passage]:
    """What the learner wrote, field by field, without what is blank."""
    texts = clean(exercise, answer)[0]
    return [Passage(field.id, field.label, texts[field.id]) for field in exercise.fields if field.id in texts]


def lines(exercise: Exercise) -> list[RubricLine]:
    """The lines of the rubric."""
    return [RubricLine(line.id, line.label, tuple(line.levels)) for line in exercise.rubric]


def example(exercise: Exercise, key: Key) -> Example:
    """The exemplar, field by field, and what to look for."""
    return Example(
        [Passage(field.id, field.label, key.exemplar[field.id]) for field in exercise.fields], list(key.look_for)
    )
