"""Saving marks in nbgrader's gradebook without paying for a new session and a commit at every cell.

A grade that a person gave stays as long as its answer is the same (grader/gradebook/graded_answers.py).
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import nbgrader.api
from nbgrader.api import Gradebook
from nbgrader.apps import NbGrader
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from nbgrader.utils import is_grade
from sqlalchemy.orm import scoped_session, sessionmaker
from traitlets.config import Application

from grader.gradebook import access, changed_answers
from grader.gradebook.graded_answers import Opened, Reopened
from grader.locks import held

UNGRADED = "rounds_ungraded"  # in the metadata of a cell whose answer couldn't be read
WAIT = 60  # seconds that SQLite waits for another process to finish writing


class SaveMarks(SaveAutoGrades):  # type: ignore[misc]  # nbgrader is untyped
    """nbgrader's SaveAutoGrades with one query for the notebook's grades and one commit for all cells."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Save the score of each graded cell; nbgrader's own methods decide what is saved."""
        about = resources["nbgrader"]
        self.notebook_id, self.assignment_id, self.student_id = about["notebook"], about["assignment"], about["student"]
        with Gradebook(about["db_url"]) as gradebook:
            notebook = gradebook.find_submission_notebook(self.notebook_id, self.assignment_id, self.student_id)
            self.gradebook = _Loaded(notebook)
            self._ledger, self._answers = Opened(gradebook, notebook), resources["rounds"]["answers"]
            result = NbGraderPreprocessor.preprocess(self, nb, resources)
            gradebook.db.commit()
        return result

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> Any:
        """Save one cell; nbgrader would ask for a new look at every grade that a person gave."""
        if not is_grade(cell):
            return super().preprocess_cell(cell, resources, cell_index)
        name = cell.metadata.nbgrader["grade_id"]
        grade = self.gradebook.find_grade(name)
        kept = self._ledger.settle(grade, self.gradebook.comment(name), self._answers.get(name, name))
        saved = super().preprocess_cell(cell, resources, cell_index)
        if isinstance(kept, Reopened):
            changed_answers.mark(cell, kept)
            self.log.warning(changed_answers.NOTE, self.student_id, self.assignment_id, kept.sentence)
        elif kept is not None:
            grade.needs_manual_grade = False
        return saved

    def _add_score(self, cell: Any, resources: Any) -> None:
        super()._add_score(cell, resources)
        if cell.metadata.get(UNGRADED):  # nbgrader gives a code cell without a score full marks
            grade = self.gradebook.find_grade(cell.metadata.nbgrader["grade_id"])
            grade.auto_score, grade.needs_manual_grade = None, True


class _Loaded:
    """The grades and comments of one submitted notebook, found by name; commits wait for the end."""

    def __init__(self, notebook: Any) -> None:
        self._grades = {grade.name: grade for grade in notebook.grades}
        self._comments = {comment.name: comment for comment in notebook.comments}
        self.db = self

    def find_grade(self, name: str, *_: str) -> Any:
        return self._grades[name]

    def find_comment(self, name: str, *_: str) -> Any:
        return self._comments[name]

    def comment(self, name: str) -> Any | None:
        return self._comments.get(name)

    def commit(self) -> None:
        pass


def patient_gradebooks() -> None:
    """Let gradebooks wait for one another, and spare each session what the one before it did already.

    nbgrader opens about seven sessions a submission, and at each makes a new engine, for which
    SQLAlchemy compiles every query anew, and asks for every table whether it is there: more than
    half the time of marking. Closing a gradebook still closes its connections.

    SQLite gives up after five seconds where somebody else writes; here it waits for a minute. Its
    journal stays as it is: the faster write-ahead log cannot be used on a network drive.
    """
    if not hasattr(nbgrader.api.create_engine, "cache_info"):
        nbgrader.api.create_engine = functools.lru_cache(maxsize=8)(_engine)
        Gradebook.__init__ = _open
        access.storable_texts()


_known: set[tuple[str, str, int]] = set()
_create_engine = nbgrader.api.create_engine
_first_opening = Gradebook.__init__


def _engine(db_url: str, **kw: Any) -> Any:
    if db_url.startswith("sqlite"):
        kw["connect_args"] = {"timeout": WAIT}
    return _create_engine(db_url, **kw)


def _open(self: Any, db_url: str, course_id: str = "default_course", authenticator: Any = None) -> None:
    """As nbgrader opens a gradebook; tables and course are looked for once a process and file."""
    if (db_url, course_id, _file(db_url)) in _known:
        self.engine = nbgrader.api.create_engine(db_url, echo=False, future=True)
        self.db = scoped_session(sessionmaker(autoflush=True, bind=self.engine, future=True))
        self.course_id, self.authenticator = course_id, authenticator
    else:
        _look_at(db_url)
        with access.explaining(db_url):
            _first_opening(self, db_url, course_id, authenticator)
        _known.add((db_url, course_id, _file(db_url)))


def _look_at(db_url: str) -> None:
    """Refuse a gradebook that can't be used: one of nbgrader's own commands ends with the sentence, too."""
    try:
        access.sound(db_url, WAIT)
    except access.GradebookError as error:
        if Application.initialized() and isinstance(Application.instance(), NbGrader):
            Application.instance().fail(str(error))
        raise


def _file(db_url: str) -> int:
    """What tells one SQLite file from the next of the same name; 0 for a server."""
    try:
        return Path(db_url.removeprefix("sqlite:///")).stat().st_ino if db_url.startswith("sqlite") else 0
    except OSError:
        return -1


def ready(course: Any) -> None:
    """Make the gradebook's tables and courses before several processes would make them at once.

    `course` is nbgrader's CourseDirectory. nbgrader's own steps open the gradebook both with and
    without the course's id, and add a course that they do not find.
    """
    for course_id in (course.course_id, "default_course"):
        if (course.db_url, course_id, _file(course.db_url)) not in _known:
            with held(Path(course.root), "the gradebook"), access.opened(course.db_url, course_id, make=True):
                pass
