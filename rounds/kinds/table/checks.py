"""What can be wrong in a `table` exercise and its key."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.table.spec import CONTROLS, Exercise, Key


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong in the exercise, or else in its key."""
    problems = [*_rows(exercise), *_profiles(exercise)]
    return problems if problems or key is None else list(_key(exercise, key))


def _rows(exercise: Exercise) -> Iterator[Problem]:
    interests = [interest.id for interest in exercise.interests]
    rows = [row.id for row in exercise.alternatives]
    yield from base.unique(interests, "interest")
    yield from base.unique(rows, "alternative")
    yield from base.unique([person.id for person in exercise.profiles], "profile")
    yield from base.one_of(exercise.status_quo, rows, "status_quo")
    for row in exercise.alternatives:
        yield from base.same_ids(interests, row.scores, f"scores of {row.id}")
        if row.id == exercise.status_quo and row.p != 1:
            yield Problem(row.id, f"is the status quo, so its p is 1, not {row.p:g}")


def _profiles(exercise: Exercise) -> Iterator[Problem]:
    interests = [interest.id for interest in exercise.interests]
    rows = [row.id for row in exercise.alternatives]
    for person in exercise.profiles:
        if person.weights is not None:
            yield from base.same_ids(interests, person.weights, f"weights of {person.id}")
            if abs((total := sum(person.weights.values())) - 100) > 1e-6:
                yield Problem(person.id, f"its weights sum to {total:g}; they must sum to 100")
        for row in person.compute:
            yield from base.one_of(row, rows, "compute", person.id)
    if exercise.use == "graded" and (exercise.own_rows or exercise.sensitivity):
        says = "is graded, so own_rows and sensitivity must be left out: own rows could be made up to pay"
        yield Problem("", says)
    if exercise.use == "graded" and any(person.weights is None for person in exercise.profiles):
        says = "is graded, so each profile needs weights: with the learner's own weights the sums could be made trivial"
        yield Problem("", says)
    if not any(person.compute for person in exercise.profiles):
        yield Problem("", "asks for no expected value; name a row or two under compute of a profile")


def _key(exercise: Exercise, key: Key) -> Iterator[Problem]:
    rows = [row.id for row in exercise.alternatives]
    yield from base.same_ids(rows, key.control, "control")
    yield from base.same_ids([person.id for person in exercise.profiles], key.profiles, "profiles")
    slips = [*key.totals.model_dump().values(), key.not_admissible, key.not_best, key.reservation]
    for about in key.control.values():
        slips += about.slips.values()
    for person, choice in key.profiles.items():
        slips += choice.slips.values()
        for row in choice.slips:
            yield from base.one_of(row, rows, "alternative", person)
    yield from base.known_slips(slips, key)
    yield from base.confusions(permutations(CONTROLS, 2), key.confusions, key)
    controls = {about.control for about in key.control.values()}
    if len(controls) < len(CONTROLS):
        says = f"has rows of control {', '.join(sorted(controls))} only; have at least one of each of {', '.join(CONTROLS)}"
        yield Problem("", says)
