"""nbgrader's release of feedback, learner by learner: only pages that match the gradebook go out."""

from __future__ import annotations

import glob
from collections.abc import Collection
from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback

from grader.exchange.shared_accounts import hand_out
from grader.returning import pages
from grader.student_names import folders


class CarefulReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]  # nbgrader is untyped
    """Releases feedback learner by learner: only pages that say what the gradebook says, whoever's page fails.

    A page that doesn't match any more is made anew first. Where `only` is set, others are left alone.
    What was done is in `released` and `kept_back` when it ends.
    """

    src_path: str
    only: Collection[str] | None = None

    def init_src(self) -> None:
        """As nbgrader does."""
        self.released: list[str] = []
        self.kept_back: dict[str, str] = {}
        super().init_src()

    def copy_files(self) -> None:
        """Release the feedback of each learner who has a page; name those for whom it cannot be done."""
        course = self.coursedir
        excluded = course.student_id_exclude.split(",")
        for folder in folders(course, course.feedback_directory):
            student = folder.parent.name
            if student in excluded or (self.only is not None and student not in self.only):
                continue
            try:
                self.kept_back[student] = pages.out_of_date(self, student)
                if not self.kept_back[student] and not pages.secret_of(folder):
                    self.kept_back[student] = "handed in without nbgrader's receipt, so feedback cannot be released"
                if not self.kept_back[student]:
                    self.src_path = glob.escape(str(folder))
                    super().copy_files()
                    self.released.append(student)
            except Exception as error:
                self.kept_back[student] = f"feedback cannot be released ({type(error).__name__}: {error})"
            if self.kept_back[student]:
                self.log.warning("%s: %s; send %s", student, self.kept_back[student], folder)
        self.kept_back = {student: why for student, why in self.kept_back.items() if why}
        hand_out(Path(self.root) / course.course_id, self.log)
