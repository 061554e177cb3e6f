"""Tells whose points changed, and by how much, when a module was graded again.

The points are written to a file before the first one changes, and the file is removed when everything is graded.
So if grading is killed and run again, it still says what changed since before it started.
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
    """An exercise of a learner in the gradebook: the automatic points, and a person's, which count instead of them."""

    auto: float | None
    manual: float | None
    submitted: str = ""  # when


@dataclass(frozen=True)
class Change:
    """An exercise's automatic points before and after; `manual` counts whatever they are."""

    student: str
    exercise: str
    before: float
    after: float
    manual: float | None
    again: bool  # another submission was graded, so the change may not come from the key


Marks = dict[str, dict[str, Points]]  # by student and exercise


def marks(office: Office, module: str) -> Marks:
    """All points of a module in the gradebook."""
    points: Marks = {}
    with office.gradebook() as gradebook:
        for row in grade_rows.rows(gradebook, module):
            time = row.submitted.isoformat() if row.submitted else ""
            points.setdefault(row.student, {})[row.exercise] = Points(row.auto, row.manual, time)
    return points


def _path(office: Office, module: str) -> Path:
    return marking_folder(office.root) / f"before-{module}.json"


def begin(office: Office, module: str) -> Marks:
    """The points before this grading, or before the one that was cut off and is now done again."""
    path, now = _path(office, module), marks(office, module)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        earlier = {s: {e: Points(*points) for e, points in exercises.items()} for s, exercises in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        earlier = {}
    before = {**now, **earlier}
    record = {s: {e: [p.auto, p.manual, p.submitted] for e, p in ex.items()} for s, ex in before.items()}
    atomic_write.write(path, json.dumps(record))
    return before


def end(office: Office, module: str) -> None:
    """Everything is graded: the points from before aren't needed any more."""
    _path(office, module).unlink(missing_ok=True)


def changes(before: Marks, after: Marks) -> list[Change]:
    """Every exercise that had automatic points and now has others, by student."""
    changed = []
    for student, exercises in sorted(after.items()):
        for exercise, now in exercises.items():
            was = before.get(student, {}).get(exercise)
            if was and was.auto is not None and now.auto is not None and abs(now.auto - was.auto) > 1e-9:
                again = was.submitted != now.submitted
                changed.append(Change(student, exercise, was.auto, now.auto, now.manual, again))
    return changed
