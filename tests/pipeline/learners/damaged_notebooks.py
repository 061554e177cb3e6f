"""Learners whose notebook is damaged, edited or hostile. Each answered like the expert and must lose nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

from grader.course import ROOT
from tests.pipeline.room import MODULE, NOTEBOOK, Student

KEYS = ROOT / "grader" / "keys" / f"{MODULE}.yaml"
UNTOUCHED = "so no points were lost."


def write(content: str | bytes) -> Callable[[Path], None]:
    """Replace the notebook's content."""
    raw = content.encode() if isinstance(content, str) else content
    return lambda work: _put(work, raw)


def _put(work: Path, raw: bytes) -> None:
    (work / NOTEBOOK).write_bytes(raw)


def edit(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    """Change the notebook as JSON."""

    def at_home(work: Path) -> None:
        notebook = json.loads((work / NOTEBOOK).read_text(encoding="utf-8"))
        change(notebook)
        _put(work, json.dumps(notebook).encode())

    return at_home


def graded(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if "nbgrader" in cell["metadata"]]


def _cut(work: Path) -> None:
    raw = (work / NOTEBOOK).read_bytes()
    _put(work, raw[: len(raw) // 2])


def _old(work: Path) -> None:
    notebook = nbformat.read(work / NOTEBOOK, as_version=4)
    _put(work, json.dumps(nbformat.convert(notebook, 3)).encode())


def _delete(notebook: dict[str, Any]) -> None:
    notebook["cells"].remove(graded(notebook)[1])


def _duplicate(notebook: dict[str, Any]) -> None:
    notebook["cells"].append(graded(notebook)[0])


def _reverse(notebook: dict[str, Any]) -> None:
    notebook["cells"].reverse()


def _markdown(notebook: dict[str, Any]) -> None:
    for cell in graded(notebook):
        cell["cell_type"] = "markdown"
        del cell["outputs"], cell["execution_count"]


def _points(notebook: dict[str, Any]) -> None:
    for cell in graded(notebook):
        cell["metadata"]["nbgrader"]["points"] = 1000


def _ids(notebook: dict[str, Any]) -> None:
    for number, cell in enumerate(graded(notebook)):
        cell["metadata"]["nbgrader"]["grade_id"] = f"mine-{number}"


def _odd_parts(notebook: dict[str, Any]) -> None:
    notebook["cells"] = [None, 7, [], {"metadata": [], "source": {"a": 1}}, {"metadata": {"nbgrader": {"grade_id": 4}}}]


def _locked_off(notebook: dict[str, Any]) -> None:
    for cell in graded(notebook):
        cell["metadata"]["nbgrader"] = {"grade": False, "schema_version": 99, "grade_id": {"no": "text"}}


def _folder(work: Path) -> None:
    (work / NOTEBOOK).unlink()
    (work / NOTEBOOK).mkdir()
    (work / NOTEBOOK / "inside.txt").write_text("x")


def _link_to(target: Path) -> Callable[[Path], None]:
    def link(submitted: Path) -> None:
        (submitted / NOTEBOOK).unlink()
        (submitted / NOTEBOOK).symlink_to(target)

    return link


def _missing(work: Path) -> None:
    (work / NOTEBOOK).unlink()


def _two_more(work: Path) -> None:
    (work / "My copy (1).ipynb").write_bytes((work / NOTEBOOK).read_bytes())
    (work / "empty.ipynb").write_bytes(b"")


def marker(root: Path, name: str) -> Path:
    """The file that the code of a hostile learner leaves behind if it runs."""
    return root / f"ran-{name}.txt"


# Every one leaves its marker first. `{gradebook}` and `{marker}` are filled in.
HOSTILE = {
    "loops-for-ever": "while True:\n    pass\n",
    "exits-the-process": "import os\nos._exit(1)\n",
    "forks": "import os\nos.fork()\n",
    "reads-the-keys": f"open({{marker!r}}, 'a').write(open({str(KEYS)!r}).read())\n",
    "writes-the-gradebook": (
        "import sqlite3\nbase = sqlite3.connect({gradebook!r})\n"
        "base.execute('update grade set manual_score = 9, needs_manual_grade = 0')\nbase.commit()\n"
    ),
    "removes-asserts": (
        "import ast\n\nclass Gone(ast.NodeTransformer):\n    def visit_Assert(self, node):\n        return ast.Pass()\n"
        "get_ipython().ast_transformers.append(Gone())\nimport rounds\nrounds.exercise = lambda name: 8.0\n"
    ),
}


def hostile(name: str, root: Path) -> str:
    """The code that the learner `name` put into the notebook."""
    place, gradebook = str(marker(root, name)), str(root / "course" / "gradebook.db")
    return f"open({place!r}, 'w').write('ran')\n" + HOSTILE[name].format(marker=place, gradebook=gradebook)


def _attack(name: str) -> Callable[[Path], None]:
    def at_home(work: Path) -> None:
        code = hostile(name, work.parents[2])

        def change(notebook: dict[str, Any]) -> None:
            for cell in notebook["cells"]:
                if cell["cell_type"] == "code":
                    cell["source"] = code
            extra: dict[str, Any] = {
                "cell_type": "code",
                "id": "x",
                "metadata": {},
                "outputs": [],
                "execution_count": None,
            }
            notebook["cells"] = [{**extra, "source": code}, *notebook["cells"]]

        edit(change)(work)
        (work / "sitecustomize.py").write_text(code)  # what a kernel started in this folder would import
        (work / "rounds.py").write_text(code)

    return at_home


def _forge(notebook: dict[str, Any]) -> None:
    for cell in graded(notebook):
        points = cell["metadata"]["nbgrader"]["points"]
        data = {"text/plain": str(float(points))}
        cell["outputs"] = [{"output_type": "execute_result", "execution_count": 1, "data": data, "metadata": {}}]


EDITED = (
    Student("empty-notebook", at_home=write(""), says=("is empty.", UNTOUCHED)),
    Student("blank-space-notebook", at_home=write(" \n\t\n"), says=("is empty.", UNTOUCHED)),
    Student("cut-off-notebook", at_home=_cut, says=("is damaged: it is cut off or not JSON.", UNTOUCHED)),
    Student("not-json-notebook", at_home=write("I worked on paper."), says=("is cut off or not JSON.", UNTOUCHED)),
    Student("binary-notebook", at_home=write(bytes(range(256)) * 40), says=("is cut off or not JSON.", UNTOUCHED)),
    Student("deep-notebook", at_home=write("[" * 200_000), says=("is cut off or not JSON.", UNTOUCHED)),
    Student("list-notebook", at_home=write("[1, 2]"), says=("its parts are not those of a notebook.", UNTOUCHED)),
    Student("old-notebook", at_home=_old, says=("is of another format (3).", UNTOUCHED)),
    Student(
        "odd-format-notebook",
        at_home=write(json.dumps({"nbformat": "<b>" + "4" * 9000, "cells": []})),
        says=("is of another format", UNTOUCHED),
    ),
    Student("huge-notebook", at_home=write(b" " * (21 * 2**20)), says=("is 21 MB and was not read.", UNTOUCHED)),
    Student("odd-parts-notebook", at_home=edit(_odd_parts), says=("exercise cell(s) deleted", UNTOUCHED)),
    Student("no-cells", at_home=edit(lambda nb: nb["cells"].clear()), says=("6 exercise cell(s) deleted", UNTOUCHED)),
    Student("cell-deleted", at_home=edit(_delete), says=("1 exercise cell(s) deleted (dig)", UNTOUCHED)),
    Student("cell-duplicated", at_home=edit(_duplicate), says=("1 duplicated (statements)", UNTOUCHED)),
    Student("cells-reordered", at_home=edit(_reverse), says=("the order changed", UNTOUCHED)),
    Student("turned-to-markdown", at_home=edit(_markdown), says=("6 edited (statements, dig,", UNTOUCHED)),
    Student("points-edited", at_home=edit(_points), says=("6 edited (statements, dig,", UNTOUCHED)),
    Student("ids-edited", at_home=edit(_ids), says=("6 with an id that is not ours", UNTOUCHED)),
    Student("metadata-broken", at_home=edit(_locked_off), says=("6 exercise cell(s) deleted", UNTOUCHED)),
    Student("notebook-missing", at_home=_missing, says=("was missing", "No points were lost.")),
    Student("notebook-folder", at_home=_folder, says=(f"{NOTEBOOK} was a folder", "No points were lost.")),
    Student(
        "notebook-link",
        in_exchange=_link_to(KEYS),
        says=(f"{NOTEBOOK} was a link to another place", "No points were lost."),
    ),
    Student(
        "notebook-link-to-nowhere",
        in_exchange=_link_to(Path("/no/such/place")),
        says=(f"{NOTEBOOK} was a link to another place", "No points were lost."),
    ),
    Student("two-notebooks-more", at_home=_two_more, says=("empty.ipynb is empty.",)),
)
ATTACKS = tuple(
    Student(name, at_home=_attack(name), says=("code cell(s) that are not ours, none of which was run", UNTOUCHED))
    for name in HOSTILE
)
FORGED = Student("forged-outputs", answers="blank", at_home=edit(_forge), auto=0.0)
STUDENTS = (*EDITED, *ATTACKS, FORGED)
