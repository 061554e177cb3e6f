"""Tests start hundreds of processes, so these load no package that takes long and is not needed: see `not_loaded`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

NOT_LOADED = Path(__file__).with_name("not_loaded")


def python_path(*folders: object) -> str:
    """A value of PYTHONPATH with these folders, for a process that starts quickly."""
    return os.pathsep.join([*map(str, folders), str(NOT_LOADED)])


def quick_start() -> None:
    """Let this process, and those that inherit its environment, start quickly."""
    before = os.environ.get("PYTHONPATH", "")
    if str(NOT_LOADED) not in before.split(os.pathsep):
        os.environ["PYTHONPATH"] = python_path(*filter(None, [before]))
    if str(NOT_LOADED) not in sys.path:
        sys.path.insert(0, str(NOT_LOADED))
