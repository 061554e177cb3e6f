"""Copies a submitted folder out of a place where its learner can still write: plain files only, within limits."""

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


def copy_plain(src: Path, dest: Path, ignored: Callable[[str, list[str]], list[str]], most: int) -> list[str]:
    """Copy the plain files of a folder, at most `most` bytes of them; return what was left out, in sentences.

    Whoever handed in can still write to `src`: every file and folder is opened without following a
    link, and looked at after it was opened.
    """
    copy = _Copy(src, ignored, most)
    folder = os.open(src, _FOLDER)
    try:
        for ranks in ((0, 1), (2,), (3,)):  # what grading needs comes first, so that nothing can crowd it out
            copy.folder(folder, dest, (), ranks)
    finally:
        os.close(folder)
    return list(dict.fromkeys(copy.said))


class _Copy:
    def __init__(self, src: Path, ignored: Callable[[str, list[str]], list[str]], most: int) -> None:
        self.src, self.ignored, self.left = src, ignored, most
        self.entries = self.odd = 0
        self.said: list[str] = []
        self.taken: set[tuple[str, ...]] = set()  # folders
        self.notebook = f"{src.name.rsplit('+', 3)[1]}.ipynb"

    def folder(self, here: int, dest: Path, parts: tuple[str, ...], ranks: tuple[int, ...]) -> None:
        dest.mkdir(parents=True, exist_ok=True)
        names = []
        with os.scandir(here) as entries:
            for entry in entries:
                is_folder = entry.is_dir(follow_symlinks=False) and (0 in ranks or (*parts, entry.name) in self.taken)
                if is_folder or (not entry.is_dir(follow_symlinks=False) and self.rank(entry.name, parts) in ranks):
                    names.append(entry.name)
        names = sorted(names, key=lambda name: (self.rank(name, parts), name))[: MAX_ENTRIES + 1]
        likely = {name for name in names if rank(name) < 2}
        ignored = set(self.ignored(str(self.src.joinpath(*parts)), names)) - likely
        for name in names:
            if name in ignored:
                continue
            if (*parts, name) not in self.taken:
                self.entries += 1
            if self.entries > MAX_ENTRIES:
                self.said.append(TOO_MANY)
                return
            try:
                self.entry(here, name, dest, parts, ranks)
            except OSError as error:
                self.said.append(f"{shown('/'.join((*parts, name)))} could not be copied ({error.strerror}).")

    def rank(self, name: str, parts: tuple[str, ...]) -> int:
        return 0 if not parts and name == self.notebook else rank(name)

    def entry(self, here: int, name: str, dest: Path, parts: tuple[str, ...], ranks: tuple[int, ...]) -> None:
        mode = os.stat(name, dir_fd=here, follow_symlinks=False).st_mode
        if stat.S_ISDIR(mode) and len(parts) >= MAX_DEPTH:
            self.said.append(TOO_DEEP)
        elif stat.S_ISDIR(mode):
            self.taken.add((*parts, name))
            inner = os.open(name, _FOLDER, dir_fd=here)
            try:
                self.folder(inner, dest / name, (*parts, name), ranks)
            finally:
                os.close(inner)
        elif stat.S_ISREG(mode):
            # Only what we note ourselves may stand under the name of the notes.
            target = dest / (f"learners-own-{name}" if not parts and name == NOTES else name)
            if not os.path.lexists(target):
                with os.fdopen(os.open(name, _FILE, dir_fd=here), "rb") as file:
                    self.file(file, target, "/".join((*parts, name)))
        else:
            self.odd += 1
            if self.odd <= MAX_NAMED:
                self.said.append(not_taken("/".join((*parts, name)), mode))

    def file(self, file: Any, target: Path, name: str) -> None:
        status = os.fstat(file.fileno())
        size = status.st_size
        if not stat.S_ISREG(status.st_mode):
            self.said.append(not_taken(name, status.st_mode))
            return
        if rank(target.name) < 2 and size > MAX_BYTES and target.suffix.lower() not in (".gz", ".zip"):
            # The last line counts, so the end is what is needed.
            file.seek(size - MAX_BYTES)
            self.said.append(
                f"The answers file is {size // 2**20} MB: only its last {MAX_BYTES // 2**20} MB were taken."
            )
            size = MAX_BYTES
        if size > self.left:
            self.said.append(f"{shown(name)} is {size // 2**20} MB, too large beside the rest; it was left out.")
            return
        self.left -= size
        with target.open("xb") as out:
            while size > 0 and (part := file.read(min(size, 2**20))):  # it may grow while it is read
                out.write(part)
                size -= len(part)
        os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
