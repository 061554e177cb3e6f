"""nbgrader's release of feedback, which one broken page can't stop for the others."""

from __future__ import annotations

import glob
from collections.abc import Collection
from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback

from grader.exchange.shared_accounts import distribute_feedback
from grader.returning import pages
from grader.student_names import folders


class CourseReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]  # nbgrader is untyped
    """Releases feedback learner by learner: only pages that match the gradebook, and all others if one fails.

    A page that doesn't match any more is made again first. If `only` is set, others are left alone.
    When it ends, `released` and `kept_back` say whose pages went out, and why others didn't.
    """

    src_path: str
    only: Collection[str] | None = None

    def init_src(self) -> None:
        """Check the exchange as nbgrader does."""
        self.released: list[str] = []
        self.kept_back: dict[str, str] = {}
        super().init_src()

    def copy_files(self) -> None:
        """Release each learner's page; name those whose page can't be released."""
        course = self.coursedir
        excluded = course.student_id_exclude.split(",")
        for folder in folders(course, course.feedback_directory):
            student = folder.parent.name
            if student in excluded or (self.only is not None and student not in self.only):
                continue
            try:
                why = self._release(student, folder)
            except Exception as error:
                why = f"feedback cannot be released ({type(error).__name__}: {error})"
            if why:
                self.kept_back[student] = why
                self.log.warning("%s: %s; send %s", student, why, folder)
            else:
                self.released.append(student)
        distribute_feedback(Path(self.root) / course.course_id, self.log)

    def _release(self, student: str, folder: Path) -> str:
        """Release a learner's page; returns why it can't be released, or nothing."""
        if why := pages.out_of_date(self, student):
            return why
        if not pages.secret_of(folder):
            return "submitted without nbgrader's receipt, so feedback cannot be released"
        self.src_path = glob.escape(str(folder))
        super().copy_files()
        return ""
