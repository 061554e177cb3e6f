"""What's in the exchange: whose each submission is, when it was submitted, and why it can't be collected."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from grader.student_names import refused, shown, typed

UNREADABLE = datetime.min  # naive, as nbgrader's own times are: the two are compared
COMING = ".coming+"  # the start of a folder's name while a submission is copied from a desk


@dataclass(frozen=True)
class Inbound:
    """A folder of the exchange, and `why` it can't be collected; `time` is UTC."""

    folder: Path
    account: str
    time: datetime = UNREADABLE
    why: str = ""
    renamed: Path | None = None  # where it could be collected, with NAME for the learner

    @property
    def remedy(self) -> str:
        """What the instructor can do about it."""
        if self.renamed is None:
            return "Ask the learner to submit again."
        how = "mv" if self.renamed.parent == self.folder.parent else "cp -r"
        return (
            "Give it the learner's name in the course, instead of NAME, then collect again: "
            f"{how} -- {typed(str(self.folder))} {typed(str(self.renamed))}"
        )

    @property
    def obstacle(self) -> str:
        """Why it can't be collected and what to do, in sentences."""
        return f"{shown(self.folder.name)}: {self.why}. {self.remedy}"


def submissions(inbound: Path, module: str, *, longest: int = 0) -> list[Inbound]:
    """Everything that was submitted for a module, by folder name; `inbound` may be missing.

    `longest` is the most characters a name may have, and 0 for any number.
    """
    folders = [_submission(path, module, longest) for path in _folders_in(inbound) if f"+{module}+" in path.name]
    for folder in _folders_in(inbound):
        # An account with a slash makes a folder in a folder, which nbgrader doesn't find.
        for path in _folders_in(folder) if "+" not in folder.name and not folder.is_symlink() else ():
            if f"+{module}+" in path.name:
                account, _, rest = path.name.partition("+")
                why = "its learner's name has a slash, which nbgrader takes for a folder"
                renamed = inbound / f"NAME+{rest}"
                folders.append(Inbound(path, f"{folder.name}/{account}", why=why, renamed=renamed))
    return folders


def _folders_in(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith(COMING))
    except OSError:
        return []


def _submission(folder: Path, module: str, longest: int) -> Inbound:
    # From the right, since a Hub's account can have a +; nbgrader can be set to leave out the random part at the end.
    parts = folder.name.rsplit("+", 3)
    if len(parts) != 4 or parts[1] != module:
        parts = folder.name.rsplit("+", 2)
    account = parts[0]
    try:
        time = parse_utc(parts[2])
    except (IndexError, ValueError, OverflowError, TypeError):
        return Inbound(folder, account, why="its name gives no time")
    if why := refused(account, longest=longest):
        return Inbound(folder, account, why=why, renamed=folder.with_name("+".join(["NAME", *parts[1:]])))
    try:
        is_folder = stat.S_ISDIR(folder.lstat().st_mode)
    except OSError:
        is_folder = False
    return Inbound(folder, account, time) if is_folder else Inbound(folder, account, why="it is not a folder")
