"""How far one is in each notebook of the course, from the answers themselves: for the front page and the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rounds.content.loader import EXERCISES, Exercise, Module, load_module
from rounds.core.errors import PlaceError
from rounds.core.number_format import two_decimals
from rounds.core.scoring import begun
from rounds.storage.answers import Answers, Entry, moment, read
from rounds.storage.attempts import attempt
from rounds.storage.locations import find, root
from rounds.storage.mark_cache import Points, fitting
from rounds.storage.self_assessment import judged_id, known_ids, levels, rubric_lines


@dataclass(frozen=True)
class Stage:
    """One notebook: counts of exercises, and the marks of those that the learner asked to have marked.

    `answered` are graded exercises with every part answered, without reflections, which nobody grades here; `tried`
    practice with any part answered; `changed` counts marks of answers that have changed since. `written` and `judged` speak of the
    reflection: how many of its parts have text, and the points one gave oneself of how many, if all lines
    are judged. `first` and `last` are the days of work, where the times in the answers file can be read.
    """

    module: Module
    graded: int
    answered: int
    practice: int
    tried: int
    marks: Points
    changed: int
    written: tuple[int, int]
    judged: tuple[int, int] | None
    begun: bool
    first: datetime | None
    last: datetime | None

    @property
    def open(self) -> bool:
        """Whether graded work, or some of a reflection, is left."""
        return self.answered < self.graded or self.written[0] < self.written[1]

    @property
    def link(self) -> str:
        """The notebook, seen from the front page."""
        return f"modules/{self.module.module}/{self.module.module}.ipynb"


def stages(folder: Path | None = None) -> list[Stage]:
    """Every notebook of the course that `folder` lies in (the kernel's own where None), in order."""
    clone = root(folder)
    if clone is None:
        raise PlaceError("The front page belongs beside the folder of notebooks. Open it from there.")
    return [_stage(path.parent) for path in sorted((clone / "modules").glob(f"*/{EXERCISES}"))]


def _stage(folder: Path) -> Stage:
    module, place = load_module(folder), find(folder)
    ours = known_ids(module)
    times: list[datetime] = []

    def note(name: str, entry: Entry) -> None:
        if name in ours and (at := moment(entry.time)):
            times.append(at)

    saved = read(place.answers_path, note)
    parts = {e.id: parts_of(e, saved) for e in module.exercises}
    marks, changed = fitting(place, saved)
    # What is not begun never counts.
    marks = {name: points for name, points in marks.items() if begun(saved.of(name))}
    own = module.graded_by_person
    graded = module.graded_by_program
    whole = [e for e in graded if parts[e.id][0] >= parts[e.id][1]]
    practice = [e for e in module.exercises if e.use == "practice"]
    return Stage(
        module=module,
        graded=len(graded),
        answered=len(whole),
        practice=len(practice),
        tried=sum(begun(saved.of(e.id)) for e in practice),
        marks=marks,
        changed=changed,
        written=(sum(parts[e.id][0] for e in own), sum(parts[e.id][1] for e in own)),
        judged=_judged(own, saved),
        begun=any(begun(saved.of(name)) for name in parts),
        first=min(times, default=None),
        last=max(times, default=None),
    )


def parts_of(exercise: Exercise, saved: Answers) -> tuple[int, int]:
    """How many parts of an exercise are answered, of how many."""
    return attempt(exercise, saved).progress()


def _judged(by_person: Sequence[Exercise], saved: Answers) -> tuple[int, int] | None:
    found = [levels(e, saved.of(judged_id(e.id))) for e in by_person]
    lines = sum(len(rubric_lines(e)) for e in by_person)
    return (sum(sum(own.values()) for own in found), 3 * lines) if lines and sum(map(len, found)) == lines else None


def points_of(stage: Stage) -> str:
    """`14 of 21 points`, of what was marked and has not changed since; empty where that is nothing."""
    return total(stage.marks) if stage.marks else ""


def total(marks: Points) -> str:
    """The sum of some marks: `14 of 21 points`."""
    earned, possible = (sum(points) for points in zip(*marks.values(), strict=True))
    return f"{two_decimals(earned)} of {two_decimals(possible)} points"


def go_on(every: Sequence[Stage]) -> Stage | None:
    """Where to go on: the notebook worked in last, or the next one with graded work left; None when all is done."""
    dated = [at for at, stage in enumerate(every) if stage.last]
    latest = max(dated, key=lambda at: (every[at].last, at), default=0)
    return next((stage for stage in (*every[latest:], *every[:latest]) if stage.open), None)
