"""What a mark is, and the rules that all kinds of exercise share. Pure; imports nothing heavy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

from rounds.core.text import is_blank
from rounds.core.typed_numbers import Uncounted

# `follows`: a correct step from a start that isn't what the facts say. It earns its points, and gets no green "Right".
Verdict = Literal["right", "follows", "partly", "wrong", "missed", "blank", "unread"]
CREDITED = ("right", "follows")
Answer = dict[str, Any]


class Line(NamedTuple):
    """What someone said in their own words, chose, or might have said."""

    label: str
    words: str


@dataclass(frozen=True)
class ItemMark:
    """One line of feedback: what was asked, what was answered, what is right and why."""

    id: str
    text: str
    verdict: Verdict
    answer: str = ""  # what the learner answered, in words
    expected: str = ""
    why: str = ""
    slip: str | None = None  # the id of the mistake, for the feedback and the instructor's report
    group: str = ""
    word: str = ""  # instead of its verdict's word
    side_by_side: tuple[Line, ...] = ()  # lines to compare, instead of what was answered and what is right


@dataclass(frozen=True)
class Part:
    """A line of the sum that leads to the points: what was reached, how much of it counts, and what that earned.

    `earned` and `most` are shares of all the points; those of all parts add up to the mark's fraction and to 1. What a
    cap takes off is a part that earns less than 0, with nothing to earn.
    """

    says: str
    earned: float
    most: float


@dataclass(frozen=True)
class Mark:
    """A marked answer.

    `fraction` is the share of the points earned, from 0 to 1, chance already taken off; None where
    only a person can judge. `slips` holds the feedback of each slip made, most frequent first, and
    `times` how often it was made. `parts` add up to the fraction.
    """

    fraction: float | None
    items: tuple[ItemMark, ...]
    answered: int
    total: int
    summary: tuple[str, ...] = ()
    slips: Mapping[str, str] = field(default_factory=dict)
    times: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()

    def points(self, maximum: float) -> float:
        """The points earned out of `maximum`, to two decimals, never outside 0 to `maximum`."""
        return min(maximum, max(0.0, round((self.fraction or 0.0) * maximum, 2)))


def above_chance(value: float, chance: float) -> float:
    """What `value` is worth when guessing would earn `chance`; from 0 to 1.

    `(value - chance) / (1 - chance)`, floored at 0, so guessing does not pay. The form is that of Cohen's kappa
    (Cohen 1960).
    """
    if not 0 <= chance < 1:
        raise ValueError(f"chance must be at least 0 and below 1, not {chance}")
    return min(1.0, max(0.0, (value - chance) / (1 - chance)))


def hits_less_false(hits: int, wanted: int, false: int, unwanted: int) -> float:
    """`hits/wanted - false/unwanted`, floored at 0: choosing all or nothing earns nothing."""
    return max(0.0, hits / wanted - false / unwanted)


def credited(items: Iterable[ItemMark]) -> int:
    """How many lines earn their points: those that are right, and those that follow from the learner's own values."""
    return sum(item.verdict in CREDITED for item in items)


def tally(items: Sequence[ItemMark], what: str = "") -> str:
    """`3 of 5 values right, and 1 more follows from yours`: how many lines earn their points, and why."""
    follow = sum(item.verdict == "follows" for item in items)
    beside = f", and {follow} more follow{'s' if follow == 1 else ''} from yours" if follow else ""
    return f"{credited(items) - follow} of {len(items)} {what}right{beside}"


def balanced_recall(truth: Mapping[str, str], answers: Mapping[str, str]) -> float:
    """The mean over the classes of `truth` of the share placed right; blanks count as wrong.

    Balanced accuracy (Brodersen et al. 2010): a learner who puts everything in one of k classes
    gets exactly 1/k, however many items that class has.
    """
    right: dict[str, int] = {}
    size: dict[str, int] = {}
    for item, cls in truth.items():
        size[cls] = size.get(cls, 0) + 1
        right[cls] = right.get(cls, 0) + (answers.get(item) == cls)
    return sum(right[cls] / size[cls] for cls in size) / len(size)


def with_slips(mark: Mark, items: Iterable[ItemMark], texts: Mapping[str, str]) -> Mark:
    """`mark` with the feedback of each slip that occurs in `items`, most frequent first, and its count."""
    times = dict(Counter(item.slip for item in items if item.slip).most_common())
    return replace(mark, slips={slip: texts[slip] for slip in times}, times=times)


def not_blank(items: Iterable[ItemMark]) -> dict[str, ItemMark]:
    """The lines about what was answered, by id: what practice says at once.

    Where what was typed can't be read as a number, the field itself says so and the answer isn't given away.
    """
    return {item.id: item for item in items if item.verdict not in ("blank", "unread")}


def with_uncounted(items: Iterable[ItemMark], uncounted: Mapping[str, Uncounted]) -> list[ItemMark]:
    """The lines, where those of `uncounted`, by id, say what was typed and why it didn't count."""
    return [
        replace(item, verdict="unread", answer=f"“{entry.text}”", word=entry.word, slip=None)
        if item.verdict == "blank" and (entry := uncounted.get(item.id))
        else item
        for item in items
    ]


def begun(answer: object) -> bool:
    """Whether an answer holds anything at all, however unfinished: more than empty parts and white space."""
    if isinstance(answer, dict):
        return any(map(begun, answer.values()))
    if isinstance(answer, str):
        return not is_blank(answer)
    return bool(answer) if isinstance(answer, list) else answer is not None


def chosen(answer: Answer, allowed: Sequence[str], what: str) -> tuple[set[str], tuple[str, ...]]:
    """The ids that `answer` maps to true, and a note about anything else in it."""
    picked = {name for name in allowed if answer.get(name) is True}
    odd = [name for name, value in answer.items() if name not in set(allowed) or not isinstance(value, bool)]
    return picked, (f"{len(odd)} {what} of the answer could not be read and did not count.",) if odd else ()
