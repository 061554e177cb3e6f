"""Reads the answers of a submitted folder: the one place that grading, versions, receipts and the report go through.

Answers count under any name, in any place and as any editor saved them; several files are merged as
*Bring answers back* does. Answers to another notebook never count here. Where nothing can be read,
that is said with its likely cause, and it is for a person to decide: it is no 0.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from grader.submissions.answer_files import File, Looked, is_answer, look
from grader.submissions.sanitize import PUT_BACK, notes_of, shown
from rounds.content.loader import EXERCISES, Module, load_module
from rounds.core.errors import RoundsError
from rounds.core.text import listed
from rounds.storage.answers import EMPTY, NAME, VERSION, Answers, Record, is_seed, records, taken
from rounds.storage.backup_merge import merged
from rounds.storage.self_assessment import known_ids

BIG = 8 * 2**20  # of a larger file that is mixed or merged only the last answer to each exercise is kept
MAX_NAMED = 4
BLANK = "The answers file was opened, and nothing was answered in it."
NEEDED = "What's needed is this notebook's answers.jsonl, which is in the same folder, or the ZIP from “Download my answers”."
NEWER = "come from another version of the course"


@dataclass(frozen=True)
class Submitted:
    """What was submitted for a notebook.

    `raw` has the lines that count, as JSON Lines. `ungraded` says why nothing could be read; empty
    where something could, and be it that nothing was answered. `notes` are for learner and
    instructor, `remarks` for whoever opens the page.
    """

    answers: Answers = field(default_factory=Answers)
    raw: bytes = b""
    ungraded: str = ""
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    damaged: bool = False

    @property
    def seeds(self) -> frozenset[int]:
        """The seeds of the answers that count, and the one that the file began with."""
        found = {self.answers.seed, *(entry.seed for entry in self.answers.latest.values())}
        return frozenset(seed for seed in found if seed is not None)


@dataclass
class _Part:
    """What one file holds for this notebook, and the others it has answers to."""

    file: File
    raw: bytes
    saved: Answers
    own: bool = False  # it says that it is this notebook's
    others: list[str] = field(default_factory=list)


def read_submitted(folder: Path, source: Path, module: Module) -> Submitted:
    """The answers in a submitted folder; `source` is the course's own folder of the notebook."""
    looked = look(folder, {path.name for path in source.iterdir()})
    parts = [_part(file, source, module) for file in looked.files]
    known = known_ids(module)
    answered = [part for part in parts if part.saved.latest.keys() & known]
    damaged = [part for part in parts if part.saved.problems or not (part.own or part.others)]
    blank = [part for part in parts if part.own and not part.others and not part.saved.latest]
    if not answered and (damaged or looked.said or not blank):
        return _nothing(folder, looked, parts)
    counting = answered or blank
    notes = [*looked.said, *_said(parts)]
    remarks: list[str] = []
    raw = counting[0].raw
    if len(counting) > 1:
        raw = _merged(counting, module, known)
        notes.append(
            f"{len(counting)} files with answers were submitted and merged: {_names(counting)}. "
            "For each exercise, the answer saved last counts."
        )
    elif counting[0].file.name != NAME:
        remarks.append(f"The answers were read from {counting[0].file.name}.")
    saved = taken(raw, []) if len(counting) > 1 else counting[0].saved
    for part in parts:
        if part.others:
            said = f"{part.file.name} has answers to {_listed(part.others)}, which didn't count here."
            (notes if part in counting or not answered else remarks).append(said)
    if not saved.latest:
        notes.append(BLANK)
    answers = Answers(saved.latest, saved.seed)
    return Submitted(answers, raw, "", tuple(notes), tuple(remarks), bool(damaged or looked.said))


def _said(parts: Iterable[_Part]) -> list[str]:
    """What is to be said of each file, with its name where it isn't the usual one."""
    found = []
    for part in parts:
        if not (part.own or part.others):
            found.append(f"Nothing in {part.file.name} can be read as answers.")
        else:
            start = "" if part.file.name == NAME else f"{part.file.name}: "
            found += [start + said for said in part.saved.problems]
    return found


def _names(parts: list[_Part]) -> str:
    return _listed(part.file.name for part in parts)


def _listed(names: Iterable[str]) -> str:
    every = list(dict.fromkeys(names))
    return listed(every if len(every) <= MAX_NAMED else [*every[: MAX_NAMED - 1], f"{len(every) - MAX_NAMED + 1} more"])


# ---- nothing to grade ----------------------------------------------------------------------------


def _nothing(folder: Path, looked: Looked, parts: list[_Part]) -> Submitted:
    """Why nothing could be read, the likeliest cause first."""
    foreign = [part for part in parts if part.others]
    garbled = [part for part in parts if not part.others and not part.own]
    if foreign:
        others = _listed(name for part in foreign for name in part.others)
        why = f"{_names(foreign)} has answers to {others}, not to this notebook, so nothing was graded. {NEEDED}"
    elif looked.said:
        why = f"No answers could be read, so nothing was graded: {looked.said[0]}"
    elif any(part.own for part in parts):
        own = [part for part in parts if part.own]
        what = "belongs to an exercise of this notebook" if any(p.saved.latest for p in own) else "could be read"
        why = f"No answer in {_names(own)} {what}, so nothing was graded. {NEEDED}"
    elif any(NEWER in said for part in garbled for said in part.saved.problems):
        why = (
            f"The answers in {_names(garbled)} {NEWER}, so nothing was graded. "
            "Update the course on the instructor's side, then grade again."
        )
    elif garbled and not any(part.raw.strip() for part in garbled):
        why = f"{_names(garbled)} is empty, so nothing was graded. Perhaps the upload broke off. {NEEDED}"
    elif garbled:
        why = f"Nothing in {_names(garbled)} can be read as answers, so nothing was graded. {NEEDED}"
    elif looked.others:
        why = f"No file with answers was submitted, only {_listed(looked.others)}, so nothing was graded. {NEEDED}"
    elif any(PUT_BACK in note for note in notes_of(folder)):
        why = f"No file with answers was submitted, so nothing was graded. {NEEDED}"
    else:
        why = "Only the notebook was submitted, and answers aren't stored in it, so nothing was graded. " + NEEDED
    details = [said for said in (*looked.said, *_said([p for p in parts if p not in garbled])) if said not in why]
    return Submitted(ungraded=why, notes=(why, *details), damaged=True)


# ---- one file ------------------------------------------------------------------------------------


def _part(file: File, source: Path, module: Module) -> _Part:
    """What a file holds. The usual one, begun in this notebook and never mixed, is read once and taken as it is."""
    known, header = known_ids(module), _header(file.raw)
    saved = _taken(file.raw, file.said)
    if file.raw.count(b'"module"') == (header != "") and saved.latest.keys() <= known and header in ("", module.module):
        return _Part(file, file.raw, saved, own=bool(header or saved.latest))
    found = _owned(file.raw, module.module, lambda: {**_others(source), module.module: known}, len(file.raw) > BIG)
    lines = found.pop(module.module, [])
    others = [shown(name) for name, there in found.items() if not lines or any(map(is_answer, there))]
    if not others:
        return _Part(file, file.raw, saved, own=bool(lines))
    raw = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    mine = taken(raw, [])
    seed = saved.seed if mine.seed is None else mine.seed
    return _Part(file, raw, Answers(mine.latest, seed, saved.problems), own=bool(lines), others=others)


def _taken(raw: bytes, said: Collection[str]) -> Answers:
    saved = taken(raw, list(said))
    return Answers(saved.latest, saved.seed, tuple(p for p in saved.problems if p != EMPTY))


def _header(raw: bytes) -> str:
    """The notebook that a file's first line names; empty where it names none."""
    line = raw[: raw.find(b"\n") % (len(raw) + 1)]
    first = next(records(line, []), None)
    name = first.get("module") if first and first.get("v", VERSION) == VERSION else None
    return name if isinstance(name, str) and first and "exercise" not in first else ""


def _owned(
    raw: bytes, module: str, every: Callable[[], Mapping[str, Collection[str]]], latest_only: bool
) -> dict[str, list[Record]]:
    """The lines by the notebook they belong to.

    A line without an exercise begins the answers to the notebook it names. An exercise that this one
    doesn't have is a notebook's that has it: so files that were joined, or one that was copied into
    another notebook's folder and answered on, are taken apart.
    """
    ids = every()
    owner = _best(raw, module, ids)
    found: dict[str, dict[object, Record]] = {}
    for number, record in enumerate(records(raw, [])):
        if record is None:
            continue
        name, exercise = record.get("module"), record.get("exercise")
        if not isinstance(exercise, str):
            if isinstance(name, str) and "brought_back" not in record:
                owner = name
            whose = owner
        elif isinstance(name, str):  # a page without a server names the notebook in each answer
            whose, record = name, {key: value for key, value in record.items() if key != "module"}
        else:
            whose = owner = _owner(exercise, owner, module, ids)
        place = found.setdefault(whose, {})
        key = exercise if latest_only and isinstance(exercise, str) else number
        place.pop(key, None)  # the last one goes behind the others
        place[key] = record
    return {name: list(lines.values()) for name, lines in found.items()}


def _owner(exercise: str, owner: str, module: str, ids: Mapping[str, Collection[str]]) -> str:
    if exercise in ids.get(owner, ()):
        return owner
    holders = [name for name, known in ids.items() if exercise in known]
    return module if module in holders else holders[0] if holders else owner


def _best(raw: bytes, module: str, ids: Mapping[str, Collection[str]]) -> str:
    """Whose the lines before the first one that names a notebook are: whose exercises most of them are."""
    given: set[str] = set()
    for record in records(raw, []):
        if record and isinstance(record.get("module"), str):
            break
        if record and is_answer(record):
            given.add(record["exercise"])
    return max(ids, key=lambda name: (len(given & {*ids[name]}), name == module))


def _others(source: Path) -> dict[str, frozenset[str]]:
    """The other notebooks of the course, each with what can be answered in it."""
    stamps = tuple(
        (path, (path / EXERCISES).stat().st_mtime_ns)
        for path in sorted(source.resolve().parent.iterdir())
        if path.name != source.name and (path / EXERCISES).is_file()
    )
    return _ids(stamps)


@lru_cache(maxsize=16)
def _ids(stamps: tuple[tuple[Path, int], ...]) -> dict[str, frozenset[str]]:
    found = {}
    for folder, _ in stamps:
        try:
            found[folder.name] = frozenset(known_ids(load_module(folder)))
        except RoundsError:  # a mistake in another notebook's content
            found[folder.name] = frozenset()
    return found


# ---- several files -------------------------------------------------------------------------------


def _merged(parts: list[_Part], module: Module, known: set[str]) -> bytes:
    """All files as one, the way answers are brought back: nothing is lost, and the later answer counts."""
    lines: list[Record] = []
    for part in parts:
        there = [record for record in records(part.raw, []) if record is not None]
        if len(part.raw) > BIG:
            start = [record for record in there[:1] if is_seed(record.get("seed"))]
            there = [*start, *{record["exercise"]: record for record in there if is_answer(record)}.values()]
        lines += merged(lines, there, module.module, known).add
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)
