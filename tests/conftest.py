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


@pytest.hookimpl(tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """For `pytest -n 2 --dist loadgroup`: the browser in one process, everything else in the other.

    Two browsers at once would slow each other down; a browser waits half of its time.
    """
    for item in items:
        browser = item.path.relative_to(Path(__file__).parent).parts[0] == "browser"
        item.add_marker(pytest.mark.xdist_group("browser" if browser else "the rest"))
