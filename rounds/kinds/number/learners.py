"""Simulated learners of `number`."""

from __future__ import annotations

from random import Random

from rounds.core.formulas import calculate
from rounds.core.scoring import Answer
from rounds.kinds.number.spec import Exercise, Item, Key


def _settings(item: Item) -> list[float | None]:
    return [*item.dial.settings] if item.dial else [None]


def _entry(value: float, dial: float | None) -> dict[str, float]:
    return {"value": value} if dial is None else {"value": value, "dial": dial}


def expert(exercise: Exercise, key: Key) -> Answer:
    """Every value worked out, each dial set in the middle of its range."""
    answer: Answer = {}
    for item in exercise.items:
        settings = _settings(item)
        dial = settings[len(settings) // 2]
        figures = key.figures(exercise, {item.dial.name: dial} if item.dial and dial is not None else {})
        answer[item.id] = _entry(calculate(key.items[item.id].value, figures), dial)
    return answer


def constants(exercise: Exercise) -> dict[str, Answer]:
    """The least, the middle, the most; and the figures of the case written down as they are."""
    answers: dict[str, Answer] = {
        "least": {i.id: _entry(i.least, _settings(i)[0]) for i in exercise.items},
        "middle": {i.id: _entry((i.least + i.most) / 2, _settings(i)[-1]) for i in exercise.items},
        "most": {i.id: _entry(i.most, _settings(i)[-1]) for i in exercise.items},
    }
    for name, figure in exercise.figures.items():
        for end, at in (("low", 0), ("high", -1)):
            answers[f"the figure {name}, dials {end}"] = {
                i.id: _entry(figure, _settings(i)[at]) for i in exercise.items
            }
    return answers


def random(exercise: Exercise, rng: Random) -> Answer:
    """Any value that can be typed."""
    return {i.id: _entry(round(rng.uniform(i.least, i.most), 2), rng.choice(_settings(i))) for i in exercise.items}


def able(exercise: Exercise, key: Key, ability: float, rng: Random) -> Answer:
    """Works out each value with probability `ability`, and guesses the rest."""
    guess, right = random(exercise, rng), expert(exercise, key)
    return {name: right[name] if rng.random() < ability else guess[name] for name in right}
