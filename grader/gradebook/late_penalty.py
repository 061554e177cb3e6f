"""The late penalty: one rule for which submission counts, and for exports, the report, Formgrader and the feedback page.

nbgrader works the penalty out when it autogrades, so points that a person gives later would escape it.
Here it's worked out again wherever points are shown, by the same plugin, from the points there are now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.api import Assignment, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import or_
from sqlalchemy.orm import selectinload

from grader.gradebook import graded_answers
from rounds.core.errors import RoundsError

if TYPE_CHECKING:
    from traitlets.config import Config


class Rule:
    """The late penalty as the course configures it: nbgrader's own plugin, or that of `AssignLatePenalties.plugin_class`."""

    def __init__(self, config: Config) -> None:
        self._config = config

    @cached_property
    def _plugin(self) -> Any:
        step = AssignLatePenalties(config=self._config)
        step.init_plugin()
        return step.plugin_inst

    def penalty(self, student: str, score: float, seconds: float) -> float:
        """Points taken off `score` for being `seconds` late, between 0 and the score. Raises RoundsError."""
        if seconds <= 0 or score <= 0:
            return 0.0
        try:
            penalty = self._plugin.late_submission_penalty(student, score, seconds)
            return min(max(float(penalty or 0.0), 0.0), score)
        except Exception as error:  # a plugin is anyone's code
            name = type(self._plugin).__name__
            raise RoundsError(
                f"The late penalty plugin {name} failed ({type(error).__name__}: {error}). "
                "Correct it in nbgrader_config.py, then run the same command again."
            ) from error


def seconds_late(time: datetime | None, due: datetime | None, extension: timedelta | None) -> float:
    """How late a submission is, in seconds; times are naive and in UTC, as nbgrader's are."""
    if time is None or due is None:
        return 0.0
    return max(0.0, (time - due - (extension or timedelta())).total_seconds())


def penalties(gradebook: Gradebook, rule: Rule, assignment: str = "", student: str = "") -> dict[Any, float]:
    """The penalty of each late notebook now, by the notebook's row in the gradebook."""
    query = (
        gradebook.db.query(SubmittedNotebook)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .filter(
            Assignment.duedate.isnot(None),
            or_(SubmittedAssignment.timestamp > Assignment.duedate, SubmittedAssignment.extension.isnot(None)),
        )
        .options(selectinload(SubmittedNotebook.assignment))
    )
    if assignment:
        query = query.filter(Assignment.name == assignment)
    if student:
        query = query.filter(SubmittedAssignment.student_id == student)
    by_notebook = {}
    for notebook in query:
        late = notebook.assignment
        penalty = rule.penalty(late.student_id, float(notebook.score or 0.0), float(late.total_seconds_late))
        if penalty:
            by_notebook[notebook] = penalty
    return by_notebook


def by_submission(gradebook: Gradebook, rule: Rule, assignment: str = "") -> dict[tuple[str, str], float]:
    """The penalty of each late submission now, by student and assignment."""
    by_student: dict[tuple[str, str], float] = {}
    for notebook, penalty in penalties(gradebook, rule, assignment).items():
        name = (str(notebook.assignment.student_id), str(notebook.assignment.name))
        by_student[name] = by_student.get(name, 0.0) + penalty
    return by_student


@dataclass(frozen=True)
class Late:
    """A late submission as an instructor is told about it: seconds late, points before the penalty, and the penalty."""

    student: str
    seconds: float
    points: float
    penalty: float

    @property
    def duration(self) -> str:
        """How late it was, for people."""
        minutes = max(1, round(self.seconds / 60))
        parts = ((minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "min"))
        return " ".join(f"{number} {unit}" for number, unit in parts if number)


def told(gradebook: Gradebook, rule: Rule, assignment: str) -> list[Late]:
    """Every submission of an assignment that loses points for being late, by student."""
    submissions = []
    for notebook, penalty in penalties(gradebook, rule, assignment).items():
        late = notebook.assignment
        submissions.append(Late(late.student_id, float(late.total_seconds_late), float(notebook.score or 0.0), penalty))
    return sorted(submissions, key=lambda late: late.student)


def save(gradebook: Gradebook, rule: Rule, assignment: str = "", student: str = "") -> None:
    """Write the penalties as they are now to the gradebook, for nbgrader's steps that read them there."""
    now = penalties(gradebook, rule, assignment, student)
    query = gradebook.db.query(SubmittedNotebook).join(
        SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id
    )
    if assignment:
        query = query.filter(SubmittedAssignment.assignment.has(name=assignment))
    if student:
        query = query.filter(SubmittedAssignment.student_id == student)
    for notebook in query:
        penalty = now.get(notebook)
        if (notebook.late_submission_penalty or 0.0) != (penalty or 0.0):
            notebook.late_submission_penalty = penalty
    gradebook.db.commit()


class Terms:
    """What decides which of a learner's submissions counts: when it was due, and a person's grade for each answer."""

    def __init__(self, course: Any, config: Config, student: str, assignment: str) -> None:
        self._course, self._student, self._assignment = course, student, assignment
        self._rule = Rule(config)

    def penalty(self, time: datetime | None, points: float) -> float:
        """What a submission of that time (naive and in UTC) loses of its `points`."""
        due, extension, _ = self._gradebook
        return self._rule.penalty(self._student, points, seconds_late(time, due, extension))

    def by_person(self, exercise: str, answer: str) -> float | None:
        """The points that a person gave for an answer, by its fingerprint; None if nobody did."""
        record = self._gradebook[2].get(exercise)
        known = record.by_answer.get(answer) if record else None
        return None if known is None or known.score is None else known.score + (known.extra or 0.0)

    @cached_property
    def _gradebook(self) -> tuple[datetime | None, timedelta | None, dict[str, graded_answers.GradeHistory]]:
        with Gradebook(self._course.db_url, self._course.course_id) as gradebook:
            due = gradebook.db.query(Assignment.duedate).filter(Assignment.name == self._assignment).scalar()
            of = (
                SubmittedAssignment.student_id == self._student,
                SubmittedAssignment.assignment.has(name=self._assignment),
            )
            extension = gradebook.db.query(SubmittedAssignment.extension).filter(*of).scalar()
            rows: Iterable[Any] = (
                gradebook.db.query(Grade, graded_answers.LedgerRow.record)
                .join(graded_answers.LedgerRow, graded_answers.LedgerRow.grade_id == Grade.id)
                .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
                .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
                .filter(*of)
            )
            return due, extension, {grade.name: graded_answers.GradeHistory.of(record) for grade, record in rows}


def folder_terms(course: Any, config: Config, folder: Path) -> Terms:
    """What decides about a submitted folder."""
    return Terms(course, config, folder.parent.name, folder.name)
