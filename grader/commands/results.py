"""The commands that carry grades and answers out of the course: to other programs and into reports."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from grader.commands.arguments import Submitted, module, modules
from grader.commands.console import err, errors_as_sentences, out
from rounds.core.errors import RoundsError

PANEL = "Export and report"
app = typer.Typer()
Gradebook = Annotated[
    str | None,
    typer.Option(help="nbgrader's gradebook: a file or an address.", show_default="gradebook.db beside the folder"),
]
Layout = Enum("Layout", {name: name for name in ("canvas", "moodle", "blackboard", "csv")})  # type: ignore[misc]


@app.command("export", rich_help_panel=PANEL)
@errors_as_sentences()
def export_grades(
    layout: Annotated[
        Layout,
        typer.Argument(
            metavar="LAYOUT",
            help="canvas, moodle, blackboard or csv: the program that reads the grades; csv is a plain table.",
        ),
    ],
    to: Annotated[Path | None, typer.Option(help="The file to write.", show_default="grades-LAYOUT.csv")] = None,
    module_names: Annotated[
        list[str] | None,
        typer.Option("--module", help="Only this notebook; can be repeated.", show_default="all notebooks"),
    ] = None,
    headings: Annotated[
        list[str] | None,
        typer.Option("--title", help="MODULE=HEADING: the heading of its column in that program; can be repeated."),
    ] = None,
    missing_as_zero: Annotated[
        bool, typer.Option("--missing-as-zero", help="Write 0 where a student didn't submit.")
    ] = False,
    unfinished: Annotated[
        bool, typer.Option("--unfinished", help="Write the points so far where a person still has to grade.")
    ] = False,
    db: Annotated[
        str | None, typer.Option(help="The address of another gradebook.", show_default="the course's own")
    ] = None,
) -> None:
    """Write the grades to a file that Canvas, Moodle, Blackboard or a spreadsheet reads.

    An empty cell isn't a zero: it means that a student didn't submit, or that a person still has to grade.
    """
    from grader.exports import write_grades

    try:
        titles = dict(text.split("=", 1) for text in headings or [])
    except ValueError:
        raise RoundsError("--title is MODULE=HEADING, for example 01=Interests") from None
    out.print(
        write_grades(
            layout.value,
            to,
            [module(name).name for name in module_names or []],
            {module(name).name: heading for name, heading in titles.items()},
            missing_as_zero=missing_as_zero,
            unfinished=unfinished,
            db=db,
        ),
        markup=False,
    )


@app.command("report", rich_help_panel=PANEL)
@errors_as_sentences()
def report_on_course(
    folder: Submitted = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the comparison of the surveys as JSON.")] = False,
    page: Annotated[
        Path | None,
        typer.Option("--out", help="The HTML file to write the report to.", show_default="compare the surveys here"),
    ] = None,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Leave names out of the report.")] = False,
    gradebook: Annotated[
        str | None,
        typer.Option(help="nbgrader's gradebook: a file or an address.", show_default="gradebook.db beside the folder"),
    ] = None,
) -> None:
    """Write a report on the whole course as an HTML page, or compare the two surveys here.

    The comparison of the surveys never names a student.
    """
    from grader.report import command

    if page:
        command.write(modules(None), folder, page, anonymous, gradebook, err)
    if as_json or not page:
        command.show(modules(None), folder, as_json, out)


@app.command("data", rich_help_panel=PANEL)
@errors_as_sentences()
def write_research_data(
    out_folder: Annotated[Path, typer.Option("--out", help="The folder to write to: a new or an empty one.")],
    folder: Submitted = None,
    gradebook: Gradebook = None,
    identify: Annotated[
        bool, typer.Option("--identify", help="Also write accounts, names and email addresses.")
    ] = False,
    texts: Annotated[
        bool,
        typer.Option("--texts", help="Also write what learners typed, such as reflections; it can identify people."),
    ] = False,
    keep_ids: Annotated[
        Path | None,
        typer.Option(
            help="A CSV file that keeps who has which id, so that the next export uses the same; it names people."
        ),
    ] = None,
) -> None:
    """Write the class as tidy tables for research, as CSV and Parquet, with a codebook.

    Learners get random ids, new ones each time. Names, email addresses and what learners typed are left out
    unless you ask for them. Times are kept, to the second.
    """
    from grader.research.command import export

    export(
        modules(None),
        out_folder,
        folder=folder,
        gradebook=gradebook,
        identify=identify,
        texts=texts,
        keep_ids=keep_ids,
        err=err,
    )
