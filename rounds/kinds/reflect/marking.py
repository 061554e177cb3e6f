"""`reflect` earns no automatic points: a blank is 0 at once, anything else waits for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rounds.marking import Answer, ItemMark, Mark
from rounds.text import is_blank

if TYPE_CHECKING:
    from rounds.kinds.reflect.spec import Exercise, Key


def clean(exercise: Exercise, answer: Answer) -> tuple[dict[str, str], tuple[str, ...]]:
    """The text of each field that is not blank, and notes about what could not be read."""
    fields = {f.id for f in exercise.fields}
    texts = {name: text for name, text in answer.items() if name in fields and isinstance(text, str)}
    odd = len(answer) - len(texts)
    note = (f"{odd} part(s) of the answer could not be read and did not count.",) if odd else ()
    return {name: text for name, text in texts.items() if not is_blank(text)}, note


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many fields have text, and how many there are."""
    return len(clean(exercise, answer)[0]), len(exercise.fields)


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """Blank: 0. Otherwise no fraction: a person grades it, and the exemplar stands beside it."""
    texts, notes = clean(exercise, answer)
    items = tuple(
        ItemMark(
            id=f.id,
            text=f.label,
            verdict="blank" if f.id not in texts else "right",
            given=texts.get(f.id, ""),
            expected=key.exemplar[f.id],
        )
        for f in exercise.fields
    )
    return Mark(
        fraction=None if texts else 0.0,
        items=items,
        answered=len(texts),
        total=len(items),
        summary=("Free text is read by a person, with the rubric.",),
        notes=notes,
    )


def respond(exercise: Exercise, key: Key, answer: Answer) -> dict[str, ItemMark]:
    """Practice: nothing is said of free text while it is written."""
    return {}
