"""The page that a learner gets back, made from the autograded notebook."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter

from grader.returning import comments

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


class FeedbackPage(HTMLExporter):  # type: ignore[misc]  # nbconvert is untyped
    """The page a learner gets back, in the course's template, whatever nbgrader configured.

    nbgrader's API and Formgrader each set a template of their own, so a setting wouldn't reach both.
    """

    def __init__(self, config: Any = None, **kw: Any) -> None:
        config = copy.deepcopy(config or kw["parent"].config)
        config.HTMLExporter.template_name = "rounds_feedback"
        config.HTMLExporter.extra_template_basedirs = [str(TEMPLATES)]
        super().__init__(config=config, **kw)
        self.register_filter("comment", comments.as_html)
