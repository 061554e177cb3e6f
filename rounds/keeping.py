"""Answers to take along: all of them as one file, and back again on another machine or day.

Bringing back merges, exercise by exercise, by time: the newer answer counts. Nothing is rewritten and
nothing is lost. What is newer in the file is appended with its own time and seed, first; whatever else
of the file is not here yet is kept in lines that never count, `{"module": ..., "brought_back": {...}}`.
So each exercise's answer is, after every line, either the one that was here or the newer one, and a
merge that a full disk tore is finished by bringing the same file back again.

A time that is missing or unreadable counts as the oldest. One in the future counts as it stands, but
such a file asks first. Of two answers of the same second, the one that was built upon the other is the
later one; where neither was, their text decides, so that the order of bringing back does not matter.
"""

from __future__ import annotations

import io
import json
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import PurePath

from rounds import marks
from rounds.answers import CLOCK_BEHIND, VERSION, Record, content, is_seed, line_of, moment, now, readable, records
from rounds.course import Place
from rounds.errors import KeepingError, SaveError
from rounds.judging import known_ids
from rounds.unfold import as_lines

MAX_FILE = 64 * 2**20  # of the file, and of all that is in it
MAX_MEMBERS = 200
Lines = Iterable[Record | None]  # None for a garbled one
OLDEST = datetime.min.replace(tzinfo=UTC)
WRONG = (
    "This is not a file of answers, so nothing was changed. Choose the one that “Download my answers” made: "
    "its name begins with negotiation-rounds-answers."
)
DAMAGED = "This file is damaged, so nothing was changed. Perhaps its download was cut short: download it once more."
TOO_LARGE = "This file is far larger than any file of answers, so it was not opened and nothing was changed."


# ---- download ----------------------------------------------------------------------------------


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
            if any(_answers(found) for found in records(raw, []) if found is not None):
                file.writestr(f"{place.folder.name}.jsonl", raw)
                kept[place.folder.name] = marks.remembered(place)
        if not file.namelist():
            raise KeepingError("There is nothing to download yet: no exercise is answered.")
        if any(kept.values()):
            file.writestr(marks.NAME, json.dumps(kept))
    return packed.getvalue()


# ---- merging -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Merge:
    """What is to be appended, and which exercises are answered only there, later there, later here, or alike."""

    add: list[Record] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)


def merged(here: list[Record], there: list[Record], module: str, known: Collection[str]) -> Merge:
    """How the lines `there` of another file of a module come into those that are `here`.

    Of exercises that are not `known` nothing ever counts.
    """
    ours, theirs = list(_flat(here)), list(_flat(there))
    our_keys, their_keys = ({_key(record) for _, record in side} for side in (ours, theirs))
    mine, other = _last(ours), _last(theirs)
    found = Merge()
    for name, record in other.items():
        if name not in known:
            continue
        if name not in mine:
            found.new.append(name)
            continue
        later = _later(record, mine[name], our_keys, their_keys)
        alike = all(record[part] == mine[name][part] for part in ("seed", "answer"))
        (found.same if alike else found.newer if later else found.older).append(name)
        if later:
            found.add.append(record)
    if not here and set(found.new) == set(other):
        return Merge(there, found.new)  # a copy, line by line: with it goes the seed that the file began with
    found.add.extend(record for counts, record in theirs if counts and record["exercise"] in found.new)
    have = our_keys | {_key(record) for record in found.add}
    for _, record in theirs:
        if (key := _key(record)) not in have:
            have.add(key)
            found.add.append(_kept(record, module))
    return found


def _kept(record: Record, module: str) -> Record:
    """A line that never counts, and keeps one that would."""
    return {"v": VERSION, "time": now(), "module": module, "brought_back": record}


def _answers(record: Record) -> bool:
    """Whether a line says what somebody answered: whether it could count."""
    version = record.get("v", VERSION) == VERSION
    return version and isinstance(record.get("exercise"), str) and isinstance(record.get("answer"), dict)


def _flat(lines: list[Record]) -> Iterator[tuple[bool, Record]]:
    """Each line, and whether it counts once; what was brought back before is taken out of its wrapping."""
    seeds = (r["seed"] for r in lines if r.get("v", VERSION) == VERSION and is_seed(r.get("seed")))
    seed = next(seeds, 0)  # which draws what no seed draws
    for record in lines:
        kept = record.get("brought_back")
        if _answers(record):
            yield True, record if is_seed(record.get("seed")) else {**record, "seed": seed}
        else:
            yield False, kept if isinstance(kept, dict) else record


def _last(flat: list[tuple[bool, Record]]) -> dict[str, Record]:
    return {record["exercise"]: record for counts, record in flat if counts}


def _key(record: Record) -> str:
    return json.dumps(record, sort_keys=True)


def _time(record: Record) -> datetime:
    return moment(record.get("time")) or OLDEST


def _later(theirs: Record, mine: Record, our_keys: set[str], their_keys: set[str]) -> bool:
    if _key(theirs) == _key(mine):
        return False
    known_here, known_there = _key(theirs) in our_keys, _key(mine) in their_keys
    if known_here != known_there:
        return known_there  # built upon what is here
    return (_time(theirs), _key(theirs)) > (_time(mine), _key(mine))


# ---- bringing back -----------------------------------------------------------------------------


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
            {r["seed"] for _, r in _flat(side) if is_seed(r.get("seed"))} for side in (self.here, self.there)
        )
        return any(map(_answers, self.here)) and not here & there

    @property
    def future(self) -> bool:
        """Whether an answer that would count bears a time that is still to come."""
        used = {*self.merge.new, *self.merge.newer}
        soon = datetime.now(UTC) + CLOCK_BEHIND
        return any(_time(record) > soon for name, record in _last(list(_flat(self.there))).items() if name in used)

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
    return str(max(filter(_answers, lines), key=_time, default={}).get("time", ""))


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


# ---- looking into a file -----------------------------------------------------------------------


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
        if record is None or not _can_stand(_kept(record, place.folder.name)):
            garbled += 1
        else:
            there.append(record)
    title = place.module().title
    if garbled:
        notes.append(f"{title}: {garbled} damaged line(s) of the file were left out; every readable line is taken.")
    if not any(map(_answers, there)):
        notes.append(f"{title}: there is no answer in this file.")
        return None
    return Part(place, there, marks.of(place, kept))


def _bare(raw: bytes, by_name: dict[str, Place], name: str, notes: list[str]) -> list[tuple[str, Lines, bytes]]:
    """One notebook's answers file; or, each answer naming its notebook, what a page showed (rounds/ui/here.js)."""
    found: dict[str, list[Record | None]] = {}
    told, unnamed = list[str](), 0
    for record in records(raw, told):
        if record and _answers(record) and isinstance(record.get("module"), str):
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
    if named and any(map(_answers, found)):
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
