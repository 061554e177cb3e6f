"""Finds the files in a submitted folder that can have answers in them, whatever they're called and wherever they are.

They can be renamed, in a folder of their own, or packed as ZIP or gzip. Archives are read in memory and
within limits (bytes, number, ratio, levels). Nothing is unpacked to disk, and no link is followed.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import stat
import zipfile
import zlib
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from grader.submissions.sanitize import ESSENTIAL, MAX_DEPTH, NOTES, RECEIVED, rank, shown
from rounds.storage.answers import MAX_BYTES, NAME, Record, load, records
from rounds.storage.json_lines import as_lines

ROOM = MAX_BYTES + 16 * 2**20  # bytes of all files together: a huge answers file, and what's beside it
MAX_FILES = 1000  # entries of a folder that are read; collecting leaves fewer
MAX_MEMBERS = 200  # files in all archives together
MAX_LEVELS = 2  # an archive in an archive: an LMS packs what was uploaded once more
MAX_DIRECTORY = 2**20  # bytes of a ZIP's table of contents
MAX_RATIO, FREE = 200, 8 * 2**20  # a file of more than FREE bytes can't be packed tighter than this
HEAD = 2**16
MAX_NAMED = 5
_SKIPPED = {*ESSENTIAL, NOTES, RECEIVED} - {NAME}
_JUNK = ("__MACOSX", ".ipynb_checkpoints")  # what programs leave beside the real files
_OURS = re.compile(rb'"(exercise|module)"\s*:')
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\xfd7zXZ", b"BZh")
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
AGAIN = "Submit answers.jsonl itself, or the ZIP from “Download my answers”."


@dataclass(frozen=True)
class File:
    """A file that can have answers in it: its name to show, its content as JSON Lines, and notes about it."""

    name: str
    raw: bytes
    notes: tuple[str, ...] = ()


@dataclass
class Contents:
    """What's in a folder: files that can have answers in them, sentences about what couldn't be read, and other files' names."""

    files: list[File] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def is_answer(record: Record) -> bool:
    """Whether a line has the answer to an exercise."""
    return isinstance(record.get("exercise"), str) and isinstance(record.get("answer"), dict)


def contents(folder: Path, course_files: Collection[str]) -> Contents:
    """Look through a submitted folder; `course_files` are the names of the course's own files, which have no answers."""
    reader = _Reader({*_SKIPPED, *course_files})
    paths = _paths(folder)
    for path in paths:
        if path.name not in reader.skipped:
            reader.file(path, path.relative_to(folder).as_posix())
    others = list(reader.contents.others)
    if not reader.contents.files:  # some rename their answers to .ipynb, for an LMS that takes only notebooks
        for path in paths:
            if path.suffix == ".ipynb" and path.name in reader.skipped:
                reader.file(path, path.name)
    reader.contents.others = others
    return reader.contents


def _paths(folder: Path) -> list[Path]:
    """The regular files of a folder, the likeliest first: by name, then by depth."""
    ranked: list[tuple[int, int, str]] = []
    pending = deque([(str(folder), 0)])
    left = MAX_FILES
    while pending:
        here, depth = pending.popleft()
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if entry.name in _JUNK or entry.name.startswith("._"):
                        continue
                    if (left := left - 1) < 0:
                        break
                    if entry.is_dir(follow_symlinks=False):
                        if depth < MAX_DEPTH:
                            pending.append((entry.path, depth + 1))
                    elif entry.is_file(follow_symlinks=False):
                        ranked.append((rank(entry.name), depth, entry.path))
        except OSError:  # a folder that can't be read
            continue
    return [Path(path) for *_, path in sorted(ranked)]


class _Reader:
    def __init__(self, skipped: Collection[str]) -> None:
        self.skipped = skipped
        self.contents = Contents()
        self.room, self.members = ROOM, MAX_MEMBERS

    def file(self, path: Path, name: str) -> None:
        """Read a file of the folder."""
        try:
            if rank(path.name) > 1 and not _may_hold(_head(path)):
                self._other(name)
                return
            raw, notes = load(path)
        except OSError as error:
            self.contents.problems.append(f"{shown(name)} couldn't be opened ({error.strerror}).")
            return
        if notes and _packed(raw):
            self.contents.problems.append(f"{shown(name)} is too large to be opened. {AGAIN}")
        elif self._fits(raw, name):
            self._content(raw, shown(name), rank(path.name) > 1, 0, notes)

    def _fits(self, raw: bytes, name: str) -> bool:
        if len(raw) > self.room:
            self.contents.problems.append(f"{shown(name)} is too large beside the rest and was left out.")
            return False
        self.room -= len(raw)
        return True

    def _other(self, name: str) -> None:
        if len(self.contents.others) < MAX_NAMED:
            self.contents.others.append(shown(name))

    def _content(self, raw: bytes, name: str, unlikely: bool, level: int, notes: Collection[str] = ()) -> None:
        """Take in the bytes of a file; an unlikely one counts only if one of its lines is ours."""
        if _packed(raw):
            if level >= MAX_LEVELS:
                self.contents.problems.append(f"{name} is packed too many times over. {AGAIN}")
            elif raw[:2] == b"PK":
                self._zip(raw, name, level)
            else:
                self._gzip(raw, name, level)
        elif raw.startswith(_ARCHIVES) or raw[257:262] == b"ustar":
            self.contents.problems.append(f"{name} is an archive of a kind that can't be read here. {AGAIN}")
        else:
            lines = as_lines(raw)
            if unlikely and not any(r and (is_answer(r) or "module" in r) for r in records(lines, [])):
                self._other(name)
            else:
                self.contents.files.append(File(name, lines, tuple(notes)))

    def _gzip(self, raw: bytes, name: str, level: int) -> None:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
            data, broken = _drained(packed, self.room)
        if self._unpacked(data, name, broken):
            self._content(data, name, False, level + 1)

    def _unpacked(self, data: bytes, name: str, broken: bool) -> bool:
        if broken:
            what = "what could be read of it was read" if data else "nothing in it could be read"
            self.contents.problems.append(f"{name} is damaged or cut off; {what}.")
        return bool(data) and self._fits(data, name)

    def _zip(self, raw: bytes, name: str, level: int) -> None:
        try:
            if not _small_directory(raw):
                self.contents.problems.append(f"{name} holds far more files than a submission does. {AGAIN}")
                return
            with zipfile.ZipFile(io.BytesIO(raw)) as packed:
                if any(info.filename == "[Content_Types].xml" for info in packed.infolist()):
                    self._other(name)  # a document of Word, Excel or PowerPoint
                    return
                self._each(packed, name, level)
        except _BROKEN:
            self.contents.problems.append(f"{name} is damaged and couldn't be opened. {AGAIN}")

    def _each(self, packed: zipfile.ZipFile, name: str, level: int) -> None:
        members = []
        for info in packed.infolist():
            path = PurePosixPath(info.filename.replace("\\", "/"))
            junk = path.name.startswith("._") or not {*path.parts}.isdisjoint(_JUNK)
            if not (info.is_dir() or junk or path.name in self.skipped):
                members.append((rank(path.name), len(path.parts), path.name, info))
        members.sort(key=lambda member: member[:3])
        if len(members) > self.members:
            self.contents.problems.append(f"{name} holds more than {MAX_MEMBERS} files; the likeliest were read.")
        for likely, _, base, info in members[: self.members]:
            self.members -= 1
            self._member(packed, info, f"{shown(base)} in {name}", likely > 1, level)

    def _member(self, packed: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, unlikely: bool, level: int) -> None:
        if why := _refused(info):
            if not unlikely:
                self.contents.problems.append(f"{name} {why}. {AGAIN}")
            return
        try:
            if unlikely:
                with packed.open(info) as member:
                    if not _may_hold(member.read(HEAD)):
                        self._other(name)
                        return
            with packed.open(info) as member:
                data, broken = _drained(member, self.room)
        except _BROKEN:
            data, broken = b"", True
        if not data and not broken:
            self.contents.files.append(File(name, b""))
        elif self._unpacked(data, name, broken):
            self._content(data, name, unlikely, level + 1)


def _refused(info: zipfile.ZipInfo) -> str:
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link to another place and wasn't followed"
    if info.flag_bits & 1:
        return "is locked with a password"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in a way that can't be read here"
    if info.file_size > FREE and info.file_size > MAX_RATIO * info.compress_size:
        return "would unpack to far more than a file of answers"
    return ""


def _drained(file: IO[bytes] | gzip.GzipFile | zipfile.ZipExtFile, room: int) -> tuple[bytes, bool]:
    """What can be read, up to one byte more than there's room for; and whether it broke off."""
    parts, left = [], room + 1
    try:
        while left > 0 and (part := file.read(min(left, HEAD))):
            parts.append(part)
            left -= len(part)
    except _BROKEN:
        return b"".join(parts), True
    return b"".join(parts), False


def _packed(raw: bytes) -> bool:
    return raw.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b"))


def _may_hold(head: bytes) -> bool:
    """Whether a file that starts like this can have answers in it: it's packed, or it's text with our words in it."""
    return _packed(head) or bool(_OURS.search(head.replace(b"\0", b"")))


def _head(path: Path) -> bytes:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        return file.read(HEAD) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else b""


def _small_directory(raw: bytes) -> bool:
    """Whether a ZIP's table of contents is small: Python would read millions of entries at once."""
    at = raw.rfind(b"PK\x05\x06")
    large = raw[max(at - 20, 0) : at].startswith(b"PK\x06\x07")  # there's another one, for more than 4 GB
    return not large and int.from_bytes(raw[at + 12 : at + 16], "little") <= MAX_DIRECTORY
