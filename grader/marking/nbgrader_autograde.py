"""nbgrader's autograde, submission by submission: each is made safe, and one process at a time works on it.

nbgrader's own passes over a folder without a notebook, and two processes that grade the same learner would
remove each other's folders.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException

from grader.assignments.ready_to_grade import refuse_unfit
from grader.gradebook import graded_answers, late_penalty
from grader.gradebook.access import ready
from grader.locks import held
from grader.one_at_a_time import LearnerByLearner
from grader.student_names import folders
from grader.submissions import versions
from grader.submissions.sanitize import sanitize
from rounds.core.errors import RoundsError


class CourseAutograde(LearnerByLearner, Autograde):  # type: ignore[misc]  # nbgrader is untyped
    """What the command line, nbgrader's API and Formgrader's button run."""

    failure = "{count} submission(s) could not be graded: {folders}"

    def init_notebooks(self) -> None:
        """Make the submitted folders safe first, then look for their notebooks."""
        ready(self.coursedir)
        for folder, source in _folders(self.coursedir):
            try:
                with held(Path(self.coursedir.root), folder.parent.name):
                    _prepare(folder, source, self)
            except Exception:
                self.log.error("%s: could not be made safe; the others are graded", folder, exc_info=True)
        super().init_notebooks()

    def convert_notebooks(self) -> None:
        """Grade all submissions, or none of a module that has to be corrected first."""
        ready(self.coursedir)
        try:
            for module in sorted({Path(folder).name for folder in self.assignments}):
                refuse_unfit(self.coursedir, module)
        except RoundsError as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from None
        super().convert_notebooks()

    @contextmanager
    def turn(self, folder: Path) -> Iterator[None]:
        """Remember, before nbgrader replaces what people saw, which answers they graded."""
        with super().turn(folder), _forced(self, folder):
            _remember(self.coursedir, folder)
            yield


def _folders(course: Any) -> list[tuple[Path, Path]]:
    """The submitted folders that are meant, each with the course's own folder for the module."""
    root = Path(course.root)
    source = root / course.format_path(course.source_directory, ".", course.assignment_id)
    submitted = set(folders(course, course.submitted_directory))
    # If a swap of two submissions was cut off, only the kept ones are there.
    kept = folders(course, course.submitted_directory, versions.EARLIER)
    submitted |= {folder.parent.parent / folder.name for folder in kept}
    return [(folder, source) for folder in sorted(submitted)]


def _remember(course: Any, folder: Path) -> None:
    with Gradebook(course.db_url, course.course_id) as gradebook:
        graded_answers.remember(course, folder.parent.name, folder.name, gradebook)


@contextmanager
def _forced(converter: Any, folder: Path) -> Iterator[None]:
    """Grade a submission that was put back: without --force, nbgrader skips one that's older than the autograded one."""
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
    versions.finish_swap(folder)
    if is_real_folder(folder):
        try:
            _remember(converter.coursedir, folder)
        except RoundsError as error:  # the folder must be sanitized all the same
            converter.log.error("%s: %s", folder.relative_to(converter.coursedir.root), error)
        settle_and_sanitize(folder, source, converter)


def is_real_folder(folder: Path) -> bool:
    """Whether there's a submission: a folder, and not a link to one."""
    return folder.is_dir() and not folder.is_symlink()


def settle_and_sanitize(folder: Path, source: Path, converter: Any) -> None:
    """Put the submission that counts into `folder`, and make it safe to read.

    `source` is the course's own folder of the module, and `converter` any of nbgrader's steps that knows the course
    and its configuration. What a person gave is remembered by now.
    """
    where = folder.relative_to(converter.coursedir.root)
    try:
        versions.settle(folder, source, late_penalty.folder_terms(converter.coursedir, converter.config, folder))
    except RoundsError as error:  # the folder must be sanitized all the same
        converter.log.error("%s: %s", where, error)
    notebook = source / f"{folder.name}.ipynb"
    for sentence in sanitize(folder, notebook if notebook.is_file() else None):
        converter.log.warning("%s: %s", where, sentence)
