"""The survey before the course and its parallel form after it, item by item; no student is ever named.

It compares what people say about themselves. That doesn't measure skill, and a change between two surveys
has many reasons besides the course.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from grader.course import Source
from grader.report.intervals import hedges_g, interval
from grader.submissions.answers import read_submitted
from rounds.core.errors import RoundsError
from rounds.core.near_names import choices, meant
from rounds.kinds.sort.spec import Exercise, Item

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@dataclass(frozen=True)
class Survey:
    """A survey of the course, and its module."""

    source: Source
    exercise: Exercise

    @property
    def module(self) -> str:
        """The id of the notebook."""
        return self.source.name

    def values(self, folder: Path) -> tuple[dict[str, int], bool]:
        """A student's answers as places on the scale, from 1; and whether a part of the file was damaged.

        `folder` is the student's. What can't be read is left out.
        """
        if not (folder / self.module).is_dir():
            return {}, False
        submitted = read_submitted(folder / self.module, self.source.folder, self.source.load()[0])
        answer, scale = submitted.answers.of(self.exercise.id), [b.id for b in self.exercise.bins]
        choices_made = {item.id: answer.get(item.id) for item in self.exercise.items}
        return {name: scale.index(c) + 1 for name, c in choices_made.items() if c in scale}, submitted.damaged


@dataclass(frozen=True)
class Pair:
    """Two statements about the same thing, among those who answered both; places on the scale, from 1.

    If the later one is worded the other way around, its values are turned back. `low` and `high`
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

    There's no total: agreeing is good news with some statements and bad news with others.
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
    """The course's first survey, and the one whose items name theirs as pairs; None if there is no such pair."""
    every = [
        Survey(source, exercise)
        for source in sources
        for exercise in source.load()[0].exercises
        if exercise.use == "survey" and isinstance(exercise, Exercise)
    ]
    later = next((s for s in every if any(item.pair for item in s.exercise.items)), None)
    return (every[0], later) if later and later is not every[0] else None


def unpaired(sources: list[Source], module: str) -> Iterator[str]:
    """What's wrong with the pairs that a module's survey names, a sentence for each problem."""
    found = surveys(sources)
    if found is None:
        yield f"modules/{module}/exercises.yaml: its survey names pairs, and no survey comes before it; remove pair:, or add that survey"
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
        f"{where}: pair {name} is named more than once" for name in sorted({n for n in named if named.count(n) > 1})
    )
    if [b.id for b in first.bins] != [b.id for b in later.bins]:
        yield f"{where}: its bins are not those of the survey in {found[0].module}; make them the same, in the same order"


def student_folders(folder: Path) -> list[Path]:
    """A folder for each student, as nbgrader collects them, in order. Raises RoundsError."""
    if not folder.is_dir():
        raise RoundsError(f"{folder} isn't a folder; collect submissions first, or name their folder with --folder.")
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
    before, after = (_answers(survey, students) for survey in (first, later))
    steps = len(first.exercise.bins)
    texts = {item.id: item.text for item in first.exercise.items}
    return Report(
        steps=steps,
        students=len(students),
        damaged=before.damaged + after.damaged,
        pairs=tuple(
            _pair(item, texts[item.pair], before.values[item.pair], _turned(after.values[item.id], item, steps))
            for item in later.exercise.items
            if item.pair in texts
        ),
    )


class _Answers(NamedTuple):
    values: DataFrame  # a row for each student and a column for each statement; NaN where one wasn't answered
    damaged: int


def _answers(survey: Survey, students: list[Path]) -> _Answers:
    # `python -m grader check` comes by here, where pandas may not be installed.
    import pandas as pd

    read = [survey.values(student) for student in students]
    columns = [item.id for item in survey.exercise.items]
    values = pd.DataFrame([values for values, _ in read], columns=columns, index=range(len(read)), dtype=float)
    return _Answers(values, sum(damaged for _, damaged in read))


def _turned(values: Series, item: Item, steps: int) -> Series:
    return steps + 1 - values if item.reversed else values


def _pair(item: Item, text: str, before: Series, after: Series) -> Pair:
    both = before.notna() & after.notna()
    n, differences = int(both.sum()), (after - before)[both].tolist()
    low, high = interval(differences) if n > 1 else (None, None)
    effect, effect_low, effect_high = hedges_g(differences) or (None, None, None)
    return Pair(
        item=item.pair or "",
        later=item.id,
        text=text,
        turned=item.reversed,
        n=n,
        before=float(before[both].mean()) if n else None,
        after=float(after[both].mean()) if n else None,
        difference=float((after - before).mean()) if n else None,
        low=low,
        high=high,
        effect=effect,
        effect_low=effect_low,
        effect_high=effect_high,
    )
