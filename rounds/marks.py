"""Self-study: what the marks were when the learner last asked for them, for the front page.

A convenience and no record: the answers file is what counts, and this can be deleted at any time.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
from pathlib import Path

from rounds.course import Place

NAME = "marks.json"
Marks = dict[str, tuple[float, float]]  # exercise: points earned, points possible


def _path(place: Place) -> Path:
    return place.answers_path.parent / NAME


def remembered(place: Place) -> Marks:
    """The last marks of a notebook's exercises; nothing where none can be read."""
    try:
        return of(place, _path(place).read_bytes())
    except OSError:
        return {}


def of(place: Place, raw: bytes) -> Marks:
    """A notebook's marks in a file of marks, from wherever it comes; nothing where none can be read."""
    try:
        found = json.loads(raw)[place.folder.name]
        marks = {str(name): (float(earned), float(most)) for name, (earned, most) in found.items()}
        return {name: (earned, most) for name, (earned, most) in marks.items() if 0 <= earned <= most < math.inf}
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return {}


def remember(place: Place, marks: Marks) -> None:
    """Keep marks beside the answers; silently not, where that is impossible."""
    if not place.self_study:
        return
    path = _path(place)
    with contextlib.suppress(OSError):
        try:
            every = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            every = {}
        if not isinstance(every, dict):
            every = {}
        every[place.folder.name] = {**remembered(place), **marks}
        path.parent.mkdir(exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}.new")
        new.write_text(json.dumps(every, indent=1), encoding="utf-8")
        new.replace(path)
