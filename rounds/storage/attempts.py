"""A learner's attempt at an exercise: the exercise with the figures that their seed draws, and the answer that counts.

Figures and answer belong together. So everything that counts, grades or shows an answer takes both from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rounds import kinds
from rounds.content.loader import Exercise
from rounds.core.scoring import Answer, ItemMark, Mark, begun
from rounds.kinds import Kind
from rounds.kinds.base import Key
from rounds.storage.answers import Answers
from rounds.storage.earlier_versions import Earlier, divided


@dataclass(frozen=True)
class Attempt:
    """An exercise as its learner has it, and their answer to it, empty if there isn't one.

    `earlier` is what they answered to texts that have changed since, which isn't part of the answer.
    """

    exercise: Exercise
    answer: Answer
    earlier: Earlier | None = field(default=None, compare=False)

    @property
    def kind(self) -> Kind:
        """The kind of the exercise."""
        return kinds.of(self.exercise.kind)

    @property
    def begun(self) -> bool:
        """Whether the answer holds anything at all."""
        return begun(self.answer)

    def progress(self) -> tuple[int, int]:
        """How many parts are answered, and how many there are."""
        return self.kind.marking.progress(self.exercise, self.answer)

    def left(self) -> list[str]:
        """What is still open, by the names that the page has for it."""
        return self.kind.marking.left(self.exercise, self.answer)

    def scene(self) -> Mapping[str, object] | None:
        """What the kernel works out for the page; None if the kind has no scene."""
        return self.kind.scene(self.exercise, self.answer) if self.kind.scene else None

    def respond(self, key: Key) -> dict[str, ItemMark]:
        """What practice says at once, item by item."""
        return self.kind.marking.respond(self.exercise, key, self.answer)

    def mark(self, key: Key) -> Mark:
        """The mark. An attempt that can't be marked is an error in the code, never the learner's."""
        return self.kind.marking.mark(self.exercise, key, self.answer)


def attempt(exercise: Exercise, saved: Answers) -> Attempt:
    """The attempt at an exercise of the course that is saved in some answers."""
    return Attempt(exercise.drawn(saved.seed_of(exercise.id)), *divided(exercise, saved))


def marks(exercises: Iterable[Exercise], keys: Mapping[str, Key], saved: Answers) -> dict[str, Mark]:
    """The mark of each exercise, by its id."""
    return {e.id: attempt(e, saved).mark(keys[e.id]) for e in exercises}
