"""What can be wrong in a `number` exercise and its key."""

from __future__ import annotations

from random import Random

from rounds.core.formulas import calculate, fill
from rounds.kinds import base, drawn_figures
from rounds.kinds.base import Problem
from rounds.kinds.drawn_figures import SEEDS_TRIED
from rounds.kinds.number.spec import Exercise, Follows, Item, Key


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
        dial = {item.dial.name: rng.choice(item.dial.settings)}
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
