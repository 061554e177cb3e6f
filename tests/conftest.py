"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from tests.chromium import running

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# No test is a timed one: a busy machine must not fail what is right. On CI the examples are the same
# at every run, so that a change is judged and not the luck of a draw; at a developer's they differ.
settings.register_profile("developer", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "developer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a process: Playwright cannot be started twice in one."""
    with running() as browser:
        yield browser


# The browser tests that go through all notebooks, and those of the app view: about half of their time.
EVERY_NOTEBOOK = ("test_everyone.py", "test_everyone_in_the_app.py", "test_axe.py", "test_app.py")


class BrowserApart(LoadScopeScheduling):  # type: ignore[misc]  # untyped
    """The browser tests in two processes beside the rest: they wait more than they work, and share a JupyterLab."""

    def _split_scope(self, nodeid: str) -> str:
        """What stays together: one half of the browser's tests or the other, or those of one file."""
        file = nodeid.partition("::")[0]
        if not file.startswith("tests/browser/"):
            return file
        return "browser, every notebook" if file.endswith(EVERY_NOTEBOOK) else "browser"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> BrowserApart:
    """Tells xdist how to share out the tests."""
    return BrowserApart(config, log)
