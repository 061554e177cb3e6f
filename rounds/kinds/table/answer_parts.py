"""What an answer to `table` is made of: who controls each row, and all that is worked out from the rows together."""

from __future__ import annotations

from rounds.core.scoring import Answer
from rounds.kinds import answer_parts
from rounds.kinds.answer_parts import AnswerParts, Contents
from rounds.kinds.table.spec import Exercise

REST = "rest"


class Parts(AnswerParts[Exercise]):
    """The control of each row, and the rest."""

    def frame(self, exercise: Exercise, /) -> object:
        """What the page says above the table."""
        return [exercise.case, exercise.task]

    def contents(self, exercise: Exercise, answer: Answer | None, /) -> Contents:
        """The facts of each row; and the whole table."""
        return {
            **{row.id: [row.label, row.text] for row in exercise.alternatives},
            REST: answer_parts.frame(exercise, "case", "task", "own_rows", "sensitivity"),
        }

    def split(self, exercise: Exercise, answer: Answer, /) -> dict[str, Answer]:
        """Who controls what by row, and the rest."""
        return answer_parts.nested(answer, lambda name, row: row if name == "control" and row else REST)
