"""Marking of `zopa`, form `interval`: the interval score of each estimate, and what ignoring the clues would earn."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rounds.core.formulas import calculate, fill
from rounds.core.score_sums import above, percent
from rounds.core.scoring import Answer, ItemMark, Mark, Part, Verdict, above_chance, as_typed, with_slips
from rounds.core.typed_numbers import Typed, typed, within
from rounds.kinds.number.marking import plain
from rounds.models.estimate import interval_score, skill

if TYPE_CHECKING:
    from rounds.kinds.zopa.spec import Estimate, Exercise, Key

GRID = 12  # relative intervals are tried in twelfths: halves, thirds and quarters among them
GENEROUS = 1.5  # an interval that holds the truth and is no wider than so many times the best one is right


class Interval(NamedTuple):
    """From low to high, in the estimate's unit."""

    low: float
    high: float


def clean(exercise: Exercise, answer: Answer) -> tuple[dict[str, Interval], tuple[str, ...]]:
    """The intervals that can be marked, by estimate, and notes about the rest; ends that cross are put in order."""
    given = {}
    for one in exercise.estimates:
        entry = answer.get(one.id)
        if isinstance(entry, dict):
            ends = [within(entry.get(end), one.least, one.most, one.unit) for end in ("low", "high")]
            fine = [end for end in ends if end is not None]
            if len(fine) == 2:
                given[one.id] = Interval(min(fine), max(fine))
    known = given.keys() | no_numbers(exercise, answer).keys()
    odd = sum(name not in known and bool(entry) and not _begun(entry) for name, entry in answer.items())
    return given, (f"{odd} interval(s) of the answer could not be read and did not count.",) if odd else ()


def no_numbers(exercise: Exercise, answer: Answer) -> dict[str, Typed]:
    """What was typed for the end of an interval and cannot count, by estimate."""
    found: dict[str, Typed] = {}
    for one in exercise.estimates:
        entry = answer.get(one.id)
        if not isinstance(entry, dict):
            continue
        for end in ("high", "low"):
            if odd := typed(entry.get(end), one.least, one.most, one.unit):
                found[one.id] = odd
    return found


def _begun(entry: object) -> bool:
    return isinstance(entry, dict) and set(entry) < {"low", "high"}  # one end is set, the other not yet


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many intervals are given, and how many are asked for."""
    return len(clean(exercise, answer)[0]), len(exercise.estimates)


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, as the page names it, in its order."""
    given = clean(exercise, answer)[0]
    return [one.id for one in exercise.estimates if one.id not in given]


class _Right(NamedTuple):
    """The truth, the interval that the clues allow, and the range of the scale."""

    truth: float
    key: Interval
    whole: Interval
    confidence: float

    def worth(self, given: Interval) -> float:
        """From 0, the no-clue interval's score, to 1, the key's."""
        none, best, score = (interval_score(*one, self.truth, self.confidence) for one in (self.whole, self.key, given))
        return skill(score, none, best)


def _right(one: Estimate, key: Key, figures: dict[str, float]) -> _Right:
    right = key.estimates[one.id]
    low, truth, high = (calculate(text, figures) for text in (right.low, right.truth, right.high))
    return _Right(truth, Interval(low, high), Interval(one.least, one.most), key.confidence or 0.8)


def relative(one: Estimate, low: float, high: float) -> Interval:
    """The interval from the share `low` to the share `high` of an estimate's scale."""
    return Interval(one.least + low * one.scale.reach, one.least + high * one.scale.reach)


def floor(exercise: Exercise, key: Key) -> float:
    """What the best single relative interval for all estimates earns: an answer that ignores the clues."""
    figures = key.figures(exercise)
    rights = [(one, _right(one, key, figures)) for one in exercise.estimates]
    shares = [at / GRID for at in range(GRID + 1)]
    return max(
        sum(right.worth(relative(one, low, high)) for one, right in rights) / len(rights)
        for low in shares
        for high in shares
        if low <= high
    )


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """`max(0, (m - c) / (1 - c))`: m the mean of what the intervals are worth by their interval score.

    c is what the best single relative interval for all would earn, so that no answer that ignores the clues
    pays; the no-clue interval itself is worth 0 (Gneiting & Raftery 2007).
    """
    given, notes = clean(exercise, answer)
    figures = key.figures(exercise)
    items, worth = [], 0.0
    for one in exercise.estimates:
        right, mine = _right(one, key, figures), given.get(one.id)
        worth += right.worth(mine) if mine else 0.0
        items.append(_item(one, key, figures, right, mine))
    held = sum(item.verdict in ("right", "partly") for item in items)
    mean, chance = worth / len(items), floor(exercise, key)
    each = ", ".join(
        f"{one.label} {percent(_right(one, key, figures).worth(given[one.id]) if one.id in given else 0)}"
        for one in exercise.estimates
    )
    counts = above(mean, chance, guessing="the best interval that ignores the clues would reach")
    share = above_chance(mean, chance)
    made = Mark(
        fraction=share,
        items=tuple(as_typed(items, no_numbers(exercise, answer))),
        answered=len(given),
        total=len(items),
        summary=(
            f"{held} of your {len(given)} intervals hold the true figure; at {key.confidence or 0.8:.0%} confidence about that share should.",
            "A narrow interval earns more and a miss costs the more the farther it is off; an interval that ignores the clues earns nothing.",
        ),
        notes=notes,
        parts=(Part(f"{each}: {percent(mean)} on average; {counts}", share, 1),),
    )
    return with_slips(made, items, key.slips)


def _item(one: Estimate, key: Key, figures: dict[str, float], right: _Right, mine: Interval | None) -> ItemMark:
    told = {**figures, "low": right.key.low, "high": right.key.high, "truth": right.truth}
    verdict, slip = ("blank", None) if mine is None else _judged(one, key, figures, right, mine)
    return ItemMark(
        id=one.id,
        text=f"{one.label}. {one.text}",
        verdict=verdict,
        given=words(one, mine) if mine else "",
        expected=f"{words(one, right.key)}; it is {plain(right.truth)}",
        why=fill(key.estimates[one.id].why, told),
        slip=slip,
    )


def _judged(
    one: Estimate, key: Key, figures: dict[str, float], right: _Right, mine: Interval
) -> tuple[Verdict, str | None]:
    about = key.estimates[one.id]
    widest = (right.key.high - right.key.low) * GENEROUS + one.step / 2
    if mine.low - 1e-9 <= right.truth <= mine.high + 1e-9:
        if mine.high - mine.low <= widest:
            return "right", None
        return ("partly" if right.worth(mine) > 0 else "wrong"), about.slips["wide"]
    view = None if about.own_view is None else calculate(about.own_view, figures)
    if view is not None and mine.low - 1e-9 <= view <= mine.high + 1e-9:
        return "wrong", about.slips["own-view"]
    if mine.high - mine.low < (right.key.high - right.key.low) / 2:
        return "wrong", about.slips["narrow"]
    return "wrong", about.slips["below" if mine.high < right.truth else "above"]


def words(one: Estimate, interval: Interval) -> str:
    """`140 to 175 dollars an hour`."""
    return f"{plain(interval.low)} to {plain(interval.high)} {one.unit}"
