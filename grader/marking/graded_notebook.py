"""Grades a submission: writes the score and the feedback of each exercise into a copy of the course's own notebook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.api import Gradebook
from nbgrader.utils import compute_checksum, is_grade

from grader import course_time
from grader.assignments import course_edits, generated_versions
from grader.course import HAND_IN, mark_all, source_at
from grader.gradebook.save_grades import UNGRADED
from grader.submissions.answers import Submitted
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

TITLE = "What was submitted"  # of the cell that says how the submission was handled


@dataclass(frozen=True)
class Assignment:
    """What's the same for all submissions of a module: its exercises with the gradebook's points, and their keys.

    `earlier` are the versions of its notebook that learners can have.
    """

    module: Module
    keys: dict[str, Key]
    points: dict[str, float]
    source: Path
    earlier: list[Any]


@dataclass(frozen=True)
class Marked:
    """What's known about a graded submission besides its notebook; `answers` are the fingerprints of its answers."""

    answers: Prints
    notes: list[str]


def prepare(gradebook: Gradebook, root: Path, source: Path) -> Assignment:
    """The assignment of the module in `source`. Raises ContentError, and MissingEntry if it wasn't generated."""
    module, keys = source_at(source).load()
    points = course_edits.points_of(gradebook, module.module)
    return Assignment(worth(module, points), keys, points, source, generated_versions.versions(root, module.module))


def mark_notebook(assignment: Assignment, nb: Any, folder: Path, submitted: Submitted) -> Marked:
    """Grade what was read from a submitted folder, in `nb`, a copy of the course's own notebook. Raises ContentError."""
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
            cell.metadata["rounds_title"] = TITLE
            _write(cell, 0.0, submission_summary(module, submitted, notes))
        elif name not in marks:
            raise ContentError([f'{module.module}.ipynb, cell "{name}": no exercise has this id; correct its grade_id'])
        elif submitted.ungraded:
            _leave_open(cell, module.exercise(name))
        else:
            _fill(cell, module.exercise(name), marks[name])
    return Marked(fingerprints(module, saved), notes)


def strangers(module: Module, saved: Answers) -> set[str]:
    """The ids of answers that belong to no exercise of the notebook; a self-assessment belongs to its reflection."""
    return set(saved.latest) - known_ids(module)


def worth(module: Module, points: dict[str, float]) -> Module:
    """The module with the gradebook's points: other points count once the assignment is generated again."""
    if all(points.get(e.id, e.points) == e.points for e in module.graded):
        return module
    exercises = [
        e.model_copy(update={"points": points.get(e.id, e.points)}) if e.points else e for e in module.exercises
    ]
    return module.model_copy(update={"exercises": exercises})


def _fill(cell: Any, exercise: Exercise, mark: Mark) -> None:
    cell.metadata["rounds_title"] = exercise.title
    shown = feedback(exercise, mark)
    if not kinds.of(exercise.kind).graded_by_person:
        _write(cell, mark.points(float(cell.metadata.nbgrader["points"])), shown)
    elif mark.fraction is None:
        # nbgrader asks for manual grading when the source differs from the released one.
        cell.cell_type = "markdown"
        cell.source = str(_without_formulas(shown))
        for name in ("outputs", "execution_count"):
            cell.pop(name, None)
    else:
        # Blank: the source stays as it was, so nbgrader gives 0 and doesn't ask anyone to grade it.
        cell.outputs = [_output("display_data", "blank", shown)]


def _leave_open(cell: Any, exercise: Exercise) -> None:
    """Give no score, so that a person is asked for one: an answer that couldn't be read isn't a wrong answer."""
    cell.metadata["rounds_title"] = exercise.title
    cell.metadata[UNGRADED] = True
    shown = _without_formulas(note(f"No answers could be read. “{TITLE}” says why."))
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
    """An output of a cell; nbformat's `new_output` checks each one against the schema, which takes a while."""
    data = {"text/plain": text, "text/html": str(shown)}
    return from_dict({"output_type": kind, "metadata": {}, "data": data, **more})


def _without_formulas(shown: Html) -> Html:
    """Hide it from MathJax, which is in Formgrader's page and would take a learner's "$" for a formula."""
    return element("div", shown, class_="tex2jax_ignore mathjax_ignore")


def submission_summary(module: Module, submitted: Submitted, notes: list[str]) -> Html:
    """What was submitted and how it was handled."""
    parts = [*map(note, notes), *(element("p", remark) for remark in submitted.remarks)]
    if not submitted.ungraded:
        if noted := code(
            submitted.answers, {exercise.id for exercise in module.graded}
        ):  # which the learner could note
            parts.append(element("p", "Code of these answers: ", element("strong", noted)))
        parts.append(_answered_and_saved(module, submitted.answers))
    return element("section", *parts, class_="rounds-feedback", aria_label=TITLE)


def _answered_and_saved(module: Module, saved: Answers) -> Html:
    """For each graded exercise, how much of it is answered, and when it was last saved."""
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
        aria_label=f"{TITLE}, exercise by exercise",
    )
