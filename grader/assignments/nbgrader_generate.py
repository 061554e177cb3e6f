"""nbgrader's generate_assignment, which keeps the release as it was where it fails.

nbgrader deletes the released folder before it knows whether there will be a new one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment

from grader.assignments import course_edits
from grader.authoring.check import check, hinders
from grader.course import source_at
from grader.locks import held, marking_folder
from grader.one_at_a_time import OneAtATime
from rounds.core import atomic_write
from rounds.core.errors import RoundsError


class CourseGenerate(OneAtATime, GenerateAssignment):  # type: ignore[misc]  # nbgrader is untyped
    """What the command line, nbgrader's API and Formgrader's button run."""

    failure = "Not generated: {names}. The release is as it was before."

    @contextmanager
    def turn(self, folder: Path) -> Iterator[None]:
        """Refuse what learners couldn't open, and keep the release until there's a new one."""
        root, module = Path(self.coursedir.root), folder.name
        release = root / self.coursedir.format_path(self.coursedir.release_directory, ".", module)
        with held(root, f"release {module}"):
            _put_back(root, release)
            try:
                _refuse(self.coursedir, module, root / folder)
                _keep_release(root, release)
                yield
            finally:
                _put_back(root, release)


def _refuse(course: Any, module: str, folder: Path) -> None:
    """Refuse what learners could not open, and to let grades go that a person gave before the instructor was told."""
    source = source_at(folder.resolve())
    if hinders(source, keys=False):
        lines = "\n".join(f"✗ {problem}" for problem in check(source))
        raise RoundsError(f"{module}: nothing was generated, since this has to be corrected first:\n{lines}")
    with Gradebook(course.db_url, course.course_id) as gradebook:
        edits = course_edits.compare(gradebook, module, folder / f"{module}.ipynb")
    if edits and edits.to_retire:
        raise RoundsError(edits.lost())


def _aside(root: Path, release: Path) -> Path:
    return marking_folder(root) / f"release-{release.name}"


def _keep_release(root: Path, release: Path) -> None:
    aside = _aside(root, release)
    shutil.rmtree(aside, ignore_errors=True)
    if release.is_dir():
        atomic_write.make_folder(aside, lambda new: shutil.copytree(release, new, symlinks=True))


def _put_back(root: Path, release: Path) -> None:
    """Put the release back where generating failed, or was killed, after nbgrader had deleted it."""
    aside = _aside(root, release)
    if aside.is_dir() and not (release / f"{release.name}.ipynb").is_file():
        shutil.rmtree(release, ignore_errors=True)
        release.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(aside, release)
    shutil.rmtree(aside, ignore_errors=True)
