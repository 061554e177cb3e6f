"""Brings a downloaded file of answers back: first says what that would do, then does it.

How two files of one notebook are merged is in backup_merge.py, and what a file holds in backup_archive.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from rounds.core.errors import KeepingError, SaveError
from rounds.storage import backup_archive, mark_cache
from rounds.storage.answers import CLOCK_BEHIND, Record, content, is_seed, line_of, readable, records
from rounds.storage.backup_merge import Merge, is_answer, kept_line, last_answers, lines_that_count, merged, time_of
from rounds.storage.locations import Place
from rounds.storage.self_assessment import known_ids


@dataclass(frozen=True)
class Part:
    """What a file holds for one notebook: its lines, and the marks that came along."""

    place: Place
    there: list[Record]
    marks: mark_cache.Marks = field(default_factory=dict)

    @cached_property
    def here(self) -> list[Record]:
        """The lines of the notebook's own answers file."""
        try:
            return [record for record in records(content(self.place.answers_path), []) if record is not None]
        except OSError:
            return []

    @cached_property
    def merge(self) -> Merge:
        """How the file's lines would come into those that are here."""
        return self.into(self.here)

    def into(self, here: list[Record]) -> Merge:
        """How the file's lines come into `here`."""
        module = self.place.module()
        return merged(here, self.there, module.module, known_ids(module))

    @property
    def elsewhere(self) -> bool:
        """Whether something is answered here, and both sides have no seed in common: they were begun apart."""
        here, there = (
            {line["seed"] for _, line in lines_that_count(side) if is_seed(line.get("seed"))}
            for side in (self.here, self.there)
        )
        return any(map(is_answer, self.here)) and not here & there

    @property
    def future(self) -> bool:
        """Whether an answer that would count has a time that is still to come."""
        used = {*self.merge.new, *self.merge.newer}
        soon = datetime.now(UTC) + CLOCK_BEHIND
        last = last_answers(list(lines_that_count(self.there)))
        return any(time_of(line) > soon for name, line in last.items() if name in used)

    @property
    def row(self) -> dict[str, object]:
        """What the page says of this notebook: counts of exercises, and when each side was saved last."""
        return {
            "title": self.place.module().title,
            "used": len(self.merge.new) + len(self.merge.newer),
            "replaced": len(self.merge.newer),
            "stay": len(self.merge.older),
            "same": len(self.merge.same),
            "file": _newest(self.there),
            "here": _newest(self.here),
            "elsewhere": self.elsewhere,
            "future": self.future,
        }


def _newest(lines: list[Record]) -> str:
    return str(max(filter(is_answer, lines), key=time_of, default={}).get("time", ""))


@dataclass(frozen=True)
class Plan:
    """What bringing a file back would do; `notes` are sentences about what of the file is left out."""

    parts: list[Part]
    notes: list[str]

    @property
    def ask(self) -> bool:
        """Whether to ask the learner first."""
        return any(part.merge.older or part.elsewhere or part.future for part in self.parts)

    @property
    def rows(self) -> list[dict[str, object]]:
        """What the page says of each notebook."""
        return [part.row for part in self.parts]


@dataclass(frozen=True)
class Done:
    """What was brought back: a row for each notebook, how many lines were added, and what went wrong."""

    rows: list[dict[str, object]]
    added: int
    problem: str = ""


def plan_for(raw: bytes, places: Sequence[Place], name: str = "") -> Plan:
    """What bringing back a file of that name would do: a download, or lines without a zip around them.

    Raises KeepingError where it holds no answers to any of the notebooks.
    """
    by_name = {place.folder.name: place for place in places}
    archive = backup_archive.unpack(raw, {name: place.module().title for name, place in by_name.items()}, name)
    notes = archive.notes
    parts = []
    for member in archive.members:
        place = by_name[member.module]
        lines = _readable_lines(place, member.lines, notes)
        if any(map(is_answer, lines)):
            parts.append(Part(place, lines, mark_cache.of(place, archive.marks)))
        else:
            notes.append(f"{place.module().title}: there is no answer in this file.")
    if not parts:
        raise KeepingError(" ".join(notes) + " Nothing was changed." if notes else backup_archive.WRONG)
    return Plan(parts, notes)


def _readable_lines(place: Place, lines: backup_archive.Lines, notes: list[str]) -> list[Record]:
    """The lines that an answers file can hold; a note says how many it can't."""
    readable_lines, damaged = [], 0
    for record in lines:
        if record is None or not _fits_a_line(kept_line(record, place.folder.name)):
            damaged += 1
        else:
            readable_lines.append(record)
    if damaged:
        notes.append(f"{place.module().title}: {backup_archive.left_out(damaged)}")
    return readable_lines


def _fits_a_line(record: Record) -> bool:
    try:
        return readable(line_of(record))
    except SaveError:  # too long, or a number that can't be saved
        return False


def bring_back(plan: Plan) -> Done:
    """Do it. What was answered in the meantime counts too; a notebook that can't be written to is named."""
    added, problem = 0, ""
    rows = plan.rows
    for part in plan.parts:
        try:
            merge = part.place.answers().add(part.into)
        except SaveError as error:
            problem = (
                f"Not everything was brought back: {error.why or error}, then bring the same file back again. "
                "What was saved before is kept."
            )
            continue
        added += len(merge.add)
        _bring_back_marks(part, merge)
    return Done(rows, added, problem)


def _bring_back_marks(part: Part, merge: Merge) -> None:
    """Keep the marks of answers that count now; a mark that is here already stays, unless its answer was replaced."""
    counts = {*merge.new, *merge.newer, *merge.same}
    here = mark_cache.remembered(part.place)
    newer = {
        name: mark for name, mark in part.marks.items() if name in merge.newer or (name in counts and name not in here)
    }
    mark_cache.remember(part.place, newer)
