"""Remembers each generated version of a notebook, so that no learner is blamed for what the course changed.

A submitted notebook is compared with the version that explains it best: a cell that was added later isn't a
deleted one, and points that were raised since aren't edited ones.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict

from grader.authoring.place import CALL
from grader.locks import marking_folder
from rounds.core import atomic_write

MOST = 50  # versions of one notebook, the newest


def _path(root: Path, module: str) -> Path:
    return marking_folder(root) / f"released-{module}.json"


def versions(root: Path, module: str) -> list[NotebookNode]:
    """The versions of a module's notebook that were generated before, the newest first; their graded cells only."""
    path = _path(root, module)
    try:
        return list(_read(path, path.stat().st_mtime_ns))
    except OSError:
        return []


@lru_cache(maxsize=16)
def _read(path: Path, _stamp: int) -> tuple[NotebookNode, ...]:
    try:
        return tuple(from_dict({"cells": cells, "metadata": {}}) for cells in reversed(json.loads(path.read_text())))
    except (ValueError, TypeError, AttributeError):
        return ()


def exercises(earlier: Sequence[NotebookNode]) -> set[str]:
    """The exercises that some versions show: answers to them come from the course, and aren't strange."""
    return {name for version in earlier for cell in version.cells for name in CALL.findall(cell.source)}


def remember(root: Path, module: str, nb: Any) -> None:
    """Keep what a version's cells look like, unless it's the same as the last one."""
    cells = [
        {"cell_type": cell.cell_type, "source": cell.source, "metadata": _about(cell)}
        for cell in nb.cells
        if cell.cell_type == "code"
    ]
    _add(root, module, cells)


def _about(cell: Any) -> dict[str, Any]:
    about = cell.metadata.get("nbgrader")
    return {"nbgrader": {"grade_id": about["grade_id"], "points": about.get("points")}} if about else {}


def remember_generated(root: Path, notebook: Any) -> None:
    """Keep the version in the gradebook, if it was generated before versions were kept."""
    if not versions(root, notebook.name):
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
        cells = [
            {
                "cell_type": cell.cell_type,
                "source": cell.source,
                "metadata": {"nbgrader": {"grade_id": cell.name, "points": points.get(cell.name)}},
            }
            for cell in notebook.source_cells
        ]
        _add(root, notebook.name, cells)


def _add(root: Path, module: str, cells: list[dict[str, Any]]) -> None:
    path = _path(root, module)
    try:
        every = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        every = []
    if not isinstance(every, list):
        every = []
    if cells not in every[-1:]:
        atomic_write.write(path, json.dumps([*every, cells][-MOST:]))
