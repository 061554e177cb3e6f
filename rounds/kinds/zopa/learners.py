"""Simulated learners of `zopa`."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Any

from rounds.core.formulas import calculate
from rounds.core.scoring import Answer
from rounds.kinds.zopa.interval.marking import relative
from rounds.kinds.zopa.spec import Exercise, Key
from rounds.kinds.zopa.zone.marking import expected_share
from rounds.kinds.zopa.zone.spec import VALUES
from rounds.models.zone import Zone

# Intervals that ignore the clues, as shares of each scale.
BLIND = {
    "the whole scale": (0, 1), "the lower half": (0, 1 / 2), "the upper half": (1 / 2, 1), "the middle half": (1 / 4, 3 / 4),
    "the lower third": (0, 1 / 3), "the middle third": (1 / 3, 2 / 3), "the upper third": (2 / 3, 1),
    "the least": (0, 0), "the middle": (1 / 2, 1 / 2), "the most": (1, 1),
}  # fmt: skip


def expert(exercise: Exercise, key: Key) -> Answer:
    """Every value at the nearest step of the scale, and what follows from these; or the interval that the clues allow."""
    figures = key.figures(exercise)
    if exercise.form == "interval":
        return {
            name: {"low": calculate(about.low, figures), "high": calculate(about.high, figures)}
            for name, about in key.estimates.items()
        }
    scale = exercise.sides[0]
    answer: Answer = {v: scale.snap(figures[v.replace("-", "_")]) for v in VALUES if v in exercise.asks}
    if key.ask:
        answer["ask"] = scale.snap((calculate(key.ask.least, figures) + calculate(key.ask.most, figures)) / 2)
    return answer | following(exercise, key, answer)


def following(exercise: Exercise, key: Key, values: Answer) -> Answer:
    """Zone and share as they follow from the reservation values of an answer, and the issue that rescues."""
    answer: Answer = {}
    figures = key.figures(exercise)
    wants = exercise.sides[1].wants
    if "zone" in exercise.asks:
        zone = Zone(values["own-rv"], values["other-rv"], wants)
        answer["zone"] = {"exists": "yes" if zone.exists else "no", "width": round(abs(zone.width), 9)}
    if "share" in exercise.asks and exercise.deal:
        learners_zone = Zone(values["own-rv"], values["other-rv"], wants)
        case_zone = Zone(figures["own_rv"], figures["other_rv"], wants)
        answer["share"] = round(expected_share(learners_zone, case_zone, calculate(exercise.deal, figures)), 1)
    if key.rescue:
        answer["rescue"] = key.rescue.issue
    return answer


def constants(exercise: Exercise) -> dict[str, Answer]:
    """One figure for everything, with each answer about the zone and each rescue; one relative interval for all."""
    answers: dict[str, Answer] = {}
    if exercise.form == "interval":
        for name, (low, high) in BLIND.items():
            intervals = {estimate.id: relative(estimate, low, high) for estimate in exercise.estimates}
            answers[name] = {i: {"low": low, "high": high} for i, (low, high) in intervals.items()}
        return answers
    scale, asks = exercise.sides[0], exercise.asks
    places = {"least": scale.least, "middle": scale.snap((scale.least + scale.most) / 2), "most": scale.most}
    issues = [issue.id for issue in exercise.rescue] or [""]
    for (place, value), exists, issue in product(places.items(), ("yes", "no"), issues):
        answer: Answer = {v: value for v in asks if v in (*VALUES, "ask")}
        rest: dict[str, Any] = {"zone": {"exists": exists, "width": 0}, "share": 50, "rescue": issue}
        answer |= {name: entry for name, entry in rest.items() if name in asks}
        answers[" ".join(filter(None, ("all", place, exists, issue)))] = answer
    return answers


def random(exercise: Exercise, rng: Random) -> Answer:
    """Anything that can be set."""
    if exercise.form == "interval":
        answer: Answer = {}
        for estimate in exercise.estimates:
            steps = [rng.randint(0, estimate.scale.steps) for _ in range(2)]
            low, high = sorted(estimate.least + step * estimate.step for step in steps)
            answer[estimate.id] = {"low": low, "high": high}
        return answer
    scale, asks = exercise.sides[0], exercise.asks
    answer = {v: scale.least + rng.randint(0, scale.steps) * scale.step for v in (*VALUES, "ask") if v in asks}
    if "zone" in asks:
        answer["zone"] = {"exists": rng.choice(("yes", "no")), "width": rng.randint(0, scale.steps) * scale.step}
    if "share" in asks:
        answer["share"] = rng.randint(0, 100)
    if "rescue" in asks:
        answer["rescue"] = rng.choice([issue.id for issue in exercise.rescue])
    return answer


def able(exercise: Exercise, key: Key, ability: float, rng: Random) -> Answer:
    """Knows each value or interval, and works out what follows, with probability `ability`; guesses the rest."""
    guess, right = random(exercise, rng), expert(exercise, key)
    answer = {name: right[name] if rng.random() < ability else guess[name] for name in right}
    if exercise.form == "zone":
        for name, value in following(exercise, key, answer).items():
            answer[name] = value if rng.random() < ability else guess[name]
    return answer
