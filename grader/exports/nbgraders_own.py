"""nbgrader's own CSV export, with what being late takes off the points as they are now."""

from __future__ import annotations

from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from grader import lateness


class CsvAfterPenalty(CsvExportPlugin):  # type: ignore[misc]  # nbgrader is untyped
    """The export of `nbgrader export` where no other is asked for."""

    def export(self, gradebook: Gradebook) -> None:
        """Work the penalties out anew, then write what nbgrader writes."""
        lateness.save(gradebook, lateness.Rule(self.config))
        super().export(gradebook)
