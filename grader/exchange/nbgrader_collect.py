"""nbgrader's collect, which one broken submission can't stop for the others."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import ignore_patterns

from grader.exchange.inbox import Inbound, submissions
from grader.exchange.safe_copy import copy_submission
from grader.exchange.shared_accounts import bring_submissions
from grader.locks import held
from grader.student_names import LONGEST, joined
from grader.submissions import versions
from grader.submissions.sanitize import notes_of, sanitize, shown

Record = dict[str, Any]  # nbgrader's word for a submission in the exchange


class CourseCollect(ExchangeCollect):  # type: ignore[misc]  # nbgrader is untyped
    """Collects under any name, without following links, and goes on when a submission can't be copied.

    When it ends, `new`, `again`, `same` and `failed` say whose submissions were collected, `notes` what was
    done about them, and `passed` which folders of the exchange can't be collected.
    """

    src_records: list[Record]

    def init_src(self) -> None:
        """Find the submissions as nbgrader does, with names that aren't patterns, and leave out what's nobody's."""
        self._records: dict[str, list[Record]] = {}  # all submissions of each learner
        self.new: list[str] = []
        self.again: list[str] = []
        self.same: list[str] = []
        self.failed: dict[str, str] = {}
        self.notes: dict[str, list[str]] = {}
        self.passed: list[Inbound] = []
        course = self.coursedir
        exchange = Path(self.root) / course.course_id
        if bring_submissions(exchange, course.assignment_id, 1000 * course.max_dir_size, self.log):
            self.check_owner = False  # everyone shares an account there; the desk tells whose it is
        wanted, course.student_id = course.student_id or "*", "+"  # for nbgrader's checks and due date, without names
        try:
            super().init_src()
        finally:
            course.student_id = wanted
        longest = 0 if course.db_url.startswith("sqlite") else LONGEST
        names = joined(Path(course.root))
        for submission in submissions(Path(self.inbound_path), course.assignment_id, longest=longest):
            if submission.why:
                self.log.warning("Skipped in the exchange, since %s: %s", submission.why, shown(submission.folder.name))
                self.log.warning("%s", submission.remedy)
                self.passed.append(submission)
                continue
            name = names.get(submission.account, submission.account)
            if wanted in {name, submission.account} or fnmatch.fnmatchcase(name, wanted):
                self._records.setdefault(name, []).append(
                    {
                        "username": name,
                        "filename": submission.folder.name,
                        "timestamp": submission.time,
                        "account": submission.account,
                    }
                )
        self.src_records = [self._latest(records) for records in self._records.values()]

    def _latest(self, records: list[Record]) -> Record:
        records = self._sort_by_timestamp(records)
        due = self.duedate if self.before_duedate else None
        return next((record for record in records if due is None or record["timestamp"] <= due), records[0])

    def copy_files(self) -> None:
        """Collect one submission after the other, go on if one fails, and keep what an earlier one had."""
        records, check_owner = self.src_records, self.check_owner
        if not records:
            super().copy_files()
        for record in records:
            name = record["username"]
            # nbgrader compares the owner with the name; a joined name is never the owner's.
            self.src_records, self.check_owner = [record], check_owner and record["account"] == name
            try:
                with held(Path(self.coursedir.root), name):
                    self._collect(record)
            except Exception as error:
                self.failed[name] = f"{type(error).__name__}: {error}"
                self.log.error("%s: could not be collected; the others are", record["filename"], exc_info=True)
        self.src_records, self.check_owner = records, check_owner

    def _collect(self, record: Record) -> None:
        course, name, key = self.coursedir, record["username"], versions.key_of(record["timestamp"])
        folder = Path(course.format_path(course.submitted_directory, name, course.assignment_id))
        collected_before, self._copied = folder.is_dir(), False
        if versions.last_collected(folder) == key:
            # An earlier submission may have replaced it, since it's better or was chosen.
            self.log.info("Nothing newer to collect: %s %s", name, course.assignment_id)
            self.same.append(name)
            return
        if self.update or self.before_duedate:
            versions.keep(folder, key)
        super().copy_files()
        if self._copied:
            versions.collected(folder, key, self._older(record))
            self.notes[name] = notes_of(folder)
        (self.same if not self._copied else self.again if collected_before else self.new).append(name)

    def _older(self, record: Record) -> list[tuple[str, Callable[[Path], None]]]:
        """What the same learner submitted before: the time of each, and how it's copied."""
        inbound = Path(self.inbound_path)
        return [
            (versions.key_of(other["timestamp"]), partial(self._copy_aside, str(inbound / other["filename"])))
            for other in self._records[record["username"]]
            if other["timestamp"] < record["timestamp"]
        ]

    def _copy_aside(self, src: str, dest: Path) -> None:
        self.do_copy(src, str(dest))

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy the regular files of a submission, make the copy safe, and put back what's missing."""
        course, self._copied = self.coursedir, True
        ignored = ignore_patterns(
            exclude=course.ignore, include=course.include, max_file_size=course.max_file_size, log=self.log
        )
        left_out = copy_submission(Path(src), Path(dest), ignored, 1000 * course.max_dir_size)
        source = Path(course.root) / course.format_path(course.source_directory, ".", course.assignment_id)
        notebook = source / f"{course.assignment_id}.ipynb"
        time = Path(src).name.rsplit("+", 3)[2]
        for sentence in sanitize(Path(dest), notebook if notebook.is_file() else None, left_out, time):
            self.log.warning("%s: %s", Path(src).name, sentence)
        if course.groupshared:
            for path in (Path(dest), *Path(dest).rglob("*")):
                path.chmod(path.stat().st_mode | (0o2770 if path.is_dir() else 0o660))
