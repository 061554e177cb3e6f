"""What the feedback page says about the points: what still waits for a person, and what the late penalty takes off."""

from __future__ import annotations

from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import GetGrades

from grader.gradebook import changed_answers, graded_answers, late_penalty


class GradesToReturn(GetGrades):  # type: ignore[misc]  # nbgrader is untyped
    """nbgrader's GetGrades, with the late penalty as it is now and the grades that wait for a person."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Fill in scores and comments; the penalty is worked out again, since a person may have given points since."""
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            late_penalty.save(gradebook, late_penalty.Rule(self.config), about["assignment"], about["student"])
            notebook = gradebook.find_submission_notebook(about["notebook"], about["assignment"], about["student"])
            waiting = [grade for grade in notebook.grades if grade.needs_manual_grade]
            changed = graded_answers.changed(gradebook, waiting)
            # A score that waits was for an earlier answer, or from before there was a ledger.
            self._waiting = {
                grade.name: "new" if grade.manual_score is None else "changed" if grade.id in changed else "again"
                for grade in waiting
            }
            self._set = {
                grade.name for grade in notebook.grades if grade.manual_score is not None or grade.extra_credit
            }
            self._commented = {comment.name for comment in notebook.comments if comment.manual_comment}
        nb, resources = super().preprocess(nb, resources)
        about["points"] = about["score"] + about["late_penalty"]
        about["waits"] = bool(self._waiting)
        return nb, resources

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> Any:
        """Fill in a cell's score and comment, and whether it waits; leave out an exercise that was removed since."""
        try:
            cell, resources = super().preprocess_cell(cell, resources, cell_index)
        except MissingEntry:
            del cell.metadata["nbgrader"]
        changed_answers.unmark(cell)
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in self._set:
            cell.metadata.nbgrader["set"] = True  # the feedback below says what the course gave
        if name in self._waiting:
            cell.metadata.nbgrader["waits"] = self._waiting[name]
            if name not in self._commented:  # nbgrader's own "No response." is for what is graded
                cell.metadata.nbgrader["comment"] = None
        return cell, resources
