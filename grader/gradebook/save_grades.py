"""Saves grades in nbgrader's gradebook without a new session and a commit for each cell.

A grade that a person gave stays as long as its answer is the same (grader/gradebook/graded_answers.py).
"""

from __future__ import annotations

from typing import Any

from nbgrader.api import Course, Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from nbgrader.utils import is_grade
from sqlalchemy import false, update

from grader.gradebook import changed_answers
from grader.gradebook.graded_answers import Ledger, Reopened
from grader.submissions.fingerprints import Prints

UNGRADED = "rounds_ungraded"  # in the metadata of a cell whose answer couldn't be read, or was given to other texts
KEPT = "rounds_kept"  # in that of a cell whose answer was given to other texts, and graded by them: that grade stays


class SaveMarks(SaveAutoGrades):  # type: ignore[misc]  # nbgrader is untyped
    """nbgrader's SaveAutoGrades with one query for the notebook's grades and one commit for all cells."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Save the score of each graded cell; nbgrader's own methods decide what is saved."""
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            begin_writing(gradebook)
            notebook = gradebook.find_submission_notebook(about["notebook"], about["assignment"], about["student"])
            rows = Rows(
                about["student"],
                {grade.name: grade for grade in notebook.grades},
                {comment.name: comment for comment in notebook.comments},
            )
            ledger = Ledger(gradebook, notebook.grades)
            self.save(nb, about["notebook"], rows, ledger, resources["rounds"]["answers"])
            ledger.save()
            gradebook.db.commit()
        return nb, resources

    def save(self, nb: Any, module: str, rows: Rows, ledger: Ledger, answers: Prints) -> bool:
        """Put the scores of a marked notebook into a submission's rows; committing is the caller's.

        Returns whether a grade that a person gave waits again, so that the notebook says so now.
        """
        self.notebook_id = self.assignment_id = module
        self.student_id = rows.student
        self.gradebook, self._ledger, self._answers, self._waits = rows, ledger, answers, False
        NbGraderPreprocessor.preprocess(self, nb, {})
        return self._waits

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> Any:
        """Save one cell; nbgrader would ask for a new look at every grade that a person gave."""
        if not is_grade(cell):
            return super().preprocess_cell(cell, resources, cell_index)
        name = cell.metadata.nbgrader["grade_id"]
        grade = self.gradebook.find_grade(name)
        kept = self._ledger.settle(self.student_id, grade, self.gradebook.comment(name), self._answers.get(name, name))
        if cell.metadata.get(KEPT):
            return cell, resources
        saved = super().preprocess_cell(cell, resources, cell_index)
        if isinstance(kept, Reopened):
            self._waits = True
            changed_answers.mark(cell, kept)
            self.log.warning(changed_answers.NOTE, self.student_id, self.assignment_id, kept.sentence)
        elif kept is not None:
            grade.needs_manual_grade = False
        return saved

    def _add_score(self, cell: Any, resources: Any) -> None:
        super()._add_score(cell, resources)
        if cell.metadata.get(UNGRADED):  # nbgrader gives a code cell without a score full marks
            grade = self.gradebook.find_grade(cell.metadata.nbgrader["grade_id"])
            grade.auto_score, grade.needs_manual_grade = None, True


class Rows:
    """The grades and comments of one submitted notebook by name, as nbgrader's step asks for them; commits wait."""

    def __init__(self, student: str, grades: dict[str, Any], comments: dict[str, Any]) -> None:
        self.student, self._grades, self._comments = student, grades, comments
        self.db = self

    def find_grade(self, name: str, *_: str) -> Any:
        """A grade."""
        return self._grades[name]

    def find_comment(self, name: str, *_: str) -> Any:
        """A comment on an answer."""
        return self._comments[name]

    def comment(self, name: str) -> Any | None:
        """The same; None if there isn't one."""
        return self._comments.get(name)

    def commit(self) -> None:
        """Nothing: all grades of a transaction are committed together."""


def begin_writing(gradebook: Gradebook) -> None:
    """Begin a transaction that writes, before anything is read in it.

    What a person saves in Formgrader meanwhile waits for its end: between reading a grade and
    writing it, it would be overlooked. SQLite has one lock for the whole file, which any statement
    that could write takes; on a server the rows are locked where they are read.
    """
    gradebook.db.execute(update(Course).where(false()).values(id=Course.id))
