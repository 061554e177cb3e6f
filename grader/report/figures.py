"""The figures of the report, worked out from a graded class."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from statistics import fmean
from typing import Any

from pandas import DataFrame, isna

from grader.report import class_frames
from grader.report import items as statistics
from grader.report.classroom import Classroom, Part, Result
from grader.report.items import Alpha
from rounds import kinds
from rounds.content.study_time import planned

LOW = 0.5  # share of a notebook's points below which, in the lowest quarter of the class, a learner is low
LOWS = 2  # notebooks: once low can be a bad day
BLANKS = 3  # notebooks with graded exercises left blank
OPEN = 0.25  # a notebook that fewer have submitted may still be ahead of the class
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
    """A notebook: shares of the points (0 to 1) and minutes of work, one for each learner who submitted."""

    name: str
    number: str
    title: str
    planned: int
    submitted: int
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
    """A learner: share of the points by notebook (None where not submitted or not graded yet), and what gives cause to ask."""

    student: str
    shares: dict[str, float | None]
    missing: list[str]
    low: list[str]
    blank: list[str]
    damaged: list[str]
    unread: list[str]

    @property
    def mean(self) -> float | None:
        """The mean over the notebooks that were submitted."""
        known = [share for share in self.shares.values() if share is not None]
        return fmean(known) if known else None

    @property
    def concerns(self) -> int:
        """How urgent it is to ask; 0 if there's no cause.

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
            (learner for learner in self.learners if learner.concerns),
            key=lambda learner: (-learner.concerns, -1 if learner.mean is None else learner.mean),
        )


def course(classroom: Classroom) -> Course:
    """Every figure of the class."""
    submissions, results = class_frames.submissions(classroom), class_frames.results(classroom)
    return Course(
        students=len(classroom.students),
        damaged=classroom.damaged,
        notes=classroom.notes,
        notebooks=[_notebook(classroom, part, submissions, results) for part in classroom.parts],
        slips=_slips(classroom, results)[:SLIPS],
        learners=_learners(classroom, submissions),
    )


def _notebook(classroom: Classroom, part: Part, submissions: DataFrame, results: DataFrame) -> Notebook:
    of_part = submissions[submissions.notebook == part.name]
    items, earned = _items(classroom, part)
    return Notebook(
        name=part.name,
        number=part.number,
        title=part.module.title,
        planned=planned(part.module, part.folder / f"{part.name}.ipynb"),
        submitted=len(of_part),
        awaited=int(of_part.awaited.sum()),
        damaged=int(of_part.damaged.sum()),
        shares=of_part.share.dropna().tolist(),
        minutes=of_part.minutes[of_part.saves > 0].tolist(),
        alpha=statistics.alpha(earned),
        exercises=_exercises(part, results[results.notebook == part.name]),
        items=items,
    )


def _exercises(part: Part, results: DataFrame) -> list[ExerciseFigures]:
    """Counts, means and medians over those who answered; None where there is nothing to average."""
    answered = results[results.answered].groupby("exercise")
    medians = answered[["visits", "saves", "minutes"]].median()
    summed = medians.assign(answered=answered.size(), share=answered.share.mean())
    by_exercise = summed.reindex([exercise.id for exercise in part.module.judged])
    return [
        ExerciseFigures(
            title=exercise.title,
            graded=exercise.use == "graded",
            by_person=kinds.of(exercise.kind).graded_by_person,
            answered=0 if isna(row.answered) else int(row.answered),
            share=_number(row.share),
            visits=_number(row.visits),
            saves=_number(row.saves),
            minutes=_number(row.minutes),
        )
        for exercise, row in zip(part.module.judged, by_exercise.itertuples(), strict=True)
    ]


def _number(value: float) -> float | None:
    return None if isna(value) else float(value)


def _items(classroom: Classroom, part: Part) -> tuple[list[Item], DataFrame]:
    """The items that the program grades, and what each learner (row) earned; NaN where the exercise was left blank."""
    about: list[tuple[str, str, bool]] = []
    columns: list[list[float]] = []
    follow: list[int] = []
    submissions = classroom.of(part).values()
    for exercise in part.module.graded:
        if kinds.of(exercise.kind).graded_by_person:
            continue
        results = [submission.results[exercise.id] for submission in submissions]
        shown = {tuple(result.items) for result in results if result.answered}
        same = shown.pop() if len(shown) == 1 else ()
        for item in same:
            about.append((exercise.title, classroom.texts[part.name, exercise.id, item], False))
            columns.append([result.items[item] if result.answered else nan for result in results])
            follow.append(sum(item in result.follows for result in results))
        if not same:
            about.append((exercise.title, "the exercise as a whole", True))
            columns.append([_share(result) for result in results])
            follow.append(sum(bool(result.follows) for result in results))
    earned = DataFrame(dict(enumerate(columns)), dtype=float)
    shares, rs = statistics.difficulty(earned), statistics.discrimination(earned)
    counts = earned.count()
    return [
        Item(*names, int(n), of, share, r, statistics.advice(share, r, int(n)))
        for names, n, of, share, r in zip(about, counts, follow, shares, rs, strict=True)
    ], earned


def _share(result: Result) -> float:
    return result.share if result.answered and result.share is not None else nan


def _slips(classroom: Classroom, results: DataFrame) -> list[Slip]:
    """The slips, the most widespread first."""
    every = class_frames.slips(classroom)
    answered = results[results.answered].groupby(["notebook", "exercise"]).size()
    slips = []
    for part in classroom.parts:
        of_part = every[every.notebook == part.name]
        for (exercise, slip), times in of_part.groupby(["exercise", "slip"]):
            at_items = times.groupby("item", sort=False).size()
            item = str(at_items.idxmax())  # the first of those it was made at most
            about = part.module.exercise(exercise)
            slips.append(
                Slip(
                    number=part.number,
                    exercise=about.title,
                    graded=about.use == "graded",
                    text=part.keys[exercise].slips.get(slip, slip),
                    learners=times.student.nunique(),
                    answered=int(answered[part.name, exercise]),
                    times=len(times),
                    item=classroom.texts.get((part.name, exercise, item), ""),
                    at_item=int(at_items.max()),
                )
            )
    return sorted(slips, key=lambda slip: (-slip.share, -slip.times))


def _learners(classroom: Classroom, submissions: DataFrame) -> list[Learner]:
    count = submissions.groupby("notebook").size()
    under_way = [p for p in classroom.parts if count.get(p.name, 0) >= max(1, OPEN * len(classroom.students))]
    quarter = submissions.groupby("notebook").earned.quantile(0.25)  # NaN where nothing is graded yet
    below = {part.name: min(LOW, quarter.get(part.name, LOW)) for part in classroom.parts}
    learners = []
    for student in classroom.students:
        submitted = [
            (part, submission)
            for part in classroom.parts
            if (submission := classroom.submissions.get((student, part.name)))
        ]
        shares = {part.number: submission.share for part, submission in submitted}
        learners.append(
            Learner(
                student=student,
                shares={part.number: shares.get(part.number) for part in classroom.parts},
                missing=[part.number for part in under_way if part.number not in shares],
                low=[
                    part.number
                    for part, submission in submitted
                    # Being late says nothing about what was learned.
                    if submission.earned is not None
                    and submission.earned < LOW
                    and submission.earned <= below[part.name]
                ],
                blank=[part.number for part, submission in submitted if submission.left_blank(part)],
                damaged=[part.number for part, submission in submitted if submission.damaged],
                unread=[part.number for part, submission in submitted if submission.ungraded],
            )
        )
    return learners
