"""How far the learner is in each notebook of the course, by the answers themselves: for the front page and the transcript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rounds.content.loader import EXERCISES, Exercise, Module, load_module
from rounds.content.study_time import minutes
from rounds.core.errors import PlaceError
from rounds.core.number_format import two_decimals
from rounds.core.scoring import begun
from rounds.storage.answers import Answers, Entry, moment, read
from rounds.storage.attempts import attempt
from rounds.storage.locations import find, root
from rounds.storage.mark_cache import Points, fitting
from rounds.storage.self_assessment import judged_id, known_ids, levels, rubric_lines


@dataclass(frozen=True)
class NotebookProgress:
    """How far the learner is in one notebook: counts of exercises, and the marks that they asked for.

    `minutes` is how long it takes (`rounds.content.study_time`).
    `answered` are graded exercises with every part answered, without reflections, which nobody grades here; `tried` is
    practice with any part answered; `changed` counts marks of answers that have changed since. `written` and `judged`
    are about the reflection: how many of its parts have text, and the points learners gave themselves, of how many, if
    they judged all lines. `first` and `last` are the days of work, if the times in the answers file can be read.
    """

    module: Module
    minutes: int
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
        """Whether there is graded work left, or some of a reflection."""
        return self.answered < self.graded or self.written[0] < self.written[1]

    @property
    def link(self) -> str:
        """The notebook, seen from the front page."""
        return f"modules/{self.module.module}/{self.module.module}.ipynb"


def course_progress(folder: Path | None = None) -> list[NotebookProgress]:
    """Every notebook of the course that `folder` is in (None: the kernel's folder), in order."""
    clone = root(folder)
    if clone is None:
        raise PlaceError("The front page belongs next to the folder of notebooks. Open it from there.")
    return [_notebook(path.parent) for path in sorted((clone / "modules").glob(f"*/{EXERCISES}"))]


def _notebook(folder: Path) -> NotebookProgress:
    module, place = load_module(folder), find(folder)
    ours = known_ids(module)
    times: list[datetime] = []

    def note(name: str, entry: Entry) -> None:
        if name in ours and (at := moment(entry.time)):
            times.append(at)

    saved = read(place.answers_path, note)
    work = {e.id: attempt(e, saved) for e in module.exercises}
    parts = {name: tried.progress() for name, tried in work.items()}
    marks, changed = fitting(place, saved)
    # What is not begun never counts, and neither does what was marked by an earlier text.
    outdated = [name for name in marks if name in work and work[name].earlier]
    marks = {n: points for n, points in marks.items() if n not in outdated and (n not in work or work[n].begun)}
    reflections = module.graded_by_person
    graded = module.graded_by_program
    whole = [e for e in graded if parts[e.id][0] >= parts[e.id][1]]
    practice = [e for e in module.exercises if e.use == "practice"]
    return NotebookProgress(
        module=module,
        minutes=minutes(folder),
        graded=len(graded),
        answered=len(whole),
        practice=len(practice),
        tried=sum(work[e.id].begun for e in practice),
        marks=marks,
        changed=changed + len(outdated),
        written=(sum(parts[e.id][0] for e in reflections), sum(parts[e.id][1] for e in reflections)),
        judged=_judged(reflections, saved),
        begun=any(begun(saved.of(name)) for name in parts),
        first=min(times, default=None),
        last=max(times, default=None),
    )


def _judged(reflections: Sequence[Exercise], saved: Answers) -> tuple[int, int] | None:
    points = [levels(e, saved.of(judged_id(e.id))) for e in reflections]
    lines = sum(len(rubric_lines(e)) for e in reflections)
    if not lines or sum(map(len, points)) < lines:
        return None
    return sum(sum(by_line.values()) for by_line in points), 3 * lines


def points_of(notebook: NotebookProgress) -> str:
    """`14 of 21 points`, for what was marked and has not changed since; empty if nothing was."""
    return total(notebook.marks) if notebook.marks else ""


def total(marks: Points) -> str:
    """The sum of some marks: `14 of 21 points`."""
    earned, possible = (sum(points) for points in zip(*marks.values(), strict=True))
    return f"{two_decimals(earned)} of {two_decimals(possible)} points"


def go_on(notebooks: Sequence[NotebookProgress]) -> NotebookProgress | None:
    """The notebook to go on with: the one worked in last, or the next one with graded work left; None when all is done."""
    dated = [at for at, notebook in enumerate(notebooks) if notebook.last]
    latest = max(dated, key=lambda at: (notebooks[at].last, at), default=0)
    return next((notebook for notebook in (*notebooks[latest:], *notebooks[:latest]) if notebook.open), None)
