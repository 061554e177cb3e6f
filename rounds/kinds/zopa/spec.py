"""`zopa`: both sides' values on one axis, and the zone between them; or intervals guessed from clues."""

from __future__ import annotations

import math
from typing import Any, Literal

from pydantic import Field

from rounds.core.formulas import calculate, fill
from rounds.kinds import base, drawn_figures
from rounds.kinds.base import Id, Name, Strict, Text
from rounds.kinds.number.spec import WrongPath

Ask = Literal["own-rv", "own-target", "other-rv", "other-target", "ask", "zone", "share", "rescue"]
ValueOf = Literal["own-rv", "own-target", "other-rv", "other-target"]
Miss = Literal["wide", "narrow", "below", "above", "own-view"]
ASKS: tuple[Ask, ...] = ("own-rv", "own-target", "other-rv", "other-target", "ask", "zone", "share", "rescue")
VALUES: tuple[ValueOf, ...] = ("own-rv", "own-target", "other-rv", "other-target")


class Scale(Strict):
    """The axis that all figures stand on, in steps of a slider."""

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


class Own(Strict):
    """The side whose preparation this is, and in which direction it is better off."""

    learner_sees = ("label", "wants")
    label: Text
    wants: Literal["more", "less"]


class Other(Strict):
    """The other side; it always wants the opposite."""

    learner_sees = ("label",)
    label: Text


class Issue(Strict):
    """Something that could be put on the table as well."""

    learner_sees = ("id", "text")
    id: Id
    text: Text


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

    @property
    def scale(self) -> Scale:
        """Its axis."""
        return Scale(least=self.least, most=self.most, step=self.step, unit=self.unit)


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
    key: Key | None = Field(None, description="practice only: a graded key stands in grader/keys")

    def filled(self, figures: dict[str, float]) -> dict[str, Any]:
        """Case, task, and the texts of issues and clues; the deal is a number then."""
        issues = [one.model_copy(update={"text": fill(one.text, figures)}) for one in self.rescue]
        clues = [one.model_copy(update={"text": fill(one.text, figures)}) for one in self.estimates]
        deal = None if self.deal is None else repr(calculate(self.deal, figures))
        return {**super().filled(figures), "rescue": issues, "estimates": clues, "deal": deal}

    @property
    def sides(self) -> tuple[Scale, Own, Other]:
        """What form `zone` needs. Raises ValueError where it is missing, which `problems` says before."""
        if self.scale is None or self.own is None or self.other is None:
            raise ValueError("form zone needs scale, own and other")
        return self.scale, self.own, self.other


class Figure(Strict):
    """A right value, how near is near enough, why, and the wrong paths that have a slip of their own."""

    value: Text = Field(description="a formula of the drawn figures and `given`")
    tolerance: float = Field(0.0, ge=0, description="in the unit of the scale")
    why: Text = Field(description="may hold {name}, {value} among them")
    wrong: list[WrongPath] = Field(default_factory=list)


class Range(Strict):
    """From where to where an ask is right: it rests on a standard that the case names."""

    least: Text
    most: Text
    why: Text
    wrong: list[WrongPath] = Field(default_factory=list)


class Why(Strict):
    """What to say of something that follows from the values."""

    why: Text


class Fails(Strict):
    """Why an issue does not open a zone, and the slip of choosing it."""

    why: Text
    slip: Id


class Rescue(Strict):
    """The issue that opens a zone, and why each other one does not."""

    issue: Id
    why: Text
    others: dict[Id, Fails]


class Truth(Strict):
    """What the figure is, the interval that the clues allow, and the slips of missing it."""

    truth: Text
    low: Text
    high: Text
    why: Text
    own_view: Text | None = Field(None, description="a formula: the learner's own figure, projected on the other side")
    slips: dict[Miss, Id]


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
    ask_worse_than_rv: Id | None = Field(None, description="slip: the ask is beyond one's own reservation value")
    otherwise: Id | None = Field(None, description="slip: any other value")
    zone_wrong: Id | None = Field(None, description="slip: the zone does not follow from one's own values")
    share_wrong: Id | None = Field(None, description="slip: the share does not follow from one's own values")
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
