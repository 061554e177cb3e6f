"""Says in sentences what's wrong with a submitted notebook. It's read and never run."""

from __future__ import annotations

import json
import os
import stat
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader.submissions.sanitize import PUT_BACK, notes_of, shown

MAX_BYTES = 20 * 2**20
NO_LOSS = "The course's own notebook was used instead; the answers are in a file of their own, so no points were lost."
INSTEAD = "The course's own notebook was used instead."  # if there are no answers that could be lost
NOTHING_LOST = " No points were lost."


def notebook_notes(submitted: Path, notebook: Any, earlier: Sequence[Any] = (), answered: bool = True) -> list[str]:
    """Sentences about the notebooks in a submitted folder, compared with the course's own `notebook`.

    `earlier` are versions of it that were released before: a learner who has one of them changed nothing.
    Only if something was `answered` do the sentences say that nothing was lost.
    """
    notes = []
    for path in sorted(submitted.glob("*.ipynb")):
        notes += _problems(path, (notebook, *earlier))
    return notes if answered else [note.replace(NO_LOSS, INSTEAD) for note in notes]


def tidying_notes(submitted: Path, answered: bool) -> list[str]:
    """What was noted when a folder was made safe, and, if something was `answered`, that it costs no points."""
    notes = [note.removesuffix(NOTHING_LOST) for note in notes_of(submitted)]
    return [note + NOTHING_LOST if answered and note.endswith(PUT_BACK) else note for note in notes]


def _problems(path: Path, versions: Sequence[Any]) -> list[str]:
    name = f"The notebook {shown(path.name)}"
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode):
            return [f"{name} is not a regular file. {NO_LOSS}"]
        if status.st_size > MAX_BYTES:
            return [f"{name} is {status.st_size // 2**20} MB and was not read. {NO_LOSS}"]
        raw = path.read_bytes()
    except OSError as error:
        return [f"{name} could not be read ({error.strerror}). {NO_LOSS}"]
    if not raw.strip():
        return [f"{name} is empty. {NO_LOSS}"]
    try:
        data = json.loads(raw)
        cells = data["cells"] if data.get("nbformat") == 4 else None
        if cells is None:
            return [f"{name} is of another format ({shown(str(data.get('nbformat', 'unknown')))}). {NO_LOSS}"]
        return _compared(name, [cell for cell in cells if isinstance(cell, dict)], versions)
    except (ValueError, RecursionError):
        return [f"{name} is damaged: it is cut off or not JSON. {NO_LOSS}"]
    except (KeyError, TypeError, AttributeError):
        return [f"{name} is damaged: its parts are not those of a notebook. {NO_LOSS}"]


def _compared(name: str, cells: list[dict[str, Any]], versions: Sequence[Any]) -> list[str]:
    """What was changed, compared with the version that explains the most."""
    known = {_source(cell) for version in versions for cell in version.cells}
    fewest: tuple[int, list[str]] | None = None
    for version in versions:
        changes, changed = _compare(cells, version, known)
        if not changes:
            return []
        fewest = min(fewest or (changes, changed), (changes, changed), key=lambda pair: pair[0])
    return [f"{name} was changed: {'; '.join(fewest[1])}. {NO_LOSS}"] if fewest else []


def _compare(cells: list[dict[str, Any]], notebook: Any, known: set[str]) -> tuple[int, list[str]]:
    """How many cells were changed, and the changes in words."""
    by_id = [(_grade_id(cell), cell) for cell in cells]
    count = Counter(grade for grade, _ in by_id if grade)
    ours = {cell.metadata.nbgrader["grade_id"]: cell for cell in notebook.cells if "nbgrader" in cell.metadata}
    changed: list[str] = []
    if missing := [grade for grade in ours if not count[grade]]:
        changed.append(f"{len(missing)} exercise cell(s) deleted ({', '.join(missing)})")
    if twice := [grade for grade in ours if count[grade] > 1]:
        changed.append(f"{len(twice)} duplicated ({', '.join(twice)})")
    if odd := [grade for grade in count if grade not in ours]:
        changed.append(f"{len(odd)} with an id that is not ours")
    edited = [g for g, cell in by_id if g in ours and _edited(cell, ours[g])]
    if edited:
        changed.append(f"{len(edited)} edited ({', '.join(dict.fromkeys(edited))})")
    order = [g for g, _ in by_id if g in ours]
    if not twice and order != [g for g in ours if g in order]:
        changed.append("the order changed")
    foreign = sum(
        cell.get("cell_type") == "code" and bool(_source(cell).strip()) and _source(cell) not in known for cell in cells
    )
    if foreign:
        changed.append(f"{foreign} code cell(s) that are not ours, none of which was run")
    return len([*missing, *twice, *odd, *edited]) + foreign + ("the order changed" in changed), changed


def _grade_id(cell: dict[str, Any]) -> str:
    metadata = cell.get("metadata")
    about = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade = about.get("grade_id") if isinstance(about, dict) else None
    return grade if isinstance(grade, str) else ""


def _source(cell: Any) -> str:
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def _edited(cell: dict[str, Any], ours: Any) -> bool:
    submitted, original = cell["metadata"]["nbgrader"], ours.metadata.nbgrader
    same_points = submitted.get("points") == original.get("points")
    return cell.get("cell_type") != ours.cell_type or _source(cell) != ours.source or not same_points
