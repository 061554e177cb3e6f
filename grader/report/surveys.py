"""The survey before the course and its parallel form after it, item by item; no student is ever named.

It compares what people say about themselves. That doesn't measure skill, and a change between two surveys
has many reasons besides the course.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from grader.authoring.survey_pairs import Survey, surveys
from grader.course import Source
from grader.report.intervals import hedges_g, interval
from rounds.core.errors import RoundsError
from rounds.core.text import storable
from rounds.kinds.sort.spec import Item

if TYPE_CHECKING:
    from pandas import DataFrame, Series


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


def student_folders(folder: Path) -> list[Path]:
    """A folder for each student, as nbgrader collects them, in order. Raises RoundsError."""
    if not folder.is_dir():
        raise RoundsError(f"{folder} isn't a folder; collect submissions first, or name their folder with --folder.")
    return sorted(p for p in folder.iterdir() if p.is_dir() and not (p.name.startswith(".") or p.is_symlink()))


def student_of(folder: Path) -> str:
    """The student of a folder, as text that any table takes: a folder that was unpacked by hand may have a name that isn't."""
    return storable(folder.name)


def compare(sources: list[Source], folder: Path) -> Report:
    """Compare both surveys over the students' folders inside `folder`. Raises RoundsError."""
    both = surveys(sources)
    if both is None:
        raise RoundsError(
            'The course has no two surveys to compare: the items of the later one name theirs with "pair:".'
        )
    first, later = both
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
    # Slow to import, and not every environment has it.
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
