"""What of a filled-in table can be graded, with the rows that the learner added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rounds.core import typed_numbers
from rounds.core.scoring import Answer
from rounds.core.text import is_blank
from rounds.core.typed_numbers import Uncounted, parse_within, uncounted_notes
from rounds.kinds.table.spec import ADMISSIBLE, CONTROLS, Control, Exercise, Profile
from rounds.models.batna import Alternative

TYPED_RANGE = (-1e6, 1e6)  # what can be typed as a value: far beyond what is right, so that slips are named
PARTS = ("control", "weights", "totals", "choice", "rv", "own")
CONTROL_IDS = tuple(CONTROLS)


@dataclass(frozen=True)
class FilledTable:
    """What can be graded of an answer: by row, by person, or by person and row.

    `weights` are those of people who have none in the exercise; `own` are the rows that the learner added, and `labels`
    what they called them.
    """

    control: dict[str, Control]
    weights: dict[str, dict[str, float]]
    totals: dict[tuple[str, str], float]
    choice: dict[str, str]
    rv: dict[str, float]
    own: dict[str, Alternative] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)


def clean(exercise: Exercise, answer: Answer) -> tuple[FilledTable, tuple[str, ...]]:
    """The part of `answer` that can be graded, and notes about the rest."""
    part = {name: value if isinstance(value := answer.get(name), dict) else {} for name in PARTS}
    columns = [i.id for i in exercise.interests]
    own, labels = _own_rows(exercise, part["own"], columns)
    rows = [*(a.id for a in exercise.alternatives), *own]
    free = [p.id for p in exercise.profiles if p.weights is None]
    people = {p.id: p for p in exercise.profiles}
    by_row = {name: c for name, c in part["control"].items() if name in rows}
    by_row |= {name: part["own"][name]["control"] for name in own if part["own"][name].get("control") in CONTROL_IDS}
    control = {name: c for name, c in by_row.items() if c in CONTROL_IDS}
    weights = {p: _numbers(w, columns, 0, 100) for p, w in part["weights"].items() if p in free}
    totals = {
        (p, r): value
        for p, line in part["totals"].items()
        if p in people
        for r, value in _numbers(line, people[p].compute, *TYPED_RANGE).items()
    }
    choice = {p: r for p, r in part["choice"].items() if p in people and isinstance(r, str) and r in rows}
    filled = FilledTable(
        control, weights, totals, choice, _numbers(part["rv"], list(people), *TYPED_RANGE), own, labels
    )
    entries = sum(_leaves(value) for name, value in answer.items() if name != "own")
    read = len(control) - sum(name in control for name in own) + sum(map(len, weights.values()))
    in_lines, elsewhere = uncounted(answer)
    lost = entries != read + len(totals) + len(choice) + len(filled.rv) + len(in_lines) + len(elsewhere)
    note = ("A part of the answer could not be read and did not count.",) if lost else ()
    return filled, uncounted_notes(elsewhere) + note


def _numbers(value: object, names: list[str], least: float, most: float) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for name, typed in value.items() if isinstance(value, dict) else ():
        if name in names and (number := parse_within(typed, least, most)) is not None:
            numbers[name] = number
    return numbers


def uncounted(answer: Answer) -> tuple[dict[str, Uncounted], list[Uncounted]]:
    """What was typed for a value and cannot count: by the line of feedback that says so, and the rest."""
    in_lines, elsewhere = {}, []
    for part in ("totals", "rv", "weights"):
        by_person = answer.get(part)
        for name, entry in by_person.items() if isinstance(by_person, dict) else ():
            for row, value in entry.items() if isinstance(entry, dict) else [("", entry)]:
                bounds = (0, 100) if part == "weights" else TYPED_RANGE
                if not (typed := typed_numbers.uncounted(value, *bounds)):
                    continue
                if part == "weights":
                    elsewhere.append(typed)
                else:
                    in_lines[f"total-{name}-{row}" if row else f"rv-{name}"] = typed
    return in_lines, elsewhere


def _leaves(value: object) -> int:
    return sum(map(_leaves, value.values())) if isinstance(value, dict) else 1


def _own_rows(
    exercise: Exercise, rows: Mapping[str, Any], columns: list[str]
) -> tuple[dict[str, Alternative], dict[str, str]]:
    own, labels = {}, {}
    for number in range(1, exercise.own_rows + 1):
        row = rows.get(name := f"own-{number}")
        if not isinstance(row, dict) or not isinstance(row.get("label"), str) or is_blank(row["label"]):
            continue
        scores, p = _numbers(row.get("scores"), columns, 0, 100), _numbers(row, ["p"], 0, 1)
        if len(scores) == len(columns) and p:
            own[name], labels[name] = Alternative(name, scores, p["p"]), row["label"]
    return own, labels


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many controls, weights, totals, choices and reservation values are filled in, and how many are asked for."""
    filled = clean(exercise, answer)[0]
    rows = sum(a.id in filled.control for a in exercise.alternatives)
    free = [p.id for p in exercise.profiles if p.weights is None]
    weighted = sum(weights_of(exercise, p, filled) is not None for p in exercise.profiles if p.id in free)
    asked = sum(len(p.compute) for p in exercise.profiles) + 2 * len(exercise.profiles)
    done = rows + weighted + len(filled.totals) + len(filled.choice) + len(filled.rv)
    return done, len(exercise.alternatives) + len(free) + asked


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, by the names the page has for it, in its order."""
    filled = clean(exercise, answer)[0]
    still_open = [f"control-{a.id}" for a in exercise.alternatives if a.id not in filled.control]
    for person in exercise.profiles:
        still_open += [] if weights_of(exercise, person, filled) else [f"weights-{person.id}"]
        still_open += [f"total-{person.id}-{row}" for row in person.compute if (person.id, row) not in filled.totals]
        still_open += [f"{name}-{person.id}" for name in ("choice", "rv") if person.id not in getattr(filled, name)]
    return still_open


def weights_of(exercise: Exercise, person: Profile, filled: FilledTable) -> dict[str, float] | None:
    """The weights of a person; None until the learner's weights sum to 100."""
    if person.weights is not None:
        return dict(person.weights)
    mine = {i.id: filled.weights.get(person.id, {}).get(i.id, 0.0) for i in exercise.interests}
    return mine if abs(sum(mine.values()) - 100) < 1e-6 else None


def rows_of(exercise: Exercise, filled: FilledTable) -> list[Alternative]:
    """All rows, admissible by the learner's own audit."""
    rows = [Alternative(a.id, a.scores, a.p) for a in exercise.alternatives] + list(filled.own.values())
    return [Alternative(r.id, r.values, r.p, filled.control.get(r.id) in ADMISSIBLE) for r in rows]
