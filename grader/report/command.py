"""What `python -m grader report` does: prints the comparison of the surveys, or writes the page."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from grader.authoring.survey_pairs import surveys
from grader.course import ROOT, Source
from grader.report.surveys import compare, student_folders
from rounds.core import atomic_write
from rounds.core.errors import RoundsError

SUBMITTED = ROOT / "grader" / "submitted"


def show(sources: list[Source], folder: Path | None, as_json: bool, out: Console) -> None:
    """Print both surveys compared. Raises RoundsError."""
    report = compare(sources, folder or SUBMITTED)
    if as_json:
        print(json.dumps(report.as_dict(), indent=1))
        return
    if report.both < 2:
        out.print(
            f"{report.students} student folder(s), and {report.both} with both surveys: too few to compare. "
            "At least two students have to answer the survey of the orientation and that of the capstone."
        )
    else:
        table = Table(
            "Statement of the first survey", "n", "Before", "After", "Difference", "95 % interval", "Hedges' g"
        )
        for pair in report.pairs:
            values = [pair.before, pair.after, pair.difference]
            shown = ["–" if value is None else f"{value:.2f}" for value in values]
            bounds = "too few" if pair.low is None else f"{pair.low:+.2f} to {pair.high:+.2f}"
            effect = "–" if pair.effect is None else f"{pair.effect:+.2f}"
            table.add_row(pair.text, str(pair.n), *shown, bounds, effect)
        out.print(table)
        turned = sum(pair.turned for pair in report.pairs)
        out.print(
            f"1 is the first answer of the scale and {report.steps} the last. {turned} of the later statements are worded "
            "the other way around; their answers are turned back. Hedges' g is that of the paired differences. People judge "
            "themselves here, and a change can have reasons other than the course."
        )
    if report.damaged:
        out.print(f"{report.damaged} answers file(s) were damaged in part; every line that could be read counted.")


def write(
    sources: list[Source], folder: Path | None, page: Path, anonymous: bool, gradebook: str | None, err: Console
) -> None:
    """Write the report on the course to the file `page`; progress goes to `err`. Raises RoundsError."""
    folder = folder or SUBMITTED
    students = len(student_folders(folder))
    if page.is_dir():
        raise RoundsError(f"{page} is a folder; name a file, for example --out {page / 'report.html'}")
    address = gradebook_address(gradebook, folder)
    # pandas and matplotlib take a while to import; the comparison on the screen does without the charts.
    from grader.office import Office
    from grader.report import classroom, figures
    from grader.report.page import page as made_of

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err) as progress:
        bar = progress.add_task("Reading and grading learners", total=students)
        graded = classroom.read_class(sources, folder, address, lambda: progress.advance(bar), Office.here().config)
        progress.update(bar, description="Drawing the charts")
        survey = compare(sources, folder) if surveys(sources) else None
        text = made_of(figures.course(graded), survey, datetime.now(UTC), anonymous)
    try:
        atomic_write.write(page, text, private=not anonymous)
    except OSError as error:
        raise RoundsError(f"{page} could not be written: {error.strerror}. Name another file with --out.") from None
    says = "It names no learner." if anonymous else "It names learners: keep it where you keep grades."
    err.print(f"The report is in {page}. {says}", markup=False)


def gradebook_address(gradebook: str | None, folder: Path) -> str | None:
    """The address of the gradebook to read; None if there isn't one yet, or not beside the folder."""
    if gradebook and "://" in gradebook:
        return gradebook
    if gradebook is None:
        from grader.office import Office  # slow to import

        office = Office.here()
        if folder.resolve() == (office.root / office.course.submitted_directory).resolve():
            # The course's own folder: the gradebook that nbgrader itself would open, PostgreSQL included.
            address = str(office.course.db_url)
            file = address.removeprefix("sqlite:///")
            return address if file == address or Path(file).is_file() else None
    path = Path(gradebook) if gradebook else folder.resolve().parent / "gradebook.db"
    if path.is_file():
        return f"sqlite:///{path.resolve()}"
    if gradebook:
        raise RoundsError(f"{gradebook} isn't a file; name the gradebook with --gradebook, or leave it out.")
    return None
