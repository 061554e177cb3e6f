"""How much there is to read and to do in an exercise; rounds.content.study_time makes minutes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from rounds.kinds.base import Exercise

_WORD = re.compile(r"\w+(?:['’.,-]\w+)*")  # "can't", "27%" and "1,054" are one each
_NOT_READ = {"id", "kind", "use", "style", "form", "state", "group", "speaker"}


class Workload(NamedTuple):
    """Words to read once, and parts to answer."""

    words: int
    parts: int


def of(exercise: Exercise, parts: int) -> Workload:
    """All that the page shows of an exercise, and in practice the reasons, with that many parts to answer."""
    said = reasons(exercise.key.model_dump()) if exercise.key else ()
    return Workload(words(*shown(exercise.public()), *said), parts)


def words(*texts: str) -> int:
    """How many words some texts have."""
    return sum(len(_WORD.findall(text)) for text in texts)


def shown(value: object) -> Iterable[str]:
    """The texts in what a page gets of an exercise, without ids and the like."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in _NOT_READ:
                yield from shown(part)
    elif isinstance(value, list):
        for part in value:
            yield from shown(part)


def reasons(value: object) -> Iterable[str]:
    """The reasons (`why`) in a key: in practice, learners read them as they answer."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "why" and isinstance(part, str):
                yield part
            else:
                yield from reasons(part)
    elif isinstance(value, list):
        for part in value:
            yield from reasons(part)
