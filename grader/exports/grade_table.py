"""What an export needs from the gradebook: who, which notebook, how many points. No email, no comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment
from traitlets.config import Config

from grader.gradebook import grade_rows, late_penalty
from grader.student_names import alike, command
from rounds.core.errors import RoundsError

State = Literal["graded", "waits for a person", "no readable answers", "not submitted"]


@dataclass(frozen=True)
class Learner:
    """A student: the account's name, the name as the gradebook has it, and the number in Canvas if it's known."""

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
    """Points of one learner for one notebook, the late penalty taken off; and whether a part waits for a person.

    `unread` says that it waits because nothing that was submitted could be read as answers.
    """

    points: float
    waits: bool = False
    unread: bool = False


@dataclass(frozen=True)
class GradeTable:
    """Everything that is exported, learners by id and notebooks by name.

    An empty cell isn't a zero: what wasn't submitted, and what waits for a person, has no points here
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
            return "not submitted"
        return "no readable answers" if grade.unread else "waits for a person" if grade.waits else "graded"

    def points(self, learner: Learner, work: Work) -> float | None:
        """The points to write; None for an empty cell."""
        grade = self.grades.get((learner.id, work.name))
        if grade is None:
            return 0.0 if self.missing_as_zero and not self.under_another_name(learner, work) else None
        return None if grade.waits and not self.unfinished else grade.points

    def under_another_name(self, learner: Learner, work: Work) -> bool:
        """Whether a name that differs only in capitals or accents submitted this: a 0 would be the same person's."""
        twins = self.alike.get(learner.id, ())
        return (learner.id, work.name) not in self.grades and any((twin, work.name) in self.grades for twin in twins)

    def summary(self) -> str:
        """How much is exported, and what the rest looks like; it names no one."""
        count = Counter(self.state(learner, work) for learner in self.learners for work in self.works)
        unread = f"{n} without readable answers, {{}}; " if (n := count["no readable answers"]) else ""
        waits = "written with the points so far, out of all" if self.unfinished else "left empty"
        missing = "written as 0" if self.missing_as_zero else "left empty"
        return (
            f"{len(self.learners)} student(s), {len(self.works)} notebook(s): {count['graded']} graded; "
            f"{count['waits for a person']} wait(s) for a person, {waits}; "
            f"{unread.format(waits)}"
            f"{count['not submitted']} not submitted, {missing}.{self._twins()}"
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
) -> GradeTable:
    """What the gradebook has, for everyone or only for the named ones. Raises RoundsError for a name it doesn't know.

    `config` is nbgrader's, for what being late costs.
    """
    students = sorted(gradebook.students, key=lambda s: str(s.id))
    assignments = sorted(gradebook.assignments, key=lambda a: str(a.name))
    if not students or not assignments:
        raise RoundsError("The gradebook is empty: nothing has been graded yet. Collect and autograde first.")
    _known(learners, {s.id for s in students}, "student")
    _known(works, {a.name for a in assignments}, "notebook")
    chosen = [a for a in assignments if not works or a.name in works]
    penalties = late_penalty.by_submission(gradebook, late_penalty.Rule(config or Config()))
    summed = _summed(gradebook)
    # Grading that was cut short leaves a submission without grades: that isn't a 0 either.
    grades = {
        where: Grade(max(0.0, score - penalties.get(where, 0.0)), waits, unread)
        for where in _submissions(gradebook)
        for score, waits, unread in [summed.get(where, (0.0, True, False))]
        if where[1] in {a.name for a in chosen}
    }
    return GradeTable(
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


def _submissions(gradebook: Gradebook) -> list[tuple[str, str]]:
    """Who submitted which notebook."""
    query = gradebook.db.query(SubmittedAssignment.student_id, Assignment.name)
    return [(str(s), str(n)) for s, n in query.join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)]


def _summed(gradebook: Gradebook) -> dict[tuple[str, str], tuple[float, bool, bool]]:
    """By learner and notebook: the points, whether a part waits for a person, and whether nothing could be read.

    Nothing could be read where no exercise that the program grades has a score. One that was added since has
    none, and the others have.
    """
    table = grade_rows.table(gradebook)
    program = (table.most > 0) & ~table.by_person
    scored, waiting = program & table.auto.notna(), program & table.auto.isna() & table.manual.isna() & table.waits
    each = table.assign(scored=scored, waiting=waiting).groupby(["student", "notebook"])
    summed = each.agg({"score": "sum", "waits": "any", "scored": "any", "waiting": "any"})
    return {
        where: (float(row.score), bool(row.waits), bool(row.waiting and not row.scored))
        for where, row in zip(summed.index, summed.itertuples(), strict=True)
    }


def _known(asked: Collection[str], there: set[str], what: str) -> None:
    unknown = [name for name in asked if name not in there]
    if unknown:  # counted, since what an error says ends in a log
        raise RoundsError(f"{len(unknown)} {what}(s) asked for aren't in the gradebook; check the spelling.")
