"""nbgrader's exchange with two of its steps made robust: one broken submission must not stop the others."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback
from nbgrader.utils import ignore_patterns

from grader import versions
from grader.desks import bring, hand_out
from grader.literal_paths import found
from grader.locks import held
from grader.tidy import ESSENTIAL, MAX_DEPTH, MAX_ENTRIES, MAX_NAMED, NOTES, TOO_DEEP, TOO_MANY, not_taken, shown, tidy
from rounds.answers import MAX_BYTES, NAME

UNREADABLE = datetime.min  # naive, as nbgrader's own times are: the two are compared
# A learner's name becomes a folder and a cell of a spreadsheet: no formula, no path, no pattern.
LEARNER = re.compile(r"\w[\w.@+' \\-]*")
_PLAIN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_FOLDER = _PLAIN | getattr(os, "O_DIRECTORY", 0)


class TidyCollect(ExchangeCollect):  # type: ignore[misc]  # nbgrader is untyped
    """Collects without following links, and goes on when one submission cannot be copied."""

    src_records: list[dict[str, Any]]

    def _path_to_record(self, path: str) -> Any:
        name = Path(path).name
        try:
            record = super()._path_to_record(path)
            why = "its name gives no learner" if not LEARNER.fullmatch(record["username"]) else ""
        except Exception:
            record, why = {"username": name.split("+")[0], "filename": name}, "its name gives no time"
        if not why and not stat.S_ISDIR(os.lstat(path).st_mode):
            why = "it is not a folder"
        if why:
            self.log.warning("Passed over in the exchange, since %s: %s", why, shown(name))
            record["timestamp"] = UNREADABLE  # so that a proper hand-in of the same learner goes before it
        self._seen.setdefault(record["username"], []).append(record)
        return record

    def init_src(self) -> None:
        """As nbgrader does, without what is nobody's hand-in."""
        self._seen: dict[str, list[dict[str, Any]]] = {}
        course = self.coursedir
        if bring(Path(self.root) / course.course_id, course.assignment_id, 1000 * course.max_dir_size, self.log):
            self.check_owner = False  # everybody is one account there; the desk says who it was
        super().init_src()
        self.src_records = [r for r in self.src_records if r["timestamp"] != UNREADABLE]

    def copy_files(self) -> None:
        """Collect one after the other, go on where one fails, and keep what an earlier hand-in had."""
        records, course = self.src_records, self.coursedir
        if not records:
            super().copy_files()
        for record in records:
            self.src_records, self._copied = [record], False
            key, name = versions.key_of(record["timestamp"]), record["username"]
            folder = Path(course.format_path(course.submitted_directory, name, course.assignment_id))
            try:
                with held(Path(course.root), name):
                    if versions.last_collected(folder) == key:
                        # An earlier one may stand in its place, since it is better or was chosen.
                        self.log.info("Nothing newer to collect: %s %s", name, course.assignment_id)
                        continue
                    if self.update or self.before_duedate:
                        versions.keep(folder, key)
                    super().copy_files()
                    if self._copied:
                        versions.collected(folder, key, self._older(record))
            except Exception:
                self.log.error("%s: could not be collected; the others are", record["filename"], exc_info=True)
        self.src_records = records

    def _older(self, record: dict[str, Any]) -> list[tuple[str, Callable[[Path], None]]]:
        """What the same learner handed in before: the time, and how it is copied."""
        inbound = Path(self.inbound_path)
        return [
            (versions.key_of(other["timestamp"]), partial(self._copy_aside, str(inbound / other["filename"])))
            for other in self._seen[record["username"]]
            if UNREADABLE < other["timestamp"] < record["timestamp"]
        ]

    def _copy_aside(self, src: str, dest: Path) -> None:
        self.do_copy(src, str(dest))

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy one submission, as plain files only; then tidy it and put back what is missing."""
        course, self._copied = self.coursedir, True
        ignored = ignore_patterns(
            exclude=course.ignore, include=course.include, max_file_size=course.max_file_size, log=self.log
        )
        said = copy_plain(Path(src), Path(dest), ignored, 1000 * course.max_dir_size)
        source = Path(course.root) / course.format_path(course.source_directory, ".", course.assignment_id)
        own = source / f"{course.assignment_id}.ipynb"
        time = Path(src).name.rsplit("+", 3)[2]
        for sentence in tidy(Path(dest), own if own.is_file() else None, said, time):
            self.log.warning("%s: %s", Path(src).name, sentence)
        if course.groupshared:
            for path in (Path(dest), *Path(dest).rglob("*")):
                path.chmod(path.stat().st_mode | (0o2770 if path.is_dir() else 0o660))


def copy_plain(src: Path, dest: Path, ignored: Callable[[str, list[str]], list[str]], most: int) -> list[str]:
    """Copy the plain files of a folder, at most `most` bytes of them; return what was left out, in sentences.

    Whoever handed in can still write to `src`: every file and folder is opened without following a
    link, and looked at after it was opened.
    """
    copy = _Copy(src, ignored, most)
    folder = os.open(src, _FOLDER)
    try:
        copy.folder(folder, dest, ())
    finally:
        os.close(folder)
    return list(dict.fromkeys(copy.said))


class _Copy:
    def __init__(self, src: Path, ignored: Callable[[str, list[str]], list[str]], most: int) -> None:
        self.src, self.ignored, self.left = src, ignored, most
        self.entries = self.odd = 0
        self.said: list[str] = []

    def folder(self, here: int, dest: Path, parts: tuple[str, ...]) -> None:
        dest.mkdir(parents=True, exist_ok=True)
        essential = (*ESSENTIAL, f"{self.src.name.rsplit('+', 3)[1]}.ipynb") if not parts else ()
        # What marking needs comes first, so that nothing else can crowd it out.
        names = sorted(os.listdir(here), key=lambda name: (name not in essential, name))
        names = names[: MAX_ENTRIES + 1]
        ignored = set(self.ignored(str(self.src.joinpath(*parts)), names)) - ({NAME} if not parts else set())
        for name in names:
            if name in ignored:
                continue
            self.entries += 1
            if self.entries > MAX_ENTRIES:
                self.said.append(TOO_MANY)
                return
            try:
                self.entry(here, name, dest, parts)
            except OSError as error:
                self.said.append(f"{shown('/'.join((*parts, name)))} could not be copied ({error.strerror}).")

    def entry(self, here: int, name: str, dest: Path, parts: tuple[str, ...]) -> None:
        mode = os.stat(name, dir_fd=here, follow_symlinks=False).st_mode
        if stat.S_ISDIR(mode) and len(parts) >= MAX_DEPTH:
            self.said.append(TOO_DEEP)
        elif stat.S_ISDIR(mode):
            inner = os.open(name, _FOLDER, dir_fd=here)
            try:
                self.folder(inner, dest / name, (*parts, name))
            finally:
                os.close(inner)
        elif stat.S_ISREG(mode):
            # Only what we note ourselves may stand under the name of the notes.
            target = dest / (f"learners-own-{name}" if not parts and name == NOTES else name)
            if not os.path.lexists(target):
                with os.fdopen(os.open(name, _PLAIN, dir_fd=here), "rb") as file:
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
        if name == NAME and size > MAX_BYTES:
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


class CarefulReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]  # nbgrader is untyped
    """Releases feedback learner by learner, so that one lost secret does not stop the rest."""

    src_path: str

    def copy_files(self) -> None:
        """Release the feedback of each learner who has a page; name those for whom it cannot be done."""
        pattern, course = self.src_path, self.coursedir
        whole = course.student_id
        for folder in sorted(Path(p) for p in found(pattern)):
            student = folder.parent.name
            if not all((folder / name).is_file() for name in ("timestamp.txt", "submission_secret.txt")):
                self.log.warning(
                    "%s: handed in without nbgrader's receipt, so feedback cannot be released; send %s", student, folder
                )
                continue
            course.student_id = student
            try:
                self.init_src()
                super().copy_files()
            except Exception as error:
                self.log.warning(
                    "%s: feedback cannot be released (%s: %s); send %s", student, type(error).__name__, error, folder
                )
            finally:
                course.student_id = whole
        self.src_path = pattern
        hand_out(Path(self.root) / course.course_id, self.log)
