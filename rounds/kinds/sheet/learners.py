"""Simulated learners of `sheet`."""

from __future__ import annotations

from random import Random
from typing import Any

from rounds.core.scoring import Answer
from rounds.kinds.sheet.marking import CHOICES, FIGURES, best
from rounds.kinds.sheet.spec import Case, Exercise, Key


def expert(exercise: Exercise, key: Key, case: str | None = None) -> Answer:
    """A sheet without a slip, for the first case or the one named: from the first own interest, link by link."""
    chosen = next(c for c in exercise.cases if case in (None, c.id))
    interest = next(name for name, i in key.cases[chosen.id].interests.items() if i.mine)
    return {"case": chosen.id, chosen.id: sheet(chosen, key, interest)}


def sheet(case: Case, key: Key, interest: str) -> dict[str, Any]:
    """The sheet that follows from one of the learner's own interests."""
    about = key.cases[case.id]
    batna = best(case, about, interest)
    standard = next(s for s in case.standards if about.standards[s.id].fits)
    sound = (name for name, t in about.trades.items() if interest in t.good_for and not t.breach)
    return {
        "interest": interest,
        "batna": batna.id,
        "rv": batna.worth[interest],
        "standard": standard.id,
        "target": standard.middle,
        "ask": standard.high if case.wants == "more" else standard.low,
        "trade": next(sound),
    }


def constants(exercise: Exercise) -> dict[str, Answer]:
    """In each case the choices at the same place of their lists (the last of a shorter list), with middle numbers."""
    answers: dict[str, Answer] = {}
    for case in exercise.cases:
        lists = {entry: getattr(case, part) for entry, part in CHOICES.items()}
        for at in range(max(map(len, lists.values()))):
            chosen = {entry: options[min(at, len(options) - 1)].id for entry, options in lists.items()}
            middle = dict.fromkeys(FIGURES, (case.least + case.most) / 2)
            answers[f"{case.id}, number {at + 1} of each"] = {"case": case.id, case.id: {**chosen, **middle}}
    return answers


def random(exercise: Exercise, rng: Random) -> Answer:
    """Any case, any choice, and figures picked from those in the case."""
    case = rng.choice(exercise.cases)
    return {"case": case.id, case.id: guessed_sheet(case, rng)}


def guessed_sheet(case: Case, rng: Random) -> dict[str, Any]:
    """Any choice of each list, and figures picked from those in the case."""
    figures = [value for a in case.alternatives for value in a.worth.values()]
    figures += [value for s in case.standards for value in (s.low, s.middle, s.high)]
    entries: dict[str, Any] = {entry: rng.choice(getattr(case, part)).id for entry, part in CHOICES.items()}
    return entries | {entry: rng.choice(figures) for entry in FIGURES}


def able(exercise: Exercise, key: Key, ability: float, rng: Random) -> Answer:
    """Makes each entry as it follows from the interest with probability `ability`, and guesses the rest."""
    case = rng.choice(exercise.cases)
    own_interests = [name for name, i in key.cases[case.id].interests.items() if i.mine]
    right, guess = sheet(case, key, rng.choice(own_interests)), guessed_sheet(case, rng)
    return {"case": case.id, case.id: {e: right[e] if rng.random() < ability else guess[e] for e in right}}
