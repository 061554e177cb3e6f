"""`opening`: a question to start with and a box for the learner's line, which comes back at the end. Nobody marks it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rounds.kinds import base
from rounds.kinds.base import Id


class Exercise(base.Exercise):
    """A question, which is the title, and a box to type in; or, with `again`, the second try beside the first."""

    learner_sees = ("kind", "again", "hint")
    kind: Literal["opening"]
    task: str = Field("", description="what to know before the question; mostly the scene above says it all")
    hint: str = Field("", description="below the box: what to type, in a sentence or two")
    again: Id | None = Field(None, description="for a second try: the opening whose line is shown beside it")
    key: Key | None = Field(None, description="never there: nobody marks an opening")

    @property
    def shows_answer_of(self) -> str | None:
        """The opening whose line the page shows beside this one."""
        return self.again


class Key(base.Key):
    """Empty, since there's no right answer."""
