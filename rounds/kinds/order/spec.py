"""`order`: cards into a sequence, and with it either what each card is for, or where to stop."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rounds.kinds import base
from rounds.kinds.base import Id, Strict, Text
from rounds.kinds.sort.spec import Bin


class Card(Strict):
    """Something that may belong in the sequence."""

    learner_sees = ("id", "text")
    id: Id
    text: Text


class Sequence(Strict):
    """Cards, as they are shown, and how many of them the sequence holds; the others are lures."""

    learner_sees = ("id", "label", "text", "slots", "cards")
    id: Id
    label: str = ""
    text: str = Field("", description="the scene of this sequence")
    slots: int = Field(ge=3)
    cards: list[Card] = Field(min_length=3)


class Exercise(base.Exercise):
    """One sequence or several, and one more question: `functions` (what for) or `stop` (how far)."""

    learner_sees = ("kind", "sequences", "functions", "stop")
    kind: Literal["order"]
    sequences: list[Sequence] = Field(min_length=1)
    functions: list[Bin] = Field(
        default_factory=list, description="what a card may be for; sorting is 60 % of the mark"
    )
    stop: str = Field("", description="instead of functions: the question where to stop, 60 % of the mark")
    key: Key | None = Field(None, description="practice only: graded keys are in grader/keys")


class Pair(Strict):
    """A card that must come before another one, and why."""

    first: Id
    then: Id
    why: Text
    slip: Id | None = None


class Right(Strict):
    """One right order, the pairs that every right order keeps, and where to stop."""

    order: list[Id]
    before: list[Pair]
    stop: Id | None = None
    why: str = Field("", description="why to stop there")


class CardKey(Strict):
    """What a card is for and why. `lure` is the slip of placing a card that does not belong."""

    function: Id | None = None
    why: Text
    lure: Id | None = None
    slips: dict[Id, Id] = Field(default_factory=dict, description="function given: slip")


class Key(base.Key):
    """The right sequences; the slips of a wrong order, a card left out, and a stop too early or too late."""

    sequences: dict[Id, Right]
    cards: dict[Id, CardKey]
    confusions: dict[Id, dict[Id, Id]] = Field(default_factory=dict)
    out_of_order: Id
    left_out: Id
    too_early: Id | None = None
    too_late: Id | None = None

    def slip(self, card: str, function: str) -> str:
        """The id of the slip of giving `card` that function."""
        about = self.cards[card]
        return about.slips.get(function) or self.confusions[about.function or ""][function]
