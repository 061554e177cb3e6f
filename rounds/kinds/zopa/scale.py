"""The axis that figures of `zopa` are set on."""

from __future__ import annotations

import math

from pydantic import Field

from rounds.kinds.base import Strict, Text


class Scale(Strict):
    """The axis of all figures, in steps of a slider."""

    learner_sees = ("least", "most", "step", "unit")
    least: float
    most: float
    step: float = Field(gt=0)
    unit: Text

    @property
    def reach(self) -> float:
        """From end to end, in the unit."""
        return self.most - self.least

    @property
    def steps(self) -> int:
        """How many steps lead from end to end."""
        return math.floor(self.reach / self.step + 1e-9)

    def snap(self, value: float) -> float:
        """The nearest setting of a slider."""
        at = min(self.steps, max(0, round((value - self.least) / self.step)))
        return round(self.least + at * self.step, 9)
