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


# What stays together in one process, since it shares a JupyterLab or a class that is played once; the longest first,
# so that no process has much left to do when the others are done.
TOGETHER = {
    "every notebook in the browser": (
        "tests/browser/test_everyone",
        "tests/browser/test_axe",
        "tests/browser/test_app",
    ),
    "the browser": ("tests/browser/",),
    "every notebook in the pipeline": ("tests/pipeline/test_every_notebook",),
    "the class": ("tests/pipeline/",),
    "Binder": ("tests/test_binder",),
    "the Hub": ("tests/hub/",),
}


def together(nodeid: str) -> str:
    """The tests beside which a test is run: those of a group, or of its file."""
    found = (group for group, starts in TOGETHER.items() if nodeid.startswith(starts))
    return next(found, nodeid.partition("::")[0])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long groups first."""
    groups = list(TOGETHER)
    items.sort(key=lambda item: groups.index(group) if (group := together(item.nodeid)) in groups else len(groups))


class Groups(LoadScopeScheduling):  # type: ignore[misc]  # untyped
    """Gives each process a group of tests at a time."""

    def _split_scope(self, nodeid: str) -> str:
        return together(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Groups:
    """Tells xdist how to share out the tests."""
    config.option.loadscopereorder = False  # it would begin with the most tests, which are the shortest
    return Groups(config, log)
