"""All answers as one file to download, and that file brought back on another machine or day (backup_merge.py)."""

from __future__ import annotations

import io
import json
import stat
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import PurePath

from rounds.core.errors import KeepingError, SaveError
from rounds.storage import mark_cache as marks
from rounds.storage.answers import (
    CLOCK_BEHIND,
    Record,
    content,
    is_seed,
    line_of,
    readable,
    records,
)
from rounds.storage.backup_merge import Merge, is_answer, kept_line, last_answers, lines_that_count, merged, time_of
from rounds.storage.locations import Place
from rounds.storage.self_assessment import known_ids
from rounds.storage.unpack import as_lines

MAX_FILE = 64 * 2**20  # of the file, and of all that is in it
MAX_MEMBERS = 200
Lines = Iterable[Record | None]  # None for a garbled one
WRONG = (
    "This is not a file of answers, so nothing was changed. Choose the one that “Download my answers” made: "
    "its name begins with negotiation-rounds-answers."
)
DAMAGED = "This file is damaged, so nothing was changed. Perhaps its download was cut short: download it once more."
TOO_LARGE = "This file is far larger than any file of answers, so it was not opened and nothing was changed."


def file_name() -> str:
    """Under what name answers are downloaded today."""
    return f"negotiation-rounds-answers-{datetime.now().astimezone():%Y-%m-%d}.zip"


def pack(places: Iterable[Place]) -> bytes:
    """One zip with the answers file of each notebook that has answers, byte by byte. Raises KeepingError."""
    packed, kept = io.BytesIO(), {}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for place in places:
            try:
                raw = content(place.answers_path)
            except OSError as error:
                raise KeepingError(f"Your answers could not be read ({error.strerror}). Try again.") from error
            if any(is_answer(found) for found in records(raw, []) if found is not None):
                file.writestr(f"{place.folder.name}.jsonl", raw)
                kept[place.folder.name] = marks.remembered(place)
        if not file.namelist():
            raise KeepingError("There is nothing to download yet: no exercise is answered.")
        if any(kept.values()):
            file.writestr(marks.NAME, json.dumps(kept))
    return packed.getvalue()


@dataclass(frozen=True)
class Part:
    """What a file holds for one notebook."""

    place: Place
    there: list[Record]
    marks: marks.Marks = field(default_factory=dict)

    @cached_property
    def here(self) -> list[Record]:
        """The lines that stand here."""
        try:
            return [record for record in records(content(self.place.answers_path), []) if record is not None]
        except OSError:
            return []

    @cached_property
    def merge(self) -> Merge:
        """How the file's lines would come into those that stand here."""
        return self.into(self.here)

    def into(self, here: list[Record]) -> Merge:
        """How the file's lines come into `here`."""
        module = self.place.module()
        return merged(here, self.there, module.module, known_ids(module))

    @property
    def elsewhere(self) -> bool:
        """Whether something is answered here, and no line of either side is from where the other was begun."""
        here, there = (
            {r["seed"] for _, r in lines_that_count(side) if is_seed(r.get("seed"))} for side in (self.here, self.there)
        )
        return any(map(is_answer, self.here)) and not here & there

    @property
    def future(self) -> bool:
        """Whether an answer that would count bears a time that is still to come."""
        used = {*self.merge.new, *self.merge.newer}
        soon = datetime.now(UTC) + CLOCK_BEHIND
        return any(
            time_of(record) > soon
            for name, record in last_answers(list(lines_that_count(self.there))).items()
            if name in used
        )

    @property
    def row(self) -> dict[str, object]:
        """What is told of this notebook: counts of exercises, and when something was saved last on each side."""
        found = self.merge
        return {
            "title": self.place.module().title,
            "used": len(found.new) + len(found.newer),
            "replaced": len(found.newer),
            "stay": len(found.older),
            "same": len(found.same),
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
        """Whether the learner is to be asked first."""
        return any(part.merge.older or part.elsewhere or part.future for part in self.parts)

    @property
    def rows(self) -> list[dict[str, object]]:
        """What is told of each notebook."""
        return [part.row for part in self.parts]


@dataclass(frozen=True)
class Done:
    """What was brought back: a row for each notebook, how many lines were added, and what went wrong."""

    rows: list[dict[str, object]]
    added: int
    problem: str = ""


def bring_back(plan: Plan) -> Done:
    """Do it. What was answered meanwhile is looked at anew; a notebook that cannot be written is named."""
    rows, added, problem = [], 0, ""
    for part in plan.parts:
        found: list[Merge] = []
        rows.append(part.row)
        try:
            added += len(part.place.answers().add(lambda here, part=part, found=found: _add(part, here, found)))  # type: ignore[misc]  # early binding
        except SaveError as error:
            why = error.why or str(error)
            problem = (
                f"Not everything was brought back: {why}, then bring the same file back again. "
                "What was saved before is kept."
            )
            continue
        counts = {*found[-1].new, *found[-1].newer, *found[-1].same}
        kept = marks.remembered(part.place)
        again = {name for name in found[-1].newer if name in part.marks}
        marks.remember(
            part.place, {n: m for n, m in part.marks.items() if n in again or (n in counts and n not in kept)}
        )
    return Done(rows, added, problem)


def _add(part: Part, here: list[Record], found: list[Merge]) -> list[Record]:
    found.append(part.into(here))
    return found[-1].add


def look(raw: bytes, places: Sequence[Place], name: str = "") -> Plan:
    """What is in a file that was downloaded once, or in lines without a zip around them. Raises KeepingError."""
    if len(raw) > MAX_FILE:
        raise KeepingError(TOO_LARGE)
    notes: list[str] = []
    by_name = {place.folder.name: place for place in places}
    found = _zipped(raw, by_name, notes) if raw[:2] == b"PK" else _bare(as_lines(raw), by_name, name, notes)
    parts = [part for module, lines, kept in found if (part := _part(by_name[module], lines, kept, notes))]
    if not parts:
        raise KeepingError(" ".join(notes) + " Nothing was changed." if notes else WRONG)
    return Plan(parts, notes)


def _part(place: Place, lines: Lines, kept: bytes, notes: list[str]) -> Part | None:
    there, garbled = [], 0
    for record in lines:
        if record is None or not _can_stand(kept_line(record, place.folder.name)):
            garbled += 1
        else:
            there.append(record)
    title = place.module().title
    if garbled:
        notes.append(f"{title}: {garbled} damaged line(s) of the file were left out; every readable line is taken.")
    if not any(map(is_answer, there)):
        notes.append(f"{title}: there is no answer in this file.")
        return None
    return Part(place, there, marks.of(place, kept))


def _bare(raw: bytes, by_name: dict[str, Place], name: str, notes: list[str]) -> list[tuple[str, Lines, bytes]]:
    """One notebook's answers file; or, each answer naming its notebook, what a page showed (rounds/ui/shared/page_state.js)."""
    found: dict[str, list[Record | None]] = {}
    told, unnamed = list[str](), 0
    for record in records(raw, told):
        if record and is_answer(record) and isinstance(record.get("module"), str):
            found.setdefault(record.pop("module"), []).append(record)
        else:
            unnamed += 1
    if not found:
        module = _module(raw, by_name, name, notes)
        return [(module, records(raw, notes), b"")] if module else []
    if unnamed:
        told.append(f"{unnamed} damaged line(s) of the file were left out; every readable line is taken.")
    notes.extend(told)
    _tell_of_others(len(found.keys() - by_name.keys()), by_name, notes)
    return [(module, lines, b"") for module, lines in found.items() if module in by_name]


def _can_stand(record: Record) -> bool:
    try:
        return readable(line_of(record))
    except SaveError:  # too long, or a number that is none
        return False


def _module(raw: bytes, by_name: dict[str, Place], name: str, notes: list[str]) -> str:
    """Which notebook a bare answers file belongs to; "" where that is none of these."""
    found = [record for record in records(raw, []) if record is not None]
    named = [str(record["module"]) for record in found if isinstance(record.get("module"), str)]
    for module in (*named[:1], PurePath(name).stem):
        if module in by_name:
            return module
    if named and any(map(is_answer, found)):
        notes.append("These answers belong to another notebook. Bring them back there.")
    return ""


def _zipped(raw: bytes, by_name: dict[str, Place], notes: list[str]) -> list[tuple[str, Lines, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as file:
            return _members(file, by_name, notes)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
        raise KeepingError(DAMAGED) from error


def _members(file: zipfile.ZipFile, by_name: dict[str, Place], notes: list[str]) -> list[tuple[str, Lines, bytes]]:
    infos = [info for info in file.infolist() if not info.is_dir()]
    if len(infos) > MAX_MEMBERS:
        raise KeepingError(WRONG)
    room = MAX_FILE
    found: list[tuple[str, bytes]] = []
    others, kept = 0, b""
    for info in infos:
        name = PurePath(info.filename).name
        module = name.removesuffix(".jsonl")
        if module not in by_name and name != marks.NAME:
            others += name.endswith(".jsonl")
            continue
        if stat.S_ISLNK(info.external_attr >> 16) or info.flag_bits & 1:
            notes.append(f"{name} in this file is a link, or locked with a password, and was left out.")
            continue
        try:
            with file.open(info) as member:
                data = member.read(room + 1)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
            if name != marks.NAME:
                notes.append(f"{by_name[module].module().title}: this part of the file is damaged and was left out.")
            continue
        if (room := room - len(data)) < 0:
            raise KeepingError(TOO_LARGE)
        if name == marks.NAME:
            kept = data
        else:
            found.append((module, data))
    _tell_of_others(others, by_name, notes)
    return [(module, records(as_lines(data), notes), kept) for module, data in found]


def _tell_of_others(others: int, by_name: dict[str, Place], notes: list[str]) -> None:
    if others:
        notes.append(
            f"The file also holds answers to {others} other notebook(s): bring it back there, too."
            if len(by_name) == 1
            else f"{others} notebook(s) in the file are not part of this course and were left out."
        )
