"""The commands for people who write exercises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from grader.commands.arguments import Json, Module, Modules, module, modules
from grader.commands.console import err, errors_as_sentences, out
from rounds.core.errors import RoundsError
from rounds.launch import FIRST_PORT

PANEL = "Write and try exercises"
app = typer.Typer()


@app.command("check", rich_help_panel=PANEL)
@errors_as_sentences()
def check_content(
    name: Modules = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Also write the JSON Schema for editors to assets/schema.")
    ] = False,
) -> None:
    """Check exercises, keys and notebooks, and say what to correct.

    Each problem names the file, the exercise, the item, what's there and what may be there. After a
    release, this also says what changed since, whom it affects and what to run. Exits with 1 if
    there's a problem.
    """
    from grader.authoring.check import check, summary, write_schemas
    from grader.course import ROOT

    count = 0
    for source in modules(name):
        problems = check(source)
        count += len(problems)
        for problem in problems:
            out.print(f"✗ {problem}", markup=False)
        if not problems:
            out.print(f"✓ {summary(source)}", markup=False)
    if schema:
        write_schemas(ROOT / "assets" / "schema")
    _tell_course_edits(name)
    if count:
        out.print(f"{count} problem(s).")
        raise typer.Exit(1)


def _tell_course_edits(name: str | None) -> None:
    """Say what changed since the course was generated, whom it affects and what to run."""
    from grader.assignments import changed_texts, course_edits

    if (office := course_edits.here()) is not None:
        sources = modules(name)
        for sentence in (*course_edits.notes(office, sources), *changed_texts.notes(office, sources)):
            out.print(f"→ {sentence}", markup=False)


@app.command("gates", rich_help_panel=PANEL)
@errors_as_sentences()
def show_gates(name: Modules = None, as_json: Json = False) -> None:
    """Test each exercise with simulated learners: experts earn everything, guessing doesn't pay.

    Prints the share of the points (0 to 1) that an expert, a blank answer, the best constant answer, 1,000 random
    learners and the best surface learner get: someone who goes by how the options look and sound (length, courtesy,
    question marks, words that were right in other notebooks, equal counts). Exits with 1 if an exercise fails.
    """
    from grader.authoring.gates import gates

    tested = [gate for source in modules(name) for gate in gates(source)]
    faults = [fault for gate in tested for fault in gate.faults()]
    if as_json:
        print(json.dumps([gate.as_dict() for gate in tested], indent=1))
    else:
        table = Table("Exercise", "Kind", "Expert", "Blank", "Best constant", "Random mean", "Best by surface")
        for gate in tested:
            shares = [gate.expert, gate.blank, max(gate.constants.values(), default=0.0), gate.random_mean]
            texts = ["by a person" if share is None else f"{share:.3f}" for share in shares]
            trick = max(gate.surface, key=lambda name: gate.surface[name], default="")
            surface = f"{gate.surface[trick]:.3f} {trick}" if trick else "-"
            table.add_row(f"{gate.module[:2]} {gate.exercise}", gate.kind, *texts, surface)
        out.print(table)
    for fault in faults:
        err.print(fault, markup=False)
    if faults:
        raise typer.Exit(1)


@app.command("coverage", rich_help_panel=PANEL)
@errors_as_sentences()
def show_coverage(as_json: Json = False) -> None:
    """Show which points of the readings the course teaches, practices and grades, and where."""
    from grader.authoring.coverage import coverage

    points = coverage(modules(None))
    if as_json:
        print(json.dumps([point.as_dict() for point in points], indent=1))
        return
    table = Table("Point", "What it says", "Taught", "Practiced", "Graded")
    for point in points:
        places = [", ".join(map(_short, names)) for names in (point.taught, point.practiced, point.marked)]
        table.add_row(f"{point.id}{'' if point.practice else ' (read)'}", point.text, *places)
    out.print(table)
    missing = [point for point in points if point.missing]
    out.print(f"{len(points) - len(missing)} of {len(points)} points covered.")
    for point in missing:
        out.print(f"{point.id} is {point.missing}: {point.text}", markup=False)


def _short(name: str) -> str:
    """`01/nights` for the exercise of a module, `01` for a module."""
    module_id, slash, exercise = name.partition("/")
    return module_id[:2] + slash + exercise


@app.command("place", rich_help_panel=PANEL)
@errors_as_sentences()
def place_exercise(
    name: Module,
    exercise: Annotated[
        str | None, typer.Argument(metavar="EXERCISE", help="The exercise's id.", show_default="all of the notebook")
    ] = None,
    after: Annotated[
        str | None,
        typer.Option(help="The exercise that it follows.", show_default="as in exercises.yaml"),
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the exercise out of the notebook.")] = False,
) -> None:
    """Put an exercise into its notebook, with the right points, or repair its cell.

    Writes modules/MODULE/MODULE.ipynb; running it twice changes nothing.
    """
    from grader.authoring import place

    source = module(name)
    if exercise is None and (after or remove):
        raise RoundsError("--after and --remove are about one exercise; name it: place MODULE EXERCISE")
    if after and remove:
        raise RoundsError("--after and --remove exclude each other; give one of them")
    if exercise is None:
        sentences = place.place_all(source)
    elif remove:
        sentences = [place.remove(source, exercise)]
    else:
        sentences = [place.place(source, exercise, after)]
    for sentence in sentences:
        out.print(sentence, markup=False)
    _tell_course_edits(name)


@app.command("preview", rich_help_panel=PANEL)
@errors_as_sentences()
def preview_notebook(
    name: Module,
    self_study: Annotated[
        bool, typer.Option("--self-study", help="With the keys, as people have it who study alone.")
    ] = False,
    port: Annotated[int, typer.Option(min=1, max=65_000, help="The first port to try.")] = FIRST_PORT,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address to open.")] = False,
) -> None:
    """Open a notebook in JupyterLab as a learner sees it: a copy, whose answers are thrown away.

    Press Ctrl+C to stop.
    """
    from grader.authoring.check import check
    from grader.authoring.preview import preview

    source = module(name)
    for problem in check(source):
        err.print(f"✗ {problem}", markup=False)
    code = preview(source, self_study=self_study, port=port, browser=not no_browser)
    raise typer.Exit(code)


@app.command("simulate", rich_help_panel=PANEL)
@errors_as_sentences()
def simulate_learner(
    name: Module,
    learner: Annotated[str, typer.Option(help="expert, blank, constant, random, or ability:P with P from 0 to 1.")],
    folder: Annotated[Path, typer.Option("--out", help="The folder to write answers.jsonl to.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same answers.")] = 0,
) -> None:
    """Write the answers of a simulated learner to answers.jsonl, never over another file."""
    from grader.authoring import simulate

    print(simulate.write(*module(name).load(), learner, seed, folder))


@app.command("demo", rich_help_panel=PANEL)
@errors_as_sentences()
def play_demo(
    name: Modules = None,
    folder: Annotated[
        Path | None, typer.Option("--out", help="An empty folder to write to.", show_default="a temporary one")
    ] = None,
) -> None:
    """Take a simulated class of twelve through every nbgrader step, and say where to look."""
    from grader.authoring.demo import play

    play(modules(name), folder, out)
