"""The commands of `python -m grader`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from grader.course import ROOT, find
from grader.simulate import LEARNERS
from rounds.errors import RoundsError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
Modules = Annotated[
    str | None, typer.Argument(metavar="[MODULE]", help="a module's id, or its beginning; all where left out")
]
out = Console(highlight=False, soft_wrap=True)
err = Console(highlight=False, soft_wrap=True, stderr=True)


@contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except RoundsError as error:
        err.print(str(error), markup=False)
        raise typer.Exit(2) from None


@app.command()
def check(
    module: Modules = None, schema: Annotated[bool, typer.Option(help="also write the JSON Schema for editors")] = False
) -> None:
    """Check exercises, keys and notebooks; name file, exercise, item, what was found and what is allowed."""
    from grader import check as checks

    with _plain_errors():
        problems = 0
        for source in find(module):
            found = checks.check(source)
            problems += len(found)
            for sentence in found:
                out.print(f"✗ {sentence}", markup=False)
            if not found:
                out.print(f"✓ {checks.summary(source)}", markup=False)
        if schema:
            checks.write_schemas(ROOT / "assets" / "schema")
    if problems:
        out.print(f"{problems} problem(s).")
        raise typer.Exit(1)


@app.command()
def gates(module: Modules = None, as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False) -> None:
    """Print what expert, blank, constant and random learners get for each exercise; fail where guessing pays."""
    from grader import gates as gating

    with _plain_errors():
        found = [gate for source in find(module) for gate in gating.gates(source)]
    faults = [fault for gate in found for fault in gate.faults()]
    if as_json:
        print(json.dumps([gate.as_dict() for gate in found], indent=1))
    else:
        table = Table("Exercise", "Kind", "Expert", "Blank", "Best constant", "Random mean")
        for gate in found:
            marks = [gate.expert, gate.blank, max(gate.constants.values(), default=0.0), gate.random_mean]
            table.add_row(
                f"{gate.module[:2]} {gate.exercise}",
                gate.kind,
                *("by a person" if m is None else f"{m:.3f}" for m in marks),
            )
        out.print(table)
    for fault in faults:
        err.print(fault, markup=False)
    if faults:
        raise typer.Exit(1)


@app.command()
def coverage(as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False) -> None:
    """Print which points of the readings are taught, practiced and marked, and where."""
    from grader.coverage import coverage as covered

    with _plain_errors():
        found = covered(find(None))
    if as_json:
        print(json.dumps([point.as_dict() for point in found], indent=1))
        return
    table = Table("Point", "What it says", "Taught", "Practiced", "Marked")
    for point in found:
        where = [", ".join(name[:2] + name[name.find("/") :] if "/" in name else name[:2] for name in names)
                 for names in (point.taught, point.practiced, point.marked)]  # fmt: skip
        table.add_row(f"{point.id}{'' if point.practice else ' (read)'}", point.text, *where)
    out.print(table)
    missing = [point for point in found if point.missing]
    out.print(f"{len(found) - len(missing)} of {len(found)} points covered.")
    for point in missing:
        out.print(f"{point.id} is {point.missing}: {point.text}", markup=False)


@app.command()
def report(
    folder: Annotated[
        Path | None, typer.Option(help="the folder with a folder for each student; grader/submitted where left out")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the comparison of the surveys as JSON")] = False,
    page: Annotated[
        Path | None, typer.Option("--out", help="write the report on the whole course: an HTML file")
    ] = None,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="name no learner in that report")] = False,
    gradebook: Annotated[
        str | None,
        typer.Option(help="nbgrader's gradebook, a file or an address; gradebook.db beside the folder where left out"),
    ] = None,
) -> None:
    """Report on the course as one HTML page (--out), or compare its two surveys here; no student is named here."""
    from grader.report import command

    with _plain_errors():
        if page:
            command.write(find(None), folder, page, anonymous, gradebook, err)
        if as_json or not page:
            command.show(find(None), folder, as_json, out)


@app.command()
def simulate(
    module: Annotated[str, typer.Argument(help="a module's id, or its beginning")],
    learner: Annotated[str, typer.Option(help=LEARNERS)],
    folder: Annotated[Path, typer.Option("--out", help="the folder to write answers.jsonl into")],
    seed: Annotated[int, typer.Option(help="the same seed gives the same answers")] = 0,
) -> None:
    """Write the answers file of one simulated learner."""
    from grader import simulate as simulating

    with _plain_errors():
        source = find(module)[0]
        print(simulating.write(*source.load(), learner, seed, folder))


@app.command()
def demo(
    module: Modules = None,
    folder: Annotated[
        Path | None, typer.Option("--out", help="an empty folder; a temporary one where left out")
    ] = None,
) -> None:
    """Play a class of twelve through every nbgrader step, and say where to look."""
    from grader.demo import play

    with _plain_errors():
        play(find(module), folder, out)
