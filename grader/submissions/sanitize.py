"""Makes a submitted folder safe to grade before nbgrader touches it, and notes what was done.

A link could point at a key or at another learner's work, and a pipe would make a copy wait forever. A
missing notebook, an unreadable time, or a folder where a file belongs would stop nbgrader for that learner.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections import deque
from collections.abc import Iterable, Sequence
from pathlib import Path

from rounds.core.text import clean

NOTES = "handling-notes.txt"
RECEIVED = "timestamp-as-received.txt"  # a time that can't be read
MAX_NOTES = 20_000  # characters
MAX_ENTRIES = 200  # nbgrader's own copying takes time that grows with the square of their number
MAX_DEPTH = 20  # folders in folders: nbgrader and Python's shutil walk them by recursion
MAX_NAMED = 20  # entries that get a note of their own
ESSENTIAL = ("answers.jsonl", "timestamp.txt", "submission_secret.txt")
_ANSWERS = re.compile(r"answers|negotiation-rounds|\.(jsonl|ndjson)\b", re.I)
_MAYBE = re.compile(r"\.(json|txt|gz|zip)$", re.I)
PUT_BACK = "the course's own was put in its place."
TOO_MANY = f"More than {MAX_ENTRIES} files were submitted; the rest were left out."
TOO_DEEP = f"Some folders are nested too deep; what is more than {MAX_DEPTH} deep was left out."


def rank(name: str) -> int:
    """How soon a file is taken, by its name: 0 is what grading needs, 1 likely answers, 2 possible answers, 3 the rest."""
    return 0 if name in ESSENTIAL else 1 if _ANSWERS.search(name) else 2 if _MAYBE.search(name) else 3


def shown(name: str) -> str:
    """A name that a learner chose, safe to show in a log or a note: one short line of printable text."""
    return " ".join(clean(name, 80).split())


def sanitize(folder: Path, notebook: Path | None = None, notes: Sequence[str] = (), time: str = "") -> list[str]:
    """Remove from a submitted folder what is neither file nor folder; put back what nbgrader can't do without.

    `notebook` is the course's, `notes` are sentences to note as well, `time` is when it was submitted, if known.
    Returns what was done, in sentences, and adds it to the folder's notes.
    """
    done = [*notes, *_walk(folder)]
    _timestamp(folder, time, done)
    if notebook is not None:
        _course_files(folder, notebook, done)
    if done:
        _note(folder, done)
    return done


def _walk(folder: Path) -> list[str]:
    """Remove what isn't a regular file, and what is too much.

    Folders and what grading needs are counted before the rest, so that nothing can crowd out the
    answers, wherever they are.
    """
    done: list[str] = []
    odd = entries = 0
    for ranks in ((0, 1), (2,), (3,)):
        pending = deque([(folder, 0)])
        while pending:
            here, depth = pending.popleft()
            for entry in sorted(os.scandir(here), key=lambda e: (rank(e.name), e.name)):
                path = Path(entry.path)
                mode = entry.stat(follow_symlinks=False).st_mode
                is_folder, first = stat.S_ISDIR(mode), ranks[0] == 0
                if is_folder and not first:
                    pending.append((path, depth + 1))
                    continue
                if not (is_folder or rank(entry.name) in ranks):
                    continue
                entries += 1
                if entries > MAX_ENTRIES or depth >= MAX_DEPTH:
                    _remove(path)
                    done.append(TOO_MANY if entries > MAX_ENTRIES else TOO_DEEP)
                elif is_folder:
                    path.chmod(mode | stat.S_IRWXU)
                    pending.append((path, depth + 1))
                elif stat.S_ISREG(mode):
                    path.chmod(mode | stat.S_IRUSR)
                else:
                    path.unlink()
                    odd += 1
                    if odd <= MAX_NAMED:
                        done.append(not_taken(path.relative_to(folder).as_posix(), mode))
    return list(dict.fromkeys(done))


def not_taken(name: str, mode: int) -> str:
    """The note about an entry that is neither a regular file nor a folder."""
    if stat.S_ISLNK(mode):
        return f"{shown(name)} was a link to another place; it was removed and not followed."
    return f"{shown(name)} was not a regular file; it was removed."


def _remove(path: Path) -> None:
    """Remove a file, or a folder with everything in it, without recursion and without following a link."""
    if path.is_symlink() or not path.is_dir():
        path.unlink()
        return
    pending, folders = [path], []
    while pending:
        folders.append(here := pending.pop())
        for entry in os.scandir(here):
            if entry.is_dir(follow_symlinks=False):
                pending.append(Path(entry.path))
            else:
                Path(entry.path).unlink()
    for here in reversed(folders):
        here.rmdir()


def aside(path: Path, name: str) -> Path:
    """Rename a file or folder to `name`, with a number if the name is taken."""
    number, target = 1, path.with_name(name)
    while os.path.lexists(target):
        number += 1
        target = path.with_name(f"{name}-{number}")
    return path.rename(target)


def _timestamp(folder: Path, time: str, done: list[str]) -> None:
    path = folder / "timestamp.txt"
    there = os.path.lexists(path)
    if there and _is_time(path):
        return
    if there:
        aside(path, RECEIVED)
    if time:
        path.write_text(time, encoding="utf-8")
        done.append("The time of submission was missing or could not be read; the time in the folder's name was used.")
    elif there:
        done.append(f"The time of submission could not be read, so lateness is not counted; it is kept in {RECEIVED}.")


def _is_time(path: Path) -> bool:
    from nbgrader.utils import parse_utc

    try:
        if path.stat().st_size > 100:  # a long text would keep the parser busy for minutes
            return False
        parse_utc(path.read_text(encoding="utf-8").strip())
    except Exception:  # whatever fails here would fail in nbgrader, for everyone
        return False
    return True


def _course_files(folder: Path, notebook: Path, done: list[str]) -> None:
    for file in sorted(notebook.parent.iterdir()):
        target = folder / file.name
        if file.is_file() and target.is_dir():  # nbgrader puts its file there, and can't replace a folder
            aside(target, f"{file.name}.folder")
            done.append(f"{file.name} was a folder; it was renamed.")
    target = folder / notebook.name
    if not target.exists():
        shutil.copyfile(notebook, target)
        done.append(f"The notebook {notebook.name} was missing; {PUT_BACK}")


def _note(folder: Path, done: Iterable[str]) -> None:
    lines = [line for line in notes_of(folder) if line not in done] + list(done)
    path = folder / NOTES
    path.unlink(missing_ok=True)  # it may be read-only
    path.write_text("\n".join(lines)[:MAX_NOTES] + "\n", encoding="utf-8")


def notes_of(folder: Path) -> list[str]:
    """What was noted when this folder was made safe."""
    path = folder / NOTES
    if path.is_symlink() or not path.is_file():
        return []
    with path.open("rb") as file:
        text = file.read(4 * MAX_NOTES).decode("utf-8", "replace")
    return [line for line in text.split("\n") if line.strip()]
