"""All answers as one file to download, and what such a file holds: read within limits, whoever made it."""

from __future__ import annotations

import io
import json
import stat
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import NamedTuple

from rounds.core.errors import KeepingError
from rounds.storage import mark_cache
from rounds.storage.answers import Record, content, records
from rounds.storage.backup_merge import is_answer
from rounds.storage.json_lines import as_lines
from rounds.storage.locations import Place

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
    """The name of a file that is downloaded today."""
    return f"negotiation-rounds-answers-{datetime.now().astimezone():%Y-%m-%d}.zip"


def pack(places: Iterable[Place]) -> bytes:
    """One zip with the answers file of each notebook that has answers, byte by byte. Raises KeepingError."""
    packed, marks = io.BytesIO(), {}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for place in places:
            try:
                raw = content(place.answers_path)
            except OSError as error:
                raise KeepingError(f"Your answers could not be read ({error.strerror}). Try again.") from error
            if any(is_answer(record) for record in records(raw, []) if record is not None):
                file.writestr(f"{place.folder.name}.jsonl", raw)
                marks[place.folder.name] = mark_cache.remembered(place)
        if not file.namelist():
            raise KeepingError("There is nothing to download yet: no exercise is answered.")
        if any(marks.values()):
            file.writestr(mark_cache.NAME, json.dumps(marks))
    return packed.getvalue()


class Member(NamedTuple):
    """One notebook's answers in a file."""

    module: str
    lines: Lines


@dataclass(frozen=True)
class Archive:
    """What a file holds for the notebooks here, and its marks as they are; `notes` say what is left out."""

    members: list[Member]
    notes: list[str]
    marks: bytes = b""


def unpack(raw: bytes, titles: Mapping[str, str], name: str = "") -> Archive:
    """What a file of that name holds for some notebooks (`titles` by module): a zip, or lines without one around them.

    Raises KeepingError where it is too large or damaged.
    """
    if len(raw) > MAX_FILE:
        raise KeepingError(TOO_LARGE)
    return _unpack_zip(raw, titles) if raw[:2] == b"PK" else _unpack_lines(as_lines(raw), titles, name)


def _unpack_lines(raw: bytes, titles: Mapping[str, str], name: str) -> Archive:
    """One notebook's answers file; or, each answer naming its notebook, what a page showed (rounds/ui/shared/page_state.js)."""
    by_module: dict[str, list[Record | None]] = {}
    notes, unnamed = list[str](), 0
    for record in records(raw, notes):
        if record and is_answer(record) and isinstance(record.get("module"), str):
            by_module.setdefault(record.pop("module"), []).append(record)
        else:
            unnamed += 1
    if not by_module:
        return _unpack_one_notebook(raw, titles, name)
    if unnamed:
        notes.append(left_out(unnamed))
    notes += _others(len(by_module.keys() - titles.keys()), titles)
    return Archive([Member(module, lines) for module, lines in by_module.items() if module in titles], notes)


def left_out(damaged: int) -> str:
    """Says how many lines can't be read."""
    return f"{damaged} damaged line(s) of the file were left out; every readable line is taken."


def _unpack_one_notebook(raw: bytes, titles: Mapping[str, str], name: str) -> Archive:
    """A bare answers file: its first line names the notebook, or else its own name does."""
    lines = [record for record in records(raw, []) if record is not None]
    named = [str(record["module"]) for record in lines if isinstance(record.get("module"), str)]
    for module in (*named[:1], PurePath(name).stem):
        if module in titles:
            notes = list[str]()
            return Archive([Member(module, list(records(raw, notes)))], notes)
    if named and any(map(is_answer, lines)):
        return Archive([], ["These answers belong to another notebook. Bring them back there."])
    return Archive([], [])


def _unpack_zip(raw: bytes, titles: Mapping[str, str]) -> Archive:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as file:
            return _read_members(file, titles)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
        raise KeepingError(DAMAGED) from error


def _read_members(file: zipfile.ZipFile, titles: Mapping[str, str]) -> Archive:
    infos = [info for info in file.infolist() if not info.is_dir()]
    if len(infos) > MAX_MEMBERS:
        raise KeepingError(WRONG)
    notes, members = list[str](), list[Member]()
    room, others, marks = MAX_FILE, 0, b""
    for info in infos:
        name = PurePath(info.filename).name
        module = name.removesuffix(".jsonl")
        if module not in titles and name != mark_cache.NAME:
            others += name.endswith(".jsonl")
            continue
        if stat.S_ISLNK(info.external_attr >> 16) or info.flag_bits & 1:
            notes.append(f"{name} in this file is a link, or locked with a password, and was left out.")
            continue
        try:
            with file.open(info) as member:
                data = member.read(room + 1)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
            if name != mark_cache.NAME:
                notes.append(f"{titles[module]}: this part of the file is damaged and was left out.")
            continue
        if (room := room - len(data)) < 0:
            raise KeepingError(TOO_LARGE)
        if name == mark_cache.NAME:
            marks = data
        else:
            members.append(Member(module, records(as_lines(data), notes)))
    notes += _others(others, titles)
    return Archive(members, notes, marks)


def _others(others: int, titles: Mapping[str, str]) -> list[str]:
    """Says that answers to other notebooks are in the file."""
    if not others:
        return []
    if len(titles) == 1:
        return [f"The file also holds answers to {others} other notebook(s): bring it back there, too."]
    return [f"{others} notebook(s) in the file are not part of this course and were left out."]
