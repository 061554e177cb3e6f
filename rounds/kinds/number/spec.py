"""`number`: values to work out, with a unit and a tolerance; the figures differ from learner to learner."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from rounds.core.formulas import calculate, fill
from rounds.kinds import base, drawn_figures
from rounds.kinds.base import Id, Name, Strict, Text
from rounds.kinds.drawn_figures import Draw


class Dial(Strict):
    """A figure that the learner sets within a range; the formula uses it under `name`."""

    learner_sees = ("name", "label", "least", "most", "step", "percent")
    name: Name
    label: Text
    least: float
    most: float
    step: float = Field(gt=0)
    percent: bool = Field(False, description="show 0.25 as 25 %")

    @property
    def settings(self) -> list[float]:
        """Every value the dial can be set to, from least to most."""
        return Draw(least=self.least, most=self.most, step=self.step).values()


class Item(Strict):
    """A value to work out. `least` and `most` are what can be typed, not a hint at the value."""

    learner_sees = ("id", "text", "unit", "least", "most", "dial")
    id: Id
    text: Text
    unit: Text
    least: float = 0
    most: float
    dial: Dial | None = None


class Exercise(drawn_figures.Exercise):
    """Values to work out; `{name}` in case, task and items becomes the figure that was drawn."""

    learner_sees = ("kind", "items")
    kind: Literal["number"]
    items: list[Item] = Field(min_length=1)
    key: Key | None = Field(None, description="practice only: graded keys are in grader/keys")

    def filled(self, figures: dict[str, float]) -> dict[str, Any]:
        """Case, task and the texts of the items."""
        items = [item.model_copy(update={"text": fill(item.text, figures)}) for item in self.items]
        return {**super().filled(figures), "items": items}


class WrongPath(Strict):
    """The value that a foreseeable mistake leads to."""

    value: Text = Field(description="a formula")
    slip: Id


class Follows(Strict):
    """What the value would be if the learner's own earlier ones were right, so that a slip does not cost twice."""

    value: Text = Field(description="a formula; it uses the items in `of` by their ids, with _ for -")
    of: list[Id] = Field(min_length=2, description="earlier items; at least one of them must be right")
    unless: list[Id] = Field(default_factory=list, description="slips that are not forgiven: nothing was worked out")

    def figures(self, values: dict[str, float]) -> dict[str, float]:
        """The values of the items by the names that the formula uses."""
        return {name.replace("-", "_"): values[name] for name in self.of}


class Answered(Strict):
    """The right value, how near is near enough, why, and the foreseeable wrong paths."""

    value: Text = Field(description="a formula of the drawn figures, the dial and `given`")
    tolerance: float = Field(0.0, ge=0, description="in the item's unit")
    relative: float = Field(0.0, ge=0, lt=0.5, description="as a share of the value; the wider of the two counts")
    why: Text = Field(description="may hold {name}, {value} among them")
    wrong: list[WrongPath] = Field(min_length=1)
    follows: Follows | None = None

    def near(self, value: float) -> float:
        """How far from `value` an answer may lie."""
        return max(self.tolerance, self.relative * abs(value)) + 1e-9


class Key(base.Key):
    """The right values; `given` names formulas that others build on; `otherwise` is the slip of any other value."""

    given: dict[Name, Text] = Field(default_factory=dict)
    items: dict[Id, Answered]
    otherwise: Id

    def figures(self, exercise: Exercise, dial: dict[str, float] | None = None) -> dict[str, float]:
        """The figures that formulas and texts may use."""
        figures = {**exercise.figures, **(dial or {})}
        for name, formula in self.given.items():
            figures[name] = calculate(formula, figures)
        return figures
