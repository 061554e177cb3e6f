"""Keeps all submissions of a learner, and lets the better one count if a later one is worse or empty.

nbgrader's collect replaces what was collected before, so a folder that's submitted again by accident would
take good work away. Each submission that isn't the one to grade is kept in
`submitted/<student>/.earlier/<module>/<time>/`, where nbgrader doesn't look. The one that counts is where
nbgrader expects it, so its autograde, Formgrader and feedback all use it.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from grader import course_time
from grader.course import mark_all, source_at
from grader.submissions.answer_files import contents
from grader.submissions.answers import read_submitted
from grader.submissions.fingerprints import fingerprints
from rounds.core import atomic_write
from rounds.core.errors import RoundsError

EARLIER = ".earlier"
STATE = "state.json"
MOST = 20  # submissions that are kept for a learner and module, the newest
UNKNOWN = "00000000T000000.000000"  # sorts before every time
Which = Literal["earlier", "later"]


class Terms(Protocol):
    """What else decides which submission counts (grader/gradebook/late_penalty.py)."""

    def penalty(self, time: datetime | None, points: float) -> float:
        """What a submission of that time loses of its `points` for being late."""

    def by_person(self, exercise: str, answer: str) -> float | None:
        """The points that a person gave for an answer, by its fingerprint."""


@dataclass(frozen=True)
class Worth:
    """What a submission can earn: automatic points, those a person gave, and all that a person still could give."""

    points: float
    answered: int
    total: int
    penalty: float = 0.0  # for being late

    @property
    def left(self) -> float:
        """The points after the penalty."""
        return round(self.points - self.penalty, 6)


@dataclass(frozen=True)
class Choice:
    """Two submissions of a learner, of which the later one is worse; `counts` is the one that's graded."""

    earlier: str
    later: str
    worth_earlier: Worth
    worth_later: Worth
    counts: Which
    chosen: bool  # by an instructor

    @property
    def late(self) -> bool:
        """Whether the later one is worse only because of the penalty for being late."""
        later, earlier = self.worth_later, self.worth_earlier
        return later.points >= earlier.points and later.left < earlier.left

    @property
    def note(self) -> str:
        """What the learner and the instructor read; without points, which the learner doesn't know yet."""
        first, last = spoken(self.earlier), spoken(self.later)
        late = "since the later one was late, and the penalty would take more than it adds"
        more = self.worth_earlier.answered > self.worth_later.answered
        worth = "since it has more in it" if more else "since it's worth more points"
        why = "as the instructor chose" if self.chosen else late if self.late else worth
        counts = f"The earlier one counts, {why}." if self.counts == "earlier" else f"The later one counts, {why}."
        return (
            f"Submitted more than once: on {first} with {self.worth_earlier.answered} of {self.worth_earlier.total} "
            f"answered, and on {last} with {self.worth_later.answered} of {self.worth_later.total}. {counts}"
        )


def spoken(key: str) -> str:
    """A submission's time for people."""
    try:
        return course_time.said(datetime.strptime(key[:15], "%Y%m%dT%H%M%S"))
    except ValueError:
        return "an unknown date"


def key_of(time: datetime) -> str:
    """A time (naive and in UTC, as nbgrader's are) as a folder's name; names sort as the times do."""
    return time.strftime("%Y%m%dT%H%M%S.%f")


def _time(key: str) -> datetime | None:
    try:
        return None if key.startswith(UNKNOWN) else datetime.strptime(key[: len(UNKNOWN)], "%Y%m%dT%H%M%S.%f")
    except ValueError:
        return None


def others(folder: Path) -> dict[str, Path]:
    """The other submissions that are kept for a submitted folder, by time."""
    kept = kept_folder(folder)
    paths = kept.iterdir() if kept.is_dir() else ()
    return {path.name: path for path in paths if path.is_dir() and not path.name.startswith(".")}


def kept_folder(folder: Path) -> Path:
    """Where the other submissions of a submitted folder are kept."""
    return folder.parent / EARLIER / folder.name


def key_in(folder: Path) -> str:
    """When a folder was submitted, as a name that sorts like the times."""
    from nbgrader.utils import parse_utc

    path = folder / "timestamp.txt"
    try:
        if path.is_symlink() or path.stat().st_size > 100:
            return UNKNOWN
        return key_of(parse_utc(path.read_text(encoding="utf-8").strip()))
    except Exception:  # whatever a learner wrote there isn't a time
        return UNKNOWN


def _state(kept: Path) -> dict[str, Any]:
    try:
        state = json.loads((kept / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _write(kept: Path, state: dict[str, Any]) -> None:
    kept.mkdir(parents=True, exist_ok=True)
    atomic_write.write(kept / STATE, json.dumps(state, indent=1))


# While collecting


def last_collected(folder: Path) -> str:
    """The newest submission that was collected into `folder`, by the time in its name; empty if nothing is kept."""
    return str(_state(kept_folder(folder)).get("collected", "")) if folder.is_dir() else ""


def newest_known(folder: Path) -> str:
    """The time of the newest submission that was collected into `folder`, whichever is there now."""
    return last_collected(folder) or key_in(folder)


def _newest(folder: Path) -> str:
    return max(key_in(folder), str(_state(kept_folder(folder)).get("newest", "")))


def adopt(folder: Path, other: Path) -> None:
    """Keep what `other` has of the same learner, its earlier submissions too, beside what `folder` has.

    The next autograding settles which one counts, as for any two submissions of a learner.
    """
    kept, theirs = kept_folder(folder), kept_folder(other)
    state = {"collected": max(newest_known(folder), newest_known(other)), "newest": max(map(_newest, (folder, other)))}
    kept.mkdir(parents=True, exist_ok=True)
    moving = [(other, key_in(other))] if other.is_dir() else []
    moving += [(path, path.name) for path in theirs.iterdir() if path.is_dir()] if theirs.is_dir() else []
    for path, name in moving:
        target, number = kept / name, 1
        while target.exists():
            number += 1
            target = kept / f"{name}-{number}"
        path.rename(target)
    _write(kept, state)
    shutil.rmtree(theirs, ignore_errors=True)


def keep(folder: Path, key: str) -> None:
    """Keep a copy of what's in `folder` before the submission named `key` can replace it."""
    if folder.is_dir() and not folder.is_symlink() and key_in(folder) != key:
        kept = kept_folder(folder)
        _copied(kept / key_in(folder), lambda new: shutil.copytree(folder, new, symlinks=True))


def collected(folder: Path, key: str, older: Iterable[tuple[str, Callable[[Path], object]]]) -> None:
    """Note that `folder` has the submission named `key`, and keep the older ones: their names, and how each is copied."""
    kept, older = kept_folder(folder), sorted(older, key=lambda pair: pair[0])[-MOST:]
    for name, copy in older:
        _copied(kept / name, copy)
    if older or kept.is_dir():
        # An instructor's choice was about the submissions that there were then.
        state = {k: v for k, v in _state(kept).items() if k not in ("which", "choice")}
        _write(kept, {**state, "collected": key, "newest": key_in(folder)})


def _copied(target: Path, copy: Callable[[Path], object]) -> None:
    """Copy a submission to `target`, whole or not at all, and only once."""
    if not target.exists():
        atomic_write.make_folder(target, copy)


# While grading


def settle(folder: Path, source: Path, terms: Terms | None = None) -> Choice | None:
    """Put the submission that counts into `folder`: the last one, unless an earlier one is better or was chosen.

    `source` is the course's own folder for the module. Submissions are compared after the late penalty.
    Returns the two that were compared if a later one is worse, and None if there's nothing to choose.
    """
    kept = kept_folder(folder)
    state = _state(kept)
    if not state or not (source / "exercises.yaml").is_file():
        return None
    newest = str(state.get("newest", ""))
    versions = {name: path for name, path in others(folder).items() if name <= newest}
    versions[key_in(folder)] = folder
    if len(versions) < 2:
        return None
    later = max(versions)
    worths = _worths(versions, source, terms)
    earlier = max((name for name in versions if name != later), key=lambda n: (worths[n].left, n))
    better = worths[earlier].left > worths[later].left
    which: Which = "earlier" if better else "later"
    if state.get("which") in ("earlier", "later"):
        which = state["which"]
    wanted = earlier if which == "earlier" else later
    if versions[wanted] != folder:
        _swap(folder, versions[wanted], state)
    choice = Choice(earlier, later, worths[earlier], worths[later], which, "which" in state)
    worth_saying = choice if better or choice.chosen else None
    _write(kept, {**state, "choice": asdict(worth_saying) if worth_saying else None})
    return worth_saying


def choose(folder: Path, source: Path, which: Which, terms: Terms | None = None) -> Choice:
    """Let the earlier or the later submission count from now on. Raises RoundsError if there's only one."""
    kept = kept_folder(folder)
    state = _state(kept)
    if state:
        _write(kept, {**state, "which": which})
    choice = settle(folder, source, terms)
    if choice is None:
        raise RoundsError(
            f'"{folder.parent.name}" submitted {folder.name} once, as far as it was collected; there is nothing to choose.'
        )
    return choice


def choice_of(folder: Path) -> Choice | None:
    """The choice when `folder` was last settled."""
    choice = _state(kept_folder(folder)).get("choice")
    try:
        return Choice(**{**choice, "worth_earlier": Worth(**choice["worth_earlier"]),
                         "worth_later": Worth(**choice["worth_later"])}) if choice else None  # fmt: skip
    except (TypeError, KeyError):
        return None


def cut_off(folder: Path) -> Path | None:
    """The submission that was about to be moved into `folder` when a swap was cut off between its two steps."""
    kept = kept_folder(folder)
    wanted = _state(kept).get("exchanging")
    other = kept / str(wanted)
    return other if wanted and not os.path.lexists(folder) and other.is_dir() else None


def finish_swap(folder: Path) -> None:
    """Finish a swap that was cut off."""
    if other := cut_off(folder):
        other.rename(folder)
        kept = kept_folder(folder)
        _write(kept, {name: value for name, value in _state(kept).items() if name != "exchanging"})


def _swap(folder: Path, other: Path, state: dict[str, Any]) -> None:
    kept = kept_folder(folder)
    away = kept / key_in(folder)
    if away.exists():
        if _same_files(away, folder):
            shutil.rmtree(away)  # a copy of what's moved there now
        else:
            away = kept / f"{away.name}-{len(list(kept.iterdir()))}"
    # If this process is killed between the two, `finish_swap` does the second one.
    _write(kept, {**state, "exchanging": other.name})
    folder.rename(away)
    other.rename(folder)
    with contextlib.suppress(OSError):
        _write(kept, state)


def _same_files(folder: Path, other: Path) -> bool:
    """Whether two submissions have the same files under the same names, except for the notes and the time."""

    def files(submission: Path) -> dict[str, bytes]:
        return {file.name: file.raw for file in contents(submission, ()).files}

    return bool(mine := files(folder)) and mine == files(other)


def _worths(versions: dict[str, Path], source: Path, terms: Terms | None) -> dict[str, Worth]:
    """What each submission is worth.

    A person's grades count if all submissions have one: graded work mustn't lose to what a person could still give.
    """
    module, keys = source_at(source).load()
    most = {exercise.id: float(exercise.points or 0) for exercise in module.graded}
    marks, points = {}, {}
    for version, path in versions.items():
        saved = read_submitted(path, source, module).answers
        marks[version], prints = mark_all(module, keys, saved), fingerprints(module, saved)
        for name, mark in marks[version].items():
            automatic = mark.points(most[name]) if mark.fraction is not None else None
            by_person = terms.by_person(name, prints[name]) if terms else None
            points[version, name] = automatic if by_person is None else by_person
    waits = {name for (_, name), known in points.items() if known is None}
    worths = {}
    for version, by_exercise in marks.items():
        total = sum(
            most[name] * bool(mark.answered) if name in waits else points[version, name] or 0.0
            for name, mark in by_exercise.items()
        )
        penalty = terms.penalty(_time(version), total) if terms else 0.0
        answered, items = (
            sum(mark.answered for mark in by_exercise.values()),
            sum(mark.total for mark in by_exercise.values()),
        )
        worths[version] = Worth(round(total, 6), answered, items, round(penalty, 6))
    return worths
