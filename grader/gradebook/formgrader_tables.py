"""Formgrader's tables with the points that count: after what being late takes off, as exports and pages have them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from nbgrader.apps.api import NbGraderAPI

from grader.gradebook import late_penalty
from rounds.core.errors import RoundsError

Penalties = dict[Any, float]  # by the row of the submitted notebook


def points_after_penalty() -> None:
    """Wrap what Formgrader asks nbgrader's API for; there is no hook, and nbgrader's own queries know no penalty."""
    if getattr(NbGraderAPI.get_submission, "careful", False):
        return
    _wrap("get_assignment", _average)
    _wrap("get_notebooks", _average)
    _wrap("get_submission", _submissions)
    _wrap("get_submissions", _submissions)
    _wrap("get_notebook_submissions", _notebooks)
    _wrap("get_student_notebook_submissions", _notebooks)
    _wrap("get_student", _students)
    _wrap("get_students", _students)


def _wrap(name: str, correct: Callable[[Any, Penalties], None]) -> None:
    original = getattr(NbGraderAPI, name)

    @functools.wraps(original)
    def corrected(self: Any, *args: Any, **kw: Any) -> Any:
        result = original(self, *args, **kw)
        rows = [row for row in (result if isinstance(result, list) else [result]) if row]
        try:
            with self.gradebook as gradebook:
                if rows and (found := late_penalty.penalties(gradebook, late_penalty.Rule(self.config))):
                    for row in rows:
                        correct(row, found)
        except RoundsError as error:  # a table with points before the penalty is better than none
            self.log.error("%s", error)
        return result

    corrected.careful = True  # type: ignore[attr-defined]
    setattr(NbGraderAPI, name, corrected)


def _take_off(row: dict[str, Any], field: str, penalties: Iterable[float]) -> None:
    row[field] = max(0.0, float(row[field] or 0.0) - sum(penalties))


def _submissions(row: dict[str, Any], found: Penalties) -> None:
    _take_off(row, "score", (p for notebook, p in found.items() if notebook.assignment_id == row["id"]))


def _notebooks(row: dict[str, Any], found: Penalties) -> None:
    _take_off(row, "score", (p for notebook, p in found.items() if notebook.id == row["id"]))


def _students(row: dict[str, Any], found: Penalties) -> None:
    _take_off(row, "score", (p for notebook, p in found.items() if notebook.assignment.student_id == row["id"]))


def _average(row: dict[str, Any], found: Penalties) -> None:
    """Of an assignment or of a notebook; `num_submissions` of an assignment counts folders, so the gradebook is asked."""
    own = [n for n in found if row["id"] in (n.notebook_id, n.notebook.assignment_id)]
    if own:
        every = len(own[0].notebook.submissions)
        _take_off(row, "average_score", (found[notebook] / every for notebook in own))
