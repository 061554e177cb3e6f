"""What several unit tests work upon."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.course import ROOT, Source, find

NAME = "01-principle-1-interests"


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """A copy of the first notebook, its exercises and its keys, to be changed at will."""
    shutil.copytree(ROOT / "modules" / NAME, tmp_path / "modules" / NAME, ignore=shutil.ignore_patterns(".ipynb_*"))
    (tmp_path / "grader" / "keys").mkdir(parents=True)
    shutil.copy(ROOT / "grader" / "keys" / f"{NAME}.yaml", tmp_path / "grader" / "keys")
    return find(NAME, tmp_path)[0]
