"""Grades some submissions of a module together, in one process: read, grade, write their folders, save their grades.

The grades of all are saved in one transaction, and each autograded folder takes its place right after
it, so a process that's killed leaves nothing half done. A submission that can't be graded doesn't stop the others.
"""

from __future__ import annotations

import glob
import logging
import traceback
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.exc import OperationalError
from traitlets.utils.importstring import import_item

from grader.gradebook import class_grades, graded_answers
from grader.gradebook.class_grades import Submission
from grader.gradebook.save_grades import SaveMarks
from grader.locks import held
from grader.marking.autograded_folder import AutogradedFolders
from grader.marking.formgrader_view import ShowAsText
from grader.marking.graded_notebook import Marked, mark_notebook, prepare
from grader.marking.nbgrader_autograde import is_real_folder, settle_and_sanitize
from grader.marking.preprocessors import NOTE, CourseNotebook, MarkAnswers, course_notebook, with_own_graded_cells
from grader.office import Office, reason
from grader.submissions import versions
from grader.submissions.answers import Submitted, read_submitted
from grader.submissions.copied_answers import Trace, trace
from grader.submissions.versions import Choice
from rounds.content.loader import Module, load_module
from rounds.core.errors import RoundsError, surroundings

# The steps in the course's nbgrader_config.py. If there are others, nbgrader's own autograde does the work.
STEPS = [MarkAnswers, SaveMarks, ShowAsText, AssignLatePenalties]


@dataclass(frozen=True)
class Outcome:
    """How grading a submission went: what was found in it, or why it couldn't be graded."""

    student: str
    notes: tuple[str, ...] = ()
    error: str = ""
    choice: Choice | None = None
    ungraded: str = ""  # why no answers could be read
    seeds: frozenset[int] = frozenset()
    trace: Trace | None = field(default=None, repr=False)  # what is compared with other learners' answers
    outdated: tuple[str, ...] = ()  # sentences about answers to texts that have changed since


def ordinary(office: Office, module: str) -> bool:
    """Whether nbgrader's autograde would do just what the course's own nbgrader_config.py says."""
    course, step = office.course, Autograde(coursedir=office.course, parent=office.api)
    steps = [import_item(each) if isinstance(each, str) else each for each in step.autograde_preprocessors]
    with office.gradebook() as gradebook:
        notebooks = [notebook.name for notebook in gradebook.find_assignment(module).notebooks]
    return (
        steps == STEPS
        and not step.sanitize_preprocessors
        and step.exporter_class is CourseNotebook
        and not (step.pre_convert_hook or step.post_convert_hook or course.student_id_exclude)
        and course.notebook_id == "*"
        and notebooks == [module]
    )


def mark(office: Office, module: str, students: Sequence[str]) -> list[Outcome]:
    """Grade these students' submissions of a module. What goes wrong is in the outcomes, student by student."""
    _listen(office, logging.NullHandler())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SQLAlchemy and nbgrader warn of each other
        try:
            return _Batch(office, module, students).mark()
        except Exception as error:
            if len(students) == 1 or isinstance(error, OperationalError):  # the gradebook can't be reached by any
                return [Outcome(student, error=why(error, office)) for student in students]
        return [outcome for student in students for outcome in mark(office, module, [student])]


def mark_by_nbgrader(office: Office, module: str, students: Sequence[str]) -> list[Outcome]:
    """Grade these students' submissions with nbgrader's own autograde, which has the steps that the configuration adds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [_by_nbgrader(office, module, student) for student in students]


def why(error: Exception, office: Office) -> str:
    """What went wrong, in a sentence if there is one."""
    if isinstance(error, RoundsError):
        return str(error)
    if isinstance(error, OSError):
        return surroundings(error)
    return reason(["".join(traceback.format_exception_only(error))], str(office.course.db_url))


@dataclass
class _Work:
    """A submission on its way."""

    student: str
    folder: Path
    submitted: Submitted | None = None
    notebook: Any = None  # as graded; the one that people read is made from it
    marked: Marked | None = None
    error: str = ""
    locked: bool = False
    odd: bool = False  # there's no folder, or a link instead: nbgrader says what it says then


class _Batch:
    def __init__(self, office: Office, module: str, students: Sequence[str]) -> None:
        self._office, self._course, self._module = office, office.course, module
        self._converter = Autograde(coursedir=self._course, parent=office.api)
        self._source = office.folder("source", ".", module).resolve()
        # In one order, so that two processes that hold several locks never wait for each other.
        self._works = [_Work(student, office.folder("submitted", student, module)) for student in sorted(students)]

    def mark(self) -> list[Outcome]:
        self._folders = AutogradedFolders(self._converter, self._module)
        with ExitStack() as locks:
            self._each(lambda work: self._lock(work, locks))
            self._prepare()
            try:
                self._each(self._mark, self._remove)
                self._save()
                self._each(self._put, self._remove)
            finally:
                for work in self._works:
                    if work.locked:
                        self._folders.give_up(work.student)
        return [self._outcome(work) for work in self._works]

    def _going(self) -> list[_Work]:
        return [work for work in self._works if not (work.error or work.odd)]

    def _each(self, step: Callable[[_Work], object], failed: Callable[[_Work], object] = lambda _: None) -> None:
        """Do a step for each submission that's still on its way; one that fails doesn't stop the others."""
        for work in self._going():
            try:
                step(work)
            except Exception as error:
                work.error = why(error, self._office)
                failed(work)

    def _lock(self, work: _Work, locks: ExitStack) -> None:
        locks.enter_context(held(self._office.root, work.student))
        work.locked = True
        versions.finish_swap(work.folder)
        work.odd = not is_real_folder(work.folder)

    def _prepare(self) -> None:
        with Gradebook(self._course.db_url, self._course.course_id) as gradebook:
            self._assignment = prepare(gradebook, self._office.root, self._source)
            students = [work.student for work in self._going()]
            graded_answers.remember_all(self._course, students, self._module, gradebook)
        for work in self._going():
            with suppress(Exception):  # it can be graded all the same
                settle_and_sanitize(work.folder, self._source, self._converter)

    def _mark(self, work: _Work) -> None:
        work.submitted = read_submitted(work.folder, self._source, self._assignment.module)
        work.notebook = with_own_graded_cells(course_notebook(self._source / f"{self._module}.ipynb"))
        work.marked = mark_notebook(self._assignment, work.notebook, work.folder, work.submitted)
        self._folders.prepare(work.student, _as_read(work.notebook))

    def _save(self) -> None:
        works = {work.student: work for work in self._going()}
        submissions = [
            Submission(
                work.student,
                work.notebook,
                work.marked.answers,
                self._course.get_existing_timestamp(str(work.folder)),
            )
            for work in works.values()
            if work.marked
        ]

        def write_again(student: str) -> None:
            self._folders.write(student, _as_read(works[student].notebook))

        try:
            if submissions:
                class_grades.save(self._course, self._office.api, self._module, submissions, write_again)
        except OperationalError:
            raise
        except Exception as error:
            if len(self._works) > 1:
                raise
            self._works[0].error = why(error, self._office)
            self._remove(self._works[0])

    def _put(self, work: _Work) -> None:
        self._folders.put(work.student)

    def _remove(self, work: _Work) -> None:
        self._folders.remove(work.student)

    def _outcome(self, work: _Work) -> Outcome:
        if work.odd:
            return _by_nbgrader(self._office, self._module, work.student)
        marked = work.marked or Marked({}, [])
        outcome = _outcome(self._assignment.module, work, marked.notes)
        return replace(outcome, outdated=tuple(answer.sentence for answer in marked.outdated))


def _as_read(notebook: Any) -> Any:
    """A graded notebook as people read it; the graded one doesn't change, since scores are read from it."""
    return ShowAsText().preprocess(with_own_graded_cells(notebook), {})[0]


def _outcome(module: Module, work: _Work, notes: Iterable[str]) -> Outcome:
    choice, read = versions.choice_of(work.folder), work.submitted or Submitted()
    told = {read.ungraded, choice.note if choice else ""}
    kept = tuple(note for note in dict.fromkeys(notes) if note not in told)
    seen = trace(module, read) if work.submitted else None
    return Outcome(work.student, kept, work.error, choice, read.ungraded, read.seeds, seen)


def _by_nbgrader(office: Office, module: str, student: str) -> Outcome:
    heard = _Heard()
    _listen(office, heard)
    result = office.api.autograde(module, glob.escape(student))
    work = _Work(student, office.folder("submitted", student, module))
    if not result["success"]:
        work.error = reason([*heard.errors, result.get("error", "")], str(office.course.db_url))
    source = office.folder("source", ".", module).resolve()
    content = load_module(source)
    if is_real_folder(work.folder):
        work.submitted = read_submitted(work.folder, source, content)
    return _outcome(content, work, heard.notes)


def _listen(office: Office, handler: logging.Handler) -> None:
    """Send what nbgrader's steps say to `handler` and nowhere else."""
    log = office.api.log
    log.handlers, log.propagate = [handler], False
    log.setLevel(logging.WARNING)


class _Heard(logging.Handler):
    """Keeps what nbgrader's steps say about a submission."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.notes: list[str] = []
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg == NOTE and isinstance(record.args, tuple):
            self.notes.append(str(record.args[-1]))
        elif record.levelno >= logging.ERROR:
            self.errors.append(record.getMessage())
