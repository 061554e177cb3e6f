"""Remembers which answer a person's grade was for, so that only a changed answer has to be graded again.

Whenever a submission is autograded again, nbgrader asks people to look again at every grade they gave. The
ledger is the course's own table in the same gradebook, saved in the same transaction as the grades. It keeps a
fingerprint of the answer that Formgrader shows and of the answer that was graded, and every grade and comment
with the answer it was for. When a learner goes back to an earlier answer, its grade comes back, too.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.api import Assignment, BaseCell, Comment, Grade, SubmittedAssignment, SubmittedNotebook
from nbgrader.api import Base as Tables
from sqlalchemy import Column, ForeignKey, String, Text

from grader.submissions import versions
from grader.submissions.answers import read_submitted
from grader.submissions.fingerprints import Prints, fingerprints
from rounds.content.loader import load_module
from rounds.core.number_format import two_decimals

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

MOST = 20  # graded answers remembered for one exercise of one learner, the newest
_BY_PERSON = (Grade.manual_score, Grade.extra_credit)


class LedgerRow(Tables):  # type: ignore[misc]  # nbgrader is untyped
    """A row of the table: everything that's remembered about a grade, as JSON."""

    __tablename__ = "rounds_ledger"
    grade_id = Column(String(32), ForeignKey("grade.id", ondelete="CASCADE"), primary_key=True)
    record = Column(Text(), nullable=False)


@dataclass(frozen=True)
class PersonGrade:
    """What a person gave for an answer: points, extra credit, a comment; None if nothing."""

    score: float | None = None
    extra: float | None = None
    comment: str | None = None


@dataclass
class GradeHistory:
    """What's known about a grade: the answer that Formgrader shows, the one its score is for, and all grades by answer.

    Answers are fingerprints; an empty one isn't known.
    """

    shown: str = ""
    judged: str = ""
    latest: PersonGrade = field(default_factory=PersonGrade)  # the grade at the last look
    by_answer: dict[str, PersonGrade] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> GradeHistory:
        """The history that was saved as JSON."""
        saved = json.loads(text)
        by_answer = {answer: PersonGrade(**grade) for answer, grade in saved["given"].items()}
        return cls(saved["shown"], saved["judged"], PersonGrade(**saved["stood"]), by_answer)

    def saved(self) -> str:
        """The history as JSON, under the names that gradebooks have had from the start."""
        grades = {answer: asdict(grade) for answer, grade in self.by_answer.items()}
        return json.dumps({"shown": self.shown, "judged": self.judged, "stood": asdict(self.latest), "given": grades})

    def look(self, now: PersonGrade, waits: bool) -> None:
        """Take in what a person did since the last look; `waits` is nbgrader's flag. A second look changes nothing."""
        if now.score is not None and not waits:
            self.judged = self.shown  # every save in Formgrader clears the flag
            self._keep(self.shown, now)
        elif now.score is None and self.latest.score is not None:  # taken back
            if self.judged == self.shown:
                self.by_answer.pop(self.shown, None)
            self.judged = ""
        elif now.comment != self.latest.comment and self.judged != self.shown:
            before = self.by_answer.get(self.shown, PersonGrade())
            self._keep(self.shown, PersonGrade(before.score, before.extra, now.comment))
        elif now.comment != self.latest.comment:
            self._keep(self.shown, now)
        self.latest = now

    def _keep(self, answer: str, grade: PersonGrade) -> None:
        if answer:
            self.by_answer.pop(answer, None)
            self.by_answer[answer] = grade
            for name in list(self.by_answer)[:-MOST]:
                del self.by_answer[name]

    def show(self, answer: str) -> PersonGrade | None:
        """Formgrader will show `answer`: return the grade that a person gave for it, or None if a person has to look."""
        self.shown = answer
        if self.latest.score is not None and self.judged == answer:
            return self.latest
        known = self.by_answer.get(answer)
        if known is None or known.score is None:
            return None
        self.judged, self.latest = answer, known
        return known


@dataclass(frozen=True)
class Reopened:
    """A grade that waits again, because the learner changed the answer after a person graded it."""

    student: str
    exercise: str
    score: float
    most: float
    known: bool  # whether it's known which answer was graded

    @property
    def sentence(self) -> str:
        """What an instructor reads, in a log."""
        why = "was changed after it was graded" if self.known else "was graded, perhaps for another answer"
        earlier = f"{two_decimals(self.score)} of {two_decimals(self.most)} points"
        return f'"{self.exercise}" {why}; it waits for a person, and the earlier grade of {earlier} stays visible.'


def remember(course: Any, student: str, assignment: str, gradebook: Gradebook) -> None:
    """Note what people gave since the last autograding, before autograding replaces what they saw.

    `course` is nbgrader's CourseDirectory. A grade from before there was a ledger counts as one for the answers
    file in the autograded folder, which is a copy of the one that was graded.
    """
    remember_all(course, [student], assignment, gradebook)


def remember_all(course: Any, students: Collection[str], assignment: str, gradebook: Gradebook) -> None:
    """`remember` for several learners, in two queries."""
    of = (SubmittedAssignment.student_id.in_(students), Assignment.name == assignment)
    whose = SubmittedAssignment.student_id
    # Columns alone: this is asked of every submission, and whole objects would double the time.
    rows = (
        _joined(
            gradebook.db.query(whose, Grade.id, BaseCell.name, *_BY_PERSON, Grade.needs_manual_grade, LedgerRow.record),
            Grade,
        )
        .outerjoin(LedgerRow, LedgerRow.grade_id == Grade.id)
        .filter(*of)
        .all()
    )
    if not rows:
        return
    said = _joined(gradebook.db.query(whose, BaseCell.name, Comment.manual_comment), Comment).filter(*of)
    comments = {(student, name): comment for student, name, comment in said}
    folders = {student: _Folders(course, student, assignment) for student in students}
    for student, grade_id, name, score, extra, waits, text in rows:
        grade = PersonGrade(score, extra, comments.get((student, name)))
        history = GradeHistory.of(text) if text else folders[student].first_history(name, grade, waits)
        history.look(grade, waits)
        if (saved := history.saved()) != text:
            row = LedgerRow(grade_id=grade_id, record=saved)
            (gradebook.db.merge if text else gradebook.db.add)(row)
    gradebook.db.commit()


def _joined(query: Any, what: Any) -> Any:
    """A query of grades or comments with their cells, submissions and assignments."""
    return (
        query.select_from(what)
        .join(BaseCell, what.cell_id == BaseCell.id)
        .join(SubmittedNotebook, what.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
    )


class Ledger:
    """The ledger of one or several submitted notebooks, while their grades are saved."""

    def __init__(self, gradebook: Gradebook, grades: Iterable[Any]) -> None:
        self._gradebook = gradebook
        self._rows = _rows(gradebook, grades)
        self._new: list[LedgerRow] = []

    def settle(self, student: str, grade: Any, comment: Any, answer: str) -> PersonGrade | Reopened | None:
        """Let the grade that a person gave for `answer` count, or say that theirs was for another answer.

        Call it before nbgrader's own rule for `needs_manual_grade`, which stays with the caller.
        """
        row = self._rows.get(grade.id)
        history = GradeHistory.of(row.record) if row else GradeHistory()
        history.look(
            PersonGrade(grade.manual_score, grade.extra_credit, comment and comment.manual_comment),
            grade.needs_manual_grade,
        )
        known = history.show(answer)
        if known is not None:
            grade.manual_score, grade.extra_credit = known.score, known.extra
            if comment is not None:
                comment.manual_comment = known.comment
        self._put(row, grade.id, history)
        if known is None and grade.manual_score is not None:
            return Reopened(student, grade.name, grade.manual_score, grade.max_score or 0.0, bool(history.judged))
        return known

    def _put(self, row: Any, grade_id: str, history: GradeHistory) -> None:
        text = history.saved()
        if row is None:
            self._new.append(LedgerRow(grade_id=grade_id, record=text))
        elif row.record != text:
            row.record = text

    def save(self) -> None:
        """Add the rows of grades that had none, once the grades themselves are in the gradebook."""
        self._gradebook.db.flush()
        self._gradebook.db.add_all(self._new)
        self._new = []


def _rows(gradebook: Gradebook, grades: Iterable[Any]) -> dict[str, Any]:
    ids = [grade.id for grade in grades]
    return (
        {row.grade_id: row for row in gradebook.db.query(LedgerRow).filter(LedgerRow.grade_id.in_(ids))} if ids else {}
    )


class _Folders:
    """What the course's folders say about a grade that's older than the ledger; read only if there is one."""

    def __init__(self, course: Any, student: str, assignment: str) -> None:
        root = Path(course.root)
        self._source = root / course.format_path(course.source_directory, ".", assignment)
        self._submitted = root / course.format_path(course.submitted_directory, student, assignment)
        self._autograded = root / course.format_path(course.autograded_directory, student, assignment)

    def first_history(self, exercise: str, grade: PersonGrade, waits: bool) -> GradeHistory:
        """The history of a grade that has none yet.

        Without a ledger, nbgrader asks for a new look at every autograding, so a score that waits can well be for
        the answer shown: it is, unless an earlier submission had another answer.
        """
        shown = self._shown.get(exercise, "") if exercise in self._known else exercise
        same = all(prints.get(exercise) == shown for prints in self._earlier)
        return GradeHistory(shown, shown if grade.score is not None and waits and same else "")

    @cached_property
    def _known(self) -> set[str]:
        return {exercise.id for exercise in load_module(self._source).graded}

    def _prints(self, folder: Path) -> Prints:
        module = load_module(self._source)
        return fingerprints(module, read_submitted(folder, self._source, module).answers)

    @cached_property
    def _shown(self) -> Prints:
        notebook = self._autograded / f"{self._autograded.name}.ipynb"
        try:
            if "rounds" in json.loads(notebook.read_text(encoding="utf-8"))["metadata"]:
                return self._prints(self._autograded)
        except (OSError, ValueError, KeyError, TypeError):
            pass  # autograding was cut off
        return {} if versions.others(self._submitted) else self._prints(self._submitted)

    @cached_property
    def _earlier(self) -> list[Prints]:
        now = versions.key_in(self._autograded)
        return [self._prints(folder) for name, folder in versions.others(self._submitted).items() if name < now]


def changed(gradebook: Gradebook, grades: Iterable[Any]) -> set[str]:
    """The ids of the grades that are known to be for another answer than the one Formgrader shows."""
    histories = {name: GradeHistory.of(row.record) for name, row in _rows(gradebook, grades).items()}
    return {name for name, history in histories.items() if history.judged and history.judged != history.shown}


def reopened(gradebook: Gradebook, assignment: str) -> list[Reopened]:
    """Every grade of an assignment that a person gave and that has to be given again."""
    rows = (
        gradebook.db.query(SubmittedAssignment.student_id, Grade, LedgerRow.record)
        .select_from(Grade)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .outerjoin(LedgerRow, LedgerRow.grade_id == Grade.id)
        .filter(SubmittedAssignment.assignment.has(name=assignment))
        .filter(Grade.needs_manual_grade, Grade.manual_score.isnot(None))
    )
    return sorted(
        (
            Reopened(
                student,
                grade.name,
                grade.manual_score,
                grade.max_score or 0.0,
                bool(record and GradeHistory.of(record).judged),
            )
            for student, grade, record in rows
        ),
        key=lambda grade: (grade.student, grade.exercise),
    )


def forget_removed(gradebook: Gradebook) -> None:
    """Delete what's remembered about grades that are no longer in the gradebook."""
    grades = gradebook.db.query(Grade.id)
    gradebook.db.query(LedgerRow).filter(LedgerRow.grade_id.notin_(grades)).delete(synchronize_session=False)
    gradebook.db.commit()
