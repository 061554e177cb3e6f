"""Simulated learners of `sheet`."""

from __future__ import annotations

from random import Random
from typing import Any

from rounds.core.scoring import Answer
from rounds.kinds.sheet import worksheet
from rounds.kinds.sheet.marking import CHOICES, FIGURES, best
from rounds.kinds.sheet.spec import AnyCase, Case, Exercise, Key, Line, Worksheet


def expert(exercise: Exercise, key: Key, case: str | None = None) -> Answer:
    """A sheet without a slip, for the first case or the one named: from the first own interest, link by link."""
    chosen = next(c for c in exercise.cases if case in (None, c.id))
    if isinstance(chosen, Worksheet):
        return {"case": chosen.id, chosen.id: filled(chosen, key)}
    return {"case": chosen.id, chosen.id: sheet(chosen, key, _own_interests(chosen, key)[0])}


def _own_interests(case: Case, key: Key) -> list[str]:
    return [name for name, interest in key.figures(case.id).interests.items() if interest.mine]


def filled(case: Worksheet, key: Key) -> dict[str, Any]:
    """The worksheet that earns everything: in each line the first right choice, or all that belong."""
    about, chosen = key.worksheet(case.id), dict[str, tuple[str, ...]]()
    for line in case.lines:
        right = [option.id for option in line.options if worksheet.belongs(about, line.id, option.id, chosen)]
        chosen[line.id] = tuple(right if line.many else right[:1])
    return {line.id: _entry(line, list(chosen[line.id])) for line in case.lines}


def _entry(line: Line, chosen: list[str]) -> Any:
    return dict.fromkeys(chosen, True) if line.many else chosen[0]


def sheet(case: Case, key: Key, interest: str) -> dict[str, Any]:
    """The sheet that follows from one of the learner's own interests."""
    about = key.figures(case.id)
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
    """In each case the choices at the same place of their lists (the last of a shorter list), with middle numbers.

    In a worksheet also every option of the lines with many, and the first of the others.
    """
    answers: dict[str, Answer] = {}
    for case in exercise.cases:
        if isinstance(case, Worksheet):
            answers |= _constant_worksheets(case)
            continue
        lists = {entry: getattr(case, part) for entry, part in CHOICES.items()}
        for at in range(max(map(len, lists.values()))):
            chosen = {entry: options[min(at, len(options) - 1)].id for entry, options in lists.items()}
            middle = dict.fromkeys(FIGURES, (case.least + case.most) / 2)
            answers[f"{case.id}, number {at + 1} of each"] = {"case": case.id, case.id: {**chosen, **middle}}
    return answers


def _constant_worksheets(case: Worksheet) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for at in range(max(len(line.options) for line in case.lines)):
        chosen = {line.id: _entry(line, [line.options[min(at, len(line.options) - 1)].id]) for line in case.lines}
        answers[f"{case.id}, number {at + 1} of each"] = {"case": case.id, case.id: chosen}
    every = {line.id: _entry(line, [option.id for option in line.options]) for line in case.lines}
    return answers | {f"{case.id}, all of them": {"case": case.id, case.id: every}}


def random(exercise: Exercise, rng: Random) -> Answer:
    """Any case, any choice, and figures picked from those in the case."""
    case = rng.choice(exercise.cases)
    return {"case": case.id, case.id: guessed(case, rng)}


def guessed(case: AnyCase, rng: Random) -> dict[str, Any]:
    """A sheet of either form, filled in by chance."""
    return guessed_worksheet(case, rng) if isinstance(case, Worksheet) else guessed_sheet(case, rng)


def guessed_worksheet(case: Worksheet, rng: Random) -> dict[str, Any]:
    """Any choice of each line; of a line with many, each option or not."""
    ticked = {line.id: [option.id for option in line.options if rng.random() < 0.5] for line in case.lines if line.many}
    return {
        line.id: _entry(line, ticked[line.id]) if line.many else rng.choice(line.options).id
        for line in case.lines
        if not line.many or ticked[line.id]
    }


def guessed_sheet(case: Case, rng: Random) -> dict[str, Any]:
    """Any choice of each list, and figures picked from those in the case."""
    figures = [value for a in case.alternatives for value in a.worth.values()]
    figures += [value for s in case.standards for value in (s.low, s.middle, s.high)]
    entries: dict[str, Any] = {entry: rng.choice(getattr(case, part)).id for entry, part in CHOICES.items()}
    return entries | {entry: rng.choice(figures) for entry in FIGURES}


def able(exercise: Exercise, key: Key, ability: float, rng: Random) -> Answer:
    """Makes each entry as it follows from the interest, or as it is right, with probability `ability`, and guesses the rest."""
    case = rng.choice(exercise.cases)
    right = (
        filled(case, key) if isinstance(case, Worksheet) else sheet(case, key, rng.choice(_own_interests(case, key)))
    )
    guess = guessed(case, rng)
    entries = {e: right[e] if rng.random() < ability else guess.get(e) for e in right}
    return {"case": case.id, case.id: {e: value for e, value in entries.items() if value is not None}}
