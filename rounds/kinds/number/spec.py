"""`number`: values to work out, with a unit and a tolerance; the figures differ from learner to learner."""

from __future__ import annotations

from random import Random
from typing import Any, Literal

from pydantic import Field

from rounds.core.formulas import calculate, fill
from rounds.kinds import base, drawn_figures
from rounds.kinds.base import Id, Name, Problem, Strict, Text
from rounds.kinds.drawn_figures import SEEDS_TRIED, Draw


class Dial(Strict):
    """A figure that the learner sets within a range; the formula uses it under `name`."""

    name: Name
    label: Text
    least: float
    most: float
    step: float = Field(gt=0)
    percent: bool = Field(False, description="show 0.25 as 25 %")


class Item(Strict):
    """A value to work out. `least` and `most` are what can be typed, not a hint at the value."""

    id: Id
    text: Text
    unit: Text
    least: float = 0
    most: float
    dial: Dial | None = None


class Exercise(drawn_figures.Exercise):
    """Values to work out; `{name}` in case, task and items is filled in with what was drawn."""

    kind: Literal["number"]
    items: list[Item] = Field(min_length=1)
    key: Key | None = Field(None, description="practice only: a graded key stands in grader/keys")

    def filled(self, figures: dict[str, float]) -> dict[str, Any]:
        """Case, task and the texts of the items."""
        items = [item.model_copy(update={"text": fill(item.text, figures)}) for item in self.items]
        return {**super().filled(figures), "items": items}


class WrongPath(Strict):
    """A value that a foreseeable mistake leads to."""

    value: Text = Field(description="a formula")
    slip: Id


class Follows(Strict):
    """What the value would be if the learner's own earlier ones were right: a slip is not paid for twice."""

    value: Text = Field(description="a formula; the items in `of` stand in it by id, with _ for -")
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
    """The right values; `given` names formulas that others build upon; `otherwise` is any other mistake."""

    given: dict[Name, Text] = Field(default_factory=dict)
    items: dict[Id, Answered]
    otherwise: Id

    def figures(self, exercise: Exercise, dial: dict[str, float] | None = None) -> dict[str, float]:
        """The figures that formulas and texts may use."""
        figures = {**exercise.figures, **(dial or {})}
        for name, formula in self.given.items():
            figures[name] = calculate(formula, figures)
        return figures


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong between the parts of the exercise and its key."""
    found = base.unique([i.id for i in exercise.items], "item") + drawn_figures.too_few(exercise)
    found += [
        Problem(i.id, f"allows {i.least:g} to {i.most:g}; most must be larger")
        for i in exercise.items
        if i.least >= i.most
    ]
    if found:
        return found
    try:
        exercise.drawn(0)
    except ValueError as error:
        return [Problem("", str(error))]
    if key is None:
        return []
    found = base.same_ids([i.id for i in exercise.items], key.items, "items")
    found += base.one_of(key.otherwise, key.slips, "otherwise: slip")
    for at, name in enumerate(i.id for i in exercise.items):
        answered, earlier = key.items.get(name), [i.id for i in exercise.items[:at] if i.dial is None]
        found += base.known_slips((path.slip for path in (answered.wrong if answered else ())), key, name)
        if answered and answered.follows:
            for other in answered.follows.of:
                found += base.one_of(other, earlier, "follows: earlier item without a dial", name)
            for slip in answered.follows.unless:
                found += base.one_of(slip, key.slips, "follows: slip", name)
    return found or _tried(exercise, key)


def _tried(exercise: Exercise, key: Key) -> list[Problem]:
    seeds = range(SEEDS_TRIED if exercise.draws or any(i.dial for i in exercise.items) else 1)
    learners = [(seed, exercise.drawn(seed)) for seed in seeds]
    return drawn_figures.once(
        problem for seed, drawn in learners for item in drawn.items for problem in _item(drawn, key, item, Random(seed))
    )


def _item(exercise: Exercise, key: Key, item: Item, rng: Random) -> list[Problem]:
    answered, dial = key.items[item.id], {}
    if item.dial:
        dial = {item.dial.name: rng.choice(steps(item.dial))}
    try:
        figures = key.figures(exercise, dial)
        value = calculate(answered.value, figures)
        fill(answered.why, {**figures, "value": value})
        follows = value if answered.follows is None else _followed(key, answered.follows, figures)
        wrong = [calculate(path.value, figures) for path in answered.wrong]
    except ValueError as error:
        return [Problem(item.id, str(error))]
    shown = ", ".join(f"{name} = {figure:g}" for name, figure in figures.items())
    found = []
    if not item.least <= value <= item.most:
        found.append(
            Problem(
                item.id, f"its value can lie outside what can be typed: {value:g} with {shown}; widen least and most"
            )
        )
    near, reach = answered.near(value), item.most - item.least
    if near * 2 > 0.1 * reach:
        found.append(
            Problem(item.id, f"its tolerance is too wide: {near:g} on a range of {reach:g}; a guesser would hit it")
        )
    if abs(follows - value) > near:
        says = f"its follows does not lead from right values to the right one: {follows:g}, not {value:g}, with {shown}"
        found.append(Problem(item.id, says))
    for path, other in zip(answered.wrong, wrong, strict=True):
        if abs(other - value) <= near:
            found.append(
                Problem(item.id, f"its wrong path {path.value} can be right: {other:g} with {shown}; change the draws")
            )
    return found


def _followed(key: Key, follows: Follows, figures: dict[str, float]) -> float:
    right = {name: calculate(key.items[name].value, figures) for name in follows.of}
    return calculate(follows.value, {**figures, **follows.figures(right)})


def steps(dial: Dial) -> list[float]:
    """All the settings of a dial."""
    return Draw(least=dial.least, most=dial.most, step=dial.step).values()
