"""`match`: a kind for the tests. Each clue goes with one of a few answers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rounds.kinds import base
from rounds.kinds.base import Id, Strict, Text


class Choice(Strict):
    """Something a clue may go with."""

    learner_sees = ("id", "label")
    id: Id
    label: Text


class Clue(Strict):
    """A clue; where it's from would give the answer away, so it isn't listed."""

    learner_sees = ("id", "text")
    id: Id
    text: Text
    source: str = ""


class Exercise(base.Exercise):
    """Clues and choices. What an author notes for colleagues isn't listed either."""

    learner_sees = ("kind", "choices", "clues")
    kind: Literal["match"]
    choices: list[Choice] = Field(min_length=2)
    clues: list[Clue] = Field(min_length=2)
    author_notes: str = ""
    key: Key | None = None


class Right(Strict):
    """What a clue goes with, and why."""

    choice: Id
    why: Text


class Key(base.Key):
    """What each clue goes with."""

    clues: dict[Id, Right]
    mixed: Id
