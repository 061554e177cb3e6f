"""The folders of the code are layers: a lower one never imports a higher one, and no files import each other in a circle."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import ROOT

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def broken(folder: Path) -> str:
    """What import-linter says of the code in a folder; empty if every contract in pyproject.toml is kept."""
    run = subprocess.run([LINT_IMPORTS, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)
    assert "Contracts:" in run.stdout, run.stdout + run.stderr
    return "" if run.returncode == 0 else run.stdout


def test_every_import_runs_from_a_higher_layer_to_a_lower_one() -> None:
    assert broken(ROOT) == ""


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code, to be spoiled."""
    folder = tmp_path_factory.mktemp("layers")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in ("grader", "rounds"):
        for path in (ROOT / package).rglob("*.py"):
            target = folder / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    return folder


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("grader/submissions/sanitize.py", "from grader.gradebook import late_penalty"),
        ("grader/gradebook/explain.py", "def late() -> None:\n    from grader.office import Office"),
        ("grader/submissions/sanitize.py", "import grader.submissions.answers"),
        ("grader/somewhere.py", "import grader.course"),
        ("rounds/storage/progress.py", "from rounds.feedback.render import feedback"),
        ("rounds/storage/receipts.py", "def late() -> None:\n    from grader.course import ROOT"),
        ("rounds/storage/answers.py", "from rounds.storage import receipts"),
        ("rounds/kinds/sort/marking.py", "import pandas"),
        ("rounds/core/near_names.py", "from jinja2 import Template"),
        ("rounds/cards/base.py", "import anywidget"),
        ("rounds/somewhere.py", "import rounds.core.text"),
    ],
    ids=[
        *("up", "up, in a function", "in a circle", "a new place"),
        *("up in rounds", "from rounds to grader", "in a circle in rounds", "a table in grading"),
        *("templates in a browser", "a card with its host", "a new place in rounds"),
    ],
)
def test_an_import_upward_in_a_circle_or_from_an_unplaced_file_is_caught(copied: Path, file: str, line: str) -> None:
    path = copied / file
    before = path.read_text(encoding="utf-8") if path.is_file() else None
    path.write_text(f"{before or ''}\n\n{line}\n", encoding="utf-8")
    try:
        assert Path(file).stem in broken(copied)
    finally:
        path.unlink() if before is None else path.write_text(before, encoding="utf-8")
