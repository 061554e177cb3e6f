"""The two steps of ours in `nbgrader autograde`: show the course's own notebook, and mark the answers in it.

The submitted notebook is never read as a notebook, let alone executed. What nbgrader then does with
the result (gradebook, Formgrader, feedback, export) is nbgrader's own.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode, from_dict
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import compute_checksum, is_grade, is_solution
from traitlets import Bool

from grader import course_time
from grader.assignments import course_edits, generated_versions
from grader.course import HAND_IN, mark_all, source_at
from grader.gradebook.save_grades import UNGRADED
from grader.submissions.answers import Submitted, read_submitted
from grader.submissions.fingerprints import Prints, fingerprints
from grader.submissions.notebook_diff import notebook_notes, tidying_notes
from grader.submissions.versions import choice_of
from rounds import kinds
from rounds.content.loader import Exercise, Module
from rounds.core import html
from rounds.core.errors import ContentError
from rounds.core.html import Html, element
from rounds.core.number_format import two_decimals
from rounds.core.scoring import Mark
from rounds.feedback.render import feedback, note, style
from rounds.kinds.base import Key
from rounds.storage.answers import Answers
from rounds.storage.attempts import attempt
from rounds.storage.receipts import code
from rounds.storage.self_assessment import known_ids

NOTE = "%s, %s: %s"  # how the log says what was found in a hand-in: student, module, sentence


def course_notebook(path: Path) -> Any:
    """The course's own notebook, read once for as long as the file stays as it is. To be copied, not changed."""
    return _notebook(path, path.stat().st_mtime_ns)


def with_own_graded_cells(notebook: Any) -> Any:
    """A copy of a notebook whose graded cells, and its metadata, can be changed; the other cells are the same ones."""
    cells = [copy.deepcopy(cell) if is_grade(cell) or is_solution(cell) else cell for cell in notebook.cells]
    return NotebookNode({**notebook, "cells": cells, "metadata": copy.deepcopy(notebook.metadata)})


@lru_cache(maxsize=16)
def _notebook(path: Path, _stamp: int) -> Any:
    return nbformat.read(path, as_version=4)


class CourseNotebook(NotebookExporter):  # type: ignore[misc]  # nbconvert is untyped
    """Exports the course's own notebook in place of the one that was handed in."""

    optimistic_validation = Bool(True)  # the notebook is checked once, at the end, and not after each step

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> Any:
        """Read the source notebook of the same assignment; remember where the submission is."""
        course, about = self.parent.coursedir, resources["nbgrader"]
        root = Path(course.root)
        source = root / course.format_path(course.source_directory, ".", about["assignment"])
        submitted = root / course.format_path(course.submitted_directory, about["student"], about["assignment"])
        own = (source / f"{about['notebook']}.ipynb").resolve()
        resources["rounds"] = {"source": source.resolve(), "submitted": submitted, "root": root}
        resources["metadata"] = {"name": own.stem, "path": str(own.parent)}
        if self.parent._sanitizing:  # nbgrader's first pass only makes the file that the second one replaces
            resources["output_extension"] = self.file_extension
            return own.read_text(encoding="utf-8"), resources
        # nbconvert works on a copy of what it is given, so the one that is kept stays as it is.
        return self.from_notebook_node(course_notebook(own), resources=resources, **kw)


class MarkAnswers(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader is untyped
    """Marks each graded cell from the answers file, and writes score and feedback into its output."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Marking of one learner's submission."""
        about, where = resources["nbgrader"], resources["rounds"]
        with Gradebook(about["db_url"]) as gradebook:
            assignment = prepare(gradebook, where["root"], where["source"])
        submitted = read_submitted(where["submitted"], where["source"], assignment.module)
        marked = mark_notebook(assignment, nb, where["submitted"], submitted)
        where["answers"] = marked.answers
        for sentence in marked.notes:
            self.log.warning(NOTE, about["student"], assignment.module.module, sentence)
        return nb, resources


@dataclass(frozen=True)
class Assignment:
    """What all submissions of a module are marked with: its exercises with the gradebook's points, and their keys.

    `earlier` are the versions of its notebook that learners may have.
    """

    module: Module
    keys: dict[str, Key]
    points: dict[str, float]
    source: Path
    earlier: list[Any]


@dataclass(frozen=True)
class Marked:
    """What there is to say of a marked submission beside its notebook; `answers` are the fingerprints of its answers."""

    answers: Prints
    notes: list[str]


def prepare(gradebook: Gradebook, root: Path, source: Path) -> Assignment:
    """The assignment of the module in `source`. Raises ContentError, and MissingEntry where it was not generated."""
    module, keys = source_at(source).load()
    points = course_edits.points_of(gradebook, module.module)
    return Assignment(worth(module, points), keys, points, source, generated_versions.versions(root, module.module))


def mark_notebook(assignment: Assignment, nb: Any, folder: Path, submitted: Submitted) -> Marked:
    """Mark what was read from a submitted folder into `nb`, the course's own notebook. Raises ContentError."""
    module, saved = assignment.module, submitted.answers
    answered = bool(saved.latest)
    notes = [
        *tidying_notes(folder, answered),
        *notebook_notes(folder, nb, assignment.earlier, answered),
        *submitted.notes,
    ]
    if choice := choice_of(folder):
        notes.insert(0, choice.note)
    if unknown := strangers(module, saved) - generated_versions.exercises(assignment.earlier):
        notes.append(f"{len(unknown)} answer(s) belong to no exercise of this notebook and did not count.")
    marks = mark_all(module, assignment.keys, saved)
    for mark in marks.values():
        notes += [sentence for sentence in mark.notes if sentence not in notes]
    nb.metadata["rounds"] = {"module": module.module, "title": module.title}
    for cell in filter(is_grade, nb.cells):
        name = cell.metadata.nbgrader["grade_id"]
        cell.metadata.nbgrader["points"] = assignment.points.get(name, cell.metadata.nbgrader["points"])
        cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
        if name == HAND_IN:
            cell.metadata["rounds_title"] = "What was handed in"
            _write(cell, 0.0, handed_in(module, submitted, notes))
        elif name not in marks:
            raise ContentError([f'{module.module}.ipynb, cell "{name}": no exercise has this id; correct its grade_id'])
        elif submitted.ungraded:
            _leave_open(cell, module.exercise(name))
        else:
            _fill(cell, module.exercise(name), assignment.keys[name], marks[name])
    return Marked(fingerprints(module, saved), notes)


def strangers(module: Module, saved: Answers) -> set[str]:
    """The ids of answers that belong to no exercise of the notebook; a reflection's own judging belongs to it."""
    return set(saved.latest) - known_ids(module)


def worth(module: Module, points: dict[str, float]) -> Module:
    """The module with the points that the gradebook has: those that were raised since count once it is generated again."""
    if all(points.get(e.id, e.points) == e.points for e in module.graded):
        return module
    exercises = [
        e.model_copy(update={"points": points.get(e.id, e.points)}) if e.points else e for e in module.exercises
    ]
    return module.model_copy(update={"exercises": exercises})


def _fill(cell: Any, exercise: Exercise, key: Key, mark: Mark) -> None:
    cell.metadata["rounds_title"] = exercise.title
    shown = feedback(exercise, key, mark)
    if not kinds.of(exercise.kind).graded_by_person:
        _write(cell, mark.points(float(cell.metadata.nbgrader["points"])), shown)
    elif mark.fraction is None:
        # nbgrader asks for manual grading when the source differs from the released one.
        cell.cell_type = "markdown"
        cell.source = str(_without_formulas(shown))
        for name in ("outputs", "execution_count"):
            cell.pop(name, None)
    else:
        # Blank: the source stays as it was, so nbgrader gives 0 and asks nobody to grade it.
        cell.outputs = [_output("display_data", "blank", shown)]


def _leave_open(cell: Any, exercise: Exercise) -> None:
    """No score, so that a person is asked for one: an answer that couldn't be read is no wrong answer."""
    cell.metadata["rounds_title"] = exercise.title
    cell.metadata[UNGRADED] = True
    shown = _without_formulas(note("No answers could be read. “What was handed in” says why."))
    if kinds.of(exercise.kind).graded_by_person:
        cell.cell_type, cell.source = "markdown", str(shown)
        for name in ("outputs", "execution_count"):
            cell.pop(name, None)
    else:
        cell.outputs = [_output("display_data", "not graded", shown)]


def _write(cell: Any, score: float, shown: Html) -> None:
    # nbgrader takes the first execute_result as the score, and gives full marks to a cell without one.
    markup = html.join([html.style_sheet(style()), _without_formulas(shown)])
    cell.outputs = [_output("execute_result", repr(float(score)), markup, execution_count=1)]
    cell.execution_count = 1


def _output(kind: str, text: str, shown: Html, **more: object) -> NotebookNode:
    """An output of a cell; nbformat's `new_output` would check each one against the schema, which takes a while."""
    data = {"text/plain": text, "text/html": str(shown)}
    return from_dict({"output_type": kind, "metadata": {}, "data": data, **more})


def _without_formulas(shown: Html) -> Html:
    """Kept from MathJax, which Formgrader's page has and which would take a learner's "$" for a formula."""
    return element("div", shown, class_="tex2jax_ignore mathjax_ignore")


def handed_in(module: Module, found: Submitted, notes: list[str]) -> Html:
    """What was handed in and how it was handled."""
    said = [*map(note, notes), *(element("p", remark) for remark in found.remarks)]
    if not found.ungraded:
        if noted := code(found.answers, {exercise.id for exercise in module.graded}):  # which the learner could note
            said.append(element("p", "Code of these answers: ", element("strong", noted)))
        said.append(_answered_and_saved(module, found.answers))
    return element("section", *said, class_="rounds-feedback", aria_label="What was handed in")


def _answered_and_saved(module: Module, saved: Answers) -> Html:
    """For each graded exercise how much of it is answered, and when it was saved last."""
    columns = ("Exercise", "Answered", "Last saved", "Points possible")
    rows = []
    for exercise in module.graded:
        entry = saved.latest.get(exercise.id)
        answered, total = attempt(exercise, saved).progress()  # as the card counts
        when = course_time.said_of(entry.time) or entry.time[:25] if entry else ""
        cells = (f"{answered} of {total}", when, two_decimals(exercise.points or 0))
        rows.append(element("tr", element("th", exercise.title, scope="row"), *(element("td", cell) for cell in cells)))
    head = element("thead", element("tr", *(element("th", column, scope="col") for column in columns)))
    return element(
        "div",
        element("table", head, element("tbody", *rows)),
        class_="rounds-scroll",
        tabindex=0,
        role="group",
        aria_label="What was handed in, exercise by exercise",
    )
