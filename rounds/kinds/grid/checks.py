"""What can be wrong in a `grid` exercise and its key."""

from __future__ import annotations

from collections.abc import Iterator

from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.grid.spec import Exercise, Key

LEAST = 6  # cells to tick, and cells to leave


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong in the exercise and its key."""
    problems = list(_parts(exercise))
    if key is not None:
        problems += list(_key(exercise, key)) or list(_guessing(exercise, key))
    return problems


def _parts(exercise: Exercise) -> Iterator[Problem]:
    yield from base.unique([row.id for row in exercise.rows], "row")
    yield from base.unique([column.id for column in exercise.columns], "column")
    if (most := exercise.choose.max) >= (rows := len(exercise.rows)):
        yield Problem("", f"choose.max is {most} of {rows} rows; fewer leave something to choose")


def _key(exercise: Exercise, key: Key) -> Iterator[Problem]:
    columns = [column.id for column in exercise.columns]
    yield from base.same_ids([row.id for row in exercise.rows], key.rows, "rows")
    yield from base.known_slips((key.overclaimed, key.overlooked, key.cover.uncovered), key)
    for row, served in key.rows.items():
        yield from base.unique(served.serves, "column")
        for column in served.serves:
            yield from base.one_of(column, columns, "column", row)
        for column, slip in served.slips.items():
            yield from base.one_of(column, columns, "column", row)
            yield from base.one_of(slip, key.slips, "slip", row)


def _guessing(exercise: Exercise, key: Key) -> Iterator[Problem]:
    """Whether guessing could pay, and whether there is a right choice at all."""
    to_tick = sum(len(served.serves) for served in key.rows.values())
    to_leave = len(exercise.rows) * len(exercise.columns) - to_tick
    for cells, what in ((to_tick, "to tick"), (to_leave, "to leave")):
        if cells < LEAST:
            yield Problem("", f"has {cells} cells {what}; at least {LEAST} keep guessing from paying")
    if not key.full_covers(exercise):
        says = f"no choice of {exercise.choose.max} rows serves every column; add to a row or raise choose.max"
        yield Problem("", says)
