"""Figures that differ from learner to learner, for the kinds that draw some, and checks over many draws."""

from __future__ import annotations

import math
from collections.abc import Iterable
from random import Random
from typing import Any, Self

from pydantic import Field, PrivateAttr

from rounds.core.formulas import fill
from rounds.kinds import base
from rounds.kinds.base import Name, Problem, Strict

SEEDS_TRIED = 60  # draws for which every rule must hold


class Draw(Strict):
    """A figure drawn for each learner: one of `choices`, or a step of a range."""

    choices: list[float] = Field(default_factory=list)
    least: float | None = None
    most: float | None = None
    step: float | None = Field(None, gt=0)

    def values(self) -> list[float]:
        """All the figures that may be drawn."""
        if self.choices or self.least is None or self.most is None or self.step is None:
            return self.choices
        count = math.floor((self.most - self.least) / self.step + 1e-9) + 1
        return [round(self.least + n * self.step, 9) for n in range(count)]


class Exercise(base.Exercise):
    """An exercise with different figures for each learner; `{name}` in its texts becomes the figure that was drawn."""

    draws: dict[Name, Draw] = Field(default_factory=dict)
    _drawn: dict[str, float] | None = PrivateAttr(None)

    def drawn(self, seed: int | None) -> Self:
        """The exercise with the figures of that learner."""
        rng = Random(f"{seed or 0}/{self.id}")
        figures = {name: rng.choice(draw.values()) for name, draw in self.draws.items()}
        copy = self.model_copy(update=self.filled(figures))
        copy._drawn = figures
        return copy

    def filled(self, figures: dict[str, float]) -> dict[str, Any]:
        """The fields that show figures, with these; each kind adds its own."""
        return {"case": fill(self.case, figures), "task": fill(self.task, figures)}

    @property
    def figures(self) -> dict[str, float]:
        """What was drawn for the learner; before that, what seed 0 draws."""
        return self._drawn if self._drawn is not None else self.drawn(0).figures


def too_few(exercise: Exercise) -> list[Problem]:
    """A problem for each figure that would be the same for everyone."""
    return [
        Problem(name, "draws fewer than two figures; give choices, or least, most and step")
        for name, draw in exercise.draws.items()
        if len(draw.values()) < 2
    ]


def once(problems: Iterable[Problem]) -> list[Problem]:
    """The first of problems that differ only in the figures after the colon."""
    first: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        first.setdefault((problem.item, problem.says.split(":")[0]), problem)
    return list(first.values())
