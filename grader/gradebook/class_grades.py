"""Writes the grades of many submissions to nbgrader's gradebook at once: a few queries and one commit for all.

The rows are the same that nbgrader's own autograde writes one submission at a time; its own steps decide the
scores, comments and penalties.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import select
from sqlalchemy.orm import selectinload, undefer

from grader.gradebook.graded_answers import Ledger
from grader.gradebook.save_grades import Rows, SaveMarks, begin_writing
from grader.submissions.fingerprints import Prints

_OF_GRADES = (Grade.notebook_id, Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade)


@dataclass(frozen=True)
class Submission:
    """A graded submission: its notebook, the fingerprints of its answers, and when it was submitted.

    `timestamp` is naive and in UTC; None if it isn't known, which leaves the gradebook's.
    """

    student: str
    notebook: Any
    answers: Prints
    timestamp: datetime | None


class LatePenalties(AssignLatePenalties):  # type: ignore[misc]  # nbgrader is untyped
    """nbgrader's step for late penalties, for a submission that is in the gradebook's session already."""

    def __init__(self, **kw: Any) -> None:
        super().__init__(**kw)
        self.init_plugin()

    def assign(self, notebook: Any) -> None:
        """Set the penalty of a late notebook; None if the plugin takes nothing off."""
        late = notebook.assignment
        penalty = self.plugin_inst.late_submission_penalty(late.student_id, notebook.score, late.total_seconds_late)
        notebook.late_submission_penalty = None if penalty is None else self._check_late_penalty(notebook, penalty)


def save(
    course: Any, parent: Any, module: str, submissions: Sequence[Submission], reopened: Callable[[str], object]
) -> None:
    """Save the grades of these submissions: all of them or none.

    `course` is nbgrader's CourseDirectory, and `parent` gives nbgrader's steps their configuration. `reopened` is
    called with each student who has a person's grade that waits again, before anything is committed: the notebook
    says so now. The caller holds the students' locks.
    """
    with Gradebook(course.db_url, course.course_id) as gradebook:
        begin_writing(gradebook)
        rows = _ClassRows(gradebook, module, [submission.student for submission in submissions])
        step = SaveMarks(parent=parent)
        for submission in submissions:
            student_rows = rows.of(submission.student, submission.timestamp)
            if step.save(submission.notebook, module, student_rows, rows.ledger, submission.answers):
                reopened(submission.student)
        rows.ledger.save()
        penalties = LatePenalties(parent=parent)
        for notebook in rows.late():
            penalties.assign(notebook)
        gradebook.db.commit()


class _ClassRows:
    """The rows of some students' submissions of a module, loaded together; missing ones are made."""

    def __init__(self, gradebook: Gradebook, module: str, students: Sequence[str]) -> None:
        self._db = db = gradebook.db
        self._assignment, self._notebook = gradebook.find_assignment(module), gradebook.find_notebook(module, module)
        cells = (self._notebook.grade_cells, self._notebook.solution_cells, self._notebook.task_cells)
        self._graded, self._commented = [*cells[0], *cells[2]], [*cells[1], *cells[2]]
        self._names = {cell.id: cell.name for kind in cells for cell in kind}
        self._students = {name for (name,) in db.query(Student.id).filter(Student.id.in_(students))}
        _lock(db, self._notebook, students)
        submissions = (
            db.query(SubmittedAssignment)
            .filter(
                SubmittedAssignment.assignment_id == self._assignment.id, SubmittedAssignment.student_id.in_(students)
            )
            .options(
                selectinload(SubmittedAssignment.notebooks).options(
                    selectinload(SubmittedNotebook.grades).load_only(Grade.cell_id, *_OF_GRADES),
                    selectinload(SubmittedNotebook.comments),
                )
            )
        )
        self._submissions = {submission.student_id: submission for submission in submissions}
        every = [notebook for submission in self._submissions.values() for notebook in submission.notebooks]
        self.ledger = Ledger(gradebook, [grade for notebook in every for grade in notebook.grades])
        self._taken: list[Any] = []

    def of(self, student: str, timestamp: datetime | None) -> Rows:
        """A student's rows. As with nbgrader, a submission without a time keeps the time of the last one that had one."""
        submission = self._submissions.get(student) or self._make(student)
        if timestamp:
            submission.timestamp = timestamp
        notebook = next((n for n in submission.notebooks if n.notebook_id == self._notebook.id), None)
        if notebook is None:
            raise MissingEntry(f"No such notebook: {self._notebook.name} of {student}")
        self._taken.append(notebook)
        return Rows(
            student,
            {self._names[grade.cell_id]: grade for grade in notebook.grades},
            {self._names[comment.cell_id]: comment for comment in notebook.comments},
        )

    def _make(self, student: str) -> Any:
        """What nbgrader's `add_submission` makes, but with ids right away, so that it can be saved in one piece."""
        if student not in self._students:
            self._db.add(Student(id=student))
        submission = SubmittedAssignment(id=new_uuid(), assignment_id=self._assignment.id, student_id=student)
        notebook = SubmittedNotebook(id=new_uuid(), notebook_id=self._notebook.id, assignment=submission)
        for cell in self._graded:
            Grade(id=new_uuid(), cell_id=cell.id, notebook=notebook, needs_manual_grade=True)
        for cell in self._commented:
            Comment(id=new_uuid(), cell_id=cell.id, notebook=notebook)
        self._db.add(submission)
        return submission

    def late(self) -> list[Any]:
        """The late notebooks with their scores as they are now; the others lose their penalty."""
        late = []
        for notebook in self._taken:
            if notebook.assignment.total_seconds_late > 0:
                late.append(notebook.id)
            else:
                notebook.late_submission_penalty = None
        self._db.flush()
        query = self._db.query(SubmittedNotebook).filter(SubmittedNotebook.id.in_(late))
        return query.options(undefer(SubmittedNotebook.score)).populate_existing().all() if late else []


def _lock(db: Any, notebook: Any, students: Sequence[str]) -> None:
    """Keep others from changing these grades until the end; always in the same order, so that no two processes wait for each other."""
    db.execute(
        select(Grade.id)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .where(SubmittedNotebook.notebook_id == notebook.id, SubmittedAssignment.student_id.in_(students))
        .order_by(Grade.id)
        .with_for_update(of=Grade)
    ).all()
