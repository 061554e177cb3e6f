"""Marking of `match`: the share that is right, with chance taken off."""

from __future__ import annotations

from rounds.kinds.match.spec import Clue, Exercise, Key

from rounds.core.scoring import Answer, ItemMark, Mark, Part, above_chance, not_blank, with_slips


def clean(exercise: Exercise, answer: Answer) -> dict[str, str]:
    """The choice for each clue, without anything that can't be read."""
    choices, clues = {choice.id for choice in exercise.choices}, {clue.id for clue in exercise.clues}
    return {c: choice for c, choice in answer.items() if c in clues and isinstance(choice, str) and choice in choices}


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many clues have a choice, and how many there are."""
    return len(clean(exercise, answer)), len(exercise.clues)


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """The clues without a choice."""
    chosen = clean(exercise, answer)
    return [clue.id for clue in exercise.clues if clue.id not in chosen]


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """`(share - 1/k) / (1 - 1/k)` with k choices."""
    chosen = clean(exercise, answer)
    items = tuple(_item(exercise, key, clue, chosen.get(clue.id)) for clue in exercise.clues)
    share = sum(item.verdict == "right" for item in items) / len(items)
    fraction = above_chance(share, 1 / len(exercise.choices))
    parts = (Part(f"{share:.0%} right, less chance", fraction, 1),)
    return with_slips(Mark(fraction, items, len(chosen), len(items), parts=parts), items, key.slips)


def respond(exercise: Exercise, key: Key, answer: Answer) -> dict[str, ItemMark]:
    """Every clue that has a choice."""
    return not_blank(mark(exercise, key, answer).items)


def _item(exercise: Exercise, key: Key, clue: Clue, choice: str | None) -> ItemMark:
    right, label = key.clues[clue.id], {choice.id: choice.label for choice in exercise.choices}
    return ItemMark(
        id=clue.id,
        text=clue.text,
        verdict="blank" if choice is None else "right" if choice == right.choice else "wrong",
        answer=label.get(choice or "", ""),
        expected=label[right.choice],
        why=right.why,
        slip=key.mixed if choice not in (None, right.choice) else None,
    )
