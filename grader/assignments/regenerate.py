"""Generates an assignment again after the course was edited, without losing a grade or a submission.

nbgrader refuses to add or remove cells once someone has submitted. Here, the gradebook follows the course: a new
exercise gets an empty grade for each submission, and the grades of a removed one are kept in a file and come back
with it.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.api import Comment, Grade, GradeCell, MissingEntry, SolutionCell
from nbgrader.preprocessors import SaveCells
from nbgrader.utils import is_solution

from grader.assignments import course_edits, generated_versions
from grader.assignments.kept_grades import capped, keep, ledger_row, restore
from grader.course import Source
from grader.gradebook.graded_answers import GradeHistory, forget_removed
from rounds.core.errors import RoundsError

if TYPE_CHECKING:
    from grader.office import Office


class SaveCourseCells(SaveCells):  # type: ignore[misc]  # nbgrader is untyped
    """nbgrader's SaveCells, which also adds and removes cells when there are submissions."""

    def _create_grade_cell(self, cell: Any) -> None:
        super()._create_grade_cell(cell)
        if is_solution(
            cell
        ):  # a person grades it; as "code" it would count as a failed test, and among the code scores
            self.new_grade_cells[cell.metadata.nbgrader["grade_id"]]["cell_type"] = "markdown"

    def _create_notebook(self, nb: Any) -> None:
        course = self.parent.parent.coursedir
        with contextlib.suppress(MissingEntry):  # the first time, there's nothing to lose
            notebook = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
            generated_versions.remember_generated(Path(course.root), notebook)
            if notebook.submissions:
                self._follow(Path(course.root), notebook)
        super()._create_notebook(nb)
        generated_versions.remember(Path(course.root), self.assignment_id, nb)

    def _follow(self, root: Path, notebook: Any) -> None:
        db, now = self.gradebook.db, {name: info["max_score"] for name, info in self.new_grade_cells.items()}
        gone = {cell.name for cell in notebook.grade_cells} - set(now)
        if gone:
            path = keep(root, notebook, gone)
            self.log.warning(
                "%s: the grades of %s are kept in %s", notebook.name, course_edits.listed(sorted(gone)), path
            )
        for cell in list(notebook.grade_cells):
            if cell.name in now and cell.max_score != now[cell.name]:
                _rescale(cell, now[cell.name], root, notebook)
        drop(self.gradebook, notebook, {
            "grade": set(self.new_grade_cells), "solution": set(self.new_solution_cells),
            "task": set(self.new_task_cells), "source": set(self.new_source_cells)})  # fmt: skip
        for name, about in self.new_grade_cells.items():
            if name not in {cell.name for cell in notebook.grade_cells}:
                db.add(GradeCell(name=name, notebook=notebook, **about))
        for name, about in self.new_solution_cells.items():
            if name not in {cell.name for cell in notebook.solution_cells}:
                db.add(SolutionCell(name=name, notebook=notebook, **about))
        db.commit()
        for name, about in self.new_source_cells.items():
            self.gradebook.update_or_create_source_cell(name, self.notebook_id, self.assignment_id, **about)
        complete(notebook, db)
        restore(root, notebook)
        db.commit()


def _rescale(cell: Any, most: float, root: Path, notebook: Any) -> None:
    """Change a cell's points: automatic ones keep their share, and a person's stay unless they're more than the most."""
    for grade in cell.grades:
        if grade.auto_score is not None:
            grade.auto_score = round(grade.auto_score * most / cell.max_score, 2) if cell.max_score else 0.0
        if grade.manual_score is not None and grade.manual_score > most:
            keep(root, notebook, {cell.name}, grade)
            grade.manual_score = most
        if row := ledger_row(grade):  # what it was given for, and other answers' grades that may come back
            history = GradeHistory.of(row.record)
            history.latest = capped(history.latest, most)
            history.by_answer = {answer: capped(grade, most) for answer, grade in history.by_answer.items()}
            row.record = history.saved()


def complete(notebook: Any, db: Any) -> None:
    """Add the grades and comments that submissions lack because they're older than the cells.

    They wait until the submission is autograded again, so that no export takes them for a 0.
    """
    for submission in notebook.submissions:
        graded = {grade.cell_id for grade in submission.grades}
        commented = {comment.cell_id for comment in submission.comments}
        db.add_all(
            Grade(cell_id=cell.id, notebook=submission, needs_manual_grade=True)
            for cell in notebook.grade_cells
            if cell.id not in graded
        )
        db.add_all(
            Comment(cell_id=cell.id, notebook=submission)
            for cell in notebook.solution_cells
            if cell.id not in commented
        )
    db.commit()


def drop(gradebook: Any, notebook: Any, wanted: dict[str, set[str]]) -> None:
    """Delete the cells that are not `wanted`, with their grades and comments."""
    db = gradebook.db
    for kind, names in wanted.items():
        for cell in list(getattr(notebook, f"{kind}_cells")):
            if cell.name not in names:
                for row in [*(getattr(cell, "grades", None) or []), *(getattr(cell, "comments", None) or [])]:
                    db.delete(row)
                db.delete(cell)
    db.commit()
    forget_removed(gradebook)


def retire(office: Office, source: Source, name: str) -> str:
    """Move the grades of an exercise that's no longer in the course from the gradebook to a file; says what was done.

    Raises RoundsError if the exercise is still there, or was never graded.
    """
    with office.gradebook() as gradebook:
        edits = course_edits.compare(gradebook, source.name, source.notebook)
        if edits is None or name not in edits.removed:
            shown = f"modules/{source.name}/{source.notebook.name}"
            raise RoundsError(
                f'{shown} still shows "{name}"; take it out first: python -m grader place {source.name[:2]} {name} --remove'
                if name in course_edits.cells(source.notebook)
                else f'The gradebook has no grades for "{name}" in {source.name}; check how it is written.'
            )
        notebook = gradebook.find_notebook(source.name, source.name)
        path = keep(office.root, notebook, {name})
        others = {cell.name for cell in notebook.grade_cells} - {name}
        generated_versions.remember_generated(office.root, notebook)
        drop(gradebook, notebook, {
            "grade": others, "solution": {c.name for c in notebook.solution_cells} - {name},
            "source": {c.name for c in notebook.source_cells} - {name}})  # fmt: skip
        count = len(edits.grades[name].students)
        return (
            f'{source.name}: {count} grade(s) for "{name}" are now in {path}, and no longer in the total. Put the exercise '
            f"back and generate again, and they come back. Next, run: nbgrader generate_assignment {source.name} --force"
        )
