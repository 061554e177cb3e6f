"""The commands of `python -m grader`."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.table import Table

from grader.authoring.simulate import LEARNERS
from grader.commands import classroom, research
from grader.commands.console import err, out
from grader.commands.console import plain_errors as _plain_errors
from grader.course import ROOT, find
from rounds.core.errors import RoundsError
from rounds.launch import FIRST_PORT

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
app.registered_commands += [*classroom.app.registered_commands, *research.app.registered_commands]
Modules = Annotated[
    str | None, typer.Argument(metavar="[MODULE]", help="a module's id, or its beginning; all where left out")
]
Layout = Enum("Layout", {name: name for name in ("canvas", "moodle", "blackboard", "csv")})  # type: ignore[misc]


def _edited(module: str | None) -> None:
    """Say what changed since the course was generated, whom it affects and what to run."""
    from grader.assignments import course_edits

    if (office := course_edits.here()) is not None:
        for sentence in course_edits.notes(office, find(module)):
            out.print(f"→ {sentence}", markup=False)


@app.command()
def check(
    module: Modules = None, schema: Annotated[bool, typer.Option(help="also write the JSON Schema for editors")] = False
) -> None:
    """Check exercises, keys and notebooks; name file, exercise, item, what was found and what is allowed."""
    from grader.authoring import check as checks

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
        _edited(module)
    if problems:
        out.print(f"{problems} problem(s).")
        raise typer.Exit(1)


@app.command()
def gates(module: Modules = None, as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False) -> None:
    """Print what expert, blank, constant and random learners get for each exercise; fail where guessing pays."""
    from grader.authoring import gates as gating

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
def place(
    module: Annotated[str, typer.Argument(help="a module's id, or its beginning")],
    exercise: Annotated[
        str | None, typer.Argument(metavar="[EXERCISE]", help="an exercise's id; all of the module where left out")
    ] = None,
    after: Annotated[
        str | None, typer.Option(help="the exercise it comes after; the order of exercises.yaml where left out")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="take it out of the notebook again")] = False,
) -> None:
    """Show an exercise in its notebook: writes its cell with the right points, or mends it; done twice it changes nothing."""
    from grader.authoring import place as placing

    with _plain_errors():
        source = find(module)[0]
        if exercise is None and (after or remove):
            raise RoundsError("--after and --remove are about one exercise; name it: place MODULE EXERCISE")
        if after and remove:
            raise RoundsError("--after and --remove exclude each other; give one of them")
        if exercise is None:
            said = placing.place_all(source)
        else:
            said = [placing.remove(source, exercise) if remove else placing.place(source, exercise, after)]
    for sentence in said:
        out.print(sentence, markup=False)
    _edited(module)


@app.command()
def retire(
    module: Annotated[str, typer.Argument(help="a module's id, or its beginning")],
    exercise: Annotated[str, typer.Argument(help="the id of the exercise that is no longer in the course")],
) -> None:
    """Take the grades of a removed exercise out of the gradebook, into a file; they come back with the exercise."""
    with _plain_errors():
        source = find(module)[0]
        from grader.assignments.regenerate import retire as retiring
        from grader.office import Office

        out.print(retiring(Office.here(), source, exercise), markup=False)


@app.command()
def preview(
    module: Annotated[str, typer.Argument(help="a module's id, or its beginning")],
    self_study: Annotated[
        bool,
        typer.Option("--self-study", help="with the keys, as in a clone or on Binder; as in a course where left out"),
    ] = False,
    port: Annotated[int, typer.Option(min=1, max=65_000, help="the first port to try")] = FIRST_PORT,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="only say what to open")] = False,
) -> None:
    """See a notebook as a learner: JupyterLab on a copy, whose answers are thrown away."""
    from grader.authoring import check as checks
    from grader.authoring.preview import preview as show

    with _plain_errors():
        source = find(module)[0]
        for sentence in checks.check(source):
            err.print(f"✗ {sentence}", markup=False)
        code = show(source, self_study=self_study, port=port, browser=not no_browser)
    raise typer.Exit(code)


@app.command()
def coverage(as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False) -> None:
    """Print which points of the readings are taught, practiced and marked, and where."""
    from grader.authoring.coverage import coverage as covered

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
def export(
    layout: Annotated[Layout, typer.Argument(help="the program that is to read the grades")],
    to: Annotated[Path | None, typer.Option(help="the file to write; grades-LAYOUT.csv where left out")] = None,
    module: Annotated[list[str] | None, typer.Option(help="only this module; may be given again")] = None,
    title: Annotated[
        list[str] | None, typer.Option(help="MODULE=HEADING: the column's heading in that program; may be given again")
    ] = None,
    missing_as_zero: Annotated[bool, typer.Option("--missing-as-zero", help="0 for what was not handed in")] = False,
    unfinished: Annotated[bool, typer.Option("--unfinished", help="points so far where a person has to grade")] = False,
    db: Annotated[str | None, typer.Option(help="the address of another gradebook")] = None,
) -> None:
    """Write the grades as Canvas, Moodle, Blackboard or a spreadsheet reads them; empty is no zero."""
    from grader.exports import write_grades

    with _plain_errors():
        try:
            titles = dict(item.split("=", 1) for item in title or [])
        except ValueError:
            raise RoundsError("--title is MODULE=HEADING, for example 01=Interests") from None
        out.print(
            write_grades(
                layout.value,
                to,
                [find(name)[0].name for name in module or []],
                {find(name)[0].name: heading for name, heading in titles.items()},
                missing_as_zero=missing_as_zero,
                unfinished=unfinished,
                db=db,
            ),
            markup=False,
        )


@app.command()
def receipt(
    module: Annotated[str, typer.Argument(help="a module's id, or its beginning")],
    student: Annotated[str, typer.Argument(help="the student's account")],
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help="the code that the student noted")] = None,
    folder: Annotated[
        Path | None, typer.Option(help="the folder with a folder for each student; grader/submitted where left out")
    ] = None,
) -> None:
    """Print the receipt of a collected file, and whether a code is of it or of an earlier state; 1 where it is not.

    A code finds mix-ups, such as another notebook or an older copy. It proves nothing against forgery.
    """
    from grader.submissions.receipts import check as check_receipt

    with _plain_errors():
        found = check_receipt(find(module)[0], folder or ROOT / "grader" / "submitted", student, code)
    for sentence in found.sentences:
        out.print(sentence, markup=False)
    if not found.matches:
        raise typer.Exit(1)


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
    from grader.authoring import simulate as simulating

    with _plain_errors():
        source = find(module)[0]
        print(simulating.write(*source.load(), learner, seed, folder))


@app.command()
def autograde(
    module: Annotated[str, typer.Argument(help="a module's id, or its beginning")],
    processes: Annotated[int, typer.Option(min=0, max=64, help="how many at once; all processors where left out")] = 0,
) -> None:
    """Mark all hand-ins of a module in parallel; say who is missing, what was found, and whose marks changed.

    The grades are those of nbgrader's own autograde, for the course in this folder, or else in grader/. It can
    be ended at any time and run again. After a key was corrected, run it again: marks given by a person stay.
    """
    with _plain_errors():
        name = find(module)[0].name
        err.print("Starting nbgrader …")
        from grader.marking import autograde as autograding
        from grader.marking import summary
        from grader.office import Office

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
        from grader.marking import autograde as autograding
        from grader.marking import summary
        from grader.office import Office

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
    from grader.authoring.demo import play

    with _plain_errors():
        play(find(module), folder, out)
