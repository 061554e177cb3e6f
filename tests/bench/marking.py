"""Marking one notebook: ours against nbgrader executing equivalent checks in a kernel, same submissions."""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median

import nbformat

from grader.authoring import simulate
from grader.course import Source, find
from grader.marking.preprocessors import mark_all
from grader.office import Office
from rounds.content.loader import EXERCISES, Exercise, Module
from rounds.feedback.render import feedback
from rounds.kinds.base import Key
from rounds.storage.answers import NAME, read

SUBMISSIONS = 20

READ = """import json
answers = {}
for line in open("answers.jsonl"):
    record = json.loads(line)
    if "exercise" in record:
        answers[record["exercise"]] = record["answer"]
"""


def measure() -> dict[str, float]:
    """Seconds a notebook for both ways, and how many times faster ours is."""
    source = find("01")[0]
    module, keys = source.load()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        ours = Office(root / "ours", root / "exchange")
        stock = _stock(root, source, module, keys)
        for office in (ours, stock):
            office.api.log.setLevel(logging.CRITICAL)
            office.step("generate_assignment", source.name)
            for seed in range(SUBMISSIONS + 1):
                _submit(office, source, module, keys, seed)
        seconds = {}
        for name, office in (("ours", ours), ("nbgrader", stock)):
            _autograde(office, source, 0)  # start-up is left out: imports, caches, the first session
            seconds[name] = [_autograde(office, source, seed) for seed in range(1, SUBMISSIONS + 1)]
        _same_marks(ours, stock, module)
        answers = ours.root / "submitted" / "s01" / source.name / NAME
        pure = [_pure(module, keys, answers) for _ in range(200)]
    mine, theirs = median(seconds["ours"]), median(seconds["nbgrader"])
    return {
        "submissions": SUBMISSIONS,
        "seconds_a_notebook_ours": mine,
        "seconds_a_notebook_nbgrader_execute": theirs,
        "times_faster": theirs / mine,
        "seconds_a_notebook_marking_and_feedback_alone": median(pure),
    }


def _submit(office: Office, source: Source, module: Module, keys: dict[str, Key], seed: int) -> None:
    folder = office.root / "submitted" / f"s{seed:02d}" / source.name
    simulate.write(module, keys, "ability:0.7", seed, folder)
    for name in (source.notebook.name, EXERCISES):
        shutil.copy(office.root / "release" / source.name / name, folder)


def _autograde(office: Office, source: Source, seed: int) -> float:
    start = time.perf_counter()
    office.step("autograde", source.name, f"s{seed:02d}")
    return time.perf_counter() - start


def _pure(module: Module, keys: dict[str, Key], path: Path) -> float:
    start = time.perf_counter()
    marks = mark_all(module, keys, read(path))
    for exercise in module.graded:
        feedback(exercise, keys[exercise.id], marks[exercise.id])
    return time.perf_counter() - start


def _stock(root: Path, source: Source, module: Module, keys: dict[str, Key]) -> Office:
    """nbgrader as it comes, on the same notebook with its graded cells computing the same marks from the same file."""
    folder = root / "stock-source" / source.name
    folder.mkdir(parents=True)
    notebook = nbformat.read(source.notebook, as_version=4)
    checks = {e.id: _check(e, keys[e.id]) for e in module.graded if e.kind != "reflect"}
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in checks:
            cell.source = READ + checks[name]
    nbformat.write(notebook, folder / source.notebook.name)
    shutil.copy(source.folder / EXERCISES, folder)
    office = Office(root / "stock", root / "exchange", folder.parent)
    for section in ("Autograde", "GenerateAssignment", "GenerateFeedback", "ExchangeFactory"):
        office.config.pop(section, None)
    office.config.Execute.extra_arguments = ["--log-level=40"]  # the kernel's warnings would fill the screen
    office.config.ClearSolutions.code_stub = {"python": 'exercise("reflection")'}
    office.api.config = office.config
    return office


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


def _same_marks(ours: Office, stock: Office, module: Module) -> None:
    """Both ways must have marked alike, or the comparison would mean nothing."""
    found = []
    for office in (ours, stock):
        with office.gradebook() as gradebook:
            found.append(
                {
                    (s.student.id, grade.name): grade.auto_score
                    for s in gradebook.assignment_submissions(module.module)
                    for notebook in s.notebooks
                    for grade in notebook.grades
                    if grade.name in {e.id for e in module.graded if e.kind != "reflect"}
                }
            )
    if found[0] != found[1] or len(found[0]) != 4 * (SUBMISSIONS + 1):
        raise SystemExit("The two ways of marking disagree, so their times cannot be compared.")
