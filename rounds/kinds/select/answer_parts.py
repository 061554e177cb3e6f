"""What an answer to `select` is made of: its groups, since leaving an item unticked answers it, too."""

from __future__ import annotations

from rounds.core.scoring import Answer
from rounds.kinds import answer_parts
from rounds.kinds.answer_parts import AnswerParts, Contents
from rounds.kinds.select.spec import Exercise, Group

LIST = "list"  # the part of an exercise without groups


class Parts(AnswerParts[Exercise]):
    """A group with its scene and its items; without groups, the whole list."""

    def frame(self, exercise: Exercise, /) -> object:
        """Everything but the groups and the items."""
        return answer_parts.frame(exercise, "groups", "items")

    def contents(self, exercise: Exercise, answer: Answer | None, /) -> Contents:
        """Each group with its items: in any order in a list, in their own as lines of a conversation."""
        groups: dict[str, Group | None] = {group.id: group for group in exercise.groups}
        contents: dict[str, object] = {}
        for name, group in (groups or {LIST: None}).items():
            items = [item for item in exercise.items if (item.group or LIST) == name]
            in_order = exercise.style == "transcript"
            contents[name] = [group, items if in_order else {item.id: item for item in items}]
        return contents

    def split(self, exercise: Exercise, answer: Answer, /) -> dict[str, Answer]:
        """The ticks by group; what is no longer there goes with the first."""
        group_of = {item.id: item.group or LIST for item in exercise.items}
        first = exercise.groups[0].id if exercise.groups else LIST
        parts: dict[str, Answer] = {}
        for name, value in answer.items():
            parts.setdefault(group_of.get(name, first), {})[name] = value
        return parts
