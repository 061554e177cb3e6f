"""What the instructor and the learner see of an answer that changed after a person graded it.

The instructor's note is in the autograded notebook, which Formgrader shows. The learner's page says
something else, so the note is removed there.
"""

from __future__ import annotations

from typing import Any

from grader.gradebook.graded_answers import Reopened
from rounds.core.html import element
from rounds.core.number_format import two_decimals

NOTE = "%s, %s: regrade: %s"  # how the log says it: student, module, sentence
FIELD = "rounds_regrade"  # in a cell's metadata: the note that was put into the cell


def mark(cell: Any, what: Reopened) -> None:
    """Put the instructor's note above what Formgrader shows of the cell."""
    changed = (
        "The learner changed this after it was graded."
        if what.known
        else "This was graded before, perhaps for another answer of this learner's."
    )
    earlier = (
        f" The earlier grade was {two_decimals(what.score)} of {two_decimals(what.most)} points; "
        "it and its comment are still filled in. Enter a new grade, or press Resolve to keep the earlier one."
    )
    note = str(element("p", element("strong", changed), earlier, class_="rounds-note", role="note"))
    cell.metadata[FIELD] = note
    if cell.cell_type == "markdown":
        cell.source = note + cell.source
    for output in cell.get("outputs", [])[:1]:
        output["data"]["text/html"] = note + output["data"]["text/html"]


def unmark(cell: Any) -> None:
    """Remove the instructor's note."""
    note = cell.metadata.get(FIELD, "")
    if note and cell.cell_type == "markdown":
        cell.source = cell.source.removeprefix(note)
    for output in cell.get("outputs", [])[:1]:
        if note and "text/html" in output.get("data", {}):
            output["data"]["text/html"] = output["data"]["text/html"].removeprefix(note)
