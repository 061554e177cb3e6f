"""`sort`: each statement goes into one of a few bins."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rounds.kinds import base
from rounds.kinds.base import Id, Strict, Text


class Bin(Strict):
    """A place to put statements, with the meaning a learner sees."""

    learner_sees = ("id", "label", "means")
    id: Id
    label: Text
    means: str = ""


class Item(Strict):
    """A statement to be sorted."""

    learner_sees = ("id", "text", "pair", "reversed")
    id: Id
    text: Text
    pair: Id | None = Field(None, description="surveys only: the item of the course's first survey it is parallel to")
    reversed: bool = Field(False, description="surveys only: worded the other way round than its pair")


class Then(Strict):
    """A second question about each statement; only both answers together count."""

    learner_sees = ("ask", "bins")
    ask: Text
    bins: list[Bin] = Field(min_length=2, max_length=6)


class Exercise(base.Exercise):
    """Statements and the bins they are sorted into."""

    learner_sees = ("kind", "bins", "ask", "then", "items")
    kind: Literal["sort"]
    bins: list[Bin] = Field(min_length=2, max_length=6)
    ask: str = Field("", description="the first question, where there is a second one")
    then: Then | None = None
    items: list[Item] = Field(min_length=2)
    key: Key | None = Field(None, description="practice only: graded keys are in grader/keys")


class Place(Strict):
    """Where a statement belongs and why; `slips` names mistakes that get feedback of their own."""

    bin: Id
    then: Id | None = Field(None, description="the bin of the second question")
    why: Text
    slips: dict[Id, Id] = Field(default_factory=dict)


class Key(base.Key):
    """Where each statement belongs, and the slip behind each confusion of two bins."""

    items: dict[Id, Place]
    confusions: dict[Id, dict[Id, Id]]
    second: Id | None = Field(None, description="slip: the first answer is right and the second is not")

    def slip(self, item: str, bin_: str) -> str:
        """The id of the slip of putting `item` into the bin `bin_`."""
        place = self.items[item]
        return place.slips.get(bin_) or self.confusions[place.bin][bin_]
