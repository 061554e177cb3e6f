"""Marking of `zopa`, form `interval`: the interval score of each estimate, and what ignoring the clues would earn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rounds.core import typed_numbers
from rounds.core.formulas import calculate, fill
from rounds.core.number_format import with_commas
from rounds.core.score_sums import above, percent
from rounds.core.scoring import Answer, ItemMark, Mark, Part, Verdict, above_chance, with_slips, with_uncounted
from rounds.core.typed_numbers import Uncounted, parse_within
from rounds.kinds.zopa.interval.spec import Estimate, Truth
from rounds.kinds.zopa.spec import Exercise, Key
from rounds.models.estimate import interval_score, skill

GRID = 12  # relative intervals are tried in twelfths: halves, thirds and quarters among them
GENEROUS = 1.5  # an interval that holds the truth and is no wider than this many times the best one is right
CONFIDENCE = 0.8  # where the key names none


class Interval(NamedTuple):
    """From low to high, in the estimate's unit."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """From end to end."""
        return self.high - self.low

    def holds(self, value: float) -> bool:
        """Whether a value is in it, ends included."""
        return self.low - 1e-9 <= value <= self.high + 1e-9


@dataclass(frozen=True)
class Scored:
    """What an interval is scored against, in the estimate's unit; `confidence` from 0 to 1."""

    truth: float
    allowed: Interval  # by the clues
    scale: Interval
    confidence: float

    def credit(self, interval: Interval) -> float:
        """From 0, the score of an interval over the whole scale, to 1, the score of the one that the clues allow."""
        return skill(self._score(interval), *self._ends)

    @cached_property
    def _ends(self) -> tuple[float, float]:
        return self._score(self.scale), self._score(self.allowed)

    def _score(self, interval: Interval) -> float:
        return interval_score(*interval, self.truth, self.confidence)


def clean(exercise: Exercise, answer: Answer) -> tuple[dict[str, Interval], tuple[str, ...]]:
    """The intervals that can be graded, by estimate, and notes about the rest; ends that cross are put in order."""
    intervals = {}
    for estimate in exercise.estimates:
        entry = answer.get(estimate.id)
        if isinstance(entry, dict):
            ends = [parse_within(entry.get(e), estimate.least, estimate.most, estimate.unit) for e in ("low", "high")]
            numbers = [end for end in ends if end is not None]
            if len(numbers) == 2:
                intervals[estimate.id] = Interval(min(numbers), max(numbers))
    known = intervals.keys() | uncounted(exercise, answer).keys()
    lost = sum(name not in known and bool(entry) and not _begun(entry) for name, entry in answer.items())
    return intervals, (f"{lost} interval(s) of the answer could not be read and did not count.",) if lost else ()


def uncounted(exercise: Exercise, answer: Answer) -> dict[str, Uncounted]:
    """What was typed for the end of an interval and cannot count, by estimate."""
    entries: dict[str, Uncounted] = {}
    for estimate in exercise.estimates:
        entry = answer.get(estimate.id)
        if not isinstance(entry, dict):
            continue
        for end in ("high", "low"):
            typed = typed_numbers.uncounted(entry.get(end), estimate.least, estimate.most, estimate.unit)
            if typed:
                entries[estimate.id] = typed
    return entries


def _begun(entry: object) -> bool:
    return isinstance(entry, dict) and set(entry) < {"low", "high"}  # one end is set, the other not yet


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many intervals are set, and how many are asked for."""
    return len(clean(exercise, answer)[0]), len(exercise.estimates)


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, by the names the page has for it, in its order."""
    intervals = clean(exercise, answer)[0]
    return [estimate.id for estimate in exercise.estimates if estimate.id not in intervals]


def _scored(estimate: Estimate, key: Key, figures: dict[str, float]) -> Scored:
    about = key.estimates[estimate.id]
    low, truth, high = (calculate(formula, figures) for formula in (about.low, about.truth, about.high))
    return Scored(truth, Interval(low, high), Interval(estimate.least, estimate.most), key.confidence or CONFIDENCE)


def relative(estimate: Estimate, low: float, high: float) -> Interval:
    """The interval from the share `low` to the share `high` (0 to 1) of an estimate's scale."""
    return Interval(estimate.least + low * estimate.scale.reach, estimate.least + high * estimate.scale.reach)


def floor(exercise: Exercise, key: Key) -> float:
    """What the best single relative interval for all estimates earns: an answer that ignores the clues."""
    figures = key.figures(exercise)
    scored = [(estimate, _scored(estimate, key, figures)) for estimate in exercise.estimates]
    shares = [step / GRID for step in range(GRID + 1)]
    return max(
        sum(scoring.credit(relative(estimate, low, high)) for estimate, scoring in scored) / len(scored)
        for low in shares
        for high in shares
        if low <= high
    )


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """`max(0, (m - c) / (1 - c))`: m the mean of what the intervals are worth by their interval score.

    c is what the best single relative interval for all would earn, so that no answer that ignores the clues
    pays; the interval over the whole scale is worth 0 (Gneiting & Raftery 2007).
    """
    intervals, notes = clean(exercise, answer)
    figures = key.figures(exercise)
    items, credits = [], []
    for estimate in exercise.estimates:
        scored, interval = _scored(estimate, key, figures), intervals.get(estimate.id)
        credits.append(scored.credit(interval) if interval else 0.0)
        items.append(_item(estimate, key, figures, scored, interval))
    held = sum(item.verdict in ("right", "partly") for item in items)
    mean, chance = sum(credits) / len(items), floor(exercise, key)
    each = ", ".join(f"{e.label} {percent(credit)}" for e, credit in zip(exercise.estimates, credits, strict=True))
    counts = above(mean, chance, guessing="the best interval that ignores the clues would reach")
    share = above_chance(mean, chance)
    mark = Mark(
        fraction=share,
        items=tuple(with_uncounted(items, uncounted(exercise, answer))),
        answered=len(intervals),
        total=len(items),
        summary=(
            f"{held} of your {len(intervals)} intervals hold the true figure; at {key.confidence or CONFIDENCE:.0%} confidence about that share should.",
            "A narrow interval earns more and a miss costs the more the farther it is off; an interval that ignores the clues earns nothing.",
        ),
        notes=notes,
        parts=(Part(f"{each}: {percent(mean)} on average; {counts}", share, 1),),
    )
    return with_slips(mark, items, key.slips)


def _item(
    estimate: Estimate, key: Key, figures: dict[str, float], scored: Scored, interval: Interval | None
) -> ItemMark:
    about = key.estimates[estimate.id]
    names = {**figures, "low": scored.allowed.low, "high": scored.allowed.high, "truth": scored.truth}
    verdict, slip = ("blank", None) if interval is None else _judged(estimate, about, figures, scored, interval)
    return ItemMark(
        id=estimate.id,
        text=f"{estimate.label}. {estimate.text}",
        verdict=verdict,
        answer=words(estimate, interval) if interval else "",
        expected=f"{words(estimate, scored.allowed)}; it is {with_commas(scored.truth)}",
        why=fill(about.why, names),
        slip=slip,
    )


def _judged(
    estimate: Estimate, about: Truth, figures: dict[str, float], scored: Scored, interval: Interval
) -> tuple[Verdict, str | None]:
    if interval.holds(scored.truth):
        if interval.width <= scored.allowed.width * GENEROUS + estimate.step / 2:
            return "right", None
        return ("partly" if scored.credit(interval) > 0 else "wrong"), about.slips["wide"]
    if about.own_view is not None and interval.holds(calculate(about.own_view, figures)):
        return "wrong", about.slips["own-view"]
    if interval.width < scored.allowed.width / 2:
        return "wrong", about.slips["narrow"]
    return "wrong", about.slips["below" if interval.high < scored.truth else "above"]


def words(estimate: Estimate, interval: Interval) -> str:
    """`140 to 175 dollars an hour`."""
    return f"{with_commas(interval.low)} to {with_commas(interval.high)} {estimate.unit}"
