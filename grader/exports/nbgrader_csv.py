"""nbgrader's own CSV export, with what being late takes off the points as they are now, and cells that stay cells."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import CsvExportPlugin

from grader.exports.cells import sheet, write
from grader.gradebook import late_penalty

_COLUMNS = ("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
            "late_submission_penalty", "score", "max_score")  # fmt: skip


class CsvAfterPenalty(CsvExportPlugin):  # type: ignore[misc]  # nbgrader is untyped
    """The export of `nbgrader export` where no other is asked for: its columns and rows, quoted where they must be."""

    def export(self, gradebook: Gradebook) -> None:
        """Work the penalties out anew, then write nbgrader's table. A name with a comma would shift its columns."""
        late_penalty.save(gradebook, late_penalty.Rule(self.config))
        works = [a for a in gradebook.assignments if not self.assignment or a.name in map(str, self.assignment)]
        students = [s for s in gradebook.students if not self.student or s.id in map(str, self.student)]
        rows: list[list[Any]] = [list(_COLUMNS)]
        for work in works:
            for student in students:
                rows.append([work.name, work.duedate, *_row(gradebook, work, student), work.max_score])
        cells = sheet([["" if c is None else str(c) for c in row] for row in rows])
        write(Path(self.to or "grades.csv"), cells.removeprefix(codecs.BOM_UTF8))
        self.log.info("Grades exported to %s", self.to or "grades.csv")


def _row(gradebook: Gradebook, work: Any, student: Any) -> list[Any]:
    person = [student.id, student.last_name, student.first_name, student.email]
    try:
        found = gradebook.find_submission(work.name, student.id)
    except MissingEntry:
        return ["", *person, 0.0, 0.0, 0.0]
    penalty = found.late_submission_penalty or 0.0
    return [found.timestamp, *person, found.score, penalty, max(0.0, found.score - penalty)]
