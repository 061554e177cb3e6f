"""nbgrader's own CSV export, with penalties for the points there are now, and cells that stay cells."""

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
    """What `nbgrader export` writes if no other export is asked for: its columns and rows, quoted where they must be."""

    def export(self, gradebook: Gradebook) -> None:
        """Work out the penalties again, then write nbgrader's table. A name with a comma would shift its columns."""
        late_penalty.save(gradebook, late_penalty.Rule(self.config))
        works = [a for a in gradebook.assignments if not self.assignment or a.name in map(str, self.assignment)]
        students = [s for s in gradebook.students if not self.student or s.id in map(str, self.student)]
        from pandas import DataFrame  # nbgrader imports this plugin at each start

        rows = [
            [work.name, work.duedate, *_row(gradebook, work, student), work.max_score]
            for work in works
            for student in students
        ]
        cells = sheet(
            DataFrame([[_cell(value) for value in row] for row in rows], columns=list(_COLUMNS), dtype=object)
        )
        write(Path(self.to or "grades.csv"), cells.removeprefix(codecs.BOM_UTF8))
        self.log.info("Grades exported to %s", self.to or "grades.csv")


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _row(gradebook: Gradebook, work: Any, student: Any) -> list[Any]:
    person = [student.id, student.last_name, student.first_name, student.email]
    try:
        submission = gradebook.find_submission(work.name, student.id)
    except MissingEntry:
        return ["", *person, 0.0, 0.0, 0.0]
    penalty = submission.late_submission_penalty or 0.0
    return [submission.timestamp, *person, submission.score, penalty, max(0.0, submission.score - penalty)]
