"""Feedback pages that match the gradebook: each has a stamp of the grade it shows.

nbgrader makes a page again only if it's told to (`--force`), and releases whatever page there is. After a
corrected key, or a grade that a person changed, the old page would go out. So a page says from which
graded notebook and which grades it was made, and the release compares.
"""

from __future__ import annotations

import glob
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.utils import notebook_hash

from grader.gradebook import late_penalty
from grader.one_at_a_time import LearnerByLearner
from grader.returning.feedback_page import TEMPLATES
from grader.returning.points_status import GradesToReturn

TEMPLATE = TEMPLATES / "rounds_feedback"
_STAMP = re.compile(r'<html\b[^>]*\bdata-stamp="([0-9a-f]{32})"')
HEAD = 4_000  # bytes at the start of a page that have its stamp
SECRET = "submission_secret.txt"  # noqa: S105  (a file's name)


@dataclass(frozen=True)
class PageState:
    """What a page has to show: `stamp` changes with the graded notebook, grades, comments and penalty."""

    stamp: str
    points: float  # after the penalty
    waits: bool  # a person still has to grade a part


def page_state(step: Any, student: str, module: str) -> PageState | None:
    """What the gradebook says about a learner's module; None if it wasn't autograded.

    `step` is any of nbgrader's steps: it knows the course (`coursedir`) and its configuration.
    """
    course = step.coursedir
    path = Path(course.format_path(course.autograded_directory, student, module)) / f"{module}.ipynb"
    try:
        notebook = path.read_bytes()
        with Gradebook(course.db_url) as gradebook:
            submission = gradebook.find_submission_notebook(module, module, student)
            penalties = late_penalty.penalties(gradebook, late_penalty.Rule(step.config), module, student)
            return _state(submission, notebook, penalties.get(submission) or 0.0)
    except (OSError, MissingEntry):
        return None


def _state(submission: Any, notebook: bytes, penalty: float) -> PageState:
    shown = [
        sorted((g.name, g.score, g.max_score, bool(g.needs_manual_grade)) for g in submission.grades),
        sorted((c.name, c.comment or "") for c in submission.comments),
        penalty,
    ]
    digest = hashlib.sha256(json.dumps(shown).encode() + notebook + _template())
    points = max(0.0, submission.score - penalty)
    return PageState(digest.hexdigest()[:32], points, bool(submission.needs_manual_grade))


@cache
def _template() -> bytes:
    return b"".join(path.read_bytes() for path in sorted(TEMPLATE.iterdir()) if path.is_file())


class Stamp(GradesToReturn):
    """The step that reads the grades, and also stamps the page."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """What `GenerateFeedback` calls."""
        nb, resources = super().preprocess(nb, resources)
        about = resources["nbgrader"]
        state = page_state(self.parent.parent, about["student"], about["assignment"])
        about["stamp"] = state.stamp if state else ""
        return nb, resources


def stamp_of(page: Path) -> str:
    """A page's stamp; empty if it has none or isn't there."""
    try:
        with page.open("rb") as file:
            head = file.read(HEAD).decode("utf-8", "replace")
    except OSError:
        return ""
    stamp = _STAMP.search(head)
    return stamp[1] if stamp else ""


def page_of(course: Any, student: str, module: str) -> Path:
    """Where a learner's page is made. `course` is nbgrader's CourseDirectory."""
    return Path(course.format_path(course.feedback_directory, student, module)) / f"{module}.html"


def secret_of(folder: Path) -> str:
    """The random text that nbgrader gave the submission, by which the learner finds the page; empty if it was lost."""
    try:
        if not (folder / "timestamp.txt").is_file():
            return ""
        return (folder / SECRET).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def returned_page(exchange: Path, course: Any, student: str, module: str) -> Path | None:
    """Where a learner's page is in the exchange once it's released; None if nbgrader's receipt was lost."""
    folder = Path(course.format_path(course.autograded_directory, student, module))
    secret = secret_of(folder)
    checksum = notebook_hash(secret=secret, notebook_id=module) if secret else ""
    return exchange / course.course_id / "feedback" / f"{checksum}.html" if secret else None


class CourseFeedback(LearnerByLearner, GenerateFeedback):  # type: ignore[misc]  # nbgrader is untyped
    """nbgrader's generate_feedback, learner by learner."""

    failure = "{count} page(s) could not be made: {folders}"


def make(converter: Any, student: str) -> None:
    """Make a learner's page again, by nbgrader's own step. Raises NbGraderException.

    `converter` is any of nbgrader's steps: it knows the course and its configuration.
    """
    course = converter.coursedir
    before, course.student_id = course.student_id, glob.escape(student)
    try:
        step = CourseFeedback(coursedir=course, parent=converter.parent)
        step.force = True
        step.start()
    finally:
        course.student_id = before


def out_of_date(converter: Any, student: str) -> str:
    """Make a page again unless it matches the gradebook and the submission; returns why it can't be released, or nothing."""
    course = converter.coursedir
    module = course.assignment_id
    state, page = page_state(converter, student, module), page_of(course, student, module)
    if state is None:
        return "the page was not released, since the gradebook has no grade for it"
    graded = Path(course.format_path(course.autograded_directory, student, module))
    if stamp_of(page) != state.stamp:
        changed = "the grade changed"
    elif secret_of(page.parent) != secret_of(graded):  # the same answers, submitted again: nbgrader reads the secret
        changed = "the same answers were submitted again"
    else:
        return ""
    converter.log.warning("%s: %s after the page was made; it is made again", student, changed)
    try:
        make(converter, student)
    except NbGraderException:
        return "the page was not released, since it doesn't match the gradebook and could not be made again"
    state = page_state(converter, student, module)
    return "" if state and stamp_of(page) == state.stamp else "the grade changed while the page was made"
