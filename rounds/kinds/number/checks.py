"""What can be wrong in a `number` exercise and its key."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from rounds.core.formulas import calculate, fill
from rounds.kinds import base, drawn_figures
from rounds.kinds.base import Problem
from rounds.kinds.drawn_figures import SEEDS_TRIED
from rounds.kinds.number.spec import Answered, Exercise, Follows, Item, Key

WIDEST = 0.1  # of what can be typed: a wider tolerance would be hit by guessing


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong in the exercise and its key."""
    problems = base.unique([item.id for item in exercise.items], "item") + drawn_figures.too_few(exercise)
    problems += [
        Problem(item.id, f"allows {item.least:g} to {item.most:g}; most must be larger")
        for item in exercise.items
        if item.least >= item.most
    ]
    if problems:
        return problems
    try:
        exercise.drawn(0)
    except ValueError as error:
        return [Problem("", str(error))]
    return [] if key is None else list(_key(exercise, key)) or _over_draws(exercise, key)


def _key(exercise: Exercise, key: Key) -> Iterator[Problem]:
    yield from base.same_ids([item.id for item in exercise.items], key.items, "items")
    yield from base.one_of(key.otherwise, key.slips, "otherwise: slip")
    earlier: list[str] = []
    for item in exercise.items:
        if about := key.items.get(item.id):
            yield from base.known_slips((path.slip for path in about.wrong), key, item.id)
            for name in about.follows.of if about.follows else ():
                yield from base.one_of(name, earlier, "follows: earlier item without a dial", item.id)
            for slip in about.follows.unless if about.follows else ():
                yield from base.one_of(slip, key.slips, "follows: slip", item.id)
        earlier += [item.id] if item.dial is None else []


def _over_draws(exercise: Exercise, key: Key) -> list[Problem]:
    """What is wrong with the figures of one learner after another; each problem once."""
    seeds = range(SEEDS_TRIED if exercise.draws or any(item.dial for item in exercise.items) else 1)
    learners = [(exercise.drawn(seed), seed) for seed in seeds]
    return drawn_figures.once(
        problem for drawn, seed in learners for item in drawn.items for problem in _item(drawn, key, item, Random(seed))
    )


def _item(exercise: Exercise, key: Key, item: Item, rng: Random) -> Iterator[Problem]:
    about = key.items[item.id]
    dial = {item.dial.name: rng.choice(item.dial.settings)} if item.dial else {}
    try:
        figures = key.figures(exercise, dial)
        value = calculate(about.value, figures)
        fill(about.why, {**figures, "value": value})
        follows = value if about.follows is None else _followed(key, about.follows, figures)
        wrong_values = [calculate(path.value, figures) for path in about.wrong]
    except ValueError as error:
        yield Problem(item.id, str(error))
        return
    shown = ", ".join(f"{name} = {figure:g}" for name, figure in figures.items())
    if not item.least <= value <= item.most:
        says = f"its value can lie outside what can be typed: {value:g} with {shown}; widen least and most"
        yield Problem(item.id, says)
    near, reach = about.near(value), item.most - item.least
    if near * 2 > WIDEST * reach:
        says = f"its tolerance is too wide: {near:g} on a range of {reach:g}; a guesser would hit it"
        yield Problem(item.id, says)
    if abs(follows - value) > near:
        says = f"its follows does not lead from right values to the right one: {follows:g}, not {value:g}, with {shown}"
        yield Problem(item.id, says)
    yield from _wrong_paths(item, about, value, wrong_values, shown)


def _wrong_paths(item: Item, about: Answered, value: float, wrong_values: list[float], shown: str) -> Iterator[Problem]:
    for path, wrong in zip(about.wrong, wrong_values, strict=True):
        if abs(wrong - value) <= about.near(value):
            says = f"its wrong path {path.value} can be right: {wrong:g} with {shown}; change the draws"
            yield Problem(item.id, says)


def _followed(key: Key, follows: Follows, figures: dict[str, float]) -> float:
    right = {name: calculate(key.items[name].value, figures) for name in follows.of}
    return calculate(follows.value, {**figures, **follows.figures(right)})
