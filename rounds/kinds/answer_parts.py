"""What the answers to each kind are made of, and which texts each part was given to.

When a text changes after it was answered, only the parts that were given to it are asked for again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from rounds.core.scoring import Answer
from rounds.kinds.base import Exercise

E = TypeVar("E", bound=Exercise)
Contents = Mapping[str, object]  # by part, what it shows; None where a part is no longer there
_COMMON = ("id", "kind")


class AnswerParts(Generic[E]):
    """The parts of an answer; each kind says what they are."""

    together = False  # whether they stand and fall as one, as the moves of a conversation do

    def frame(self, exercise: E, /) -> object:
        """What all parts have in common, such as the case and the bins."""
        raise NotImplementedError

    def contents(self, exercise: E, answer: Answer | None, /) -> Contents:
        """What each part shows; where parts depend on the answer, those of the answer, or all of them for None."""
        raise NotImplementedError

    def ahead(self, exercise: E, answer: Answer, /) -> Contents:
        """What the page shows to a learner with that answer, so that the next change can be to it."""
        return self.contents(exercise, None)

    def split(self, exercise: E, answer: Answer, /) -> dict[str, Answer]:
        """An answer, or a change of one, by part. Merged, they make the answer."""
        return {"all": answer} if answer else {}


def frame(exercise: Exercise, *without: str) -> dict[str, object]:
    """The fields of an exercise that say something to a learner, in the order of ids, without some of them."""
    names = [name for name in type(exercise).model_fields if name not in {*_COMMON, *without}]
    fields = {name: getattr(exercise, name) for name in names}
    changed = {name: value for name, value in fields.items() if value != type(exercise).model_fields[name].default}
    return {name: _by_id(value) for name, value in changed.items() if value not in ([], {}, None)}


def _by_id(value: object) -> object:
    """A list of things with ids under these ids, since another order is no other text."""
    if isinstance(value, list) and value and all(hasattr(part, "id") for part in value):
        return {part.id: part for part in value}
    return value


class Whole(AnswerParts[E]):
    """An answer that can't be taken apart."""

    together = True

    def frame(self, exercise: E, /) -> object:
        """Nothing: all of it is the one part."""
        return ""

    def contents(self, exercise: E, answer: Answer | None, /) -> Contents:
        """All that the exercise says."""
        return {"all": {name: getattr(exercise, name) for name in frame(exercise)}}


class Never(AnswerParts[E]):
    """Answers that stay whatever changes around them: nobody grades them."""

    def frame(self, exercise: E, /) -> object:
        """Nothing."""
        return ""

    def contents(self, exercise: E, answer: Answer | None, /) -> Contents:
        """Nothing."""
        return {}


@dataclass(frozen=True)
class Keyed(AnswerParts[E]):
    """An answer with a member for each item, under the item's id; a second question adds `/` and its name."""

    field: str
    items: Callable[[E], Iterable[Any]]

    def frame(self, exercise: E, /) -> object:
        """Everything but the items."""
        return frame(exercise, self.field)

    def contents(self, exercise: E, answer: Answer | None, /) -> Contents:
        """The items."""
        return {item.id: item for item in self.items(exercise)}

    def split(self, exercise: E, answer: Answer, /) -> dict[str, Answer]:
        """The members by item."""
        parts: dict[str, Answer] = {}
        for name, value in answer.items():
            parts.setdefault(name.partition("/")[0], {})[name] = value
        return parts


def nested(answer: Answer, part_of: Callable[[str, str], str]) -> dict[str, Answer]:
    """An answer with two levels by part; `part_of` names the part of a member by both names."""
    parts: dict[str, Answer] = {}
    for name, value in answer.items():
        if isinstance(value, dict) and value:
            for inner, entry in value.items():
                parts.setdefault(part_of(name, inner), {}).setdefault(name, {})[inner] = entry
        else:
            parts.setdefault(part_of(name, ""), {})[name] = value
    return parts
