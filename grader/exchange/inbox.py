"""What learners submitted, as it lies in the exchange: whose it is, when it came, and why it can't be collected."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from grader.student_names import refused, shown, typed

UNREADABLE = datetime.min  # naive, as nbgrader's own times are: the two are compared
COMING = ".coming+"  # what is being brought from a desk


@dataclass(frozen=True)
class Found:
    """One folder of the exchange; `time` is UTC, and `why` says why it can't be collected."""

    folder: Path
    account: str
    time: datetime = UNREADABLE
    why: str = ""
    renamed: Path | None = None  # where it has to stand, with NAME for the learner, to be collected

    @property
    def remedy(self) -> str:
        """What the instructor can do about it."""
        if self.renamed is None:
            return "Ask the learner to submit again."
        how = "mv" if self.renamed.parent == self.folder.parent else "cp -r"
        return (
            "Give it the learner's name in the course, in place of NAME, then collect again: "
            f"{how} -- {typed(str(self.folder))} {typed(str(self.renamed))}"
        )


def look(inbound: Path, module: str, *, longest: int = 0) -> list[Found]:
    """All that was submitted for a module, in the order of the folders' names; the folder may be missing."""
    found = [_look(path, module, longest) for path in _listed(inbound) if f"+{module}+" in path.name]
    for folder in _listed(inbound):
        # An account with a slash makes a folder in a folder, which nbgrader doesn't find.
        for path in _listed(folder) if "+" not in folder.name and not folder.is_symlink() else ():
            if f"+{module}+" in path.name:
                account, _, rest = path.name.partition("+")
                why = "its learner's name has a slash, which nbgrader takes for a folder"
                found.append(Found(path, f"{folder.name}/{account}", why=why, renamed=inbound / f"NAME+{rest}"))
    return found


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith(COMING))
    except OSError:
        return []


def _look(folder: Path, module: str, longest: int) -> Found:
    # From the right, since a Hub's account can hold a +; nbgrader may be set to leave out what it draws at the end.
    parts = folder.name.rsplit("+", 3)
    if len(parts) != 4 or parts[1] != module:
        parts = folder.name.rsplit("+", 2)
    account = parts[0]
    try:
        time = parse_utc(parts[2])
    except (IndexError, ValueError, OverflowError, TypeError):
        return Found(folder, account, why="its name gives no time")
    if why := refused(account, longest=longest):
        return Found(folder, account, why=why, renamed=folder.with_name("+".join(["NAME", *parts[1:]])))
    try:
        plain = stat.S_ISDIR(folder.lstat().st_mode)
    except OSError:
        plain = False
    return Found(folder, account, time) if plain else Found(folder, account, why="it is not a folder")


def said(found: Found) -> str:
    """What is said of a folder that can't be collected."""
    return f"{shown(found.folder.name)}: {found.why}. {found.remedy}"
