"""The report as one HTML page: style, script and charts are in it, and nothing is fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader import course_time
from grader.report import charts, figures, items
from grader.report.figures import Course
from grader.report.surveys import Report
from grader.report.time_on_task import PAUSE
from rounds.core.text import clean

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "report"


def page(course: Course, survey: Report | None, made: datetime, anonymous: bool = False) -> str:
    """The whole page. `made` is when it's written; `anonymous` leaves out who the learners are."""
    script = (TEMPLATES / "sort.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            course=course,
            survey=survey,
            made=course_time.said(made),
            anonymous=anonymous,
            submitted=sum(n.submitted for n in course.notebooks),
            awaited=sum(n.awaited for n in course.notebooks),
            numbers=[n.number for n in course.notebooks],
            shown=[(n, charts.histogram(n), charts.item_map(n)) for n in course.notebooks if n.submitted],
            overview=charts.overview(course.notebooks),
            times=charts.times(course.notebooks),
            changes=charts.survey(survey) if survey and survey.both > 1 else None,
            open=figures.OPEN,
            low=figures.LOW,
            lows=figures.LOWS,
            blanks=figures.BLANKS,
            pause=round(PAUSE.total_seconds() / 60),
            least=items.LEAST_LEARNERS,
            few=items.FEW_LEARNERS,
            least_items=items.LEAST_ITEMS,
            style=Markup((TEMPLATES / "style.css").read_text(encoding="utf-8")),  # noqa: S704 - a file of ours
            script=Markup(script),  # noqa: S704 - a file of ours
            # The browser runs no script but the one with this hash, whatever a name or an answer holds.
            script_hash=f"sha256-{digest}",
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {
        "percent": charts.percent,
        "figure": lambda value, digits: f"{value:.{digits}f}",
        "signed": lambda value: f"{value:+.2f}",
        "clean": clean,
    }
    return environment
