"""What all tests share."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

# No test is a timed one: a busy machine must not fail what is right. On CI the examples are the same
# at every run, so that a change is judged and not the luck of a draw; at a developer's they differ.
settings.register_profile("developer", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "developer")


class BrowserApart(LoadScopeScheduling):  # type: ignore[misc]  # untyped
    """All browser tests in one process, beside the rest: two browsers on two cores would slow each other down."""

    def _split_scope(self, nodeid: str) -> str:
        """What stays together: the browser's tests, or those of one file."""
        return "browser" if nodeid.startswith("tests/browser/") else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> BrowserApart:
    """Tells xdist how to share out the tests."""
    return BrowserApart(config, log)
