"""`zopa`: both sides' values on one axis and the zone between them, or intervals estimated from clues."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from rounds.core.formulas import calculate, fill
from rounds.kinds import base, drawn_figures
from rounds.kinds.base import Id, Name, Text
from rounds.kinds.zopa.interval.spec import Estimate, Truth
from rounds.kinds.zopa.scale import Scale
from rounds.kinds.zopa.zone.spec import Ask, Figure, Issue, Other, Own, Range, Rescue, ValueOf, Why


class Exercise(drawn_figures.Exercise):
    """Form `zone`: values, ask, zone, share, rescue. Form `interval`: a low and a high end for each estimate."""

    learner_sees = ("kind", "form", "scale", "own", "other", "asks", "deal", "rescue", "estimates")
    kind: Literal["zopa"]
    form: Literal["zone", "interval"] = "zone"
    scale: Scale | None = None
    own: Own | None = None
    other: Other | None = None
    asks: list[Ask] = Field(default_factory=list)
    deal: Text | None = Field(None, description="a formula: the deal whose division is asked")
    rescue: list[Issue] = Field(default_factory=list)
    estimates: list[Estimate] = Field(default_factory=list)
    key: Key | None = Field(None, description="practice only: graded keys are in grader/keys")

    def filled(self, figures: dict[str, float]) -> dict[str, Any]:
        """Case, task, and the texts of issues and clues, filled in; the deal becomes a number."""
        issues = [issue.model_copy(update={"text": fill(issue.text, figures)}) for issue in self.rescue]
        clues = [estimate.model_copy(update={"text": fill(estimate.text, figures)}) for estimate in self.estimates]
        deal = None if self.deal is None else repr(calculate(self.deal, figures))
        return {**super().filled(figures), "rescue": issues, "estimates": clues, "deal": deal}

    @property
    def sides(self) -> tuple[Scale, Own, Other]:
        """What form `zone` needs. Raises ValueError where it is missing, which `problems` says before."""
        if self.scale is None or self.own is None or self.other is None:
            raise ValueError("form zone needs scale, own and other")
        return self.scale, self.own, self.other


class Key(base.Key):
    """The right values, and the slips that are found by comparing; each is asked for where it can occur."""

    given: dict[Name, Text] = Field(default_factory=dict, description="formulas that others build upon")
    values: dict[ValueOf, Figure] = Field(default_factory=dict)
    ask: Range | None = None
    zone: Why | None = None
    share: Why | None = None
    rescue: Rescue | None = None
    swapped: Id | None = Field(None, description="slip: both reservation values exchanged")
    target_for_rv: Id | None = Field(None, description="slip: a target given as a reservation value")
    rv_for_target: Id | None = Field(None, description="slip: a reservation value given as a target")
    midpoint: Id | None = Field(None, description="slip: the ask is the midpoint of the zone")
    ask_worse_than_rv: Id | None = Field(
        None, description="slip: the ask is beyond the learner's own reservation value"
    )
    otherwise: Id | None = Field(None, description="slip: any other value")
    zone_wrong: Id | None = Field(None, description="slip: the zone does not follow from the learner's own values")
    share_wrong: Id | None = Field(None, description="slip: the share does not follow from the learner's own values")
    confidence: float | None = Field(None, gt=0, lt=1, description="form interval: how often the truth lies inside")
    estimates: dict[Id, Truth] = Field(default_factory=dict)

    def figures(self, exercise: Exercise) -> dict[str, float]:
        """The figures that formulas and texts may use: drawn, given, and each value by name (own_rv)."""
        figures = dict(exercise.figures)
        for name, formula in self.given.items():
            figures[name] = calculate(formula, figures)
        values = {name.replace("-", "_"): calculate(right.value, figures) for name, right in self.values.items()}
        figures |= values
        if exercise.own and {"own_rv", "other_rv"} <= figures.keys():
            figures |= {"width": abs(figures["other_rv"] - figures["own_rv"])}
            figures |= {"midpoint": (figures["other_rv"] + figures["own_rv"]) / 2}
        return figures
