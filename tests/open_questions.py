"""Each open question of an exercise, with all that a page may not show while it's open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from rounds import kinds
from rounds.core.scoring import Answer
from rounds.core.text import figures_in
from rounds.kinds.package.spec import ROLES
from rounds.kinds.table.answers import clean, rows_of, weights_of
from rounds.kinds.table.spec import CONTROLS
from rounds.models import batna


@dataclass(frozen=True)
class Question:
    """A question with everything else answered, the figures and sentences that answer it, and its options.

    `right` and `others` are the names to choose from: the right one must not stand out.
    """

    name: str
    answer: Answer
    figures: tuple[float, ...] = ()
    never: tuple[str, ...] = ()
    right: str = ""
    others: tuple[str, ...] = ()
    among: tuple[float, ...] = ()  # figures of a lookup table: the right one may be there as often as these


def without(answer: Answer, *path: str) -> Answer:
    """The answer without one of its parts."""
    left = deepcopy(answer)
    at: Any = left
    for name in path[:-1]:
        at = at.get(name, {})
    at.pop(path[-1], None)
    return left


def questions(exercise: Any, key: Any) -> Iterator[Question]:
    """The questions of an exercise whose card computes something."""
    expert = kinds.of(exercise.kind).learners.expert(exercise, key)
    yield from {"number": numbers, "table": table, "zopa": zopa, "package": package, "sheet": sheet}[exercise.kind](
        exercise, key, expert
    )


def numbers(exercise: Any, key: Any, expert: Answer) -> Iterator[Question]:
    for item in exercise.items:
        yield Question(item.id, without(expert, item.id, "value"), figures=(expert[item.id]["value"],))


def table(exercise: Any, key: Any, expert: Answer) -> Iterator[Question]:
    labels = {row.id: row.label for row in exercise.alternatives}
    filled = clean(exercise, expert)[0]
    for row in labels:
        right = expert["control"][row]
        others = tuple(label for name, label in CONTROLS.items() if name != right)
        yield Question(f"control-{row}", without(expert, "control", row), right=CONTROLS[right], others=others)
    for person in exercise.profiles:
        weights = weights_of(exercise, person, filled) or {}
        values = batna.table(rows_of(exercise, filled), weights, exercise.status_quo)
        worth = {row: round(values[row], 1) for row in labels}
        for row in person.compute:
            yield Question(f"total-{person.id}-{row}", without(expert, "totals", person.id, row), figures=(worth[row],))
        chosen = expert["choice"][person.id]
        others = tuple(label for name, label in labels.items() if name != chosen)
        no_batna = without(expert, "choice", person.id)
        names_it = ("the BATNA by your audit is",) if person.weights else ("your BATNA by your audit is",)
        yield Question(f"choice-{person.id}", no_batna, never=names_it, right=labels[chosen], others=others)
        yield Question(
            f"rv-{person.id}",
            without(expert, "rv", person.id),
            figures=(worth[chosen],),
            never=names_it,
            among=tuple(value for row, value in worth.items() if row != chosen),
        )


def zopa(exercise: Any, key: Any, expert: Answer) -> Iterator[Question]:
    if exercise.form == "interval":
        for name, about in key.estimates.items():
            figures = tuple(float(value) for value in expert[name].values())
            assert about.truth
            yield Question(name, without(expert, name), figures=figures)
        return
    for name in exercise.asks:
        if name == "zone":
            said = ("The zone runs", "There is no zone", "no zone:", "zone:", "surplus of")
            yield Question(name, without(expert, name), figures=(expert[name]["width"],), never=said)
        elif name == "rescue":
            texts = {issue.id: issue.text for issue in exercise.rescue}
            others = tuple(text for issue, text in texts.items() if issue != expert[name])
            yield Question(name, without(expert, name), right=texts[expert[name]], others=others)
        else:
            # Where the ask lies on the very deal whose share is asked for, a share of the ask would be the answer.
            answer = without(expert, name) | ({"ask": float(exercise.deal)} if name == "share" else {})
            yield Question(
                name, answer, figures=(expert[name], float(round(expert[name]))) if name == "share" else (expert[name],)
            )


def package(exercise: Any, key: Any, expert: Answer) -> Iterator[Question]:
    for issue in exercise.issues:
        right = ROLES[expert["roles"][issue.id]]
        others = tuple(label for label in ROLES.values() if label != right)
        yield Question(f"role-{issue.id}", without(expert, "roles", issue.id), right=right, others=others)
    drawn = exercise.game
    best = {drawn.worths[place] for place in (*drawn.nash, *drawn.kalai_smorodinsky)}
    told = [f"{exercise.own.label} {own:g}, {exercise.other.label} {other:g}" for own, other in best]
    told += [f"{own:g}/{other:g}" for own, other in best] + ["Nash", "Kalai", "Pareto", "(Nash)", *_pairs(best)]
    yield Question("deal", without(expert, "deal"), never=tuple(told))
    # Still open while one issue is not settled; what four levels are worth so far is no answer either.
    last = exercise.issues[-1].id
    yield Question("deal-half", without(expert, "deal", last), never=tuple(told))


def _pairs(worths: set[tuple[float, float]]) -> list[str]:
    return [json.dumps([float(own), float(other)]) for own, other in worths]


def sheet(exercise: Any, key: Any, expert: Answer) -> Iterator[Question]:
    case = next(c for c in exercise.cases if c.id == expert["case"])
    lists = {"interest": case.interests, "batna": case.alternatives, "standard": case.standards, "trade": case.trades}
    for entry, options in lists.items():
        names = {option.id: option.name for option in options}
        right = expert[case.id][entry]
        others = tuple(name for option, name in names.items() if option != right)
        yield Question(entry, without(expert, case.id, entry), right=names[right], others=others)
    for entry in ("rv", "target", "ask"):
        yield Question(entry, without(expert, case.id, entry), figures=(expert[case.id][entry],))


def given_away(exercise: Any, question: Question, answer: Answer, shown: str) -> list[str]:
    """What a page shows or holds of an open question's answer; nothing where all is well.

    Figures that the case gives, and those that the learner wrote elsewhere, are allowed.
    """
    found = [f"{question.name}: {words!r}" for words in question.never if words in shown]
    known = figures_in(json.dumps(exercise.public(), ensure_ascii=False)) + figures_in(json.dumps(answer))
    known += [100 * share for share in known if 0 <= share <= 1]  # a share is shown as percent
    on_page = [round(value, 1) for value in figures_in(shown)]
    allowed = max((on_page.count(round(value, 1)) for value in question.among), default=0)
    for value in {round(value, 1) for value in question.figures}:
        if value not in {round(one, 1) for one in known} and on_page.count(value) > allowed:
            found.append(f"{question.name}: {value}")
    if question.right and shown.count(question.right) > max(shown.count(name) for name in question.others):
        found.append(f"{question.name}: {question.right!r} stands out")
    return found
