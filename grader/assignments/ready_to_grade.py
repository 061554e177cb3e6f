"""Checks what has to be right before a module is graded: its content, and that the gradebook knows its cells.

A mistake in a key is the same for every submission, so it's reported once, in full, and nothing is graded.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from grader import course_time
from grader.assignments import course_edits
from grader.authoring.check import check, hinders
from grader.course import Source, source_at
from rounds.core import yaml_reader
from rounds.core.errors import RoundsError
from rounds.kinds.dialogue import conversation_files


def refuse_unfit(course: Any, module: str, *, whom: bool = False) -> str:
    """Raise RoundsError if a module can't be graded as it is; return what to say about it if it can.

    `course` is nbgrader's CourseDirectory; `whom` also asks whom a change of the course affects.
    """
    from nbgrader.api import Gradebook

    from grader.assignments.regenerate import complete

    course_time.zone()  # otherwise, a mistyped one would be reported for each submission
    folder = (Path(course.root) / course.format_path(course.source_directory, ".", module)).resolve()
    source = source_at(folder)
    if not folder.is_dir():
        submitted = Path(course.root) / course.format_path(course.submitted_directory, "*", module)
        raise RoundsError(course_edits.renamed(module, "and submissions of it", submitted))
    beside = [*conversation_files.files(folder), *conversation_files.files(source.keys_path.parent, "*")]
    stamp = yaml_reader.stamp(folder / "exercises.yaml", source.keys_path, source.notebook, *beside)
    if problems := _problems(source, stamp):
        lines = "\n".join(f"✗ {problem}" for problem in problems)
        raise RoundsError(f"Nothing was graded, since {module} has to be corrected first:\n{lines}")
    with Gradebook(course.db_url, course.course_id) as gradebook:
        _written_by_hand(gradebook, module)
        edits = course_edits.compare(gradebook, module, source.notebook, whom=whom)
        if edits and edits.cells:
            edits = course_edits.compare(gradebook, module, source.notebook) or edits
            raise RoundsError(f"Nothing was graded. {edits.told()}")
        if _lacking(gradebook, module):
            complete(gradebook.find_notebook(module, module), gradebook.db)
    return edits.told() if edits else ""


@lru_cache(maxsize=32)
def _problems(source: Source, _stamp: yaml_reader.Stamp) -> tuple[str, ...]:
    return tuple(check(source)) if hinders(source) else ()


def _written_by_hand(gradebook: Any, module: str) -> None:
    """Tell Formgrader which cells a person grades: as code, a blank one would count as a failed test."""
    from nbgrader.api import GradeCell, Notebook, SolutionCell

    ids = gradebook.db.query(Notebook.id).filter(Notebook.name == module).scalar_subquery()
    names = gradebook.db.query(SolutionCell.name).filter(SolutionCell.notebook_id == ids)
    cells = gradebook.db.query(GradeCell).filter(GradeCell.notebook_id == ids, GradeCell.cell_type == "code")
    for cell in cells.filter(GradeCell.name.in_(names)).all():
        cell.cell_type = "markdown"
    gradebook.db.commit()


def _lacking(gradebook: Any, module: str) -> bool:
    """Whether a submission has fewer grades than there are graded cells."""
    from nbgrader.api import Grade, GradeCell, MissingEntry, SubmittedNotebook

    try:
        notebook = gradebook.find_notebook(module, module)
    except MissingEntry:
        return False
    query = gradebook.db.query
    submissions = query(SubmittedNotebook).filter(SubmittedNotebook.notebook_id == notebook.id).count()
    cells = query(GradeCell).filter(GradeCell.notebook_id == notebook.id).count()
    grades = query(Grade).join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
    return bool(grades.filter(SubmittedNotebook.notebook_id == notebook.id).count() < submissions * cells)
