"""Grades a submission: writes the score and the feedback of each exercise into a copy of the course's own notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.api import BaseCell, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.utils import compute_checksum, is_grade

from grader import course_time
from grader.assignments import course_edits, generated_versions
from grader.course import HAND_IN, mark_all, source_at
from grader.gradebook.graded_answers import GradeHistory, LedgerRow
from grader.gradebook.save_grades import KEPT, UNGRADED
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
from rounds.feedback.earlier_answer import lines
from rounds.feedback.render import feedback, note, style
from rounds.kinds.base import Key
from rounds.storage.answers import Answers
from rounds.storage.attempts import Attempt, attempt
from rounds.storage.earlier_versions import Earlier
from rounds.storage.receipts import code
from rounds.storage.self_assessment import known_ids

TITLE = "What was submitted"  # of the cell that says how the submission was handled


@dataclass(frozen=True)
class HasGrade:
    """A grade in the gradebook: whether it gives points or is a person's, and what is remembered of it as JSON."""

    counts: bool
    record: str

    def stays(self, answer: str) -> bool:
        """Whether it stays for an answer to an earlier text: not a 0 that another answer, such as a blank one, got."""
        return self.counts or bool(self.record and GradeHistory.of(self.record).shown == answer)


@dataclass(frozen=True)
class Assignment:
    """What's the same for all submissions of a module: its exercises with the gradebook's points, and their keys.

    `earlier` are the versions of its notebook that learners can have; `graded` the grades there are, by student and
    exercise.
    """

    module: Module
    keys: dict[str, Key]
    points: dict[str, float]
    source: Path
    earlier: list[Any]
    graded: Mapping[tuple[str, str], HasGrade] = field(default_factory=dict)


@dataclass(frozen=True)
class Outdated:
    """An answer to texts that have changed since, which the new key says nothing about."""

    exercise: str
    how: str  # in words for the instructor: how much of it, and when it was given
    kept: bool  # whether it has a grade, which stays

    @property
    def sentence(self) -> str:
        """What an instructor reads."""
        then = "Its grade from before stays." if self.kept else "It has no automatic score."
        return f'"{self.exercise}": {self.how}. {then}'


@dataclass(frozen=True)
class Marked:
    """What's known about a graded submission besides its notebook; `answers` are the fingerprints of its answers."""

    answers: Prints
    notes: list[str]
    outdated: tuple[Outdated, ...] = ()


def prepare(gradebook: Gradebook, root: Path, source: Path) -> Assignment:
    """The assignment of the module in `source`. Raises ContentError, and MissingEntry if it wasn't generated."""
    module, keys = source_at(source).load()
    points = course_edits.points_of(gradebook, module.module)
    versions, graded = generated_versions.versions(root, module.module), _graded(gradebook, module.module)
    return Assignment(worth(module, points), keys, points, source, versions, graded)


def _graded(gradebook: Gradebook, module: str) -> dict[tuple[str, str], HasGrade]:
    """The grades there are, the program's or a person's, by student and exercise."""
    notebook = gradebook.find_notebook(module, module)
    rows = (
        gradebook.db.query(
            SubmittedAssignment.student_id, BaseCell.name, Grade.auto_score, Grade.manual_score, LedgerRow.record
        )
        .select_from(Grade)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .outerjoin(LedgerRow, LedgerRow.grade_id == Grade.id)
        .filter(SubmittedNotebook.notebook_id == notebook.id)
        .filter(Grade.auto_score.isnot(None) | Grade.manual_score.isnot(None))
    )
    return {
        (str(student), str(cell)): HasGrade(by_person is not None or bool(automatic), record or "")
        for student, cell, automatic, by_person, record in rows
    }


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
    marks, outdated = mark_all(module, assignment.keys, saved), _outdated(assignment, folder.parent.name, saved)
    for exercise in module.graded_by_person:  # who reads it can tell whether it answers today's text as well
        if earlier := attempt(exercise, saved).earlier:
            whole = Attempt(
                exercise.drawn(saved.seed_of(exercise.id)), {} if earlier.replaced else saved.of(exercise.id)
            )
            marks[exercise.id] = whole.mark(assignment.keys[exercise.id])
            notes.append(f"“{exercise.title}” has changed since: {_how(earlier)}.")
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
            _leave_open(cell, module.exercise(name), note(f"No answers could be read. “{TITLE}” says why."))
        elif name in outdated:
            exercise = module.exercise(name)
            _leave_open(cell, exercise, _shown_outdated(exercise, outdated[name], saved), kept=outdated[name].kept)
        else:
            _fill(cell, module.exercise(name), marks[name])
    return Marked(fingerprints(module, saved), notes, tuple(outdated.values()))


def _outdated(assignment: Assignment, student: str, saved: Answers) -> dict[str, Outdated]:
    """By exercise, the answers to texts that have changed since, without those that a person grades."""
    outdated, prints = {}, fingerprints(assignment.module, saved)
    for exercise in assignment.module.graded_by_program:
        if earlier := attempt(exercise, saved).earlier:
            how = _how(earlier)
            grade = assignment.graded.get((student, exercise.id))
            stays = grade is not None and grade.stays(prints[exercise.id])
            outdated[exercise.id] = Outdated(exercise.id, how, stays)
    return outdated


def _how(earlier: Earlier) -> str:
    """How much was answered to an earlier version, and when."""
    when = f" on {said}" if (said := course_time.said_of(earlier.time)) else ""
    if earlier.replaced:
        return f"answered{when} as {', '.join(earlier.parts)}, which it replaced"
    much = f", {len(earlier.parts)} of {earlier.total} parts of which have changed" if earlier.total > 1 else ""
    return f"an earlier version was answered{when}{much}"


def _shown_outdated(exercise: Exercise, outdated: Outdated, saved: Answers) -> Html:
    """What the learner and the instructor read instead of a score."""
    earlier = attempt(exercise, saved).earlier
    answer = earlier.answer if earlier and earlier.replaced else saved.of(exercise.id)
    then = (
        "The grade from before stays." if outdated.kept else "So it has no automatic score: do it again and submit it."
    )
    says = f"This exercise has changed since it was answered, and answers are never graded by texts nobody saw. {then}"
    told = [element("li", line) for line in lines(exercise, answer)]
    answered = [element("p", "What was answered, in today's words where they are still there:"), element("ul", *told)]
    return element(
        "section", note(says), *(answered if told else []), class_="rounds-feedback", aria_label=exercise.title
    )


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


def _leave_open(cell: Any, exercise: Exercise, says: Html, *, kept: bool = False) -> None:
    """Give no score and say why; a person is asked for one, or the one that there is stays.

    An answer that couldn't be read, or was given to other texts, isn't a wrong answer.
    """
    cell.metadata["rounds_title"] = exercise.title
    cell.metadata[KEPT if kept else UNGRADED] = True
    shown = _without_formulas(html.join([html.style_sheet(style()), says]))
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
