"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# No test is a timed one: a busy machine must not fail what is right. On CI the examples are the same
# at every run, so that a change is judged and not the luck of a draw; at a developer's they differ.
settings.register_profile("developer", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "developer")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say what `pytest -n 2 --dist loadgroup` must keep together: the tests of a file, and those of the one class.

    The longest groups come first, so that both processes end at about the same time.
    """
    here = Path(__file__).parent
    for item in items:
        path = item.path.relative_to(here)
        of_the_class = path.parts[0] == "pipeline" and path.stem != "test_every_notebook"
        item.add_marker(pytest.mark.xdist_group("the class" if of_the_class else str(path)))
    first = ("test_every_kind.py", "test_axe.py", "test_nothing_lost.py", "test_exercises.py", "test_every_notebook.py")
    items.sort(key=lambda item: first.index(item.path.name) if item.path.name in first else len(first))
