"""All names of nbgrader's that this course replaces, each with the reason: nbgrader has no hook there.

Whatever nbgrader lets a course choose is chosen in nbgrader_config.py. The rest is here. `install` runs each
time nbgrader reads that configuration; the second time, nothing changes. If a new nbgrader has moved or
renamed what is replaced, it stops with a sentence instead of grading without it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import nbgrader.dbutil

from grader.assignments.nbgrader_generate import CourseGenerate
from grader.gradebook import access
from grader.gradebook.formgrader_api import FormgraderAPI
from grader.literal_paths import LiteralGlob
from grader.marking.nbgrader_autograde import CourseAutograde
from grader.returning.pages import CourseFeedback
from rounds.core.errors import RoundsError

_write_alembic_ini = nbgrader.dbutil.write_alembic_ini


def write_alembic_ini(path: str, address: str) -> None:
    """Write the settings for a gradebook's upgrade; a percent sign would begin a name to be filled in."""
    _write_alembic_ini(path, address.replace("%", "%%"))


@dataclass(frozen=True)
class Patch:
    """A name in one of nbgrader's modules, what it means from now on, and why. `Class.name` is a name in a class."""

    module: str
    name: str
    new: Any
    why: str
    only_if_imported: bool = False  # what a process doesn't use needn't be imported for it

    def apply(self) -> None:
        """Replace the name, once. Raises PatchError if nbgrader has changed there."""
        if self.only_if_imported and self.module not in sys.modules:
            return
        *path, name = self.name.split(".")
        try:
            place: Any = import_module(self.module)
            for part in path:
                place = getattr(place, part)
            old = getattr(place, name)
        except (ImportError, AttributeError):
            raise PatchError(self, "isn't there") from None
        if old is not self.new:
            if not _alike(old, self.new):
                raise PatchError(self, "is something else")
            setattr(place, name, self.new)


class PatchError(RoundsError):
    """nbgrader has changed where the course replaces one of its names."""

    def __init__(self, patch: Patch, how: str) -> None:
        super().__init__(
            f"This nbgrader doesn't fit the course: {patch.module}.{patch.name} {how}. Install the version in "
            "requirements.txt, or adapt grader/nbgrader_patches.py."
        )


def _alike(old: Any, new: Any) -> bool:
    """Whether a replacement fits: a subclass for a class, a function for a function, our `glob` for the module."""
    if isinstance(old, type):
        return isinstance(new, type) and issubclass(new, old)
    if callable(new):
        return callable(old)
    return bool(old.__class__.__name__ == "module" and all(hasattr(new, name) for name in ("glob", "escape")))


GLOB = LiteralGlob()
_CONVERTER = "apps and API name the converter's class; only its exporter and preprocessors can be configured"
_PATTERN = "puts the course's folder into a pattern, so brackets in its name stand for something else"

PATCHES = (
    *(
        Patch(module, name, new, _CONVERTER)
        for name, new, app in (
            ("GenerateAssignment", CourseGenerate, "nbgrader.apps.generateassignmentapp"),
            ("Autograde", CourseAutograde, "nbgrader.apps.autogradeapp"),
            ("GenerateFeedback", CourseFeedback, "nbgrader.apps.generatefeedbackapp"),
        )
        for module in ("nbgrader.apps.api", app)
    ),
    Patch(
        "nbgrader.server_extensions.formgrader.base",
        "NbGraderAPI",
        FormgraderAPI,
        "names the class it asks for its tables, which know no late penalty",
        only_if_imported=True,
    ),
    Patch(
        "nbgrader.api",
        "create_engine",
        access.patient_engine,
        "makes an engine at each opening, which gives up after five seconds while another program writes",
    ),
    Patch(
        "nbgrader.api",
        "Gradebook.__init__",
        access.open_patiently,
        "looks for every table at each opening, about seven times per submission, and adds tables to any database",
    ),
    *(
        Patch(module, "glob", GLOB, _PATTERN)
        for module in (
            *("nbgrader.converters.base", "nbgrader.apps.api", "nbgrader.utils"),
            *(f"nbgrader.exchange.default.{name}" for name in ("exchange", "list", "fetch_feedback")),
        )
    ),
    Patch("nbgrader.dbutil", "write_alembic_ini", write_alembic_ini, "takes a percent sign in a path for a name"),
)


def install() -> None:
    """Replace all names. Raises PatchError if nbgrader has changed."""
    access.storable_texts()  # by SQLAlchemy's own events
    for patch in PATCHES:
        patch.apply()
