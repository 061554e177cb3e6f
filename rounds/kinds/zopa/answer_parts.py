"""What an answer to `zopa` is made of: the estimates of form `interval`; form `zone` can't be taken apart."""

from __future__ import annotations

from rounds.core.scoring import Answer
from rounds.kinds.answer_parts import AnswerParts, Contents, Keyed, Whole
from rounds.kinds.zopa.spec import Exercise

_ESTIMATES: Keyed[Exercise] = Keyed("estimates", lambda exercise: exercise.estimates)
_ZONE: Whole[Exercise] = Whole()


class Parts(AnswerParts[Exercise]):
    """Each estimate; or all of it."""

    def frame(self, exercise: Exercise, /) -> object:
        """Everything but the estimates."""
        return _ESTIMATES.frame(exercise) if exercise.form == "interval" else _ZONE.frame(exercise)

    def contents(self, exercise: Exercise, answer: Answer | None, /) -> Contents:
        """The estimates, or all that the exercise says."""
        part = _ESTIMATES if exercise.form == "interval" else _ZONE
        return part.contents(exercise, answer)

    def split(self, exercise: Exercise, answer: Answer, /) -> dict[str, Answer]:
        """The ends by estimate, or the answer as one part."""
        part = _ESTIMATES if exercise.form == "interval" else _ZONE
        return part.split(exercise, answer)
