"""Whose marks changed by how much when a module was marked again.

The marks as they were are written down before the first is touched, and removed when all are
marked: a marking that is killed and run again still says what changed since before it began.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.gradebook import grade_rows
from grader.locks import marking_folder
from rounds.core import atomic_write

if TYPE_CHECKING:
    from grader.office import Office


@dataclass(frozen=True)
class Points:
    """One exercise of one learner in the gradebook: the automatic points, and a person's, which go before them."""

    auto: float | None
    manual: float | None
    handed_in: str = ""


@dataclass(frozen=True)
class Change:
    """One exercise's automatic points before and after; `manual` stands whatever they are."""

    student: str
    exercise: str
    before: float
    after: float
    manual: float | None
    again: bool  # another hand-in was marked, so the change need not come from the key


Marks = dict[str, dict[str, Points]]  # by student and exercise


def marks(office: Office, module: str) -> Marks:
    """All points of a module in the gradebook."""
    found: Marks = {}
    with office.gradebook() as gradebook:
        for row in grade_rows.rows(gradebook, module):
            time = row.submitted.isoformat() if row.submitted else ""
            found.setdefault(row.student, {})[row.exercise] = Points(row.auto, row.manual, time)
    return found


def _path(office: Office, module: str) -> Path:
    return marking_folder(office.root) / f"before-{module}.json"


def begin(office: Office, module: str) -> Marks:
    """The marks before this marking, or before the one that was cut off and is now done again."""
    path, now = _path(office, module), marks(office, module)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        earlier = {s: {e: Points(*points) for e, points in exercises.items()} for s, exercises in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        earlier = {}
    before = {**now, **earlier}
    record = {s: {e: [p.auto, p.manual, p.handed_in] for e, p in ex.items()} for s, ex in before.items()}
    atomic_write.write(path, json.dumps(record))
    return before


def end(office: Office, module: str) -> None:
    """All are marked: what was before is not needed any more."""
    _path(office, module).unlink(missing_ok=True)


def changes(before: Marks, after: Marks) -> list[Change]:
    """Every exercise that had automatic points and now has others, by student."""
    found = []
    for student, exercises in sorted(after.items()):
        for exercise, now in exercises.items():
            was = before.get(student, {}).get(exercise)
            if was and was.auto is not None and now.auto is not None and abs(now.auto - was.auto) > 1e-9:
                again = was.handed_in != now.handed_in
                found.append(Change(student, exercise, was.auto, now.auto, now.manual, again))
    return found
