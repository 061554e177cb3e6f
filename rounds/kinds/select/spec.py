"""`select`: tick all that apply, in one list, in groups, or in the lines of a conversation."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rounds.kinds import base
from rounds.kinds.base import Id, Strict, Text


class Group(Strict):
    """A part of the list with its own scene."""

    learner_sees = ("id", "label", "text")
    id: Id
    label: Text
    text: str = ""


class Item(Strict):
    """Something to tick or to leave."""

    learner_sees = ("id", "text", "group", "speaker")
    id: Id
    text: Text
    group: Id | None = None
    speaker: str | None = None


class Exercise(base.Exercise):
    """Items to choose from."""

    learner_sees = ("kind", "style", "groups", "items")
    kind: Literal["select"]
    style: Literal["list", "transcript"] = "list"
    groups: list[Group] = Field(default_factory=list)
    items: list[Item] = Field(min_length=2)
    key: Key | None = Field(None, description="practice only: graded keys are in grader/keys")


class Choice(Strict):
    """Whether an item is to be ticked, why, and the slip behind a wrong choice."""

    pick: bool
    why: Text
    slip: Id | None = None


class Key(base.Key):
    """What is to be ticked; `missed` is the slip of leaving out what belongs."""

    items: dict[Id, Choice]
    missed: Id

    def slip(self, item: str) -> str:
        """The id of the slip of choosing wrongly on `item`."""
        return self.items[item].slip or self.missed
