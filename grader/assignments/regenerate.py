"""Generating an assignment again after the course was edited, without losing a grade, a submission or the release.

nbgrader refuses to add or remove cells once somebody has submitted, after it has already deleted the
released folder. Here the gradebook follows the course: a new exercise gets an empty grade for each
submission; the grades of one that is gone are kept in a file, and come back with it.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.api import Comment, Grade, GradeCell, MissingEntry, SolutionCell
from nbgrader.preprocessors import SaveCells
from nbgrader.utils import is_solution
from sqlalchemy.orm import object_session

from grader.assignments import course_edits, generated_versions
from grader.course import Source
from grader.gradebook.graded_answers import GradeHistory, LedgerRow, PersonGrade, forget_removed
from rounds.core.errors import RoundsError

if TYPE_CHECKING:
    from grader.office import Office

FOLDER = "kept-grades"


class SaveCourseCells(SaveCells):  # type: ignore[misc]  # nbgrader is untyped
    """nbgrader's SaveCells, which also adds and removes cells where there are submissions."""

    def _create_grade_cell(self, cell: Any) -> None:
        super()._create_grade_cell(cell)
        if is_solution(
            cell
        ):  # a person grades it: as "code" it would count as a failed test, and among the code scores
            self.new_grade_cells[cell.metadata.nbgrader["grade_id"]]["cell_type"] = "markdown"

    def _create_notebook(self, nb: Any) -> None:
        course = self.parent.parent.coursedir
        with contextlib.suppress(MissingEntry):  # the first time there is nothing to lose
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
        give_back(root, notebook)
        db.commit()


def _rescale(cell: Any, most: float, root: Path, notebook: Any) -> None:
    """Give a cell other points: automatic ones keep their share, and a person's stay unless they are above the most."""
    for grade in cell.grades:
        if grade.auto_score is not None:
            grade.auto_score = round(grade.auto_score * most / cell.max_score, 2) if cell.max_score else 0.0
        if grade.manual_score is not None and grade.manual_score > most:
            keep(root, notebook, {cell.name}, grade)
            grade.manual_score = most
        if page := _page(grade):  # what it was given for, and other answers' grades that may come back
            record = GradeHistory.of(page.record)
            record.latest = _capped(record.latest, most)
            record.by_answer = {answer: _capped(grade, most) for answer, grade in record.by_answer.items()}
            page.record = record.saved()


def _capped(grade: PersonGrade, most: float) -> PersonGrade:
    return grade if grade.score is None else replace(grade, score=min(grade.score, most))


def _page(grade: Any) -> Any:
    db: Any = object_session(grade)
    return db.get(LedgerRow, grade.id)


def complete(notebook: Any, db: Any) -> None:
    """Add the grades and comments that submissions lack since they were made before their cells.

    They wait, so that no export takes them for a 0, until the submission is autograded again.
    """
    for submission in notebook.submissions:
        graded = {grade.cell_id for grade in submission.grades}
        said = {comment.cell_id for comment in submission.comments}
        db.add_all(
            Grade(cell_id=cell.id, notebook=submission, needs_manual_grade=True)
            for cell in notebook.grade_cells
            if cell.id not in graded
        )
        db.add_all(
            Comment(cell_id=cell.id, notebook=submission) for cell in notebook.solution_cells if cell.id not in said
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


def _kept_path(root: Path, module: str) -> Path:
    return root / FOLDER / f"{module}.jsonl"


def keep(root: Path, notebook: Any, names: set[str], only: Any = None) -> Path:
    """Append the grades and comments of some exercises to a file of the course; returns the file."""
    path = _kept_path(root, notebook.name)
    lines = []
    for submission in notebook.submissions:
        comments = {comment.name: comment.manual_comment for comment in submission.comments}
        for grade in submission.grades:
            if (
                grade.name in names
                and (only is None or only is grade)
                and (course_edits.given(grade) or grade.auto_score is not None)
            ):
                lines.append({
                    "time": datetime.now(UTC).isoformat(timespec="seconds"), "student": submission.student.id,
                    "exercise": grade.name, "points": grade.max_score, "auto": grade.auto_score,
                    "manual": grade.manual_score, "extra": grade.extra_credit, "waits": grade.needs_manual_grade,
                    "comment": comments.get(grade.name), "ledger": page.record if (page := _page(grade)) else None})  # fmt: skip
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())  # the gradebook forgets them next
    return path


def give_back(root: Path, notebook: Any) -> None:
    """Give kept grades and comments back to exercises that are there again, where nobody has graded them since."""
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    try:
        for text in _kept_path(root, notebook.name).read_text(encoding="utf-8").splitlines():
            line = json.loads(text)
            kept[line["student"], line["exercise"]] = line
    except (OSError, ValueError, KeyError, TypeError):  # none was kept, or the last line is cut off
        pass
    for submission in notebook.submissions:
        student = submission.student.id
        for grade in submission.grades:
            line = kept.get((student, grade.name))
            if line and grade.auto_score is None and not course_edits.given(grade):
                score, most = line["manual"], float(grade.cell.max_score)
                grade.manual_score = None if score is None else min(float(score), most)
                grade.extra_credit, grade.auto_score = line["extra"], _share(line["auto"], line["points"], most)
                grade.needs_manual_grade = bool(line["waits"])
                if line.get("ledger"):
                    _put_ledger(grade, line["ledger"], most)
        for comment in submission.comments:
            line = kept.get((student, comment.name))
            if line and line["comment"] and not comment.manual_comment:
                comment.manual_comment = line["comment"]


def _put_ledger(grade: Any, text: str, most: float) -> None:
    db: Any = object_session(grade)
    db.flush()  # its id is needed
    record = GradeHistory.of(text)
    record.by_answer = {answer: _capped(grade, most) for answer, grade in record.by_answer.items()}
    db.merge(LedgerRow(grade_id=grade.id, record=replace(record, latest=_capped(record.latest, most)).saved()))


def _share(score: float | None, of: float, most: float) -> float | None:
    return None if score is None else round(score * most / of, 6) if of else 0.0


def retire(office: Office, source: Source, name: str) -> str:
    """Take the grades of an exercise that is no longer in the course out of the gradebook, into a file. Says what was done.

    Raises RoundsError where the exercise is still there, or was never graded.
    """
    with office.gradebook() as gradebook:
        edits = course_edits.compare(gradebook, source.name, source.notebook)
        if edits is None or name not in edits.removed:
            shown = f"{source.name}/{source.notebook.name}"
            there = name in course_edits.cells(source.notebook)
            raise RoundsError(
                f'modules/{shown} still shows "{name}"; take it out first: python -m grader place {source.name[:2]} {name} --remove'
                if there
                else f'The gradebook has no grades for "{name}" in {source.name}; check how it is written.'
            )
        notebook = gradebook.find_notebook(source.name, source.name)
        path = keep(office.root, notebook, {name})
        every = {cell.name for cell in notebook.grade_cells} - {name}
        generated_versions.remember_generated(office.root, notebook)
        drop(gradebook, notebook, {
            "grade": every, "solution": {c.name for c in notebook.solution_cells} - {name},
            "source": {c.name for c in notebook.source_cells} - {name}})  # fmt: skip
        count = len(edits.grades[name].students)
        return (
            f'{source.name}: {count} grade(s) for "{name}" are now in {path}, and no longer in the total. Put the exercise '
            f"back and generate again, and they come back. Next, run: nbgrader generate_assignment {source.name} --force"
        )
