"""What an answer to `dialogue` is made of: the moves that were made, each in what was found and said there."""

from __future__ import annotations

from rounds.core.scoring import Answer
from rounds.kinds.answer_parts import AnswerParts, Contents
from rounds.kinds.dialogue.marking import clean
from rounds.kinds.dialogue.spec import Exercise


class Parts(AnswerParts[Exercise]):
    """The steps of the conversation: a change of one asks for all of it again, a change elsewhere for nothing."""

    together = True

    def frame(self, exercise: Exercise, /) -> object:
        """The scene, who is in it, and where it begins."""
        shown = {quantity.id: [quantity.label, quantity.unit] for quantity in exercise.quantities if quantity.shown}
        return [exercise.case, exercise.task, exercise.you, exercise.other, exercise.start, shown]

    def contents(self, exercise: Exercise, answer: Answer | None, /) -> Contents:
        """The steps that an answer went through, and the move that is no longer possible, if there is one."""
        if answer is None:
            return {
                f"{name}/{move.id}": _step(exercise, name, move.id)
                for name, state in exercise.states.items()
                for move in state.moves
            }
        played = clean(exercise, answer)[0]
        steps = {f"{step.state}/{step.move}": _step(exercise, step.state, step.move) for step in played.steps}
        if played.refused:
            steps[f"{played.state}/{answer['moves'][len(played.steps)]}"] = None
        return steps

    def ahead(self, exercise: Exercise, answer: Answer, /) -> Contents:
        """The conversation so far, and each move that is possible now: the rest of it stays in the kernel."""
        played = clean(exercise, answer)[0]
        moves = {f"{played.state}/{name}": _step(exercise, played.state, name) for name in played.possible}
        return {**self.contents(exercise, answer), **moves}


def _step(exercise: Exercise, state: str, move: str) -> object:
    """What is found in a state, what can be said there, and what comes of saying one of it."""
    there = exercise.states[state]
    outcomes = next(m.outcomes for m in there.moves if m.id == move)
    return [
        [opening.text for opening in there.opening],
        {m.id: m.text for m in there.moves},
        [[outcome.says, outcome.to] for outcome in outcomes],
    ]
