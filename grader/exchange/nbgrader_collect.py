"""nbgrader's exchange with two of its steps made robust: one broken submission must not stop the others."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import ignore_patterns

from grader.exchange.inbox import Found, look
from grader.exchange.safe_copy import copy_plain
from grader.exchange.shared_accounts import bring
from grader.locks import held
from grader.student_names import LONGEST, joined
from grader.submissions import versions
from grader.submissions.sanitize import notes_of, shown, tidy


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
