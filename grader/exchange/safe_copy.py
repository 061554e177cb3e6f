"""Copies a submission from a place where its learner can still write: regular files only, and within limits."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader.submissions.sanitize import (
    MAX_DEPTH,
    MAX_ENTRIES,
    MAX_NAMED,
    NOTES,
    TOO_DEEP,
    TOO_MANY,
    not_taken,
    rank,
    shown,
)
from rounds.storage.answers import MAX_BYTES

_FILE = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_FOLDER = _FILE | getattr(os, "O_DIRECTORY", 0)
Ignored = Callable[[str, list[str]], list[str]]  # of a folder and its names, those to leave out


def copy_submission(src: Path, dest: Path, ignored: Ignored, most: int) -> list[str]:
    """Copy the regular files of a folder, at most `most` bytes of them; return what was left out, in sentences.

    The learner can still write to `src`, so every file and folder is opened without following a link, and
    looked at after it was opened.
    """
    copy = _Copy(src, ignored, most)
    folder = os.open(src, _FOLDER)
    try:
        for ranks in ((0, 1), (2,), (3,)):  # what grading needs comes first, so that nothing can crowd it out
            copy.folder(folder, dest, (), ranks)
    finally:
        os.close(folder)
    return list(dict.fromkeys(copy.notes))


class _Copy:
    def __init__(self, src: Path, ignored: Ignored, most: int) -> None:
        self.src, self.ignored, self.bytes_left = src, ignored, most
        self.entries = self.odd = 0
        self.notes: list[str] = []
        self.folders: set[tuple[str, ...]] = set()  # those that were copied
        self.notebook = f"{src.name.rsplit('+', 3)[1]}.ipynb"

    def folder(self, here: int, dest: Path, parts: tuple[str, ...], ranks: tuple[int, ...]) -> None:
        """Copy what's in an open folder and has one of the ranks; `parts` lead to it."""
        dest.mkdir(parents=True, exist_ok=True)
        names = []
        with os.scandir(here) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    wanted = 0 in ranks or (*parts, entry.name) in self.folders
                else:
                    wanted = self.rank(entry.name, parts) in ranks
                if wanted:
                    names.append(entry.name)
        names = sorted(names, key=lambda name: (self.rank(name, parts), name))[: MAX_ENTRIES + 1]
        likely = {name for name in names if rank(name) < 2}
        ignored = set(self.ignored(str(self.src.joinpath(*parts)), names)) - likely
        for name in names:
            if name in ignored:
                continue
            if (*parts, name) not in self.folders:
                self.entries += 1
            if self.entries > MAX_ENTRIES:
                self.notes.append(TOO_MANY)
                return
            try:
                self.entry(here, name, dest, parts, ranks)
            except OSError as error:
                self.notes.append(f"{shown('/'.join((*parts, name)))} could not be copied ({error.strerror}).")

    def rank(self, name: str, parts: tuple[str, ...]) -> int:
        """How soon an entry is copied; the notebook goes first, too."""
        return 0 if not parts and name == self.notebook else rank(name)

    def entry(self, here: int, name: str, dest: Path, parts: tuple[str, ...], ranks: tuple[int, ...]) -> None:
        """Copy a file or a folder; note what's neither."""
        mode = os.stat(name, dir_fd=here, follow_symlinks=False).st_mode
        if stat.S_ISDIR(mode) and len(parts) >= MAX_DEPTH:
            self.notes.append(TOO_DEEP)
        elif stat.S_ISDIR(mode):
            self.folders.add((*parts, name))
            inner = os.open(name, _FOLDER, dir_fd=here)
            try:
                self.folder(inner, dest / name, (*parts, name), ranks)
            finally:
                os.close(inner)
        elif stat.S_ISREG(mode):
            # Only our own notes may have the name of the notes.
            target = dest / (f"learners-own-{name}" if not parts and name == NOTES else name)
            if not os.path.lexists(target):
                with os.fdopen(os.open(name, _FILE, dir_fd=here), "rb") as file:
                    self.file(file, target, "/".join((*parts, name)))
        else:
            self.odd += 1
            if self.odd <= MAX_NAMED:
                self.notes.append(not_taken("/".join((*parts, name)), mode))

    def file(self, file: Any, target: Path, name: str) -> None:
        """Copy an open file as far as there's room."""
        status = os.fstat(file.fileno())
        size = status.st_size
        if not stat.S_ISREG(status.st_mode):
            self.notes.append(not_taken(name, status.st_mode))
            return
        if rank(target.name) < 2 and size > MAX_BYTES and target.suffix.lower() not in (".gz", ".zip"):
            # The last line counts, so the end is what's needed.
            file.seek(size - MAX_BYTES)
            self.notes.append(
                f"The answers file is {size // 2**20} MB: only its last {MAX_BYTES // 2**20} MB were taken."
            )
            size = MAX_BYTES
        if size > self.bytes_left:
            self.notes.append(f"{shown(name)} is {size // 2**20} MB, too large beside the rest; it was left out.")
            return
        self.bytes_left -= size
        with target.open("xb") as out:
            while size > 0 and (part := file.read(min(size, 2**20))):  # it may grow while it's read
                out.write(part)
                size -= len(part)
        os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
