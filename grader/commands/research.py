"""The command of `python -m grader` for research data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.commands.console import err, plain_errors
from grader.course import find

app = typer.Typer()


@app.command()
def data(
    out: Annotated[Path, typer.Option(help="the folder to write: a new or an empty one")],
    folder: Annotated[
        Path | None, typer.Option(help="the folder with a folder for each student; grader/submitted if left out")
    ] = None,
    gradebook: Annotated[
        str | None,
        typer.Option(help="nbgrader's gradebook, a file or an address; gradebook.db beside the folder if left out"),
    ] = None,
    identify: Annotated[
        bool, typer.Option("--identify", help="also write accounts, names and email addresses")
    ] = False,
    texts: Annotated[
        bool,
        typer.Option("--texts", help="also write what learners typed, such as reflections; it can identify people"),
    ] = False,
    keep_ids: Annotated[
        Path | None,
        typer.Option(
            help="a CSV file that keeps who has which id, so that the next export uses the same; it names people"
        ),
    ] = None,
) -> None:
    """Write the class as tidy tables for research, as CSV and Parquet, with a codebook.

    Learners go by random ids, drawn anew each time. Names, email addresses and what learners typed are left out
    unless you ask for them. Times stay in, to the second.
    """
    from grader.research.command import export

    with plain_errors():
        export(
            find(None),
            out,
            folder=folder,
            gradebook=gradebook,
            identify=identify,
            texts=texts,
            keep_ids=keep_ids,
            err=err,
        )
