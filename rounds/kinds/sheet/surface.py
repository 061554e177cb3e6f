"""What the choices of a preparation sheet give away without the case."""

from __future__ import annotations

from random import Random
from typing import Any

from rounds.core.scoring import Answer
from rounds.kinds.sheet.marking import CHOICES
from rounds.kinds.sheet.spec import Exercise, Key, Worksheet, WorksheetKey
from rounds.kinds.surface import Counted, Ear, Option, best, upper_half


def options(exercise: Exercise, key: Key) -> list[Option]:
    """The options of worksheets that are right or wrong whatever else is chosen."""
    return [
        (option.text, right)
        for case in exercise.cases
        if isinstance(case, Worksheet) and isinstance(about := key.cases[case.id], WorksheetKey)
        for line in case.lines
        for option in line.options
        if isinstance(right := about.lines[line.id].options[option.id].right, bool)
    ]


def by_ear(exercise: Exercise, ear: Ear) -> dict[str, Answer]:
    """Chooses what sounds best in each line, and leaves figures blank."""
    answers: dict[str, Answer] = {}
    for case in exercise.cases:
        entries: dict[str, Any] = {}
        if isinstance(case, Worksheet):
            for line in case.lines:
                texts = [option.text for option in line.options]
                if line.many:
                    entries[line.id] = {line.options[at].id: True for at in upper_half(texts, ear)}
                else:
                    entries[line.id] = line.options[best(texts, ear)].id
        else:
            for entry, part in CHOICES.items():
                listed = getattr(case, part)
                entries[entry] = listed[best([option.text for option in listed], ear)].id
        answers[case.id] = {"case": case.id, case.id: entries}
    return answers


def by_count(exercise: Exercise, key: Key, rng: Random) -> Counted | None:
    """None: nothing tells how many belong where."""
    return None
