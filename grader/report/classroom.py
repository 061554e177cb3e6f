"""Reads what a class submitted, and grades it. What a person graded comes from nbgrader's gradebook.

Nothing is written, and nothing in a submission is run. A damaged file counts as far as it can be read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from grader.course import Source
from grader.report.surveys import student_folders, student_of
from grader.report.time_on_task import Work, history, work
from grader.submissions.answers import read_submitted
from rounds import kinds
from rounds.content.loader import Exercise, Module
from rounds.core.scoring import CREDITED, ItemMark, Mark
from rounds.kinds.base import Key
from rounds.storage.attempts import attempt

if TYPE_CHECKING:
    from traitlets.config import Config

WORTH = dict.fromkeys(CREDITED, 1.0) | {"partly": 0.5}  # of an item; anything else is 0
Points = dict[tuple[str, str, str], float | None]  # student, module, exercise: points, None while one is awaited


@dataclass(frozen=True)
class Part:
    """A notebook with its keys."""

    name: str
    module: Module
    keys: dict[str, Key]
    folder: Path

    @property
    def number(self) -> str:
        """The two digits it begins with."""
        return self.name[:2]


@dataclass(frozen=True)
class Book:
    """What only the gradebook knows: people's grades, extra credit, and who was how late (in seconds)."""

    grades: Points = field(default_factory=dict)
    extra: Points = field(default_factory=dict)
    late: dict[tuple[str, str], float] = field(default_factory=dict)
    students: list[str] = field(default_factory=list)
    penalty: Callable[[str, float, float], float] = lambda student, points, seconds: 0.0

    def points(self, student: str, module: str, exercise: str, earned: float | None) -> float | None:
        """The points for an exercise that the program gave `earned`; None while it waits for a person."""
        points = self.grades.get((student, module, exercise), earned)
        return None if points is None else points + (self.extra.get((student, module, exercise)) or 0.0)

    def taken_off(self, student: str, module: str, points: float) -> float:
        """What being late takes off a notebook's points."""
        return self.penalty(student, points, self.late.get((student, module), 0.0))


@dataclass(frozen=True)
class Result:
    """A graded exercise: the share earned (0 to 1; None while it waits for a person), and what each item earned.

    `follows` are the items that are right only given an earlier slip of the same learner.
    """

    share: float | None
    answered: int
    items: dict[str, float]
    slips: tuple[tuple[str, str], ...]  # slip, item
    follows: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Submission:
    """What one student submitted for one notebook.

    `share` is that of the points after the late penalty, `earned` that before it; None if it can't be said yet.
    """

    results: dict[str, Result]
    work: Work
    damaged: bool
    ungraded: bool  # nothing in it could be read
    awaited: bool
    share: float | None
    earned: float | None

    def left_blank(self, part: Part) -> list[Exercise]:
        """The graded exercises without an answer; an empty list if no answer could be read."""
        return [] if self.ungraded else [e for e in part.module.graded if not self.results[e.id].answered]


@dataclass
class Classroom:
    """A class: its students in order, its notebooks, and what was submitted, by student and notebook."""

    students: list[str]
    parts: list[Part]
    submissions: dict[tuple[str, str], Submission] = field(default_factory=dict)
    texts: dict[tuple[str, str, str], str] = field(default_factory=dict)  # by notebook, exercise, item
    notes: list[str] = field(default_factory=list)

    def of(self, part: Part) -> dict[str, Submission]:
        """The submissions of a notebook, by student."""
        return {s: self.submissions[s, part.name] for s in self.students if (s, part.name) in self.submissions}

    @property
    def damaged(self) -> int:
        """How many answers files were missing, or damaged in part."""
        return sum(submission.damaged for submission in self.submissions.values())


def read_class(
    sources: list[Source],
    folder: Path,
    gradebook: str | None = None,
    done: Callable[[], None] = lambda: None,
    config: Config | None = None,
) -> Classroom:
    """Read and grade what is in `folder`; `done` is called after each student. Raises RoundsError.

    `gradebook` is the address of nbgrader's database; None leaves out what people graded and who was late.
    `config` is nbgrader's, for what being late costs.
    """
    folders = student_folders(folder)
    parts = [Part(source.name, *source.load(), source.folder) for source in sources]
    book = read_book(gradebook, config) if gradebook else Book()
    classroom = Classroom(sorted({student_of(path) for path in folders} | set(book.students)), parts)
    for path in folders:
        for part in parts:
            if (path / part.name).is_dir() and not (path / part.name).is_symlink():
                student = student_of(path)
                submission = _submission(classroom, student, part, path / part.name, book)
                classroom.submissions[student, part.name] = submission
        done()
    return classroom


def _submission(classroom: Classroom, student: str, part: Part, folder: Path, book: Book) -> Submission:
    submitted = read_submitted(folder, part.folder, part.module)
    results, earned, possible, awaited = {}, 0.0, 0.0, False
    for exercise in part.module.judged:
        tried = attempt(exercise, submitted.answers)
        mark = tried.mark(part.keys[exercise.id])
        for item in mark.items:
            classroom.texts.setdefault((part.name, exercise.id, _place(exercise, item)), item.text)
        # An answer to texts that have changed since has the grade from before, or none.
        share = None if submitted.ungraded or tried.earlier else mark.fraction
        if most := exercise.points:
            by_program = None if share is None else mark.points(most)
            points = book.points(student, part.name, exercise.id, by_program)
            if points is None:
                awaited, share = True, None
            else:
                earned, possible = earned + max(points, 0), possible + most
                share = min(max(points / most, 0), 1)
        results[exercise.id] = _result(exercise, mark, share)
    after_penalty = earned - book.taken_off(student, part.name, earned)
    return Submission(
        results=results,
        work=work(history(submitted.raw)),
        damaged=submitted.damaged,
        ungraded=bool(submitted.ungraded),
        awaited=awaited and not submitted.ungraded,
        share=min(after_penalty / possible, 1) if possible else None,
        earned=min(earned / possible, 1) if possible else None,
    )


def _place(exercise: Exercise, item: ItemMark) -> str:
    """What tells an item from the others. In a conversation that's the line: the third move differs from learner to learner."""
    return item.text if kinds.of(exercise.kind).items_vary else item.id


def _result(exercise: Exercise, mark: Mark, share: float | None) -> Result:
    if not mark.answered:  # what no one tried isn't a mistake
        return Result(share, 0, {}, ())
    items = {item.id: WORTH.get(item.verdict, 0.0) for item in mark.items}
    # If two items have the same id, they can't be told apart, and the exercise counts as one item.
    alike = not kinds.of(exercise.kind).items_vary and len(items) == len(mark.items)
    slips = [(item.slip, _place(exercise, item)) for item in mark.items if item.slip in mark.slips and item.slip]
    elsewhere = [(slip, "") for slip in mark.slips if slip not in {s for s, _ in slips}]
    follows = frozenset(item.id for item in mark.items if item.verdict == "follows")
    return Result(share, mark.answered, items if alike else {}, (*slips, *elsewhere), follows)


def read_book(address: str, config: Config | None = None) -> Book:
    """What people graded, who was late, and everyone the gradebook knows. Raises RoundsError if it can't be read."""
    # nbgrader takes seconds to import, and is only needed here.
    from nbgrader.api import SubmittedAssignment
    from traitlets.config import Config

    from grader.gradebook import grade_rows
    from grader.gradebook.access import opened
    from grader.gradebook.late_penalty import Rule

    book = Book(penalty=Rule(config or Config()).penalty)
    with opened(address) as gradebook:
        for row in grade_rows.rows(gradebook):
            where = (row.student, row.notebook, row.exercise)
            book.extra[where] = row.extra
            if row.waits or row.manual is not None:
                book.grades[where] = None if row.waits else row.manual
        for submission in gradebook.db.query(SubmittedAssignment):
            book.late[submission.student_id, submission.name] = float(submission.total_seconds_late)
        book.students.extend(student.id for student in gradebook.students)
        return book
