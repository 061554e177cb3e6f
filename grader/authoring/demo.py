"""Takes a class of twelve simulated learners through nbgrader's own steps, with an exchange of its own."""

from __future__ import annotations

import csv
import json
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from grader.authoring import simulate
from grader.course import Source
from rounds.core.errors import RoundsError
from rounds.storage.answers import NAME

if TYPE_CHECKING:
    from grader.office import Office


@dataclass(frozen=True)
class Player:
    """A simulated learner: a name that says what they are, how they answer, and what happens to their files."""

    name: str
    kind: str
    mishap: str = ""
    reflection: float = 0.0  # the share of the rubric's points the demo's instructor gives


CLASS = (
    Player("expert", "expert", reflection=1.0),
    Player("careful-1", "ability:0.9", reflection=8 / 9),
    Player("careful-2", "ability:0.85", reflection=7 / 9),
    Player("average-1", "ability:0.7", reflection=6 / 9),
    Player("average-2", "ability:0.6", reflection=5 / 9),
    Player("average-3", "ability:0.5", reflection=5 / 9),
    Player("guesser-1", "random"),
    Player("guesser-2", "random"),
    Player("blank", "blank"),
    Player("one-bin", "constant"),
    Player("damaged", "ability:0.8", mishap="damaged", reflection=6 / 9),
    Player("hostile", "ability:0.3", mishap="hostile"),
)
MARK = "executed-by-mistake.txt"


def play(modules: list[Source], folder: Path | None, console: Console) -> Path:
    """Take the class through the modules, print the grades and where to look; return the folder."""
    root = _empty(folder)
    with _quiet():
        grades = _play(modules, root, console)
    _report(root, grades, modules, console)
    return root


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep nbgrader's log, and SQLAlchemy's warnings about nbgrader, out of the demo; restore everything afterward."""
    log = logging.getLogger("traitlets")
    before = log.level
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        log.setLevel(logging.ERROR)
        try:
            yield
        finally:
            log.setLevel(before)


def _play(modules: list[Source], root: Path, console: Console) -> Path:
    # Importing nbgrader takes seconds, so say so first.
    console.print("Starting nbgrader …")
    from grader.office import Learner, Office

    office = Office(root / "course", root / "exchange")
    learners = {p.name: Learner(p.name, root / "learners" / p.name, office) for p in CLASS}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console) as progress:
        for source in modules:
            bar = progress.add_task(source.name, total=4 * len(CLASS) + 6)

            def done(what: str, steps: int = 1, bar: object = bar, name: str = source.name) -> None:
                progress.update(bar, advance=steps, description=f"{name}: {what}")  # type: ignore[arg-type]

            office.step("generate_assignment", source.name, force=True)
            done("generated")
            office.step("release_assignment", source.name)
            done("released")
            for seed, player in enumerate(CLASS):
                work = learners[player.name].fetch(source.name)
                _answer(source, player, seed, work)
                learners[player.name].submit(source.name)
                done("answered and submitted", 2)
            office.step("collect", source.name)
            done("collected")
            for player in CLASS:
                office.step("autograde", source.name, player.name)
                done("graded")
            _grade_reflections(office, source)
            done("reflections graded")
            for player in CLASS:
                office.step("generate_feedback", source.name, player.name)
                done("feedback written")
            office.step("release_feedback", source.name)
            done("feedback released")
            for player in CLASS:
                learners[player.name].fetch_feedback(source.name)
            done("done")
    return office.export(root / "grades.csv")


def _empty(folder: Path | None) -> Path:
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="rounds-demo-"))
    folder = folder.resolve()
    if folder.exists() and any(folder.iterdir()):
        raise RoundsError(f"{folder} is not empty; name an empty folder, or leave --out out.")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _answer(source: Source, player: Player, seed: int, work: Path) -> None:
    module, keys = source.load()
    text = simulate.lines(module, simulate.answers(module, keys, player.kind, seed), seed)
    notebook = work / source.notebook.name
    if player.mishap == "damaged":
        text = text.replace("\n", '\n{"v": 1, "time": "2026-01-05T09:00', 1) + "\n\x00\x01 torn"
        notebook.write_text(notebook.read_text(encoding="utf-8")[:2000], encoding="utf-8")
    if player.mishap == "hostile":
        nb = nbformat.read(notebook, as_version=4)
        code = f"open({str(work.parent / MARK)!r}, 'w').write('ran')\nimport os; os._exit(1)"
        nb.cells.insert(0, nbformat.v4.new_code_cell(code, id="x"))
        nbformat.write(nb, notebook)
        text = text.replace('"09:', '"<script>alert(1)</script> 09:')
        text += (
            json.dumps(
                {
                    "v": 1,
                    "exercise": "reflection",
                    "answer": {"position": "<script>alert(1)</script>=1+1 \u202egnp.exe"},
                }
            )
            + "\n"
        )
    (work / NAME).write_text(text, encoding="utf-8")


def _grade_reflections(office: Office, source: Source) -> None:
    share = {p.name: p.reflection for p in CLASS}
    with office.gradebook() as gradebook:
        for submission in gradebook.assignment_submissions(source.name):
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    if grade.needs_manual_grade:
                        grade.manual_score = round(share[submission.student.id] * grade.cell.max_score)
                        grade.needs_manual_grade = False
        gradebook.db.commit()


def _report(root: Path, grades: Path, modules: list[Source], console: Console) -> None:
    with grades.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    table = Table("Learner", "Notebook", "Score", "Of", "Percent", title="Grades")
    for source in modules:
        of_module = {row["student_id"]: row for row in rows if row["assignment"] == source.name}
        for player in CLASS:
            row = of_module[player.name]
            score, most = float(row["score"] or 0), float(row["max_score"])
            table.add_row(player.name, source.name, f"{score:.2f}", f"{most:g}", f"{100 * score / most:.0f} %")
    console.print(table)
    executed = [str(p) for p in root.rglob(MARK)]
    console.print("The hostile learner's code: " + (f"RAN ({executed[0]})" if executed else "never ran."))
    page = root / "learners" / "average-1" / modules[0].name / "feedback"
    pages = sorted(page.rglob("*.html"))
    console.print(f"\nThe whole course is in   {root}")
    console.print(f"Grades                   {grades}")
    console.print(f"A learner's feedback     {pages[0] if pages else page}")
    relative = os.path.relpath(root / "course" / "autograded", root)
    console.print(f"Graded notebooks         {root / relative}")
