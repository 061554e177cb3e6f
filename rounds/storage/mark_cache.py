"""Self-study: the last marks that the learner asked for, for the front page and the transcript.

Each mark comes with a digest of the answer it was for: if the answer has changed since, the mark isn't shown as a mark
of the new one. (Marking everything again would need all keys, and reading those takes seconds.) A convenience, not a
record: the answers file is what counts, and this file can be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
from pathlib import Path

from rounds.core import atomic_write
from rounds.core.scoring import Answer
from rounds.storage.answers import Answers
from rounds.storage.locations import Place

NAME = "marks.json"
Points = dict[str, tuple[float, float]]  # exercise: points earned, points possible
Marks = dict[str, tuple[float, float, str]]  # the same, and the digest of the answer


def _path(place: Place) -> Path:
    return place.answers_path.parent / NAME


def digest(seed: int | None, answer: Answer) -> str:
    """Tells one answer from another; the seed counts, since it draws the figures that an answer belongs to."""
    whole = json.dumps([seed, answer], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def _digest(saved: Answers, exercise: str) -> str:
    return digest(saved.seed_of(exercise), saved.of(exercise))


def marked(saved: Answers, points: Points) -> Marks:
    """The points of some answers that are saved, as marks of just these answers."""
    return {name: (earned, most, _digest(saved, name)) for name, (earned, most) in points.items()}


def fitting(place: Place, saved: Answers) -> tuple[Points, int]:
    """The last marks of a notebook's exercises that fit what is saved now, and how many do not."""
    every = remembered(place)
    fit = {name: (earned, most) for name, (earned, most, answer) in every.items() if answer == _digest(saved, name)}
    return fit, len(every) - len(fit)


def remembered(place: Place) -> Marks:
    """The last marks of a notebook's exercises; nothing if they can't be read."""
    try:
        return of(place, _path(place).read_bytes())
    except OSError:
        return {}


def of(place: Place, raw: bytes) -> Marks:
    """A notebook's marks in a file of marks that may come from anywhere; nothing if they can't be read."""
    try:
        saved = json.loads(raw)[place.folder.name]
        marks = {str(name): (float(earned), float(most), str(answer)) for name, (earned, most, answer) in saved.items()}
        return {name: mark for name, mark in marks.items() if 0 <= mark[0] <= mark[1] < math.inf}
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return {}


def remember(place: Place, marks: Marks) -> None:
    """Save marks next to the answers; if that is impossible, silently don't."""
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
        atomic_write.write(path, json.dumps(every, indent=1), durable=False)
