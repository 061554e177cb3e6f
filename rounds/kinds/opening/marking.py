"""An `opening` earns nothing: the line is the learner's own, and a blank is fine."""

from __future__ import annotations

from rounds.core.scoring import Answer, ItemMark, Mark
from rounds.core.text import is_blank
from rounds.kinds.opening.spec import Exercise, Key

LINE = "line"  # the one part of an answer


def line(answer: Answer) -> str:
    """The line that was typed; empty if it's blank or isn't a text."""
    text = answer.get(LINE)
    return text if isinstance(text, str) and not is_blank(text) else ""


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """Whether there is a line."""
    return int(bool(line(answer))), 1


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """The line, while it's blank."""
    return [] if line(answer) else [LINE]


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """No fraction: there's no right line. A blank is 0, as everywhere."""
    text = line(answer)
    lost = len(answer) - (LINE in answer and isinstance(answer[LINE], str))
    note = (f"{lost} part(s) of the answer could not be read and did not count.",) if lost else ()
    item = ItemMark(LINE, exercise.title, "right" if text else "blank", answer=text)
    return Mark(None if text else 0.0, (item,), int(bool(text)), 1, notes=note)


def respond(exercise: Exercise, key: Key, answer: Answer) -> dict[str, ItemMark]:
    """Nothing is said of the line."""
    return {}
