"""All places where this course replaces a name of nbgrader's, each because nbgrader has no hook there.

`install` runs each time nbgrader reads the course's configuration, and does nothing the second time.
"""

from __future__ import annotations

import nbgrader.api

from grader.assignments.regenerate import careful_generating
from grader.gradebook import access
from grader.gradebook.formgrader_tables import points_after_penalty
from grader.literal_paths import any_folder
from grader.marking.nbgrader_autograde import careful_autograding
from grader.returning.pages import careful_feedback


def install() -> None:
    """Replace them."""
    nbgrader.api.create_engine = access.patient_engine
    nbgrader.api.Gradebook.__init__ = access.open_patiently
    access.storable_texts()
    any_folder()
    careful_autograding()
    careful_feedback()
    points_after_penalty()
    careful_generating()
