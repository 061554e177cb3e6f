"""Grades for other programs, as plugins of `nbgrader export` and as `python -m grader export`.

    nbgrader export --exporter=grader.exports.CanvasExportPlugin --to grades.csv

Empty cells aren't zeros: `--RoundsExportPlugin.missing_as_zero=True` writes 0 for what wasn't submitted,
and `--RoundsExportPlugin.unfinished=True` writes the points so far if a person still has to grade. The log
names no student.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, ClassVar

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Dict

from grader.exchange import roll_call
from grader.exports import grade_table
from grader.exports.cells import write
from grader.exports.layouts import LAYOUTS
from grader.gradebook.access import opened
from rounds.core.errors import RoundsError

__all__ = [
    "BlackboardExportPlugin",
    "CanvasExportPlugin",
    "MoodleExportPlugin",
    "PlainExportPlugin",
    "write_grades",
]


class RoundsExportPlugin(ExportPlugin):  # type: ignore[misc]  # nbgrader is untyped
    """What the plugins of all layouts have in common; the settings are theirs."""

    layout: ClassVar[str]
    missing_as_zero = Bool(False, help="write 0 for what wasn't submitted, instead of an empty cell").tag(config=True)
    unfinished = Bool(False, help="write the points so far if a person still has to grade").tag(config=True)
    titles: Any = Dict(help="a notebook's id and the heading of its column in the other program").tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        """What `nbgrader export` calls; it ends with a sentence if nothing can be written."""
        try:
            self.log.info(self.run(gradebook))
        except (RoundsError, OSError) as error:
            self.log.error(str(error))
            sys.exit(1)

    def run(self, gradebook: Gradebook) -> str:
        """Write the grades to `to`, or to a file named after the layout; say what was written.

        Raises RoundsError, and OSError if the file can't be written.
        """
        grades = grade_table.read(
            gradebook,
            [str(name) for name in self.student],
            [str(name) for name in self.assignment],
            missing_as_zero=self.missing_as_zero,
            unfinished=self.unfinished,
            config=self.config,
        )
        path = Path(self.to or f"grades-{self.layout}.csv")
        write(path, LAYOUTS[self.layout](grades, self.titles))
        return f"Wrote {path}. {grades.summary()}"


class CanvasExportPlugin(RoundsExportPlugin):
    """Grades as Canvas imports them."""

    layout = "canvas"


class MoodleExportPlugin(RoundsExportPlugin):
    """Grades as Moodle imports them."""

    layout = "moodle"


class BlackboardExportPlugin(RoundsExportPlugin):
    """Grades as Blackboard's Grade Center takes them."""

    layout = "blackboard"


class PlainExportPlugin(RoundsExportPlugin):
    """Grades as a plain table."""

    layout = "csv"


PLUGINS = {plugin.layout: plugin for plugin in RoundsExportPlugin.__subclasses__()}


def write_grades(
    layout: str,
    to: Path | None,
    modules: list[str],
    titles: dict[str, str],
    *,
    missing_as_zero: bool = False,
    unfinished: bool = False,
    db: str | None = None,
) -> str:
    """Write the grades of this course's gradebook, or of the one at `db`; say what was written. Raises RoundsError."""
    from grader.office import Office

    office = Office.here()
    plugin = PLUGINS[layout](
        to=str(to or ""),
        assignment=modules,
        titles=titles,
        missing_as_zero=missing_as_zero,
        unfinished=unfinished,
        config=office.config,  # what being late costs, and where the grades are
    )
    try:
        with opened(db or str(office.course.db_url)) as gradebook:
            said = plugin.run(gradebook)
            known = {student.id: roll_call.details(student) for student in gradebook.students}
            submitted = [student.id for student in gradebook.students if student.submissions]
            return "\n".join([said, *roll_call.look_alikes(known, submitted)])
    except OSError as error:
        raise RoundsError(f"The grades could not be written: {error.strerror}. Give another file with --to.") from None
