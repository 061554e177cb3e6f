"""The lines that learners write in their own words before they choose one. They earn and cost nothing."""

from __future__ import annotations

from typing import Any

from rounds.core.scoring import Answer
from rounds.core.text import is_blank

MOST_MOVES = 200
STEPS = {str(number): number for number in range(MOST_MOVES)}  # as the answer names them


def own_lines(answer: Answer) -> dict[int, str]:
    """What was written, by the number of the step, from 0; what is no text or is blank is left out."""
    lines = answer.get("lines")
    if not isinstance(lines, dict):
        return {}
    return {STEPS[step]: text for step, text in lines.items() if _is_line(step, text) and not is_blank(text)}


def readable(answer: Answer) -> bool:
    """Whether all that stands where own lines stand are some."""
    lines = answer.get("lines")
    return lines is None or (isinstance(lines, dict) and all(_is_line(step, text) for step, text in lines.items()))


def _is_line(step: Any, text: Any) -> bool:
    return step in STEPS and isinstance(text, str)
