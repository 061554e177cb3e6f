"""The parts of a `zopa` exercise of form `zone`, and of its key."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rounds.kinds.base import Id, Strict, Text
from rounds.kinds.number.spec import WrongPath

Ask = Literal["own-rv", "own-target", "other-rv", "other-target", "ask", "zone", "share", "rescue"]
ValueOf = Literal["own-rv", "own-target", "other-rv", "other-target"]
ASKS: tuple[Ask, ...] = ("own-rv", "own-target", "other-rv", "other-target", "ask", "zone", "share", "rescue")
VALUES: tuple[ValueOf, ...] = ("own-rv", "own-target", "other-rv", "other-target")
NAMES = {"rv": "reservation value", "target": "target"}


class Own(Strict):
    """The side that prepares, and in which direction it is better off."""

    learner_sees = ("label", "wants")
    label: Text
    wants: Literal["more", "less"]


class Other(Strict):
    """The other side; it always wants the opposite."""

    learner_sees = ("label",)
    label: Text


class Issue(Strict):
    """Something else that could be put on the table."""

    learner_sees = ("id", "text")
    id: Id
    text: Text


class Figure(Strict):
    """A right value, how near is near enough, why, and the wrong paths that have a slip of their own."""

    value: Text = Field(description="a formula of the drawn figures and `given`")
    tolerance: float = Field(0.0, ge=0, description="in the unit of the scale")
    why: Text = Field(description="may hold {name}, {value} among them")
    wrong: list[WrongPath] = Field(default_factory=list)


class Range(Strict):
    """The range in which an ask is right: that of a standard named in the case."""

    least: Text
    most: Text
    why: Text
    wrong: list[WrongPath] = Field(default_factory=list)


class Why(Strict):
    """What to say about something that follows from the values."""

    why: Text


class Fails(Strict):
    """Why an issue does not open a zone, and the slip of choosing it."""

    why: Text
    slip: Id


class Rescue(Strict):
    """The issue that opens a zone, and why each other one does not."""

    issue: Id
    why: Text
    others: dict[Id, Fails]
