"""What an answer to `order` is made of: what each card is for, and each sequence with its stop."""

from __future__ import annotations

from rounds.core.scoring import Answer
from rounds.kinds import answer_parts
from rounds.kinds.answer_parts import AnswerParts, Contents
from rounds.kinds.order.spec import Exercise

SEQUENCE = "sequence-"  # before a sequence's id: a card may have the same


class Parts(AnswerParts[Exercise]):
    """The sequences, and the cards where it is asked what they are for."""

    def frame(self, exercise: Exercise, /) -> object:
        """Everything but the sequences."""
        return answer_parts.frame(exercise, "sequences")

    def contents(self, exercise: Exercise, answer: Answer | None, /) -> Contents:
        """Each sequence with its cards, and each card alone."""
        contents: dict[str, object] = {}
        for sequence in exercise.sequences:
            cards = {card.id: card for card in sequence.cards}
            contents[SEQUENCE + sequence.id] = [sequence.label, sequence.text, sequence.slots, cards]
            contents |= cards if exercise.functions else {}
        return contents

    def split(self, exercise: Exercise, answer: Answer, /) -> dict[str, Answer]:
        """Functions by card; orders and stops by sequence."""
        return answer_parts.nested(answer, lambda name, part: part if name == "functions" else SEQUENCE + part)
