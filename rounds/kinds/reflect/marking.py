"""`reflect` earns no automatic points: a blank is 0 at once, anything else waits for a person."""

from __future__ import annotations

import re

from rounds.core.scoring import Answer, ItemMark, Mark
from rounds.core.text import clean as clean_text
from rounds.core.text import is_blank
from rounds.core.typed_numbers import parse
from rounds.kinds.reflect.spec import Area, Exercise, Key

_WORD = re.compile(r"\w")
_STOP = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？]+|\n+")  # full-width stops end a sentence, too


def clean(exercise: Exercise, answer: Answer) -> tuple[dict[str, str], tuple[str, ...]]:
    """The text of each field that is not blank, and notes about what could not be read."""
    fields = {f.id for f in exercise.fields}
    texts = {name: text for name, text in answer.items() if name in fields and isinstance(text, str)}
    lost = len(answer) - len(texts)
    note = (f"{lost} part(s) of the answer could not be read and did not count.",) if lost else ()
    return {name: text for name, text in texts.items() if not is_blank(text)}, note


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many fields have as much text as they ask for, and how many there are."""
    return len(exercise.fields) - len(left(exercise, answer)), len(exercise.fields)


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, by the names the page has for it, in its order."""
    texts = clean(exercise, answer)[0]
    return [field.id for field in exercise.fields if not enough(field, texts.get(field.id, ""))]


def enough(field: Area, text: str) -> bool:
    """Whether a field has the rows, lines and sentences that it asks for at least, and weights that sum to 100."""
    written = lines(text)
    if not written or len(written) < field.lines or len(sentences(text)) < field.sentences:
        return False
    if not field.weights:
        return True
    weights = [parse(weight) for line in written for words, _, weight in [line.rpartition(": ")] if words]
    in_range = [weight for weight in weights if weight is not None and 0 <= weight <= 100]
    return len(in_range) == len(written) and abs(sum(in_range) - 100) < 1e-6


def lines(text: str) -> list[str]:
    """The lines in which something is written."""
    return [line for line in clean_text(text).split("\n") if _WORD.search(line)]


def sentences(text: str) -> list[str]:
    """The sentences, told by stops and line ends: in doubt, one too many."""
    return [part for part in _STOP.split(clean_text(text)) if _WORD.search(part)]


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """Blank: 0. Otherwise no fraction: a person grades it, with the exemplar beside it."""
    texts, notes = clean(exercise, answer)
    items = tuple(
        ItemMark(
            id=f.id,
            text=f.label,
            verdict="blank" if f.id not in texts else "right",
            answer=texts.get(f.id, ""),
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
