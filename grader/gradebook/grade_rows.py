"""Every grade of the gradebook with its learner, notebook and exercise: the one place that joins them.

`rows` is for grading, which has to start quickly. `table` has the same as a pandas table, for the report,
the exports and research data.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from nbgrader.api import Assignment, BaseCell, Grade, GradeCell, SolutionCell, SubmittedAssignment, SubmittedNotebook

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from pandas import DataFrame


class GradeRow(NamedTuple):
    """One exercise of one learner, as the gradebook has it.

    `auto` are the points that the program gave, `manual` those of a person, which go before them, and
    `extra` what a person added; None if there aren't any. `score` is what nbgrader makes of the three.
    `waits` says that a person has to look, also where an earlier grade of theirs still shows.
    `by_person` says that the exercise is graded by people, and `submitted` is naive and in UTC.
    """

    student: str
    notebook: str
    exercise: str
    auto: float | None
    manual: float | None
    extra: float | None
    score: float
    most: float
    waits: bool
    by_person: bool
    submitted: datetime | None


def rows(gradebook: Gradebook, notebook: str = "") -> list[GradeRow]:
    """All grades, or those of one notebook."""
    most = dict(gradebook.db.query(GradeCell.id, GradeCell.max_score).all())
    by_person = {tuple(cell) for cell in gradebook.db.query(SolutionCell.notebook_id, SolutionCell.name)}
    query = (
        gradebook.db.query(
            *(SubmittedAssignment.student_id, Assignment.name, BaseCell.name, BaseCell.id, BaseCell.notebook_id),
            *(Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.score, Grade.needs_manual_grade),
            SubmittedAssignment.timestamp,
        )
        .select_from(Grade)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
    )
    if notebook:
        query = query.filter(Assignment.name == notebook)
    return [
        GradeRow(
            student=str(student),
            notebook=str(name),
            exercise=str(exercise),
            auto=auto,
            manual=manual,
            extra=extra,
            score=score or 0.0,
            most=most.get(cell) or 0.0,
            waits=waits,
            by_person=(book, exercise) in by_person,
            submitted=time,
        )
        for student, name, exercise, cell, book, auto, manual, extra, score, waits, time in query
    ]


def table(gradebook: Gradebook, notebook: str = "") -> DataFrame:
    """The same as a table, with NaN for missing points."""
    import pandas as pd  # takes half a second, and only who reads tables needs it

    numbers = dict.fromkeys(("auto", "manual", "extra", "score", "most"), float)
    kinds = numbers | {"waits": bool, "by_person": bool, "submitted": "datetime64[us]"}
    return pd.DataFrame(rows(gradebook, notebook), columns=list(GradeRow._fields)).astype(kinds)
