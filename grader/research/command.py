"""What `python -m grader data` does."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from grader.course import Source
from grader.report.command import SUBMITTED, gradebook_address
from grader.report.surveys import student_folders
from grader.research import class_tables, learner_ids
from grader.research import folder as data_folder
from rounds.core.errors import RoundsError


def export(
    sources: list[Source],
    out: Path,
    *,
    folder: Path | None,
    gradebook: str | None,
    identify: bool,
    texts: bool,
    keep_ids: Path | None,
    err: Console,
) -> None:
    """Write the class as tidy tables into the folder `out`; progress goes to `err`. Raises RoundsError."""
    data_folder.check(out)
    if keep_ids and keep_ids.resolve().is_relative_to(out.resolve()):
        raise RoundsError(f"{keep_ids} would say in {out} who is who. Name a file elsewhere with --keep-ids.")
    folder = folder or SUBMITTED
    students = len(student_folders(folder))
    address = gradebook_address(gradebook, folder)
    if address is None:
        raise RoundsError("There's no gradebook yet. Collect and autograde first, or name one with --gradebook.")
    from grader.office import Office  # slow to import

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        bar = progress.add_task("Reading and grading", total=students)
        config = Office.here().config
        rows = class_tables.read(sources, folder, address, config, texts=texts, done=lambda: progress.advance(bar))
    accounts = [row["student"] for row in rows.of["learners"]]
    ids = learner_ids.drawn(accounts, learner_ids.kept_in(keep_ids, accounts) if keep_ids else None)
    tables = class_tables.frames(rows, ids, identify=identify)
    if keep_ids:  # before the tables: without the file nobody could say who is who in them
        learner_ids.keep(keep_ids, ids)
    data_folder.write(out, tables, identify=identify, texts=texts)
    err.print(f"{out} has {len(tables)} tables about {len(accounts)} learner(s); codebook.md says what's in them.")
    err.print(_privacy(identify, texts))


def _privacy(identify: bool, texts: bool) -> str:
    if identify or texts:
        what = " and ".join(["names"] * identify + ["learners' own words"] * texts)
        return f"It has {what}: keep it where you keep grades."
    return "It names no one. Times and answers can still be matched by someone who has the submissions."
