"""Reads the answers in a submitted folder, for grading, versions, receipts and the report alike.

Answers count under any name, in any place and as any editor saved them; several files are merged as
*Bring answers back* does. Answers to another notebook never count here. If nothing can be read, a sentence
says so with the likely cause, and a person decides: it isn't a 0.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from grader.submissions.answer_files import Contents, File, contents, is_answer
from grader.submissions.sanitize import PUT_BACK, notes_of, shown
from rounds.content.loader import EXERCISES, Module, load_module
from rounds.core.errors import RoundsError
from rounds.core.text import listed
from rounds.storage.answers import EMPTY, NAME, VERSION, Answers, Record, is_seed, records, taken
from rounds.storage.backup_merge import merged
from rounds.storage.self_assessment import known_ids

BIG = 8 * 2**20  # bytes; of a larger file that is mixed or merged, only the last answer to each exercise is kept
MAX_NAMED = 4
BLANK = "The answers file was opened, and nothing was answered in it."
NEEDED = "What's needed is this notebook's answers.jsonl, which is in the same folder, or the ZIP from “Download my answers”."
NEWER = "come from another version of the course"


@dataclass(frozen=True)
class Submitted:
    """What was submitted for a notebook.

    `raw` has the lines that count, as JSON Lines. `ungraded` says why nothing could be read; it's empty if
    something could, even if nothing was answered. `notes` are for the learner and the instructor, `remarks`
    for whoever opens the page.
    """

    answers: Answers = field(default_factory=Answers)
    raw: bytes = b""
    ungraded: str = ""
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    damaged: bool = False

    @property
    def seeds(self) -> frozenset[int]:
        """The seeds of the answers that count, and the one at the start of the file."""
        seeds = {self.answers.seed, *(entry.seed for entry in self.answers.latest.values())}
        return frozenset(seed for seed in seeds if seed is not None)


@dataclass
class _Part:
    """What one file has for this notebook, and the other notebooks it has answers to."""

    file: File
    raw: bytes
    saved: Answers
    ours: bool = False  # it says that it's this notebook's
    others: list[str] = field(default_factory=list)


def read_submitted(folder: Path, source: Path, module: Module) -> Submitted:
    """The answers in a submitted folder; `source` is the course's own folder for the notebook."""
    there = contents(folder, {path.name for path in source.iterdir()})
    parts = [_part(file, source, module) for file in there.files]
    known = known_ids(module)
    answered = [part for part in parts if part.saved.latest.keys() & known]
    damaged = [part for part in parts if part.saved.problems or not (part.ours or part.others)]
    blank = [part for part in parts if part.ours and not part.others and not part.saved.latest]
    if not answered and (damaged or there.problems or not blank):
        return _nothing(folder, there, parts)
    counting = answered or blank
    notes = [*there.problems, *_notes(parts)]
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
            note = f"{part.file.name} has answers to {_listed(part.others)}, which didn't count here."
            (notes if part in counting or not answered else remarks).append(note)
    if not saved.latest:
        notes.append(BLANK)
    answers = Answers(saved.latest, saved.seed)
    return Submitted(answers, raw, "", tuple(notes), tuple(remarks), bool(damaged or there.problems))


def _notes(parts: Iterable[_Part]) -> list[str]:
    """The notes about each file, with its name if it isn't the usual one."""
    notes = []
    for part in parts:
        if not (part.ours or part.others):
            notes.append(f"Nothing in {part.file.name} can be read as answers.")
        else:
            start = "" if part.file.name == NAME else f"{part.file.name}: "
            notes += [start + problem for problem in part.saved.problems]
    return notes


def _names(parts: list[_Part]) -> str:
    return _listed(part.file.name for part in parts)


def _listed(names: Iterable[str]) -> str:
    every = list(dict.fromkeys(names))
    return listed(every if len(every) <= MAX_NAMED else [*every[: MAX_NAMED - 1], f"{len(every) - MAX_NAMED + 1} more"])


# ---- nothing to grade ----------------------------------------------------------------------------


def _nothing(folder: Path, there: Contents, parts: list[_Part]) -> Submitted:
    """Say why nothing could be read, the likeliest cause first."""
    foreign = [part for part in parts if part.others]
    garbled = [part for part in parts if not part.others and not part.ours]
    if foreign:
        others = _listed(name for part in foreign for name in part.others)
        why = f"{_names(foreign)} has answers to {others}, not to this notebook, so nothing was graded. {NEEDED}"
    elif there.problems:
        why = f"No answers could be read, so nothing was graded: {there.problems[0]}"
    elif any(part.ours for part in parts):
        ours = [part for part in parts if part.ours]
        what = "belongs to an exercise of this notebook" if any(p.saved.latest for p in ours) else "could be read"
        why = f"No answer in {_names(ours)} {what}, so nothing was graded. {NEEDED}"
    elif any(NEWER in problem for part in garbled for problem in part.saved.problems):
        why = (
            f"The answers in {_names(garbled)} {NEWER}, so nothing was graded. "
            "Update the course on the instructor's side, then grade again."
        )
    elif garbled and not any(part.raw.strip() for part in garbled):
        why = f"{_names(garbled)} is empty, so nothing was graded. Perhaps the upload broke off. {NEEDED}"
    elif garbled:
        why = f"Nothing in {_names(garbled)} can be read as answers, so nothing was graded. {NEEDED}"
    elif there.others:
        why = f"No file with answers was submitted, only {_listed(there.others)}, so nothing was graded. {NEEDED}"
    elif any(PUT_BACK in note for note in notes_of(folder)):
        why = f"No file with answers was submitted, so nothing was graded. {NEEDED}"
    else:
        why = "Only the notebook was submitted, and answers aren't stored in it, so nothing was graded. " + NEEDED
    details = [note for note in (*there.problems, *_notes([p for p in parts if p not in garbled])) if note not in why]
    return Submitted(ungraded=why, notes=(why, *details), damaged=True)


# ---- one file ------------------------------------------------------------------------------------


def _part(file: File, source: Path, module: Module) -> _Part:
    """What a file has. The usual one, started in this notebook and never mixed, is read once and taken as it is."""
    known, header = known_ids(module), _header(file.raw)
    saved = _taken(file.raw, file.notes)
    if file.raw.count(b'"module"') == (header != "") and saved.latest.keys() <= known and header in ("", module.module):
        return _Part(file, file.raw, saved, ours=bool(header or saved.latest))
    by_module = _owned(file.raw, module.module, lambda: {**_others(source), module.module: known}, len(file.raw) > BIG)
    lines = by_module.pop(module.module, [])
    others = [shown(name) for name, records in by_module.items() if not lines or any(map(is_answer, records))]
    if not others:
        return _Part(file, file.raw, saved, ours=bool(lines))
    raw = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    mine = taken(raw, [])
    seed = saved.seed if mine.seed is None else mine.seed
    return _Part(file, raw, Answers(mine.latest, seed, saved.problems), ours=bool(lines), others=others)


def _taken(raw: bytes, notes: Collection[str]) -> Answers:
    saved = taken(raw, list(notes))
    return Answers(saved.latest, saved.seed, tuple(p for p in saved.problems if p != EMPTY))


def _header(raw: bytes) -> str:
    """The notebook that a file's first line names; empty if it names none."""
    line = raw[: raw.find(b"\n") % (len(raw) + 1)]
    first = next(records(line, []), None)
    name = first.get("module") if first and first.get("v", VERSION) == VERSION else None
    return name if isinstance(name, str) and first and "exercise" not in first else ""


def _owned(
    raw: bytes, module: str, every: Callable[[], Mapping[str, Collection[str]]], latest_only: bool
) -> dict[str, list[Record]]:
    """The lines by the notebook they belong to.

    A line without an exercise starts the answers to the notebook it names. An exercise that this notebook
    doesn't have belongs to one that has it. That takes apart files that were joined, and a file that was
    copied into another notebook's folder and used there.
    """
    ids = every()
    owner = _best(raw, module, ids)
    by_module: dict[str, dict[object, Record]] = {}
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
        lines = by_module.setdefault(whose, {})
        key = exercise if latest_only and isinstance(exercise, str) else number
        lines.pop(key, None)  # the last one goes after the others
        lines[key] = record
    return {name: list(lines.values()) for name, lines in by_module.items()}


def _owner(exercise: str, owner: str, module: str, ids: Mapping[str, Collection[str]]) -> str:
    if exercise in ids.get(owner, ()):
        return owner
    holders = [name for name, known in ids.items() if exercise in known]
    return module if module in holders else holders[0] if holders else owner


def _best(raw: bytes, module: str, ids: Mapping[str, Collection[str]]) -> str:
    """The notebook of the lines before the first one that names a notebook: the one that has most of their exercises."""
    exercises: set[str] = set()
    for record in records(raw, []):
        if record and isinstance(record.get("module"), str):
            break
        if record and is_answer(record):
            exercises.add(record["exercise"])
    return max(ids, key=lambda name: (len(exercises & {*ids[name]}), name == module))


def _others(source: Path) -> dict[str, frozenset[str]]:
    """The other notebooks of the course, each with the ids of what can be answered in it."""
    stamps = tuple(
        (path, (path / EXERCISES).stat().st_mtime_ns)
        for path in sorted(source.resolve().parent.iterdir())
        if path.name != source.name and (path / EXERCISES).is_file()
    )
    return _ids(stamps)


@lru_cache(maxsize=16)
def _ids(stamps: tuple[tuple[Path, int], ...]) -> dict[str, frozenset[str]]:
    ids = {}
    for folder, _ in stamps:
        try:
            ids[folder.name] = frozenset(known_ids(load_module(folder)))
        except RoundsError:  # a mistake in another notebook's content
            ids[folder.name] = frozenset()
    return ids


# ---- several files -------------------------------------------------------------------------------


def _merged(parts: list[_Part], module: Module, known: set[str]) -> bytes:
    """All files as one, as *Bring answers back* merges them: nothing is lost, and the later answer counts."""
    lines: list[Record] = []
    for part in parts:
        own_lines = [record for record in records(part.raw, []) if record is not None]
        if len(part.raw) > BIG:
            start = [record for record in own_lines[:1] if is_seed(record.get("seed"))]
            own_lines = [*start, *{record["exercise"]: record for record in own_lines if is_answer(record)}.values()]
        lines += merged(lines, own_lines, module.module, known).add
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)
