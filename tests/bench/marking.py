"""Marking one notebook: ours against nbgrader executing equivalent checks in a kernel, same submissions."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import nbformat

from grader.authoring import simulate
from grader.course import Source, find, mark_all
from grader.marking.autograde import autograde
from grader.office import Office
from rounds.content.loader import EXERCISES, Exercise, Module
from rounds.feedback.render import feedback
from rounds.kinds.base import Key
from rounds.storage.answers import NAME, read
from tests.bench import stock_nbgrader

SUBMISSIONS = 20
LEARNER = "ability:0.7"
Scores = dict[tuple[str, str], float | None]  # by student and exercise

READ = """import json
answers = {}
for line in open("answers.jsonl"):
    record = json.loads(line)
    if "exercise" in record:
        answers[record["exercise"]] = record["answer"]
"""


def measure() -> dict[str, float]:
    """Seconds a notebook for both ways, and how many times faster ours is.

    Ours is `python -m grader autograde` in one process, for a class; Formgrader's button goes through nbgrader's own
    converter, one submission after the other. Start-up is left out everywhere: imports, caches, the first session.
    """
    source = find("01")[0]
    module, keys = source.load()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        ours, button = (Office(root / name, root / "exchange") for name in ("ours", "button"))
        for office in (ours, button):
            office.api.log.setLevel(logging.CRITICAL)
            office.step("generate_assignment", source.name)
            for seed in range(SUBMISSIONS + 1):
                _submit(office, source, module, keys, seed)
        autograde(ours, source.name, ["s00"], processes=1)
        mine = _class(ours, source)
        clicks = [_click(button, source, seed) for seed in range(SUBMISSIONS + 1)][1:]
        theirs, scores = _nbgrader(root, source, module, keys)
        _same_marks((_scores(ours, source), _scores(button, source), scores), module)
        answers = ours.root / "submitted" / "s01" / source.name / NAME
        pure = [_pure(module, keys, answers) for _ in range(200)]
    return {
        "submissions": SUBMISSIONS,
        "seconds_a_notebook_ours": mine,
        "seconds_a_notebook_ours_by_formgraders_button": median(clicks),
        "seconds_a_notebook_nbgrader_execute": median(theirs),
        "times_faster": median(theirs) / mine,
        "times_faster_by_formgraders_button": median(theirs) / median(clicks),
        "seconds_a_notebook_marking_and_feedback_alone": median(pure),
    }


def _submit(office: Office, source: Source, module: Module, keys: dict[str, Key], seed: int) -> None:
    folder = office.root / "submitted" / f"s{seed:02d}" / source.name
    simulate.write(module, keys, LEARNER, seed, folder)
    for name in (source.notebook.name, EXERCISES):
        shutil.copy(office.root / "release" / source.name / name, folder)


def _class(office: Office, source: Source) -> float:
    found = autograde(office, source.name, processes=1)
    if found.failed or len(found.outcomes) != SUBMISSIONS + 1:
        raise SystemExit(f"{len(found.failed)} submissions could not be marked, so the times mean nothing.")
    return found.seconds / len(found.outcomes)


def _click(office: Office, source: Source, seed: int) -> float:
    start = time.perf_counter()
    office.step("autograde", source.name, f"s{seed:02d}")
    return time.perf_counter() - start


def _pure(module: Module, keys: dict[str, Key], path: Path) -> float:
    start = time.perf_counter()
    marks = mark_all(module, keys, read(path))
    for exercise in module.graded:
        feedback(exercise, marks[exercise.id])
    return time.perf_counter() - start


def _nbgrader(root: Path, source: Source, module: Module, keys: dict[str, Key]) -> tuple[list[float], Scores]:
    """Seconds a notebook and the scores of nbgrader as it comes, in a process of its own.

    It gets the same notebook with graded cells that compute the same marks from the same answers.
    """
    folder, submitted = root / "stock-source" / source.name, root / "stock" / "submitted"
    folder.mkdir(parents=True)
    notebook = nbformat.read(source.notebook, as_version=4)
    checks = {e.id: _check(e, keys[e.id]) for e in module.graded_by_program}
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in checks:
            cell.source = READ + checks[name]
    nbformat.write(notebook, folder / source.notebook.name)
    shutil.copy(source.folder / EXERCISES, folder)
    for seed in range(SUBMISSIONS + 1):
        simulate.write(module, keys, LEARNER, seed, submitted / f"s{seed:02d}" / source.name)
    command = [
        sys.executable,
        "-W",
        "ignore",
        str(Path(stock_nbgrader.__file__)),
        str(submitted.parent),
        str(folder.parent),
        source.name,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"nbgrader could not mark what it is compared with:\n{done.stderr[-2000:]}")
    found = json.loads(done.stdout.splitlines()[-1])
    return found["seconds"][1:], {(student, name): score for student, name, score in found["scores"]}


def _check(exercise: Exercise, key: Key) -> str:
    """Plain Python that earns what our marking gives."""
    name, points = exercise.id, exercise.points
    if exercise.kind == "sort":
        truth = {item: place.bin for item, place in key.items.items()}  # type: ignore[attr-defined]
        return f"""truth, given = {truth!r}, answers.get({name!r}, {{}})
bins = sorted(set(truth.values()))
recalls = [sum(given.get(i) == b for i in truth if truth[i] == b) / sum(t == b for t in truth.values()) for b in bins]
round(max(0, (sum(recalls) / len(bins) - 1 / len(bins)) / (1 - 1 / len(bins))) * {points}, 2)"""
    if exercise.kind == "select":
        picks = {item: choice.pick for item, choice in key.items.items()}  # type: ignore[attr-defined]
        return f"""picks, given = {picks!r}, answers.get({name!r}, {{}})
hits = sum(given.get(i) is True for i in picks if picks[i])
false = sum(given.get(i) is True for i in picks if not picks[i])
round(max(0, hits / sum(picks.values()) - false / sum(not p for p in picks.values())) * {points}, 2)"""
    serves = {row: served.serves for row, served in key.rows.items()}  # type: ignore[attr-defined]
    columns = [column.id for column in exercise.columns]  # type: ignore[union-attr]
    return f"""serves, columns, given = {serves!r}, {columns!r}, answers.get({name!r}, {{}})
ticked = {{(r, c) for r in given.get("cells", {{}}) for c in given["cells"][r]}}
right = {{(r, c) for r in serves for c in serves[r]}}
chosen = set(given.get("chosen", {{}}))
covered = {{c for r in chosen for c in serves[r]}} == set(columns) and len(chosen) <= {exercise.choose.max}
grid = max(0, len(ticked & right) / len(right) - len(ticked - right) / (len(serves) * len(columns) - len(right)))
round((0.6 * grid + 0.4 * covered) * {points}, 2)"""


def _scores(office: Office, source: Source) -> Scores:
    with office.gradebook() as gradebook:
        return {
            (submission.student.id, grade.name): grade.auto_score
            for submission in gradebook.assignment_submissions(source.name)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def _same_marks(ways: Sequence[Scores], module: Module) -> None:
    """All ways must have marked alike, or the comparison would mean nothing."""
    alone = {e.id for e in module.graded_by_program}
    first, *others = [{key: score for key, score in scores.items() if key[1] in alone} for scores in ways]
    if len(first) != len(alone) * (SUBMISSIONS + 1) or any(other != first for other in others):
        raise SystemExit("The ways of marking disagree, so their times cannot be compared.")
