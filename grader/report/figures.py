"""The figures of the report, worked out from a marked class."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

import numpy as np

from grader.report import items as statistics
from grader.report.classroom import Classroom, Handed, Part, Result
from grader.report.items import Alpha
from rounds import kinds

LOW = 0.5  # share of a notebook's points below which, in the lowest quarter of the class, a learner is low
LOWS = 2  # notebooks: once low can be a bad day
BLANKS = 3  # notebooks with graded exercises left blank
OPEN = 0.25  # a notebook that fewer have handed in may still be ahead of the class
SLIPS = 30


@dataclass(frozen=True)
class Item:
    """An item of a graded exercise; a whole exercise where learners see different items (`whole`).

    `follows` is how many earned it by a step that only follows from an earlier slip of their own.
    """

    exercise: str
    text: str
    whole: bool
    learners: int
    follows: int
    difficulty: float | None
    discrimination: float | None
    advice: str


@dataclass(frozen=True)
class ExerciseFigures:
    """An exercise: who answered, the mean share of what it is worth, and medians of what the history shows."""

    title: str
    graded: bool
    by_person: bool
    answered: int
    share: float | None
    visits: float | None
    saves: float | None
    minutes: float | None


@dataclass(frozen=True)
class Notebook:
    """A notebook: shares of the points (0 to 1) and minutes of work, one for each learner who handed in."""

    name: str
    number: str
    title: str
    planned: int
    handed: int
    awaited: int
    damaged: int
    shares: list[float]
    minutes: list[float]
    alpha: Alpha
    exercises: list[ExerciseFigures]
    items: list[Item]

    @property
    def spread(self) -> dict[str, Any]:
        """The quartiles of the shares."""
        return statistics.five(self.shares)

    @property
    def time(self) -> dict[str, Any]:
        """The quartiles of the minutes."""
        return statistics.five(self.minutes)


@dataclass(frozen=True)
class Slip:
    """A foreseen mistake: in which exercise, how many of those who answered made it, and at which item most."""

    number: str
    exercise: str
    graded: bool
    text: str
    learners: int
    answered: int
    times: int
    item: str
    at_item: int

    @property
    def share(self) -> float:
        """The share of those who answered, 0 to 1."""
        return self.learners / self.answered


@dataclass(frozen=True)
class Learner:
    """A learner: share of the points by notebook (None where not handed in or not graded yet), and what gives cause to ask."""

    student: str
    shares: dict[str, float | None]
    missing: list[str]
    low: list[str]
    blank: list[str]
    damaged: list[str]
    unread: list[str]

    @property
    def mean(self) -> float | None:
        """The mean over the notebooks that were handed in."""
        known = [share for share in self.shares.values() if share is not None]
        return fmean(known) if known else None

    @property
    def concerns(self) -> int:
        """How urgent it is to ask; 0 for no cause.

        What is missing, low or holds no readable answers counts twice, what was left blank once.
        """
        if not (self.missing or self.unread or len(self.low) >= LOWS or len(self.blank) >= BLANKS):
            return 0
        return 2 * (len(self.missing) + len(self.unread) + len(self.low)) + len(self.blank)


@dataclass(frozen=True)
class Course:
    """All figures of a course, but those of the surveys."""

    students: int
    damaged: int
    notes: list[str]
    notebooks: list[Notebook]
    slips: list[Slip]
    learners: list[Learner]

    @property
    def help(self) -> list[Learner]:
        """Who may need help, most urgent first."""
        return sorted(
            (one for one in self.learners if one.concerns),
            key=lambda one: (-one.concerns, -1 if one.mean is None else one.mean),
        )


def course(found: Classroom) -> Course:
    """Every figure of the class."""
    return Course(
        students=len(found.students),
        damaged=found.damaged,
        notes=found.notes,
        notebooks=[_notebook(found, part) for part in found.parts],
        slips=sorted(_slips(found), key=lambda slip: (-slip.share, -slip.times))[:SLIPS],
        learners=_learners(found),
    )


def _notebook(found: Classroom, part: Part) -> Notebook:
    handed = list(found.of(part).values())
    items, matrix = _items(found, part, handed)
    return Notebook(
        name=part.name,
        number=part.number,
        title=part.module.title,
        planned=part.module.minutes,
        handed=len(handed),
        awaited=sum(one.awaited for one in handed),
        damaged=sum(one.damaged for one in handed),
        shares=[one.share for one in handed if one.share is not None],
        minutes=[sum(one.work.minutes.values()) for one in handed if one.work.saves],
        alpha=statistics.alpha(matrix),
        exercises=[
            _exercise(e.id, e.title, e.use == "graded", kinds.of(e.kind).graded_by_person, handed)
            for e in part.module.judged
        ],
        items=items,
    )


def _exercise(name: str, title: str, graded: bool, by_person: bool, handed: list[Handed]) -> ExerciseFigures:
    tried = [one for one in handed if one.results[name].answered]
    shares = [share for one in tried if (share := one.results[name].share) is not None]
    works = [one.work for one in tried if name in one.work.saves]
    return ExerciseFigures(
        title=title,
        graded=graded,
        by_person=by_person,
        answered=len(tried),
        share=fmean(shares) if shares else None,
        visits=median(work.visits[name] for work in works) if works else None,
        saves=median(work.saves[name] for work in works) if works else None,
        minutes=median(work.minutes.get(name, 0) for work in works) if works else None,
    )


def _items(found: Classroom, part: Part, handed: list[Handed]) -> tuple[list[Item], statistics.Matrix]:
    """The items that the program marks, and what each learner (row) earned; NaN where the exercise was left blank."""
    about: list[tuple[str, str, bool]] = []
    columns: list[list[float]] = []
    follow: list[int] = []
    for exercise in part.module.graded_by_program:
        results = [one.results[exercise.id] for one in handed]
        shown = {tuple(result.items) for result in results if result.answered}
        same = shown.pop() if len(shown) == 1 else ()
        for item in same:
            about.append((exercise.title, found.texts[part.name, exercise.id, item], False))
            columns.append([result.items[item] if result.answered else np.nan for result in results])
            follow.append(sum(item in result.follows for result in results))
        if not same:
            about.append((exercise.title, "the exercise as a whole", True))
            columns.append([_share(result) for result in results])
            follow.append(sum(bool(result.follows) for result in results))
    matrix = np.array(columns, dtype=float).T if columns and handed else np.empty((0, len(columns)))
    shares, rs = statistics.difficulty(matrix), statistics.discrimination(matrix)
    counts = (~np.isnan(matrix)).sum(axis=0)
    return [
        Item(*one, int(n), of, share, r, statistics.advice(share, r, int(n)))
        for one, n, of, share, r in zip(about, counts, follow, shares, rs, strict=True)
    ], matrix


def _share(result: Result) -> float:
    return result.share if result.answered and result.share is not None else float("nan")


def _slips(found: Classroom) -> Iterator[Slip]:
    for part in found.parts:
        handed = found.of(part).values()
        for exercise in part.module.judged:
            key = part.keys[exercise.id]
            learners: Counter[str] = Counter()
            places: dict[str, Counter[str]] = defaultdict(Counter)
            for one in handed:
                made = one.results[exercise.id].slips
                learners.update({slip for slip, _ in made})
                for slip, item in made:
                    places[slip][item] += 1
            answered = sum(bool(one.results[exercise.id].answered) for one in handed)
            for slip, count in learners.items():
                item, at_item = places[slip].most_common(1)[0]
                text = found.texts.get((part.name, exercise.id, item), "")
                yield Slip(
                    number=part.number,
                    exercise=exercise.title,
                    graded=exercise.use == "graded",
                    text=key.slips.get(slip, slip),
                    learners=count,
                    answered=answered,
                    times=places[slip].total(),
                    item=text,
                    at_item=at_item,
                )


def _learners(found: Classroom) -> list[Learner]:
    under_way = [p for p in found.parts if len(found.of(p)) >= max(1, OPEN * len(found.students))]
    known = {p.number: [h.earned for h in found.of(p).values() if h.earned is not None] for p in found.parts}
    below = {number: min(LOW, statistics.five(shares)["first"]) if shares else LOW for number, shares in known.items()}
    made = []
    for student in found.students:
        own = {p.number: (p, handed) for p in found.parts if (handed := found.handed.get((student, p.name)))}
        shares = {part.number: own[part.number][1].share if part.number in own else None for part in found.parts}
        # Being late says nothing about what was learned.
        earned = {number: handed.earned for number, (_, handed) in own.items()}
        made.append(
            Learner(
                student=student,
                shares=shares,
                missing=[p.number for p in under_way if p.number not in own],
                low=[
                    number
                    for number, share in earned.items()
                    if share is not None and share < LOW and share <= below[number]
                ],
                blank=[number for number, (part, handed) in own.items() if handed.left_blank(part)],
                damaged=[number for number, (_, handed) in own.items() if handed.damaged],
                unread=[number for number, (_, handed) in own.items() if handed.ungraded],
            )
        )
    return made
