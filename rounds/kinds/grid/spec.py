"""`grid`: which option serves which interest, and then the few options that serve them all."""

from __future__ import annotations

from itertools import combinations
from typing import Literal

from pydantic import Field

from rounds.kinds import base
from rounds.kinds.base import Id, Strict, Text


class Row(Strict):
    """An option."""

    learner_sees = ("id", "label")
    id: Id
    label: Text


class Column(Strict):
    """An interest, and whose it is."""

    learner_sees = ("id", "label", "side")
    id: Id
    label: Text
    side: str = ""


class Choose(Strict):
    """The second half: choose at most `max` rows which together serve every column."""

    learner_sees = ("max", "task")
    max: int = Field(ge=1)
    task: Text


class Exercise(base.Exercise):
    """Options against interests."""

    learner_sees = ("kind", "rows_are", "columns_are", "rows", "columns", "choose")
    kind: Literal["grid"]
    rows_are: Text = "Option"
    columns_are: Text = "Interest"
    rows: list[Row] = Field(min_length=2)
    columns: list[Column] = Field(min_length=2)
    choose: Choose
    key: Key | None = Field(None, description="practice only: graded keys are in grader/keys")


class Served(Strict):
    """The columns that a row serves and why; `slips` names the mistake in a cell where it is a special one."""

    serves: list[Id]
    why: Text
    slips: dict[Id, Id] = Field(default_factory=dict)


class Cover(Strict):
    """The feedback on the choice."""

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

    def full_covers(self, exercise: Exercise) -> list[set[str]]:
        """Every choice of at most `choose.max` rows that together serve all columns."""
        ids, columns = [row.id for row in exercise.rows], {column.id for column in exercise.columns}
        sizes = range(1, exercise.choose.max + 1)
        return [set(rows) for size in sizes for rows in combinations(ids, size) if self.covered(set(rows)) == columns]
