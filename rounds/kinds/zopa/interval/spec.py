"""The parts of a `zopa` exercise of form `interval`, and of its key."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import Field

from rounds.kinds.base import Id, Strict, Text
from rounds.kinds.zopa.scale import Scale

Miss = Literal["wide", "narrow", "below", "above", "own-view"]


class Estimate(Strict):
    """A figure of the other side to be bracketed from clues; `least` and `most` are what can be set."""

    learner_sees = ("id", "label", "text", "unit", "least", "most", "step")
    id: Id
    label: Text
    text: Text
    unit: Text
    least: float
    most: float
    step: float = Field(gt=0)

    @cached_property
    def scale(self) -> Scale:
        """Its axis."""
        return Scale(least=self.least, most=self.most, step=self.step, unit=self.unit)


class Truth(Strict):
    """What the figure is, the interval that the clues allow, and the slips of missing it."""

    truth: Text
    low: Text
    high: Text
    why: Text
    own_view: Text | None = Field(None, description="a formula: the learner's own figure, projected on the other side")
    slips: dict[Miss, Id]
