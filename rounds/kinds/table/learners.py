"""Simulated learners of `table`."""

from __future__ import annotations

from random import Random
from typing import Any

from rounds.core.scoring import Answer
from rounds.kinds.table.spec import ADMISSIBLE, CONTROLS, Exercise, Key, Profile
from rounds.models.batna import Alternative, best, table


def _equal(exercise: Exercise) -> dict[str, float]:
    """Weights that sum to 100, as equal as whole numbers can be."""
    share, rest = divmod(100, len(exercise.interests))
    return {i.id: share + (at < rest) for at, i in enumerate(exercise.interests)}


def _own(exercise: Exercise) -> dict[str, dict[str, float]]:
    return {p.id: _equal(exercise) for p in exercise.profiles if p.weights is None}


def worked_out(exercise: Exercise, person: Profile, control: dict[str, str]) -> tuple[dict[str, float], str | None]:
    """Each alternative's expected value for a person, and the BATNA, from who controls what."""
    weights = person.weights or _equal(exercise)
    rows = [Alternative(a.id, a.scores, a.p, control.get(a.id) in ADMISSIBLE) for a in exercise.alternatives]
    batna = best(rows, weights, exercise.status_quo)
    return table(rows, weights, exercise.status_quo), batna[0] if batna else None


def expert(exercise: Exercise, key: Key) -> Answer:
    """Control judged right, and everything else worked out from it; equal weights where they are the learner's."""
    control: dict[str, str] = {name: about.control for name, about in key.control.items()}
    answer: dict[str, Any] = {"control": control, "totals": {}, "choice": {}, "rv": {}}
    if own := _own(exercise):
        answer["weights"] = own
    for person in exercise.profiles:
        values, chosen = worked_out(exercise, person, control)
        if person.compute:
            answer["totals"][person.id] = {row: values[row] for row in person.compute}
        answer["choice"][person.id] = chosen
        answer["rv"][person.id] = values[chosen or exercise.status_quo]
    return answer


def constants(exercise: Exercise) -> dict[str, Answer]:
    """One control for all, one row for everyone, one number everywhere; or one row admitted and copied."""
    answers: dict[str, Answer] = {}
    for row in exercise.alternatives:
        admitted = {a.id: "own" if a.id == row.id else "needs-yes" for a in exercise.alternatives}
        values = {p.id: worked_out(exercise, p, admitted)[0][row.id] for p in exercise.profiles}
        answers[f"only {row.id}"] = {
            "control": admitted,
            "weights": _own(exercise),
            "choice": dict.fromkeys(values, row.id),
            "rv": values,
        }
    for control in CONTROLS:
        for row in exercise.alternatives:
            answers[f"all {control}, {row.id}"] = {
                "control": {a.id: control for a in exercise.alternatives},
                "weights": _own(exercise),
                "choice": {p.id: row.id for p in exercise.profiles},
                "rv": {p.id: 50 for p in exercise.profiles},
                "totals": {p.id: dict.fromkeys(p.compute, 50) for p in exercise.profiles if p.compute},
            }
    return answers


def random(exercise: Exercise, rng: Random) -> Answer:
    """Any control, any row, any number from 0 to 100."""
    rows = [a.id for a in exercise.alternatives]
    return {
        "control": {row: rng.choice(list(CONTROLS)) for row in rows},
        "weights": _own(exercise),
        "totals": {p.id: {r: rng.randint(0, 100) for r in p.compute} for p in exercise.profiles if p.compute},
        "choice": {p.id: rng.choice(rows) for p in exercise.profiles},
        "rv": {p.id: rng.randint(0, 100) for p in exercise.profiles},
    }


def able(exercise: Exercise, key: Key, ability: float, rng: Random) -> Answer:
    """Judges and works out each part with probability `ability`, and guesses the rest."""
    guess, right = random(exercise, rng), expert(exercise, key)
    answer: dict[str, Any] = {"weights": guess["weights"], "totals": {}, "choice": {}, "rv": {}}
    answer["control"] = {r: c if rng.random() < ability else guess["control"][r] for r, c in right["control"].items()}
    for person in exercise.profiles:
        values, chosen = worked_out(exercise, person, answer["control"])
        answer["totals"][person.id] = {
            row: values[row] if rng.random() < ability else guess["totals"][person.id][row] for row in person.compute
        }
        mine = chosen if chosen and rng.random() < ability else guess["choice"][person.id]
        answer["choice"][person.id] = mine
        answer["rv"][person.id] = values[mine] if rng.random() < ability else guess["rv"][person.id]
    return answer


def words(exercise: Exercise, text: str) -> Answer:
    """The same text as the name of each alternative that the learner adds, the first of which is the choice."""
    scores = {interest.id: 50 for interest in exercise.interests}
    rows = {
        f"own-{n}": {"label": text, "scores": scores, "p": 0.5, "control": "own"}
        for n in range(1, exercise.own_rows + 1)
    }
    return {"own": rows, "choice": {p.id: "own-1" for p in exercise.profiles}} if rows else {}
