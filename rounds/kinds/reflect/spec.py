"""`reflect`: free text, judged by a person with a rubric."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rounds.kinds import base
from rounds.kinds.base import Id, Strict, Text


class Area(Strict):
    """A place to write."""

    learner_sees = ("id", "label", "hint", "weights", "lines", "sentences")
    id: Id
    label: Text
    hint: str = ""
    weights: int = Field(
        0, ge=0, le=8, description="instead of free text: so many rows of words and a weight, together 100"
    )
    lines: int = Field(0, ge=0, le=40, description="so many lines, or rows of weights, are asked for at least")
    sentences: int = Field(0, ge=0, le=40, description="so many sentences are asked for at least")


class Line(Strict):
    """A line of the rubric: what 0, 1, 2 and 3 points look like."""

    learner_sees = ("id", "label", "levels")
    id: Id
    label: Text
    levels: Annotated[list[Text], Field(min_length=4, max_length=4)]


class Exercise(base.Exercise):
    """Something to write about, and the rubric for judging it."""

    learner_sees = ("kind", "fields", "rubric")
    kind: Literal["reflect"]
    fields: list[Area] = Field(min_length=1)
    rubric: list[Line] = Field(min_length=1)
    key: Key | None = Field(None, description="practice only: graded keys are in grader/keys")


class Key(base.Key):
    """A good answer, and what to look for."""

    exemplar: dict[Id, Text]
    look_for: list[Text] = Field(default_factory=list)
