"""What an export needs of the gradebook: who, which notebook, how many points. No e-mail, no comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from nbgrader.api import Assignment, Gradebook, GradeCell, SolutionCell, SubmittedAssignment, SubmittedNotebook
from nbgrader.api import Grade as Marked
from traitlets.config import Config

from grader.gradebook import late_penalty
from grader.student_names import alike, command
from rounds.core.errors import RoundsError

State = Literal["graded", "waits for a person", "no readable answers", "not handed in"]


@dataclass(frozen=True)
class Learner:
    """A student: the account's name, the name as the gradebook has it, and the number in Canvas where known."""

    id: str
    first: str = ""
    last: str = ""
    number: str = ""


@dataclass(frozen=True)
class Work:
    """A notebook of the course and the points it can earn."""

    name: str
    points: float


@dataclass(frozen=True)
class Grade:
    """Points of one learner for one notebook, lateness taken off; and whether a person still has to grade a part.

    `unread` is the case where it waits since nothing that was submitted could be read as answers.
    """

    points: float
    waits: bool = False
    unread: bool = False


@dataclass(frozen=True)
class Book:
    """All that is exported, learners by id and notebooks by name.

    An empty cell is no zero: what was not handed in, and what waits for a person, has no points here
    unless `missing_as_zero` and `unfinished` ask for them.
    """

    learners: tuple[Learner, ...]
    works: tuple[Work, ...]
    grades: dict[tuple[str, str], Grade]
    missing_as_zero: bool = False
    unfinished: bool = False
    alike: dict[str, tuple[str, ...]] = field(default_factory=dict)  # names that may be the same learner's

    def state(self, learner: Learner, work: Work) -> State:
        """How far a learner's work is."""
        grade = self.grades.get((learner.id, work.name))
        if grade is None:
            return "not handed in"
        return "no readable answers" if grade.unread else "waits for a person" if grade.waits else "graded"

    def points(self, learner: Learner, work: Work) -> float | None:
        """The points to write, or None for an empty cell."""
        grade = self.grades.get((learner.id, work.name))
        if grade is None:
            return 0.0 if self.missing_as_zero and not self.under_another_name(learner, work) else None
        return None if grade.waits and not self.unfinished else grade.points

    def under_another_name(self, learner: Learner, work: Work) -> bool:
        """Whether a name that differs only in capitals or accents submitted this: a 0 would be the same person's."""
        twins = self.alike.get(learner.id, ())
        return (learner.id, work.name) not in self.grades and any((twin, work.name) in self.grades for twin in twins)

    def summary(self) -> str:
        """How much is exported and how the rest appears, without a name."""
        count = Counter(self.state(learner, work) for learner in self.learners for work in self.works)
        unread = f"{n} without readable answers, {{}}; " if (n := count["no readable answers"]) else ""
        waits = "written with the points so far" if self.unfinished else "left empty"
        missing = "written as 0" if self.missing_as_zero else "left empty"
        return (
            f"{len(self.learners)} student(s), {len(self.works)} notebook(s): {count['graded']} graded; "
            f"{count['waits for a person']} wait(s) for a person, {waits}; "
            f"{unread.format(waits)}"
            f"{count['not handed in']} not handed in, {missing}.{self._twins()}"
        )

    def _twins(self) -> str:
        if not self.alike:
            return ""
        spared = sum(self.under_another_name(learner, work) for learner in self.learners for work in self.works)
        said = f" {len(self.alike)} names differ from another only in capitals or accents"
        if spared and self.missing_as_zero:
            said += f". No 0 was written in {spared} cell(s) where the other name submitted"
        return f"{said}; to list and join them: {command('join-names')}"


def read(
    gradebook: Gradebook,
    learners: Collection[str] = (),
    works: Collection[str] = (),
    *,
    missing_as_zero: bool = False,
    unfinished: bool = False,
    config: Config | None = None,
) -> Book:
    """What the gradebook holds, of all or of the named ones only. Raises RoundsError for a name it does not know.

    `config` is nbgrader's, for what being late costs.
    """
    students = sorted(gradebook.students, key=lambda s: str(s.id))
    assignments = sorted(gradebook.assignments, key=lambda a: str(a.name))
    if not students or not assignments:
        raise RoundsError("The gradebook is empty: nothing was marked yet. Collect and autograde first.")
    _known(learners, {s.id for s in students}, "student")
    _known(works, {a.name for a in assignments}, "notebook")
    chosen = [a for a in assignments if not works or a.name in works]
    penalties = late_penalty.by_submission(gradebook, late_penalty.Rule(config or Config()))
    unread = _unread(gradebook)
    grades = {
        (submission.student_id, assignment.name): Grade(
            max(0.0, float(submission.score or 0.0) - penalties.get((submission.student_id, assignment.name), 0.0)),
            # Marking that was cut short leaves a submission without grades: that is no 0 either.
            bool(submission.needs_manual_grade)
            or float(submission.max_score or 0.0) < float(assignment.max_score or 0),
            (submission.student_id, assignment.name) in unread,
        )
        for assignment in chosen
        for submission in gradebook.assignment_submissions(assignment.name)
    }
    return Book(
        tuple(
            Learner(s.id, s.first_name or "", s.last_name or "", s.lms_user_id or "")
            for s in students
            if not learners or s.id in learners
        ),
        tuple(Work(a.name, float(a.max_score or 0.0)) for a in chosen),
        grades,
        missing_as_zero,
        unfinished,
        {n: tuple(x for x in group if x != n) for group in alike(str(s.id) for s in students) for n in group},
    )


def _unread(gradebook: Gradebook) -> set[tuple[str, str]]:
    """Learner and notebook where no cell that the program grades has a score: nothing could be read as answers."""
    by_hand = {(cell.notebook_id, cell.name) for cell in gradebook.db.query(SolutionCell)}
    rows = (
        gradebook.db.query(
            *(SubmittedAssignment.student_id, Assignment.name, GradeCell.notebook_id, GradeCell.name),
            *(Marked.auto_score, Marked.manual_score, Marked.needs_manual_grade),
        )
        .select_from(Marked)
        .join(GradeCell, Marked.cell_id == GradeCell.id)
        .join(SubmittedNotebook, Marked.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .filter(GradeCell.max_score > 0)
    )
    waits: set[tuple[str, str]] = set()
    scored: set[tuple[str, str]] = set()  # an exercise that was added since has no score, and the others have
    for student, name, notebook, cell, auto, manual, awaited in rows:
        if (notebook, cell) not in by_hand:
            if auto is not None:
                scored.add((student, name))
            elif awaited and manual is None:
                waits.add((student, name))
    return waits - scored


def _known(asked: Collection[str], there: set[str], what: str) -> None:
    unknown = [name for name in asked if name not in there]
    if unknown:  # counted, since what an error says ends in a log
        raise RoundsError(f"{len(unknown)} {what}(s) asked for are not in the gradebook; check how they are written.")
