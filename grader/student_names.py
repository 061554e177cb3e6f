"""Learners' names: which ones nbgrader can work with, which look alike, and how to type one in a command."""

from __future__ import annotations

import glob
import json
import os
import shlex
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from rounds.core import atomic_write
from rounds.core.text import clean

JOINED = "joined-names.json"  # in the course root: accounts, and the names that their submissions go under
LONGEST = 128  # characters; what a database server holds of a name (a SQLite file holds any)
# Formgrader doesn't escape names in its pages, so these would be read as its own code.
_MARKUP = '<>"'
# Formgrader doesn't escape names in addresses, where a browser takes these for something else.
_NOT_IN_ADDRESSES = "#?%\\"


def refused(name: str, *, longest: int = 0) -> str:
    """Why nbgrader can't work with a learner's name, or nothing if it can. `longest` is 0 for any length."""
    if not name.strip():
        return "it has no learner's name"
    if name.startswith("."):
        return "it begins with a dot, and nbgrader doesn't look into such folders"
    if name != name.strip():
        return "it begins or ends with a space, which nbgrader takes away"
    if "*" in name or "/" in name:
        return "nbgrader takes a name with * or / for a pattern or a path"
    if markup := sorted({c for c in name if c in _MARKUP}):
        return f"Formgrader can't show a name with {' '.join(markup)} safely"
    if any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in name):
        return "it has characters that can't be printed"
    if longest and len(name) > longest:
        return f"it has {len(name)} characters, and your database server holds {longest}"
    return ""


def beyond_buttons(name: str) -> bool:
    """Whether the buttons in Formgrader's rows can't reach this learner: the browser cuts or changes the address."""
    return any(c in name for c in _NOT_IN_ADDRESSES)


def unfetched(name: str) -> bool:
    """Whether nbgrader on the learner's side, which isn't ours, fails to find feedback under this name."""
    return any(c in name for c in "[+")


def likeness(name: str) -> str:
    """What is the same in names that differ only in capitals, accents, spaces or hidden characters."""
    letters = unicodedata.normalize("NFKD", name)
    kept = (c for c in letters if not unicodedata.combining(c) and unicodedata.category(c) != "Cf" and not c.isspace())
    return unicodedata.normalize("NFKC", "".join(kept).casefold())


def alike(names: Iterable[str]) -> list[list[str]]:
    """Groups of names with the same `likeness`."""
    groups: dict[str, list[str]] = {}
    for name in sorted(set(names)):
        groups.setdefault(likeness(name), []).append(name)
    return [group for group in groups.values() if len(group) > 1]


def shown(name: str) -> str:
    """A learner's name for people: whole, on one line, and without what can't be printed."""
    return " ".join(clean(name, 200).split())


def listed(names: Collection[str] | Mapping[str, str]) -> str:
    """How many names there are, and each as `shown`; in a mapping, with what's said about it."""
    detail = names if isinstance(names, Mapping) else {}
    return f"({len(names)}): {', '.join(' '.join([shown(name), *filter(None, [detail.get(name)])]) for name in names)}"


def distinct(name: str) -> str:
    """A name as `shown`, with the code of each separate accent or hidden character, so that two look-alikes differ."""
    marks = (c for c in name if not c.isprintable() or unicodedata.combining(c))
    return shown(name.translate({ord(c): f"\\u{ord(c):04x}" for c in marks}))


def typed(text: str) -> str:
    """Text as it's typed in a terminal, quoted if the terminal would take a part of it for something else."""
    if all(c.isprintable() and not unicodedata.combining(c) for c in text):
        return shlex.quote(text)
    raw = os.fsencode(text)
    return "$'" + "".join(chr(b) if 32 <= b < 127 and b not in b"'\\" else f"\\x{b:02x}" for b in raw) + "'"


def command(name: str, *args: str, **options: str) -> str:
    """One of our commands as it's typed; arguments that begin with a hyphen come after the options."""
    typed_options = [part for option, value in options.items() for part in (f"--{option}", typed(value))]
    dashes = ["--"] if any(arg.startswith("-") for arg in args) else []
    words = [*typed_options, *dashes, *map(typed, args)] if dashes else [*map(typed, args), *typed_options]
    return " ".join(["python -m grader", name, *words])


def folders(course: Any, directory: str, inside: str = "") -> list[Path]:
    """The folders of a step that nbgrader's student id and assignment mean, in order.

    Only the student id is a pattern, unless it's the very name of a learner: Formgrader asks for one student
    by name, and a name or the course's path can have characters that mean something in a pattern. A lone * always
    means everyone, even where someone made a folder of that name. `course` is
    nbgrader's CourseDirectory, `directory` the step's folder, and `inside` a folder of each learner's that has
    the assignment's folder in it.
    """
    student, module = course.student_id or "*", course.assignment_id
    if student != "*" and glob.has_magic(student) and Path(course.format_path(directory, student, module)).is_dir():
        student = glob.escape(student)
    # The structure is a setting of nbgrader's. Whatever it is, everything but the student id is taken literally.
    marker = "student\0"
    parts: list[str] = course.format_path(directory, marker, module).split(marker)
    pattern = Path(student.join(map(glob.escape, parts)))
    return sorted(Path(p) for p in glob.glob(str(pattern.parent / inside / pattern.name)))  # noqa: PTH207  (absolute)


def joined(root: Path) -> dict[str, str]:
    """The accounts of this course whose submissions go under another name, with that name."""
    try:
        names = json.loads((root / JOINED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(account): str(name) for account, name in names.items()} if isinstance(names, dict) else {}


def join(root: Path, account: str, name: str) -> None:
    """Note that the submissions of an account go under another name from now on."""
    names = {other: name if goes_under == account else goes_under for other, goes_under in joined(root).items()}
    names.pop(name, None)
    atomic_write.write(root / JOINED, json.dumps({**names, account: name}, indent=1, ensure_ascii=False))
