"""Checks a learner's code against the collected submission."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader import course_time
from grader.course import Source
from grader.submissions.answers import read_submitted
from grader.submissions.sanitize import shown
from rounds.core.errors import RoundsError
from rounds.storage.receipts import normal, receipt, states


@dataclass(frozen=True)
class Checked:
    """Sentences about a collected file and a code; `matches` is false only for a code that isn't the file's."""

    sentences: tuple[str, ...]
    matches: bool = True


def check(source: Source, submitted: Path, student: str, typed: str | None = None) -> Checked:
    """The receipt of a student's collected file, and whether the code they noted (`typed`) is of it.

    Raises RoundsError if there's no such file, or if `typed` can't be a code.
    """
    if Path(student).name != student or student in {"", ".", ".."}:
        raise RoundsError(f'"{shown(student)}" is not an account: give the name of a folder in {submitted}.')
    folder = submitted / student / source.name
    if not folder.is_dir():
        raise RoundsError(f"{folder} is not there: collect first, or check how module and account are written.")
    noted = normal(typed) if typed is not None else None
    if typed is not None and noted is None:
        raise RoundsError(f'"{shown(typed)}" cannot be a code: it has 8 letters and digits, as in 7K2M-9QXD.')
    module = source.load()[0]
    submission = read_submitted(folder, source.folder, module)
    collected = receipt(module, submission.answers)
    sentences = [
        f"Code: {collected.code or 'none, since no graded exercise is answered'}",
        f"Answered: {collected.answered} of {collected.total} graded exercises",
        f"Last change: {_when(collected.time)}",
        f"Submitted: {_time_submitted(folder)}",
        *submission.notes,
        *submission.remarks,
    ]
    if noted is None:
        return Checked(tuple(sentences))
    if noted == collected.code:
        return Checked((*sentences, f"✓ {noted} is the code of this file."))
    earlier = [state for state in states(submission.raw, {e.id for e in module.graded}) if state.code == noted]
    if earlier:
        when = _when(earlier[-1].time)
        return Checked(
            (
                *sentences,
                f"✗ {noted} is the code of an earlier state of this file, from {when}. It was changed after that.",
            ),
            matches=False,
        )
    advice = "It may belong to another notebook, another account, or to work that was not collected."
    return Checked((*sentences, f"✗ {noted} was never the code of this file. {advice}"), matches=False)


def _when(time: str) -> str:
    return course_time.said_of(time, seconds=True) or "unknown"


def _time_submitted(folder: Path) -> str:
    path = folder / "timestamp.txt"
    if path.is_symlink() or not path.is_file():
        return "unknown"
    with path.open("rb") as file:
        text = file.read(100).decode("utf-8", "replace").strip()
    # nbgrader writes the zone as a word.
    return course_time.said_of(text.replace(" UTC", "+00:00"), seconds=True) or shown(text) or "unknown"
