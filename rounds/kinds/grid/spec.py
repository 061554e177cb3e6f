"""`grid`: which option serves which interest, and then the few options that serve them all."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rounds.kinds import base
from rounds.kinds.base import Id, Problem, Strict, Text

LEAST = 6  # cells to tick, and cells to leave


class Row(Strict):
    """An option."""

    id: Id
    label: Text


class Column(Strict):
    """An interest, and whose it is."""

    id: Id
    label: Text
    side: str = ""


class Choose(Strict):
    """The second half: choose at most `max` rows which together serve every column."""

    max: int = Field(ge=1)
    task: Text


class Exercise(base.Exercise):
    """Options against interests."""

    kind: Literal["grid"]
    rows_are: Text = "Option"
    columns_are: Text = "Interest"
    rows: list[Row] = Field(min_length=2)
    columns: list[Column] = Field(min_length=2)
    choose: Choose
    key: Key | None = Field(None, description="practice only: a graded key stands in grader/keys")


class Served(Strict):
    """The columns that a row serves and why; `slips` names the mistake in a cell where it is a special one."""

    serves: list[Id]
    why: Text
    slips: dict[Id, Id] = Field(default_factory=dict)


class Cover(Strict):
    """The feedback of the choice."""

    uncovered: Id = Field(description="slip: an interest is left out by the options chosen")
    why: Text


class Key(base.Key):
    """Which option serves which interest."""

    rows: dict[Id, Served]
    overclaimed: Id = Field(description="slip: ticked though it does not serve")
    overlooked: Id = Field(description="slip: not ticked though it serves")
    cover: Cover

    def covered(self, rows: set[str]) -> set[str]:
        """All the columns that `rows` serve together."""
        return {column for row in rows for column in self.rows[row].serves}


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
    if not covers(exercise, key):
        found.append(
            Problem(
                "", f"no choice of {exercise.choose.max} rows serves every column; add to a row or raise choose.max"
            )
        )
    return found


def covers(exercise: Exercise, key: Key) -> list[set[str]]:
    """Every choice of at most `choose.max` rows that serves all columns."""
    from itertools import combinations

    ids, columns = [r.id for r in exercise.rows], {c.id for c in exercise.columns}
    sizes = range(1, exercise.choose.max + 1)
    return [set(rows) for size in sizes for rows in combinations(ids, size) if key.covered(set(rows)) == columns]
