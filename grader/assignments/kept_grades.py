"""Keeps grades of removed or changed exercises in a file of the course, and restores them if the exercise comes back."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import object_session

from grader.assignments import course_edits
from grader.gradebook.graded_answers import GradeHistory, LedgerRow, PersonGrade

FOLDER = "kept-grades"  # in the course root: a file of JSON Lines for each module


def keep(root: Path, notebook: Any, names: set[str], only: Any = None) -> Path:
    """Append the grades and comments of some exercises to the module's file; returns the file.

    `notebook` is the gradebook's. If `only` is set, it's the one grade to keep.
    """
    path = _kept_path(root, notebook.name)
    lines = []
    for submission in notebook.submissions:
        comments = {comment.name: comment.manual_comment for comment in submission.comments}
        for grade in submission.grades:
            if (
                grade.name in names
                and (only is None or only is grade)
                and (course_edits.graded_by_person(grade) or grade.auto_score is not None)
            ):
                lines.append({
                    "time": datetime.now(UTC).isoformat(timespec="seconds"), "student": submission.student.id,
                    "exercise": grade.name, "points": grade.max_score, "auto": grade.auto_score,
                    "manual": grade.manual_score, "extra": grade.extra_credit, "waits": grade.needs_manual_grade,
                    "comment": comments.get(grade.name), "ledger": row.record if (row := ledger_row(grade)) else None})  # fmt: skip
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())  # the gradebook forgets them next
    return path


def _kept_path(root: Path, module: str) -> Path:
    return root / FOLDER / f"{module}.jsonl"


def restore(root: Path, notebook: Any) -> None:
    """Restore the kept grades and comments of exercises that are back, unless a person has graded them since."""
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    try:
        for text in _kept_path(root, notebook.name).read_text(encoding="utf-8").splitlines():
            line = json.loads(text)
            kept[line["student"], line["exercise"]] = line
    except (OSError, ValueError, KeyError, TypeError):  # nothing was kept, or the last line is cut off
        pass
    for submission in notebook.submissions:
        student = submission.student.id
        for grade in submission.grades:
            line = kept.get((student, grade.name))
            if line and grade.auto_score is None and not course_edits.graded_by_person(grade):
                score, most = line["manual"], float(grade.cell.max_score)
                grade.manual_score = None if score is None else min(float(score), most)
                grade.extra_credit, grade.auto_score = line["extra"], _share(line["auto"], line["points"], most)
                grade.needs_manual_grade = bool(line["waits"])
                if line.get("ledger"):
                    _restore_ledger(grade, line["ledger"], most)
        for comment in submission.comments:
            line = kept.get((student, comment.name))
            if line and line["comment"] and not comment.manual_comment:
                comment.manual_comment = line["comment"]


def _restore_ledger(grade: Any, text: str, most: float) -> None:
    db: Any = object_session(grade)
    db.flush()  # to get its id
    record = GradeHistory.of(text)
    record.by_answer = {answer: capped(grade, most) for answer, grade in record.by_answer.items()}
    db.merge(LedgerRow(grade_id=grade.id, record=replace(record, latest=capped(record.latest, most)).saved()))


def _share(score: float | None, of: float, most: float) -> float | None:
    return None if score is None else round(score * most / of, 6) if of else 0.0


def capped(grade: PersonGrade, most: float) -> PersonGrade:
    """A person's grade, with no more than the most points of its exercise."""
    return grade if grade.score is None else replace(grade, score=min(grade.score, most))


def ledger_row(grade: Any) -> Any:
    """What the ledger remembers about a grade; None if nothing."""
    db: Any = object_session(grade)
    return db.get(LedgerRow, grade.id)
