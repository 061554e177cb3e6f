"""The report as one HTML page: style, script and pictures stand in it, and nothing is fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from grader import clock
from grader.report import figures, pictures, statistics
from grader.report.figures import Course
from grader.report.history import PAUSE
from grader.report.surveys import Report
from rounds.text import clean

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "report"


def page(course: Course, survey: Report | None, made: datetime, anonymous: bool = False) -> str:
    """The whole page. `made` is when it is written; `anonymous` leaves out who the learners are."""
    script = (TEMPLATES / "sort.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            course=course,
            survey=survey,
            made=clock.said(made),
            anonymous=anonymous,
            handed=sum(n.handed for n in course.notebooks),
            awaited=sum(n.awaited for n in course.notebooks),
            numbers=[n.number for n in course.notebooks],
            shown=[(n, pictures.histogram(n), pictures.item_map(n)) for n in course.notebooks if n.handed],
            overview=pictures.overview(course.notebooks),
            times=pictures.times(course.notebooks),
            changes=pictures.survey(survey) if survey and survey.both > 1 else None,
            open=figures.OPEN,
            low=figures.LOW,
            lows=figures.LOWS,
            blanks=figures.BLANKS,
            pause=round(PAUSE.total_seconds() / 60),
            least=statistics.LEAST_LEARNERS,
            few=statistics.FEW_LEARNERS,
            least_items=statistics.LEAST_ITEMS,
            style=(TEMPLATES / "style.css").read_text(encoding="utf-8"),
            script=script,
            # The browser runs no script but the one with this hash, whatever a name or an answer holds.
            script_hash=f"sha256-{digest}",
        )
    )


def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    made.filters |= {
        "percent": pictures.percent,
        "figure": lambda value, digits: f"{value:.{digits}f}",
        "signed": lambda value: f"{value:+.2f}",
        "clean": clean,
    }
    return made
