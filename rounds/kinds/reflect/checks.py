"""What can be wrong in a `reflect` exercise and its key."""

from __future__ import annotations

from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.reflect import marking
from rounds.kinds.reflect.spec import Exercise, Key


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong between the parts of the exercise and its key."""
    fields = [f.id for f in exercise.fields]
    found = base.unique(fields, "field") + base.unique([line.id for line in exercise.rubric], "rubric line")
    most = 3 * len(exercise.rubric)
    if exercise.use == "graded" and exercise.points != most:
        found.append(
            Problem(
                "",
                f"points is {exercise.points} but the rubric's {len(exercise.rubric)} lines give {most}; make them equal",
            )
        )
    if key is None:
        return found
    found += base.same_ids(fields, key.exemplar, "exemplar")
    for field in exercise.fields:
        if field.id in key.exemplar and not marking.enough(field, key.exemplar[field.id]):
            asks = " and ".join(
                [f"{n} {what}" for n, what in ((field.lines, "lines"), (field.sentences, "sentences")) if n]
                + (["weights that add up to 100, a row to a line"] if field.weights else [])
            )
            found.append(Problem(field.id, f"asks for {asks or 'some text'}, and its exemplar in the key has less"))
    return found
