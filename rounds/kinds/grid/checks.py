"""What can be wrong in a `grid` exercise and its key."""

from __future__ import annotations

from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.grid.spec import Exercise, Key

LEAST = 6  # cells to tick, and cells to leave


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong between the parts of the exercise and its key."""
    rows = [r.id for r in exercise.rows]
    columns = [c.id for c in exercise.columns]
    found = base.unique(rows, "row") + base.unique(columns, "column")
    if exercise.choose.max >= len(rows):
        found.append(
            Problem("", f"choose.max is {exercise.choose.max} of {len(rows)} rows; fewer leave something to choose")
        )
    if key is None:
        return found
    bad = base.same_ids(rows, key.rows, "rows")
    bad += base.known_slips((key.overclaimed, key.overlooked, key.cover.uncovered), key)
    for row, served in key.rows.items():
        bad += base.unique(served.serves, "column")
        for column in served.serves:
            bad += base.one_of(column, columns, "column", row)
        for column, slip in served.slips.items():
            bad += base.one_of(column, columns, "column", row) + base.one_of(slip, key.slips, "slip", row)
    if bad:
        return found + bad
    served_cells = sum(len(r.serves) for r in key.rows.values())
    for number, what in ((served_cells, "to tick"), (len(rows) * len(columns) - served_cells, "to leave")):
        if number < LEAST:
            found.append(Problem("", f"has {number} cells {what}; at least {LEAST} keep guessing from paying"))
    if not key.full_covers(exercise):
        found.append(
            Problem(
                "", f"no choice of {exercise.choose.max} rows serves every column; add to a row or raise choose.max"
            )
        )
    return found
