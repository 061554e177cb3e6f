"""The commands of `python -m grader`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

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
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Compare the survey of the orientation with its parallel form in the capstone; no student is named."""
    from grader import report as reporting

    with _plain_errors():
        found = reporting.compare(find(None), folder or ROOT / "grader" / "submitted")
    if as_json:
        print(json.dumps(found.as_dict(), indent=1))
        return
    if found.both < 2:
        out.print(
            f"{found.students} student folder(s), and {found.both} with both surveys: too few to compare. "
            "At least two students have to answer the survey of the orientation and that of the capstone."
        )
    else:
        table = Table("Statement of the first survey", "n", "Before", "After", "Difference", "95 % interval")
        for pair in found.pairs:
            figures = [pair.before, pair.after, pair.difference]
            shown = ["–" if value is None else f"{value:.2f}" for value in figures]
            bounds = "too few" if pair.low is None else f"{pair.low:+.2f} to {pair.high:+.2f}"
            table.add_row(pair.text, str(pair.n), *shown, bounds)
        out.print(table)
        turned = sum(pair.turned for pair in found.pairs)
        out.print(
            f"1 is the first answer of the scale and {found.steps} the last. {turned} of the later statements are worded "
            "the other way round; their answers are turned back. People judge themselves here, and a change can have "
            "other reasons than the course."
        )
    if found.damaged:
        out.print(f"{found.damaged} answers file(s) were damaged in part; every line that could be read counted.")


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
def autograde(
    module: Annotated[str, typer.Argument(help="a module's id, or its beginning")],
    processes: Annotated[int, typer.Option(min=0, max=64, help="how many at once; all processors where left out")] = 0,
) -> None:
    """Mark all hand-ins of a module in parallel; say who is missing, what was found, and whose marks changed.

    nbgrader's own autograde, for the course in this folder, or else in grader/. It can be ended at any
    time and run again. After a key was corrected, run it again: marks given by a person stay.
    """
    with _plain_errors():
        name = find(module)[0].name
        err.print("Starting nbgrader …")
        from grader import autograding, summary
        from grader.session import Office

        office = Office.here()
        with summary.progress(name, len(autograding.submitted(office, name)), err) as done:
            found = autograding.autograde(office, name, processes=processes, done=done)
        summary.show(found, out)
    if found.failed:
        raise typer.Exit(1)


@app.command()
def choose(
    module: Annotated[str, typer.Argument(help="a module's id, or its beginning")],
    student: Annotated[str, typer.Argument(help="the student's id")],
    which: Annotated[Literal["earlier", "later"], typer.Option(help="which hand-in counts from now on")],
) -> None:
    """Choose which hand-in of a student counts when a later one is worse; it is marked at once."""
    with _plain_errors():
        name = find(module)[0].name
        from grader import autograding, summary
        from grader.session import Office

        choice, found = autograding.choose(Office.here(), name, student, which)
        out.print(f"{student}: {summary.weighed(choice)}", markup=False)
        summary.show(found, out)
    if found.failed:
        raise typer.Exit(1)


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
