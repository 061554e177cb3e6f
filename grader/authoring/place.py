"""Puts an exercise's cell into a notebook and takes it out, so that no one edits a notebook's JSON by hand."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader.course import HAND_IN, Source
from rounds import kinds
from rounds.content.loader import EXERCISES, Exercise, Module, load_module
from rounds.core import atomic_write
from rounds.core.errors import RoundsError
from rounds.core.near_names import choices

CALL = re.compile(r"""\bexercise\(\s*["']([^"']*)["']\s*\)""")
ID_LENGTH = 60  # nbformat allows a cell's id 64 characters


def metadata(name: str, points: float | None, written: bool = False) -> dict[str, Any] | None:
    """What nbgrader needs to know about an exercise's cell; None if the exercise earns no points.

    `points` is the most that nbgrader gives, and 0 for the cell that says how the submission was handled. A
    `written` answer is graded by a person: in nbgrader's terms a manually graded cell, which isn't locked.
    """
    if points is None:
        return None
    return {
        "cell_type": "code",
        "grade": True,
        "grade_id": name,
        "locked": not written,
        "points": int(points) if points == int(points) else points,
        "schema_version": 3,
        "solution": written,
        "task": False,
    }


def place(source: Source, name: str, after: str | None = None) -> str:
    """Show an exercise in its notebook, and say what was done.

    The cell goes after the cell of the exercise `after`. If that's None, it stays where it is, and a new cell goes
    where `exercises.yaml` has the exercise. A second call changes nothing. Raises RoundsError.
    """
    module = load_module(source.folder)
    exercise = _exercise(source, module, name)
    notebook = _read(source)
    cells: list[NotebookNode] = notebook["cells"]
    places = _shown(source, cells)
    if after is not None and (after == name or after not in places):
        others = choices(after, [e for e in places if e != name])
        raise RoundsError(f'{_where(source)}: --after "{after}" is not shown there; name one of {others}')
    before = places.get(name, [])
    cell = _cell(exercise, cells, cells[before[0]] if before else None)
    rest = [c for at, c in enumerate(cells) if at not in before]
    if before and after is None:
        at = before[0]
    else:
        at = _after(after, _shown(source, rest)) if after else _by_order(module, name, source, rest)
    notebook["cells"] = [*rest[:at], cell, *rest[at:]]
    changed = _write(source, notebook)
    shows = next((e for e, at_cells in _shown(source, rest).items() if at_cells[-1] < at <= at_cells[-1] + 1), None)
    spot = f'after "{shows}"' if shows else f"as cell {at + 1}"
    worth = f"{exercise.points:g} points" if exercise.points is not None else "no points"
    now = "is now shown" if changed else "is already shown"
    return f'{_where(source)}: "{name}" {now} {spot}, with {worth}'


def place_all(source: Source) -> list[str]:
    """Show each exercise that a module's notebook doesn't show yet, and repair the cells of the others."""
    return [place(source, exercise.id) for exercise in load_module(source.folder).exercises]


def remove(source: Source, name: str) -> str:
    """Take an exercise's cell out of the notebook; if there isn't one, say so and change nothing."""
    notebook = _read(source)
    places = _shown(source, notebook["cells"])
    if name not in places:
        return f'{_where(source)}: does not show "{name}"; it shows {choices(name, places)}'
    notebook["cells"] = [cell for at, cell in enumerate(notebook["cells"]) if at not in places[name]]
    _write(source, notebook)
    return f'{_where(source)}: "{name}" is no longer shown; {EXERCISES} and the key have not changed'


def _where(source: Source) -> str:
    return f"modules/{source.name}/{source.notebook.name}"


def _exercise(source: Source, module: Module, name: str) -> Exercise:
    for exercise in module.exercises:
        if exercise.id == name:
            return exercise
    known = choices(name, [e.id for e in module.exercises])
    raise RoundsError(
        f'modules/{source.name}/{EXERCISES}: has no exercise "{name}"; it has {known}. Describe it there first, then place it'
    )


def _text(cell: NotebookNode) -> str:
    return "".join(cell.get("source", "")).strip() if cell.get("cell_type") == "code" else ""


def _shown(source: Source, cells: list[NotebookNode]) -> dict[str, list[int]]:
    """The cells that show each exercise, in the order of the notebook. Raises RoundsError for a mixed cell."""
    places: dict[str, list[int]] = {}
    for at, cell in enumerate(cells):
        text = _text(cell)
        call = CALL.search(text)
        if call and call.group() != text:
            raise RoundsError(
                f"{_where(source)}, cell {at + 1}: holds more than {call.group()}; leave one call to a cell"
            )
        if call:
            places.setdefault(call.group(1), []).append(at)
    return places


def _after(name: str, places: dict[str, list[int]]) -> int:
    return places[name][-1] + 1


def _by_order(module: Module, name: str, source: Source, cells: list[NotebookNode]) -> int:
    """Where a new cell goes: after its neighbor in `exercises.yaml`, and never after the cell before submitting."""
    order, places = [e.id for e in module.exercises], _shown(source, cells)
    here = order.index(name)
    for neighbor in reversed(order[:here]):
        if neighbor in places:
            return _after(neighbor, places)
    for neighbor in order[here + 1 :]:
        if neighbor in places:
            return places[neighbor][0]
    return next((at for at, cell in enumerate(cells) if _text(cell) == "before_you_hand_in()"), len(cells))


def _cell(exercise: Exercise, cells: list[NotebookNode], old: NotebookNode | None) -> NotebookNode:
    taken = {cell.get("id") for cell in cells if cell is not old} | {HAND_IN}
    names = (f"{exercise.id[:ID_LENGTH]}{f'-{n}' if n else ''}" for n in count())
    about = metadata(exercise.id, exercise.points, kinds.of(exercise.kind).graded_by_person)
    # A learner sees the exercise, and neither edits its line of code nor deletes it.
    seen = {"deletable": False, "editable": False, "jupyter": {"source_hidden": True}}
    return nbformat.v4.new_code_cell(
        id=old["id"] if old and old.get("id") not in taken | {None} else next(n for n in names if n not in taken),
        source=f'exercise("{exercise.id}")',
        metadata={**seen, **({"nbgrader": about} if about else {})},
    )


def _read(source: Source) -> NotebookNode:
    try:
        notebook = nbformat.read(source.notebook, as_version=nbformat.NO_CONVERT)
        notebook["cells"] = list(notebook["cells"])
    except FileNotFoundError:
        raise RoundsError(f"{_where(source)}: there is no such file; a notebook is named as its folder") from None
    except (ValueError, KeyError, TypeError, AttributeError, nbformat.ValidationError):
        raise RoundsError(f"{_where(source)}: is not a notebook; restore it from git") from None
    return notebook


def _write(source: Source, notebook: NotebookNode) -> bool:
    """Store a notebook without outputs; False if nothing changed."""
    for cell in notebook["cells"]:
        if cell.get("cell_type") == "code":
            cell["outputs"], cell["execution_count"] = [], None
    text = nbformat.writes(notebook) + "\n"
    path: Path = source.notebook
    if path.read_text(encoding="utf-8") == text:
        return False
    atomic_write.write(path, text)
    return True
