"""Marking one notebook: ours against Otter-Grader on an equivalent assignment, the same answers, in one run.

Otter executes the notebook in a kernel and then its tests; its answers are variables of the notebook
and a test case passes or fails. So here each item of an exercise is a case, and the notebook has the
readings and the answers and none of our exercises: less to execute than a learner's notebook has.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Any, Self

import nbformat

from grader.authoring import simulate
from grader.course import ROOT, Source, find
from grader.office import Office
from rounds.content.loader import EXERCISES, Exercise, Module
from rounds.core.scoring import Answer
from rounds.kinds.base import Key
from rounds.storage.answers import NAME

SUBMISSIONS = 10
COMMANDS = 3
PLACE = ROOT / ".bench" / "otter"
WANTED = Path(__file__).with_name("requirements-otter.txt")
BIN = PLACE / "bin"

# `otter run` starts a process for each notebook. Its own API grades many in one, as ours does here.
SERVE = """
import json, os, sys, time
out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
from otter.api import grade_submission
for line in sys.stdin:
    start = time.perf_counter()
    results = grade_submission(line.strip(), sys.argv[1], quiet=True)
    seconds = time.perf_counter() - start
    full = {name: test.score == test.possible for name, test in results.results.items()}
    print(json.dumps([seconds, full]), file=out, flush=True)
"""


class CannotRunError(Exception):
    """Otter-Grader cannot be installed or does not run on this machine; the text says why."""


def measure() -> dict[str, float]:
    """Both sides' seconds a notebook; where Otter cannot run it is said, and there are no figures."""
    try:
        install()
        return _measure()
    except (CannotRunError, OSError, subprocess.SubprocessError) as error:
        print(f"Otter-Grader cannot be run here, so there is nothing to compare with: {error}")
        return {}


def _measure() -> dict[str, float]:
    source = find("01")[0]
    module, keys = source.load()
    tests = {e.id: cases(e, keys[e.id]) for e in module.graded_by_program}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        office = Office(root / "ours", root / "exchange")
        office.api.log_level = "CRITICAL"
        office.step("generate_assignment", source.name)
        theirs = [_submissions(office, root, source, module, keys, seed) for seed in range(SUBMISSIONS + 1)]
        autograder = _autograder(root, tests)
        seconds: dict[str, list[float]] = {"ours": [], "otter": []}
        outcomes = set()
        with Otter(autograder) as otter:
            for seed, notebook in enumerate(theirs):  # in turns, so that both meet the same load
                start = time.perf_counter()
                office.step("autograde", source.name, f"s{seed:02d}")
                seconds["ours"].append(time.perf_counter() - start)
                took, full = otter.grade(notebook)
                seconds["otter"].append(took)
                _same(_full(office, module, f"s{seed:02d}"), full)
                outcomes |= set(full.values())
        if outcomes != {True, False}:
            raise SystemExit("Every answer was right, or every one wrong, so that both mark alike says nothing.")
        command = [_command(autograder, theirs[0], root) for _ in range(COMMANDS)]
    mine, other = (median(taken[1:]) for taken in seconds.values())  # the first ones import and fill caches
    return {
        "submissions": SUBMISSIONS,
        "cases": sum(len(test) for test in tests.values()),
        "seconds_a_notebook_ours": mine,
        "seconds": other,
        "times_faster": other / mine,
        "seconds_of_an_otter_run_command": median(command),
    }


def install() -> None:
    """Put Otter-Grader into an environment of its own, once. Raises CannotRunError."""
    stamp = PLACE / "installed.txt"
    if stamp.exists() and stamp.read_bytes() == WANTED.read_bytes():
        return
    print("Installing Otter-Grader into .bench/otter, once ...")
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(PLACE)],
        [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(WANTED)],
    ):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise CannotRunError((done.stderr.strip() or "no reason was given").splitlines()[-1])
    shutil.copyfile(WANTED, stamp)


def cases(exercise: Exercise, key: Key) -> list[str]:
    """Expressions that are all true for an answer that has every point, and for no other."""
    given = f"answers.get({exercise.id!r}, {{}})"
    match exercise.kind:
        case "sort":
            return [f"{given}.get({i!r}) == {place.bin!r}" for i, place in key.items.items()]  # type: ignore[attr-defined]
        case "select":
            return [f"({given}.get({i!r}) is True) == {choice.pick}" for i, choice in key.items.items()]  # type: ignore[attr-defined]
    rows = {row: list(served.serves) for row, served in key.rows.items()}  # type: ignore[attr-defined]
    columns = [column.id for column in exercise.columns]  # type: ignore[union-attr]
    cells = [
        f"({column!r} in {given}.get('cells', {{}}).get({row!r}, {{}})) == {column in serves}"
        for row, serves in rows.items()
        for column in columns
    ]
    chosen = f"{given}.get('chosen', {{}})"
    most = exercise.choose.max  # type: ignore[union-attr]
    return [*cells, f"{{c for r in {chosen} for c in {rows!r}[r]}} == {set(columns)!r} and len({chosen}) <= {most}"]


class Otter:
    """Otter-Grader in one process of its own, which grades notebook after notebook."""

    def __init__(self, autograder: Path) -> None:
        self.autograder = autograder

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [str(BIN / "python"), "-c", SERVE, str(self.autograder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=_environment(),
            cwd=self.autograder.parent,
        )
        return self

    def grade(self, notebook: Path) -> tuple[float, dict[str, bool]]:
        """Seconds, and which tests passed whole."""
        assert self.process.stdin and self.process.stdout  # noqa: PT018
        self.process.stdin.write(f"{notebook}\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline()
        if not said:
            raise CannotRunError(f"it ended while it graded {notebook.name}; it is in {PLACE}")
        seconds, full = json.loads(said)
        return seconds, full

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.process.communicate()


def _environment() -> dict[str, str]:
    """Nothing of this environment: Otter's kernel must be its own."""
    ours = ("PYTHONPATH", "VIRTUAL_ENV", "JUPYTER_PATH", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}


def _submissions(office: Office, root: Path, source: Source, module: Module, keys: dict[str, Key], seed: int) -> Path:
    """The same answers submitted to both: to ours as a file, to Otter as cells of the notebook."""
    given = simulate.answers(module, keys, "expert" if seed % 2 else "ability:0.7", seed)
    folder = office.root / "submitted" / f"s{seed:02d}" / source.name
    folder.mkdir(parents=True)
    (folder / NAME).write_text(simulate.lines(module, given, seed), encoding="utf-8")
    shutil.copy(source.notebook, folder)
    shutil.copy(source.folder / EXERCISES, folder)
    path = root / "otter" / f"s{seed:02d}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(_notebook(source, module, given), path)
    return path


def _notebook(source: Source, module: Module, given: dict[str, Answer]) -> Any:
    notebook = nbformat.read(source.notebook, as_version=4)
    graded = {e.id for e in module.graded}
    cells = [nbformat.v4.new_code_cell("answers = {}")]
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if cell.cell_type == "markdown":
            cells.append(nbformat.v4.new_markdown_cell(cell.source))
        elif name in graded:
            cells.append(nbformat.v4.new_code_cell(f"answers[{name!r}] = {given.get(name, {})!r}"))
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=kernel)


def _autograder(root: Path, tests: dict[str, list[str]]) -> Path:
    """What `otter generate` makes of the tests."""
    (root / "tests").mkdir()
    for name, test in tests.items():
        listed = [{"code": f">>> assert {case}", "hidden": False, "locked": False} for case in test]
        suite = {"cases": listed, "scored": True, "setup": "", "teardown": "", "type": "doctest"}
        text = f"OK_FORMAT = True\n\ntest = { ({'name': name, 'points': len(test), 'suites': [suite]})!r}\n"
        (root / "tests" / f"{name}.py").write_text(text, encoding="utf-8")
    out = root / "autograder.zip"
    command = [str(BIN / "otter"), "generate", "-t", "tests", "-o", str(out), "--no-environment", "--no-requirements"]
    subprocess.run(command, cwd=root, env=_environment(), check=True, capture_output=True)
    return out


def _command(autograder: Path, notebook: Path, root: Path) -> float:
    start = time.perf_counter()
    command = [str(BIN / "otter"), "run", "-a", str(autograder), "-o", str(root), "--no-logo", str(notebook)]
    subprocess.run(command, cwd=root, env=_environment(), check=True, capture_output=True)
    return time.perf_counter() - start


def _full(office: Office, module: Module, student: str) -> dict[str, bool]:
    """The exercises for which we gave every point."""
    points = {e.id: e.points for e in module.graded_by_program}
    with office.gradebook() as gradebook:
        found = gradebook.find_submission_notebook(module.module, module.module, student)
        return {grade.name: grade.auto_score == points[grade.name] for grade in found.grades if grade.name in points}


def _same(ours: dict[str, bool], otter: dict[str, bool]) -> None:
    if ours != otter:
        raise SystemExit(f"The two ways of marking disagree, so their times cannot be compared: {ours}, {otter}")
