"""Lets nbgrader's converters (autograde, generate_feedback, generate_assignment) work on one folder after the other.

While a learner's folder is converted, no other process may touch it, and one that fails stops no other one.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from nbgrader.converters.base import BaseConverter, NbGraderException
from sqlalchemy.exc import OperationalError

from grader.locks import held
from grader.student_names import folders
from rounds.core.errors import RoundsError


class OneAtATime(BaseConverter):  # type: ignore[misc]  # nbgrader is untyped
    """What the course's three converters share; each stands before nbgrader's own class among its bases."""

    assignments: dict[str, list[str]]
    failure: ClassVar[str]  # the sentence about those that failed: {count}, {folders} and their {names}

    def convert_notebooks(self) -> None:
        """Convert each folder in its turn."""
        assignments, failed = self.assignments, []
        try:
            for folder in sorted(assignments):
                self.assignments = {folder: assignments[folder]}
                try:
                    with self.turn(Path(folder)):
                        super().convert_notebooks()
                except RoundsError as error:
                    self.log.error("%s", error)
                    failed.append(folder)
                except NbGraderException as error:
                    if isinstance(error.__context__, OperationalError):
                        raise  # the gradebook can't be reached, which goes for all of them
                    failed.append(folder)
        finally:
            self.assignments = assignments
        if failed:
            raise NbGraderException(self._failure(failed))

    def _failure(self, folders: list[str]) -> str:
        names = ", ".join(Path(folder).name for folder in folders)
        return self.failure.format(count=len(folders), folders=", ".join(folders), names=names)

    @contextmanager
    def turn(self, folder: Path) -> Iterator[None]:
        """What has to hold while a folder is converted."""
        raise NotImplementedError
        yield


class LearnerByLearner(OneAtATime):
    """What the converters of learners' folders share."""

    def init_notebooks(self) -> None:
        """Find the folders to convert by the names they have, which may hold what nbgrader takes for a pattern."""
        self.assignments = notebooks(self)
        if not self.assignments:
            super().init_notebooks()  # says what it looked for

    @contextmanager
    def turn(self, folder: Path) -> Iterator[None]:
        """Nobody else works on this learner's folders."""
        with held(Path(self.coursedir.root), folder.parent.name):
            yield


def notebooks(converter: Any) -> dict[str, list[str]]:
    """What nbgrader's `init_notebooks` looks for, in folders of any name: each folder with its notebooks."""
    course, by_folder = converter.coursedir, {}
    for folder in folders(course, converter._input_directory):
        names = (path for path in sorted(folder.iterdir()) if not path.name.startswith("."))
        paths = [str(path) for path in names if fnmatch.fnmatch(path.name, f"{course.notebook_id}.ipynb")]
        if paths:
            by_folder[str(folder)] = paths
        else:
            converter.log.warning("There is no notebook in %s", folder)
    return by_folder
