"""What an answer to `grid` is made of: the rows, and the choice among all of them."""

from __future__ import annotations

from rounds.core.scoring import Answer
from rounds.kinds import answer_parts
from rounds.kinds.answer_parts import AnswerParts, Contents
from rounds.kinds.grid.spec import Exercise

CHOICE = "choice"


class Parts(AnswerParts[Exercise]):
    """The ticks of each row, and the rows chosen."""

    def frame(self, exercise: Exercise, /) -> object:
        """Everything but the rows and the second question; the columns belong to every row."""
        return answer_parts.frame(exercise, "rows", "choose")

    def contents(self, exercise: Exercise, answer: Answer | None, /) -> Contents:
        """Each row; and the second question with all of them."""
        rows = {row.id: row for row in exercise.rows}
        return {**rows, CHOICE: [exercise.choose, rows]}

    def split(self, exercise: Exercise, answer: Answer, /) -> dict[str, Answer]:
        """The ticks by row, and the rows chosen."""
        return answer_parts.nested(answer, lambda name, row: row if name == "cells" and row else CHOICE)
