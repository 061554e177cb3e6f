"""nbgrader's autograde, hand-in by hand-in: each is made safe, and is worked on by one process at a time.

`Autograde` passes over a folder without a notebook and offers no hook before that, and two that
mark the same learner would remove each other's folders. The command line, nbgrader's API and
Formgrader's button all go through its two methods, so these are wrapped, once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from grader.assignments.ready_to_grade import refuse_unfit
from grader.gradebook import graded_answers, late_penalty
from grader.gradebook.access import ready
from grader.locks import held
from grader.student_names import folders, notebooks
from grader.submissions import versions
from grader.submissions.sanitize import tidy
from rounds.core.errors import RoundsError


def careful_autograding() -> None:
    """Wrap `Autograde.init_notebooks` and `Autograde.convert_notebooks`."""
    from nbgrader.converters import Autograde
    from nbgrader.converters.base import NbGraderException
    from sqlalchemy.exc import OperationalError

    initialize, convert = Autograde.init_notebooks, Autograde.convert_notebooks
    if getattr(initialize, "careful", False):
        return

    def init_notebooks(self: Any) -> None:
        ready(self.coursedir)
        for folder, source in _folders(self.coursedir):
            try:
                with held(Path(self.coursedir.root), folder.parent.name):
                    _prepare(folder, source, self)
            except Exception:
                self.log.error("%s: could not be tidied; the others are marked", folder, exc_info=True)
        self.assignments = notebooks(self)
        if not self.assignments:
            initialize(self)  # which says what it looked for

    def convert_notebooks(self: Any) -> None:
        ready(self.coursedir)
        every, failed = self.assignments, []
        try:
            for module in sorted({Path(folder).name for folder in every}):
                refuse_unfit(self.coursedir, module)
        except RoundsError as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from None
        try:
            for folder in sorted(every):
                self.assignments = {folder: every[folder]}
                try:
                    with held(Path(self.coursedir.root), Path(folder).parent.name), _forced(self, Path(folder)):
                        _remember(self.coursedir, Path(folder))
                        convert(self)
                except RoundsError as error:
                    self.log.error("%s", error)
                    failed.append(folder)
                except NbGraderException as error:
                    if isinstance(error.__context__, OperationalError):
                        raise  # the gradebook cannot be reached: it is the same for all
                    failed.append(folder)
        finally:
            self.assignments = every
        if failed:
            raise NbGraderException(f"{len(failed)} hand-in(s) could not be marked: {', '.join(failed)}")

    init_notebooks.careful = True  # type: ignore[attr-defined]
    Autograde.init_notebooks = init_notebooks
    Autograde.convert_notebooks = convert_notebooks


def _folders(course: Any) -> list[tuple[Path, Path]]:
    """The submitted folders that are meant, each with the course's own folder of that module."""
    root = Path(course.root)
    source = root / course.format_path(course.source_directory, ".", course.assignment_id)
    found = set(folders(course, course.submitted_directory))
    # Where an exchange of two submissions was cut off, only the kept ones are there.
    kept = folders(course, course.submitted_directory, versions.EARLIER)
    found |= {folder.parent.parent / folder.name for folder in kept}
    return [(folder, source) for folder in sorted(found)]


def _remember(course: Any, folder: Path) -> None:
    with Gradebook(course.db_url, course.course_id) as gradebook:
        graded_answers.remember(course, folder.parent.name, folder.name, gradebook)


@contextmanager
def _forced(converter: Any, folder: Path) -> Iterator[None]:
    """Without --force nbgrader passes over a submission older than the autograded one; one that was put back counts."""
    course, force = converter.coursedir, converter.force
    before = course.format_path(course.autograded_directory, folder.parent.name, folder.name)
    autograded = Path(course.root) / before
    older = versions.key_in(Path(course.root) / folder) < versions.key_in(autograded)
    converter.force = force or older
    try:
        yield
    finally:
        converter.force = force


def _prepare(folder: Path, source: Path, converter: Any) -> None:
    versions.mend(folder)
    if is_plain(folder):
        try:
            _remember(converter.coursedir, folder)
        except RoundsError as error:  # the folder must be sanitized all the same
            converter.log.error("%s: %s", folder.relative_to(converter.coursedir.root), error)
        settle_and_sanitize(folder, source, converter)


def is_plain(folder: Path) -> bool:
    """Whether there is a submission: a folder, and no link to one."""
    return folder.is_dir() and not folder.is_symlink()


def settle_and_sanitize(folder: Path, source: Path, converter: Any) -> None:
    """Let the submission that counts stand in `folder`, and make it safe to read.

    `source` is the course's own folder of the module, and `converter` any of nbgrader's steps that knows the course
    and its configuration. What a person gave is remembered by now.
    """
    where = folder.relative_to(converter.coursedir.root)
    try:
        versions.settle(folder, source, late_penalty.folder_terms(converter.coursedir, converter.config, folder))
    except RoundsError as error:  # the folder must be sanitized all the same
        converter.log.error("%s: %s", where, error)
    own = source / f"{folder.name}.ipynb"
    for sentence in tidy(folder, own if own.is_file() else None):
        converter.log.warning("%s: %s", where, sentence)
