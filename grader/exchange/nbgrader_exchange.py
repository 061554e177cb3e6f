"""nbgrader's exchange with two of its steps made robust: one broken submission must not stop the others."""

from __future__ import annotations

import fnmatch
import glob
import os
import stat
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback
from nbgrader.utils import ignore_patterns

from grader.exchange.inbox import Found, look
from grader.exchange.shared_accounts import bring, hand_out
from grader.locks import held
from grader.returning import pages
from grader.student_names import LONGEST, folders, joined
from grader.submissions import versions
from grader.submissions.sanitize import (
    MAX_DEPTH,
    MAX_ENTRIES,
    MAX_NAMED,
    NOTES,
    TOO_DEEP,
    TOO_MANY,
    not_taken,
    notes_of,
    rank,
    shown,
    tidy,
)
from rounds.storage.answers import MAX_BYTES

_PLAIN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_FOLDER = _PLAIN | getattr(os, "O_DIRECTORY", 0)


class TidyCollect(ExchangeCollect):  # type: ignore[misc]  # nbgrader is untyped
    """Collects under any name, without following links, and goes on when one submission can't be copied.

    What was done is in `new`, `again`, `same`, `failed`, `found` and `passed` when it ends.
    """

    src_records: list[dict[str, Any]]

    def init_src(self) -> None:
        """As nbgrader does, with names that are no patterns, and without what is nobody's submission."""
        self._seen: dict[str, list[dict[str, Any]]] = {}
        self.new: list[str] = []
        self.again: list[str] = []
        self.same: list[str] = []
        self.failed: dict[str, str] = {}
        self.found: dict[str, list[str]] = {}  # what was done about a submission
        self.passed: list[Found] = []
        course = self.coursedir
        if bring(Path(self.root) / course.course_id, course.assignment_id, 1000 * course.max_dir_size, self.log):
            self.check_owner = False  # everybody is one account there; the desk says who it was
        wanted, course.student_id = course.student_id or "*", "+"  # its checks and due date, and no names
        try:
            super().init_src()
        finally:
            course.student_id = wanted
        longest = 0 if course.db_url.startswith("sqlite") else LONGEST
        under = joined(Path(course.root))
        for found in look(Path(self.inbound_path), course.assignment_id, longest=longest):
            if found.why:
                self.log.warning("Passed over in the exchange, since %s: %s", found.why, shown(found.folder.name))
                self.log.warning("%s", found.remedy)
                self.passed.append(found)
                continue
            name = under.get(found.account, found.account)
            record = {
                "username": name,
                "filename": found.folder.name,
                "timestamp": found.time,
                "account": found.account,
            }
            if wanted in {name, found.account} or fnmatch.fnmatchcase(name, wanted):
                self._seen.setdefault(name, []).append(record)
        self.src_records = [self._latest(records) for records in self._seen.values()]

    def _latest(self, records: list[dict[str, Any]]) -> dict[str, Any]:
        records = self._sort_by_timestamp(records)
        due = self.duedate if self.before_duedate else None
        return next((r for r in records if due is None or r["timestamp"] <= due), records[0])

    def copy_files(self) -> None:
        """Collect one after the other, go on where one fails, and keep what an earlier hand-in had."""
        records, course, check_owner = self.src_records, self.coursedir, self.check_owner
        if not records:
            super().copy_files()
        for record in records:
            self.src_records, self._copied = [record], False
            key, name = versions.key_of(record["timestamp"]), record["username"]
            folder = Path(course.format_path(course.submitted_directory, name, course.assignment_id))
            # nbgrader compares the owner with the name; a joined name is never the owner's.
            self.check_owner = check_owner and record["account"] == name
            there = folder.is_dir()
            try:
                with held(Path(course.root), name):
                    if versions.last_collected(folder) == key:
                        # An earlier one may stand in its place, since it is better or was chosen.
                        self.log.info("Nothing newer to collect: %s %s", name, course.assignment_id)
                        self.same.append(name)
                        continue
                    if self.update or self.before_duedate:
                        versions.keep(folder, key)
                    super().copy_files()
                    if self._copied:
                        versions.collected(folder, key, self._older(record))
                        self.found[name] = notes_of(folder)
                    (self.same if not self._copied else self.again if there else self.new).append(name)
            except Exception as error:
                self.failed[name] = f"{type(error).__name__}: {error}"
                self.log.error("%s: could not be collected; the others are", record["filename"], exc_info=True)
        self.src_records, self.check_owner = records, check_owner

    def _older(self, record: dict[str, Any]) -> list[tuple[str, Callable[[Path], None]]]:
        """What the same learner handed in before: the time, and how it is copied."""
        inbound = Path(self.inbound_path)
        return [
            (versions.key_of(other["timestamp"]), partial(self._copy_aside, str(inbound / other["filename"])))
            for other in self._seen[record["username"]]
            if other["timestamp"] < record["timestamp"]
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


class CarefulReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]  # nbgrader is untyped
    """Releases feedback learner by learner: only pages that say what the gradebook says, whoever's page fails.

    A page that doesn't match any more is made anew first. Where `only` is set, others are left alone.
    What was done is in `released` and `kept_back` when it ends.
    """

    src_path: str
    only: Collection[str] | None = None

    def init_src(self) -> None:
        """As nbgrader does."""
        self.released: list[str] = []
        self.kept_back: dict[str, str] = {}
        super().init_src()

    def copy_files(self) -> None:
        """Release the feedback of each learner who has a page; name those for whom it cannot be done."""
        course = self.coursedir
        excluded = course.student_id_exclude.split(",")
        for folder in folders(course, course.feedback_directory):
            student = folder.parent.name
            if student in excluded or (self.only is not None and student not in self.only):
                continue
            try:
                self.kept_back[student] = pages.out_of_date(self, student)
                if not self.kept_back[student] and not pages.secret_of(folder):
                    self.kept_back[student] = "handed in without nbgrader's receipt, so feedback cannot be released"
                if not self.kept_back[student]:
                    self.src_path = glob.escape(str(folder))
                    super().copy_files()
                    self.released.append(student)
            except Exception as error:
                self.kept_back[student] = f"feedback cannot be released ({type(error).__name__}: {error})"
            if self.kept_back[student]:
                self.log.warning("%s: %s; send %s", student, self.kept_back[student], folder)
        self.kept_back = {student: why for student, why in self.kept_back.items() if why}
        hand_out(Path(self.root) / course.course_id, self.log)
