"""The course's two steps in `nbgrader autograde`: take the course's own notebook, and grade the answers in it.

The submitted notebook is never read as a notebook, let alone executed. What nbgrader then does with the
result (gradebook, Formgrader, feedback, export) is nbgrader's own.
"""

from __future__ import annotations

import copy
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets import Bool

from grader.marking.graded_notebook import mark_notebook, prepare
from grader.submissions.answers import read_submitted

NOTE = "%s, %s: %s"  # how the log says what was found in a submission: student, module, sentence


def course_notebook(path: Path) -> Any:
    """The course's own notebook, read once as long as the file doesn't change. Copy it before you change it."""
    return _notebook(path, path.stat().st_mtime_ns)


def with_own_graded_cells(notebook: Any) -> Any:
    """A copy of a notebook whose metadata and graded cells can be changed; the other cells are shared."""
    cells = [copy.deepcopy(cell) if is_grade(cell) or is_solution(cell) else cell for cell in notebook.cells]
    return NotebookNode({**notebook, "cells": cells, "metadata": copy.deepcopy(notebook.metadata)})


@lru_cache(maxsize=16)
def _notebook(path: Path, _stamp: int) -> Any:
    return nbformat.read(path, as_version=4)


class CourseNotebook(NotebookExporter):  # type: ignore[misc]  # nbconvert is untyped
    """Exports the course's own notebook instead of the submitted one."""

    optimistic_validation = Bool(True)  # the notebook is checked once, at the end, and not after each step

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> Any:
        """Read the source notebook of the same assignment; remember where the submission is."""
        course, about = self.parent.coursedir, resources["nbgrader"]
        root = Path(course.root)
        source = root / course.format_path(course.source_directory, ".", about["assignment"])
        submitted = root / course.format_path(course.submitted_directory, about["student"], about["assignment"])
        notebook = (source / f"{about['notebook']}.ipynb").resolve()
        resources["rounds"] = {"source": source.resolve(), "submitted": submitted, "root": root}
        resources["metadata"] = {"name": notebook.stem, "path": str(notebook.parent)}
        if self.parent._sanitizing:  # nbgrader's first pass only makes the file that the second one replaces
            resources["output_extension"] = self.file_extension
            return notebook.read_text(encoding="utf-8"), resources
        # nbconvert works on a copy, so the one that's kept doesn't change.
        return self.from_notebook_node(course_notebook(notebook), resources=resources, **kw)


class MarkAnswers(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader is untyped
    """Grades each cell from the answers file, and writes the score and the feedback to its output."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Grade a learner's submission."""
        about, where = resources["nbgrader"], resources["rounds"]
        with Gradebook(about["db_url"]) as gradebook:
            assignment = prepare(gradebook, where["root"], where["source"])
        submitted = read_submitted(where["submitted"], where["source"], assignment.module)
        marked = mark_notebook(assignment, nb, where["submitted"], submitted)
        where["answers"] = marked.answers
        for sentence in (*marked.notes, *(answer.sentence for answer in marked.outdated)):
            self.log.warning(NOTE, about["student"], assignment.module.module, sentence)
        return nb, resources
