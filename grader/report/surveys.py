"""The survey before the course and its parallel form after it, item by item; no student is ever named.

What is compared is what people say of themselves. That is no measure of skill, and a change between
two surveys has many reasons besides the course.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from grader.course import Source
from grader.report.intervals import hedges_g, interval
from grader.submissions.answers import read_submitted
from rounds.core.errors import RoundsError
from rounds.core.near_names import choices, meant
from rounds.kinds.sort.spec import Exercise, Item


@dataclass(frozen=True)
class Survey:
    """A survey of the course and the module it stands in."""

    source: Source
    exercise: Exercise

    @property
    def module(self) -> str:
        """The id of the notebook."""
        return self.source.name

    def values(self, folder: Path) -> tuple[dict[str, int], bool]:
        """A student's answers as places on the scale, from 1; and whether a part of the file was damaged.

        `folder` is the student's. Whatever cannot be read is left out.
        """
        if not (folder / self.module).is_dir():
            return {}, False
        found = read_submitted(folder / self.module, self.source.folder, self.source.load()[0])
        answer, scale = found.answers.of(self.exercise.id), [b.id for b in self.exercise.bins]
        given = {i.id: answer.get(i.id) for i in self.exercise.items}
        return {name: scale.index(g) + 1 for name, g in given.items() if g in scale}, found.damaged


@dataclass(frozen=True)
class Pair:
    """Two statements about the same thing, among those who answered both; places on the scale, from 1.

    Where the later one is worded the other way round, its values are turned back. `low` and `high`
    bound the mean difference with 95 % confidence (Student's t on the differences); None with fewer
    than two students. `effect` is Hedges' g of the paired differences, `effect_low` and `effect_high`
    its bounds; None with fewer than three students, or where all differences are the same.
    """

    item: str
    later: str
    text: str
    turned: bool
    n: int
    before: float | None
    after: float | None
    difference: float | None
    low: float | None
    high: float | None
    effect: float | None
    effect_low: float | None
    effect_high: float | None


@dataclass(frozen=True)
class Report:
    """All pairs, and how many folders were looked at.

    There is no total: agreeing is good news with some statements and bad news with others.
    """

    steps: int
    students: int
    damaged: int
    pairs: tuple[Pair, ...]

    @property
    def both(self) -> int:
        """The most students who answered both statements of a pair."""
        return max((pair.n for pair in self.pairs), default=0)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def surveys(sources: list[Source]) -> tuple[Survey, Survey] | None:
    """The course's first survey, and the one whose items name theirs as pairs; None where there is no such."""
    every = [
        Survey(source, exercise)
        for source in sources
        for exercise in source.load()[0].exercises
        if exercise.use == "survey" and isinstance(exercise, Exercise)
    ]
    later = next((s for s in every if any(item.pair for item in s.exercise.items)), None)
    return (every[0], later) if later and later is not every[0] else None


def unpaired(sources: list[Source], module: str) -> Iterator[str]:
    """What is wrong with the pairs that a module's survey names, a sentence each."""
    found = surveys(sources)
    if found is None:
        yield f"modules/{module}/exercises.yaml: its survey names pairs, and no survey stands before it; remove pair:, or add that survey"
        return
    if found[1].module != module:
        yield f"modules/{module}/exercises.yaml: its survey names pairs, and so does that of {found[1].module}; only one can be the later form"
        return
    first, later = (survey.exercise for survey in found)
    allowed = [item.id for item in first.items]
    where = f'modules/{module}/exercises.yaml, exercise "{later.id}"'
    for item in later.items:
        if item.pair and item.pair not in allowed:
            yield f'{where}, item "{item.id}": pair "{item.pair}" is not one of {choices(item.pair, allowed)}{meant(item.pair, allowed)}'
    named = [item.pair for item in later.items if item.pair]
    yield from (
        f"{where}: pair {name} stands more than once" for name in sorted({n for n in named if named.count(n) > 1})
    )
    if [b.id for b in first.bins] != [b.id for b in later.bins]:
        yield f"{where}: its bins are not those of the survey in {found[0].module}; make them the same, in the same order"


def student_folders(folder: Path) -> list[Path]:
    """A folder for each student, as nbgrader collects them, in order. Raises RoundsError."""
    if not folder.is_dir():
        raise RoundsError(f"{folder} is no folder; collect submissions first, or name their folder with --folder.")
    return sorted(p for p in folder.iterdir() if p.is_dir() and not (p.name.startswith(".") or p.is_symlink()))


def compare(sources: list[Source], folder: Path) -> Report:
    """Compare both surveys over the students' folders inside `folder`. Raises RoundsError."""
    found = surveys(sources)
    if found is None:
        raise RoundsError(
            'The course has no two surveys to compare: the items of the later one name theirs with "pair:".'
        )
    first, later = found
    students = student_folders(folder)
    read_all = [(first.values(student), later.values(student)) for student in students]
    answers = [(before[0], after[0]) for before, after in read_all]
    steps = len(first.exercise.bins)
    pairs = _pairs(first.exercise, later.exercise, answers, steps)
    return Report(
        steps=steps,
        students=len(students),
        damaged=sum(before[1] + after[1] for before, after in read_all),
        pairs=tuple(_pair(item.pair or "", item.id, text, item.reversed, both) for item, text, both in pairs),
    )


Both = dict[int, tuple[float, float]]  # by the student's number: before, and after (turned back)


def _pairs(
    first: Exercise, later: Exercise, answers: list[tuple[dict[str, int], dict[str, int]]], steps: int
) -> list[tuple[Item, str, Both]]:
    texts = {item.id: item.text for item in first.items}
    return [
        (
            item,
            texts[item.pair],
            {
                at: (float(b[item.pair]), float(steps + 1 - a[item.id] if item.reversed else a[item.id]))
                for at, (b, a) in enumerate(answers)
                if item.pair in b and item.id in a
            },
        )
        for item in later.items
        if item.pair in texts
    ]


def _pair(item: str, later: str, text: str, turned: bool, both: Both) -> Pair:
    before, after = [b for b, _ in both.values()], [a for _, a in both.values()]
    differences = [a - b for b, a in both.values()]
    low, high = interval(differences) if len(both) > 1 else (None, None)
    effect, effect_low, effect_high = hedges_g(differences) or (None, None, None)
    return Pair(
        item=item,
        later=later,
        text=text,
        turned=turned,
        n=len(both),
        before=fmean(before) if both else None,
        after=fmean(after) if both else None,
        difference=fmean(differences) if both else None,
        low=low,
        high=high,
        effect=effect,
        effect_low=effect_low,
        effect_high=effect_high,
    )
