"""nbgrader's API with the points that count: after the late penalty, as exports and feedback pages have them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from nbgrader.apps.api import NbGraderAPI

from grader.gradebook import late_penalty
from rounds.core.errors import RoundsError

Row = dict[str, Any]  # of one of Formgrader's tables
Penalties = dict[Any, float]  # by the row of the submitted notebook in the gradebook
_SAID_IN_THE_LOG = "nbgrader.converters.base.NbGraderException: "


class CourseAPI(NbGraderAPI):  # type: ignore[misc]  # nbgrader is untyped
    """nbgrader's API; its own queries know no penalty, so it's taken off each table's rows."""

    def get_assignment(self, *args: Any, **options: Any) -> Row | None:
        """An assignment with its average score."""
        return self._after_penalty(_average, super().get_assignment(*args, **options))

    def get_notebooks(self, *args: Any, **options: Any) -> list[Row]:
        """The notebooks of an assignment with their average scores."""
        return self._each_after_penalty(_average, super().get_notebooks(*args, **options))

    def get_submission(self, *args: Any, **options: Any) -> Row | None:
        """A student's submission."""
        return self._after_penalty(_of_submission, super().get_submission(*args, **options))

    def get_submissions(self, *args: Any, **options: Any) -> list[Row]:
        """All submissions of an assignment."""
        return self._each_after_penalty(_of_submission, super().get_submissions(*args, **options))

    def get_notebook_submissions(self, *args: Any, **options: Any) -> list[Row]:
        """All submissions of a notebook."""
        return self._each_after_penalty(_of_notebook, super().get_notebook_submissions(*args, **options))

    def get_student_notebook_submissions(self, *args: Any, **options: Any) -> list[Row]:
        """A student's submitted notebooks of an assignment."""
        return self._each_after_penalty(_of_notebook, super().get_student_notebook_submissions(*args, **options))

    def get_student(self, *args: Any, **options: Any) -> Row | None:
        """A student with all points."""
        return self._after_penalty(_of_student, super().get_student(*args, **options))

    def get_students(self, *args: Any, **options: Any) -> list[Row]:
        """All students with all points."""
        return self._each_after_penalty(_of_student, super().get_students(*args, **options))

    def _after_penalty(self, take_off: Callable[[Row, Penalties], None], row: Row | None) -> Row | None:
        if row:
            self._each_after_penalty(take_off, [row])
        return row

    def _each_after_penalty(self, take_off: Callable[[Row, Penalties], None], rows: list[Row]) -> list[Row]:
        try:
            with self.gradebook as gradebook:
                penalties = late_penalty.penalties(gradebook, late_penalty.Rule(self.config)) if any(rows) else {}
                for row in filter(None, rows if penalties else []):
                    take_off(row, penalties)
        except RoundsError as error:  # a table with points before the penalty is better than none
            self.log.error("%s", error)
        return rows


class FormgraderAPI(CourseAPI):
    """The same for Formgrader, which shows what a step logged, and under it the traceback of what ended it.

    nbgrader and the course log why before they raise NbGraderException, so its traceback says nothing more.
    """

    def generate_assignment(self, *args: Any, **options: Any) -> Row:
        """Run generate_assignment."""
        return _without_traceback(super().generate_assignment(*args, **options))

    def autograde(self, *args: Any, **options: Any) -> Row:
        """Run autograde."""
        return _without_traceback(super().autograde(*args, **options))

    def generate_feedback(self, *args: Any, **options: Any) -> Row:
        """Run generate_feedback."""
        return _without_traceback(super().generate_feedback(*args, **options))


def _without_traceback(result: Row) -> Row:
    if f"\n{_SAID_IN_THE_LOG}" in result.get("error", "") and result.get("log"):
        del result["error"]
    return result


def _take_off(row: Row, field: str, penalties: Iterable[float]) -> None:
    row[field] = max(0.0, float(row[field] or 0.0) - sum(penalties))


def _of_submission(row: Row, penalties: Penalties) -> None:
    _take_off(row, "score", (p for notebook, p in penalties.items() if notebook.assignment_id == row["id"]))


def _of_notebook(row: Row, penalties: Penalties) -> None:
    _take_off(row, "score", (p for notebook, p in penalties.items() if notebook.id == row["id"]))


def _of_student(row: Row, penalties: Penalties) -> None:
    _take_off(row, "score", (p for notebook, p in penalties.items() if notebook.assignment.student_id == row["id"]))


def _average(row: Row, penalties: Penalties) -> None:
    """Of an assignment or a notebook. An assignment's `num_submissions` counts folders, so the gradebook is asked."""
    late = [n for n in penalties if row["id"] in (n.notebook_id, n.notebook.assignment_id)]
    if late:
        submissions = len(late[0].notebook.submissions)
        _take_off(row, "average_score", (penalties[notebook] / submissions for notebook in late))
