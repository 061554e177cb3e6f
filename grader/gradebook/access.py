"""Opens gradebooks: waits for other programs, does slow checks once, and refuses one that can't be used.

nbgrader opens about seven sessions per submission. Each one makes a new engine, for which SQLAlchemy
compiles every query again, and looks for every table: more than half of the time of grading. SQLite gives up
after five seconds while another program writes. `open_patiently` and `patient_engine` replace nbgrader's own
(see grader/nbgrader_patches.py).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbgrader.api
from nbgrader.api import Base, Gradebook
from nbgrader.apps import NbGrader
from sqlalchemy import event
from sqlalchemy.orm import scoped_session, sessionmaker
from traitlets.config import Application

from grader.gradebook.explain import GradebookError, explaining, file_of, named, sound
from grader.locks import held
from rounds.core.text import storable

# Seconds that SQLite waits for another process to finish writing. Its journal stays as it is: the faster
# write-ahead log can't be used on a network drive.
WAIT = 60
_opened_before: set[tuple[str, str, int]] = set()  # address, course and file, whose tables and course are there
_nbgraders_engine = nbgrader.api.create_engine
_nbgraders_opening = Gradebook.__init__


@contextmanager
def opened(address: str, course_id: str = "default_course", *, make: bool = False) -> Iterator[Gradebook]:
    """Open the gradebook at a database's address; if there's no such file, make one only if `make` says so.

    Raises GradebookError, also if the database breaks down later on.
    """
    file = file_of(address)
    if file and not make and not file.is_file():
        raise GradebookError(f"{named(address)} doesn't exist yet. Collect and autograde first.")
    storable_texts()
    with explaining(address), PatientGradebook(address, course_id) as gradebook:
        yield gradebook


@functools.lru_cache(maxsize=8)
def patient_engine(address: str, **options: Any) -> Any:
    """Make SQLAlchemy's engine once per address; SQLite waits for other programs. Closing a gradebook still closes its connections."""
    if address.startswith("sqlite"):
        options["connect_args"] = {"timeout": WAIT}
    return _nbgraders_engine(address, **options)


def open_patiently(self: Any, db_url: str, course_id: str = "default_course", authenticator: Any = None) -> None:
    """Open a gradebook as nbgrader does, but look for tables and course only once per process and file."""
    gradebook = (db_url, course_id, _inode(db_url))
    if gradebook in _opened_before:
        self.engine = patient_engine(db_url, echo=False, future=True)
        self.db = scoped_session(sessionmaker(autoflush=True, bind=self.engine, future=True))
        self.course_id, self.authenticator = course_id, authenticator
    else:
        _refuse_unusable(db_url)
        with explaining(db_url):
            _nbgraders_opening(self, db_url, course_id, authenticator)
        _opened_before.add((db_url, course_id, _inode(db_url)))


class PatientGradebook(Gradebook):  # type: ignore[misc]  # nbgrader is untyped
    """nbgrader's gradebook, opened patiently whether or not nbgrader's own code was told to."""

    __init__ = open_patiently


def _refuse_unusable(address: str) -> None:
    """Refuse a gradebook that can't be used. nbgrader's own commands end with the sentence, too."""
    try:
        sound(address, WAIT)
    except GradebookError as error:
        if Application.initialized() and isinstance(Application.instance(), NbGrader):
            Application.instance().fail(str(error))
        raise


def _inode(address: str) -> int:
    """What tells one SQLite file from the next of the same name; 0 for a server."""
    try:
        return Path(address.removeprefix("sqlite:///")).stat().st_ino if address.startswith("sqlite") else 0
    except OSError:
        return -1


def ready(course: Any) -> None:
    """Make the gradebook's tables and courses before several processes try to make them at once.

    `course` is nbgrader's CourseDirectory. nbgrader's own steps open the gradebook both with and
    without the course's id, and add a course they don't find.
    """
    for course_id in (course.course_id, "default_course"):
        if (course.db_url, course_id, _inode(course.db_url)) not in _opened_before:
            with held(Path(course.root), "the gradebook"), opened(course.db_url, course_id, make=True):
                pass


def storable_texts() -> None:
    """Make every text that goes into a gradebook one that a database accepts: comments and names, too."""
    for moment in ("before_insert", "before_update"):
        if not event.contains(Base, moment, _make_storable):
            event.listen(Base, moment, _make_storable, propagate=True)


def _make_storable(_: Any, __: Any, row: Any) -> None:
    for name, value in list(row.__dict__.items()):
        if isinstance(value, str) and storable(value) != value:
            setattr(row, name, storable(value))
