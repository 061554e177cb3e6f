"""Feedback pages that match the gradebook: each carries a stamp of the grade it shows.

nbgrader makes a page again only where it is told to (`--force`), and releases whatever page is
there. After a corrected key or a grade that a person changed, the old page would go out. So a page
says from which marked notebook and which grades it was made, and releasing compares.
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
HEAD = 4_000  # bytes of a page in which its stamp stands
SECRET = "submission_secret.txt"  # noqa: S105  (a file's name)


@dataclass(frozen=True)
class Standing:
    """What a page has to show: `stamp` changes with the marked notebook, grades, comments and penalty."""

    stamp: str
    points: float  # after the penalty
    waits: bool  # a person still has to grade a part


def standing(step: Any, student: str, module: str) -> Standing | None:
    """What the gradebook says of a learner's module; None where it was not autograded.

    `step` is any of nbgrader's that knows the course (`coursedir`) and its configuration.
    """
    course = step.coursedir
    marked = Path(course.format_path(course.autograded_directory, student, module)) / f"{module}.ipynb"
    try:
        notebook = marked.read_bytes()
        with Gradebook(course.db_url) as gradebook:
            graded = gradebook.find_submission_notebook(module, module, student)
            penalties = late_penalty.penalties(gradebook, late_penalty.Rule(step.config), module, student)
            return _standing(graded, notebook, penalties.get(graded) or 0.0)
    except (OSError, MissingEntry):
        return None


def _standing(graded: Any, notebook: bytes, penalty: float) -> Standing:
    shown = [
        sorted((g.name, g.score, g.max_score, bool(g.needs_manual_grade)) for g in graded.grades),
        sorted((c.name, c.comment or "") for c in graded.comments),
        penalty,
    ]
    digest = hashlib.sha256(json.dumps(shown).encode() + notebook + _template())
    return Standing(digest.hexdigest()[:32], max(0.0, graded.score - penalty), bool(graded.needs_manual_grade))


@cache
def _template() -> bytes:
    return b"".join(path.read_bytes() for path in sorted(TEMPLATE.iterdir()) if path.is_file())


class Stamp(GradesToReturn):
    """The step that reads the grades, which also gives the page its stamp."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """What `GenerateFeedback` calls."""
        nb, resources = super().preprocess(nb, resources)
        about = resources["nbgrader"]
        found = standing(self.parent.parent, about["student"], about["assignment"])
        about["stamp"] = found.stamp if found else ""
        return nb, resources


def stamp_of(page: Path) -> str:
    """The stamp that a page carries; empty where it has none or is not there."""
    try:
        with page.open("rb") as file:
            head = file.read(HEAD).decode("utf-8", "replace")
    except OSError:
        return ""
    found = _STAMP.search(head)
    return found[1] if found else ""


def page_of(course: Any, student: str, module: str) -> Path:
    """Where a learner's page is made."""
    return Path(course.format_path(course.feedback_directory, student, module)) / f"{module}.html"


def secret_of(folder: Path) -> str:
    """What nbgrader drew when this was submitted, by which the learner finds the page; empty where it was lost."""
    try:
        if not (folder / "timestamp.txt").is_file():
            return ""
        return (folder / SECRET).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def returned_page(exchange: Path, course: Any, student: str, module: str) -> Path | None:
    """Where a learner's page stands in the exchange once it is released; None where nbgrader's receipt was lost."""
    folder = Path(course.format_path(course.autograded_directory, student, module))
    secret = secret_of(folder)
    checksum = notebook_hash(secret=secret, notebook_id=module) if secret else ""
    return exchange / course.course_id / "feedback" / f"{checksum}.html" if secret else None


class CourseFeedback(LearnerByLearner, GenerateFeedback):  # type: ignore[misc]  # nbgrader is untyped
    """nbgrader's generate_feedback, learner by learner."""

    failure = "{count} page(s) could not be made: {folders}"


def make(converter: Any, student: str) -> None:
    """Make one learner's page anew, by nbgrader's own step. Raises NbGraderException.

    `converter` is any of nbgrader's steps that knows the course and its configuration.
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
    """Make a page anew where the gradebook says something else by now; why it can't be released, or nothing."""
    course = converter.coursedir
    module = course.assignment_id
    found, page = standing(converter, student, module), page_of(course, student, module)
    if found is None:
        return "the page was not released, since the gradebook has no grade for it"
    if stamp_of(page) == found.stamp:
        return ""
    converter.log.warning("%s: the grade changed after the page was made; it is made again", student)
    try:
        make(converter, student)
    except NbGraderException:
        return "the page was not released, since it doesn't match the gradebook and could not be made again"
    found = standing(converter, student, module)
    return "" if found and stamp_of(page) == found.stamp else "the grade changed while the page was made"
