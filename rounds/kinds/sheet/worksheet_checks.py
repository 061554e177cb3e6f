"""What can be wrong in a worksheet and its key."""

from __future__ import annotations

from collections.abc import Iterator

from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.sheet.spec import Line, LineKey, Worksheet, WorksheetKey

LEAST = 3  # options of a line with many that belong, and that don't


def case_problems(case: Worksheet) -> Iterator[Problem]:
    """Whether every line and option has an id of its own."""
    for problem in base.unique([line.id for line in case.lines], "line"):
        yield Problem(f"{case.id}/{problem.item}", problem.says)
    for line in case.lines:
        for problem in base.unique([option.id for option in line.options], "option"):
            yield Problem(f"{case.id}/{line.id}/{problem.item}", problem.says)


def key_problems(case: Worksheet, about: WorksheetKey) -> list[Problem]:
    """What is wrong between a worksheet and its key."""
    if problems := base.same_ids([line.id for line in case.lines], about.lines, f"{case.id}, lines"):
        return problems
    problems = []
    for line in case.lines:
        problems += base.same_ids([o.id for o in line.options], about.lines[line.id].options, f"{case.id}, {line.id}")
    return problems or [
        Problem(f"{case.id}/{where}", says)
        for at, line in enumerate(case.lines)
        for where, says in _line(line, about, case.lines[:at])
    ]


def _line(line: Line, about: WorksheetKey, before: list[Line]) -> Iterator[tuple[str, str]]:
    key = about.lines[line.id]
    start = next((one for one in before if one.id == key.after), None)
    if key.after is not None and (start is None or start.many):
        yield line.id, f"after: {key.after} must be an earlier line with one choice"
        return
    yield from _rights(line, key)
    yield from _amounts(line, key)
    allowed = (
        [name for name, option in about.lines[start.id].options.items() if option.right is not False] if start else []
    )
    for name, option in key.options.items():
        for other in option.right if isinstance(option.right, list) else []:
            if other not in allowed:
                yield f"{line.id}/{name}", f"right names {other}, which is no right choice of the line before"
    for other in allowed:
        if not line.many and not any(
            option.right is True or other in _after(option.right) for option in key.options.values()
        ):
            yield line.id, f"has nothing that is right after {other}; add an option, or make that one wrong"
    if not key.counts and not any(later.after == line.id for later in about.lines.values()):
        yield line.id, "doesn't count, and no line follows from it; let it count"


def _after(right: bool | list[str]) -> list[str]:
    return right if isinstance(right, list) else []


def _rights(line: Line, key: LineKey) -> Iterator[tuple[str, str]]:
    """Whether what can be wrong names its slip, and nothing else does."""
    for name, option in key.options.items():
        where = f"{line.id}/{name}"
        if isinstance(option.right, list) and key.after is None:
            yield where, "is right with some choices of a line before; name that line in after:"
        if (option.right is True) == (option.slip is not None):
            yield where, "if it can be wrong it names its slip, and only then"
        if option.breach and option.right is not False:
            yield where, "is a breach, so it is never right"
    if line.many != (key.missed is not None):
        yield line.id, "names missed: (the slip of leaving out what belongs) if it has many choices, and only then"


def _amounts(line: Line, key: LineKey) -> Iterator[tuple[str, str]]:
    right = sum(option.right is not False for option in key.options.values())
    wrong = len(key.options) - right
    if line.many and min(right, wrong) < LEAST:
        yield line.id, f"has {right} options that belong and {wrong} that don't; give it at least {LEAST} of each"
    elif not right:
        yield line.id, "has no right option"
