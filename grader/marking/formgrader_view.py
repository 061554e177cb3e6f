"""The autograded notebook as people read it in Formgrader: text that earns no points has no score box, and code is hidden.

Formgrader offers full and no credit for each graded code cell. "What was submitted" earns no points, and a
blank reflection showed its line of code instead of an answer. By now the grades are saved, so both become text.
"""

from __future__ import annotations

from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from grader.course import HAND_IN
from rounds.core.html import element

HEADING = "rounds_heading"  # in a cell's metadata: the heading that Formgrader needs and the feedback page has already


class ShowAsText(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader is untyped
    """Turns the cells that are read and not run into text, after their grades were saved."""

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> Any:
        """One cell of the autograded notebook."""
        if is_grade(cell) and cell.metadata.nbgrader["grade_id"] == HAND_IN:
            cell.metadata[HEADING] = str(element("h3", cell.metadata.get("rounds_title", HAND_IN)))
            cell.metadata.nbgrader["grade"] = False  # so that Formgrader asks for no points
            _to_text(cell)
        elif is_solution(cell) and cell.cell_type == "code":
            _to_text(cell)
        return cell, resources


def _to_text(cell: Any) -> None:
    html = "".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)
    cell.cell_type = "markdown"
    cell.source = cell.metadata.get(HEADING, "") + html
    for name in ("outputs", "execution_count"):
        cell.pop(name, None)
