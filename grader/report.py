"""The survey before the course and its parallel form after it, item by item; no student is ever named.

What is compared is what people say of themselves. That is no measure of skill, and a change between
two surveys has many reasons besides the course.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

from grader.course import Source
from rounds.answers import NAME, read
from rounds.errors import RoundsError
from rounds.kinds.sort.spec import Exercise

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Survey:
    """A survey of the course and the module it stands in."""

    module: str
    exercise: Exercise

    def values(self, folder: Path) -> tuple[dict[str, int], bool]:
        """A student's answers as places on the scale, from 1; and whether a part of the file was damaged.

        `folder` is the student's. Whatever cannot be read is left out.
        """
        path = folder / self.module / NAME
        if not path.is_file():
            return {}, False
        found = read(path)
        answer, scale = found.of(self.exercise.id), [b.id for b in self.exercise.bins]
        given = {i.id: answer.get(i.id) for i in self.exercise.items}
        return {name: scale.index(g) + 1 for name, g in given.items() if g in scale}, bool(found.problems)


@dataclass(frozen=True)
class Pair:
    """Two statements about the same thing, among those who answered both; places on the scale, from 1.

    Where the later one is worded the other way round, its values are turned back. `low` and `high`
    bound the mean difference with 95 % confidence (Student's t on the differences); None with fewer
    than two students.
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


@dataclass(frozen=True)
class Report:
    """All pairs, and how many folders were looked at."""

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
        Survey(source.name, exercise)
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
        yield f"{module}: its survey names pairs, and no survey stands before it; remove pair:, or add that survey"
        return
    if found[1].module != module:
        yield f"{module}: its survey names pairs, and so does that of {found[1].module}; only one can be the later form"
        return
    first, later = (survey.exercise for survey in found)
    allowed = [item.id for item in first.items]
    where = f'{module}, exercise "{later.id}"'
    for item in later.items:
        if item.pair and item.pair not in allowed:
            yield f'{where}, item "{item.id}": pair "{item.pair}" is not one of {", ".join(allowed)}'
    named = [item.pair for item in later.items if item.pair]
    yield from (
        f"{where}: pair {name} stands more than once" for name in sorted({n for n in named if named.count(n) > 1})
    )
    if [b.id for b in first.bins] != [b.id for b in later.bins]:
        yield f"{where}: its bins are not those of the survey in {found[0].module}; make them the same, in the same order"


def compare(sources: list[Source], folder: Path) -> Report:
    """Compare both surveys over the students' folders inside `folder`. Raises RoundsError."""
    found = surveys(sources)
    if found is None:
        raise RoundsError(
            'The course has no two surveys to compare: the items of the later one name theirs with "pair:".'
        )
    if not folder.is_dir():
        raise RoundsError(f"{folder} is no folder; collect submissions first, or name their folder with --folder.")
    first, later = found
    students = sorted(
        path for path in folder.iterdir() if path.is_dir() and not (path.name.startswith(".") or path.is_symlink())
    )
    read_all = [(first.values(student), later.values(student)) for student in students]
    answers = [(before[0], after[0]) for before, after in read_all]
    return Report(
        steps=(steps := len(first.exercise.bins)),
        students=len(students),
        damaged=sum(before[1] + after[1] for before, after in read_all),
        pairs=tuple(_pairs(first.exercise, later.exercise, answers, steps)),
    )


def _pairs(
    first: Exercise, later: Exercise, answers: list[tuple[dict[str, int], dict[str, int]]], steps: int
) -> Iterator[Pair]:
    texts = {item.id: item.text for item in first.items}
    for item in later.items:
        if item.pair not in texts:
            continue
        both = [(b[item.pair], a[item.id]) for b, a in answers if item.pair in b and item.id in a]
        before = [float(b) for b, _ in both]
        after = [float(steps + 1 - a if item.reversed else a) for _, a in both]
        differences = [a - b for b, a in zip(before, after, strict=True)]
        low, high = interval(differences) if len(both) > 1 else (None, None)
        yield Pair(
            item=item.pair,
            later=item.id,
            text=texts[item.pair],
            turned=item.reversed,
            n=len(both),
            before=fmean(before) if both else None,
            after=fmean(after) if both else None,
            difference=fmean(differences) if both else None,
            low=low,
            high=high,
        )


def interval(differences: list[float], confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The confidence interval of a mean: mean ± t · s / √n, with n - 1 degrees of freedom (Student 1908).

    Raises ValueError for fewer than two values.
    """
    if len(differences) < 2:
        raise ValueError("an interval needs at least two values")
    n, mean = len(differences), fmean(differences)
    half = t_quantile((1 + confidence) / 2, n - 1) * stdev(differences) / math.sqrt(n)
    return mean - half, mean + half


@lru_cache(maxsize=256)
def t_quantile(probability: float, degrees: int) -> float:
    """The value below which Student's t with so many degrees of freedom stays with that probability (0.5 to 1).

    By bisection on `t_within`. No package of the course's environment has this function.
    """
    if not 0.5 <= probability < 1 or degrees < 1:
        raise ValueError(f"probability {probability} must be from 0.5 to below 1, degrees {degrees} at least 1")
    inside, low, high = 2 * probability - 1, 0.0, 1.0
    while t_within(high, degrees) < inside:
        low, high = high, 2 * high
    for _ in range(80):  # halves the gap to less than a float can tell apart
        middle = (low + high) / 2
        low, high = (middle, high) if t_within(middle, degrees) < inside else (low, middle)
    return (low + high) / 2


def t_within(value: float, degrees: int) -> float:
    """The probability that Student's t lies between -value and value.

    The finite sums for whole degrees of freedom: Abramowitz and Stegun 1964, 26.7.3 (odd) and 26.7.4 (even).
    """
    angle = math.atan2(value, math.sqrt(degrees))
    cosine, odd = math.cos(angle), degrees % 2
    term = cosine if odd else 1.0
    total = 0.0 if degrees == 1 else term
    for k in range(3 if odd else 2, degrees - 1, 2):
        term *= cosine**2 * (k - 1) / k
        total += term
    within = math.sin(angle) * total
    return 2 / math.pi * (angle + within) if odd else within
