"""What an answer to `sheet` is made of: the case that was chosen."""

from __future__ import annotations

from rounds.core.scoring import Answer
from rounds.kinds import answer_parts
from rounds.kinds.answer_parts import AnswerParts, Contents
from rounds.kinds.sheet.spec import Exercise


class Parts(AnswerParts[Exercise]):
    """The case, with all its entries, which build on one another."""

    together = True

    def frame(self, exercise: Exercise, /) -> object:
        """Everything but the cases."""
        return answer_parts.frame(exercise, "cases")

    def contents(self, exercise: Exercise, answer: Answer | None, /) -> Contents:
        """The case of the answer: a change of another one doesn't matter."""
        wanted = None if answer is None else answer.get("case")
        return {case.id: case for case in exercise.cases if answer is None or case.id == wanted}
