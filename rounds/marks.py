"""Self-study: what the marks were when the learner last asked for them, for the front page and the record.

Only what somebody asked to have marked stands here, and each mark with a digest of the answer it was
given for: a mark of an answer that has changed since is not shown as a mark of the new one. Marking
everything anew would need all keys, and reading those takes seconds. A convenience and no record: the
answers file is what counts, and this can be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
from pathlib import Path
from typing import Any

from rounds.answers import Answers
from rounds.course import Place

NAME = "marks.json"
Marks = dict[str, tuple[float, float]]  # exercise: points earned, points possible


def _path(place: Place) -> Path:
    return place.answers_path.parent / NAME


def _digest(saved: Answers, exercise: str) -> str:
    # The seed counts, since it draws the figures that the answer belongs to.
    whole = json.dumps([saved.seed, saved.of(exercise)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def remembered(place: Place, saved: Answers) -> tuple[Marks, int]:
    """The last marks of a notebook's exercises that fit what is saved now, and how many do not."""
    marks: Marks = {}
    changed = 0
    found = _read(_path(place)).get(place.folder.name)
    for name, line in found.items() if isinstance(found, dict) else ():
        try:
            earned, possible, digest = float(line[0]), float(line[1]), line[2]
        except (ValueError, TypeError, LookupError, OverflowError):
            continue
        if not 0 <= earned <= possible < math.inf:
            continue
        if digest == _digest(saved, name):
            marks[name] = (earned, possible)
        else:
            changed += 1
    return marks, changed


def remember(place: Place, saved: Answers, marks: Marks) -> None:
    """Keep marks beside the answers they were given for; silently not, where that is impossible."""
    if not place.self_study:
        return
    path = _path(place)
    with contextlib.suppress(OSError):
        every = _read(path)
        before = every.get(place.folder.name)
        new = {name: [*points, _digest(saved, name)] for name, points in marks.items()}
        every[place.folder.name] = {**(before if isinstance(before, dict) else {}), **new}
        path.parent.mkdir(exist_ok=True)
        written = path.with_suffix(f".{os.getpid()}.new")
        written.write_text(json.dumps(every, indent=1), encoding="utf-8")
        written.replace(path)
