"""Writes the autograded folder of a submission as nbgrader's autograde does, and puts it in place whole or not at all."""

from __future__ import annotations

import glob
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from nbformat.v4 import writes_json
from nbgrader.utils import find_all_files


class AutogradedFolders:
    """The autograded folders of a module. `converter` is nbgrader's `Autograde`, for its settings."""

    def __init__(self, converter: Any, module: str) -> None:
        self._converter, self._course, self._module = converter, converter.coursedir, module
        self._ignored = [*self._course.ignore, "*.ipynb"]
        self._source = self._path(self._course.source_directory, ".")
        kept = {self._source / name for name in converter.exclude_overwriting.get(module, [])}
        every = map(Path, find_all_files(str(self._source), self._ignored))
        self._of_course = [path for path in every if path not in kept]

    def _path(self, step: str, student: str) -> Path:
        return Path(self._course.format_path(step, student, self._module))

    def submitted(self, student: str) -> Path:
        """Where a student's submission is."""
        return self._path(self._course.submitted_directory, student)

    def folder(self, student: str) -> Path:
        """Where a student's autograded folder is or will be."""
        return self._path(self._course.autograded_directory, student)

    def _new(self, student: str) -> Path:
        folder = self.folder(student)
        return folder.with_name(f".new-{folder.name}")  # nbgrader passes over names that begin with a dot

    def prepare(self, student: str, notebook: Any) -> None:
        """Write a student's folder beside its place: what was submitted, the course's own files, the graded notebook."""
        new, submitted = self._new(student), self.submitted(student)
        _clear(new)  # of a process that was killed
        new.mkdir(parents=True)
        for path in _files(submitted, self._ignored):
            _copy(path, new / path.relative_to(submitted))
        for path in self._of_course:
            _copy(path, new / path.relative_to(self._source))
        self.write(student, notebook)
        self._converter.set_permissions(new.name, student)

    def write(self, student: str, notebook: Any) -> None:
        """Write the graded notebook into the folder that was prepared, once more where it changed."""
        path = self._new(student) / f"{self._module}.ipynb"
        path.unlink(missing_ok=True)
        path.write_text(writes_json(notebook) + "\n", encoding="utf-8")
        path.chmod(int(str(self._converter.permissions), 8))

    def put(self, student: str) -> None:
        """Replace the autograded folder with the prepared one."""
        folder, old = self.folder(student), self._old(student)
        _clear(old)
        if os.path.lexists(folder):
            folder.rename(old)
        self._new(student).rename(folder)
        _clear(old)

    def _old(self, student: str) -> Path:
        folder = self.folder(student)
        return folder.with_name(f".old-{folder.name}")

    def give_up(self, student: str) -> None:
        """Remove what was prepared."""
        _clear(self._new(student))

    def remove(self, student: str) -> None:
        """Remove a student's folders: Formgrader says then, as after nbgrader's autograde failed, that it isn't graded."""
        for folder in (self._new(student), self._old(student), self.folder(student)):
            _clear(folder)


def _clear(path: Path) -> None:
    """Remove a folder, or the file or the link that someone put in its place; what a link leads to stays."""
    if path.is_symlink() or path.is_file():
        with suppress(OSError):
            path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    shutil.copy(path, target)


def _files(folder: Path, ignored: list[str]) -> list[Path]:
    """What nbgrader's `find_all_files` finds, with one look at a folder and not one for each file in it."""
    files: list[Path] = []
    skipped: set[str] = set()
    for here, folders, names in os.walk(folder):
        inside = Path(here)
        if here in skipped:
            skipped.update(str(inside / name) for name in folders)
            continue
        outside = {path for pattern in ignored for path in glob.glob(str(Path(glob.escape(here)) / pattern))}  # noqa: PTH207
        skipped.update(str(inside / name) for name in folders if str(inside / name) in outside)
        files += [inside / name for name in names if str(inside / name) not in outside]
    return files
