"""What can be wrong in a `table` exercise and its key."""

from __future__ import annotations

from itertools import permutations

from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.table.spec import CONTROLS, Exercise, Key


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong between the parts of the exercise and its key."""
    columns = [i.id for i in exercise.interests]
    rows = [a.id for a in exercise.alternatives]
    found = base.unique(columns, "interest") + base.unique(rows, "alternative")
    found += base.unique([p.id for p in exercise.profiles], "profile")
    found += base.one_of(exercise.status_quo, rows, "status_quo")
    for row in exercise.alternatives:
        found += base.same_ids(columns, row.scores, f"scores of {row.id}")
        if row.id == exercise.status_quo and row.p != 1:
            found.append(Problem(row.id, f"is the status quo, so its p is 1, not {row.p:g}"))
    for person in exercise.profiles:
        if person.weights is not None:
            found += base.same_ids(columns, person.weights, f"weights of {person.id}")
            if abs(sum(person.weights.values()) - 100) > 1e-6:
                found.append(
                    Problem(person.id, f"its weights sum to {sum(person.weights.values()):g}; they must sum to 100")
                )
        for row_id in person.compute:
            found += base.one_of(row_id, rows, "compute", person.id)
    if exercise.use == "graded" and (exercise.own_rows or exercise.sensitivity):
        found.append(
            Problem("", "is graded, so own_rows and sensitivity must be left out: own rows could be made up to pay")
        )
    if exercise.use == "graded" and any(person.weights is None for person in exercise.profiles):
        says = "is graded, so each profile needs weights: with weights of one's own the sums could be made trivial"
        found.append(Problem("", says))
    if not any(person.compute for person in exercise.profiles):
        found.append(Problem("", "asks for no expected value; name a row or two under compute of a profile"))
    if key is None or found:
        return found
    found += base.same_ids(rows, key.control, "control")
    found += base.same_ids([p.id for p in exercise.profiles], key.profiles, "profiles")
    named = [*key.totals.model_dump().values(), key.not_admissible, key.not_best, key.reservation]
    for about in key.control.values():
        named += about.slips.values()
    for person_id, choice in key.profiles.items():
        named += choice.slips.values()
        for row_id in choice.slips:
            found += base.one_of(row_id, rows, "alternative", person_id)
    found += base.known_slips(named, key) + base.confusions(permutations(CONTROLS, 2), key.confusions, key)
    kinds = {about.control for about in key.control.values()}
    if len(kinds) < len(CONTROLS):
        found.append(
            Problem(
                "",
                f"has rows of control {', '.join(sorted(kinds))} only; have at least one of each of {', '.join(CONTROLS)}",
            )
        )
    return found
