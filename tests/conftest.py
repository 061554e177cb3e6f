"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from tests.browser.other_browsers import programs
from tests.chromium import running
from tests.quick_start import quick_start

if TYPE_CHECKING:
    from playwright.sync_api import Browser

quick_start()

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


# What stays together in one process, since it shares a JupyterLab or a class that is played once; and, each for itself,
# what takes longest. In this order they begin, so that no process has much left to do when the others are done.
TOGETHER = {
    "JupyterLab: saving": ("tests/browser/saving/*", "tests/browser/pages/test_app.py*"),
    "JupyterLab": ("tests/browser/access/*[[]jupyterlab-*", "tests/browser/cards/*", "tests/browser/pages/test_front_page.py*",
                   "tests/browser/access/test_axe.py*", "tests/browser/access/test_layout.py*", "tests/browser/access/test_keyboard.py*"),
    # The commands last: they run in the background while the class is played.
    "the class": ("tests/pipeline/exchange/test_exchange.py*", "tests/pipeline/exchange/test_leaks.py*",
                  "tests/pipeline/grading/test_answer_files.py*", "tests/pipeline/grading/test_damaged_notebooks.py*",
                  "tests/pipeline/grading/test_grades.py*", "tests/pipeline/grading/test_hostile_texts.py*",
                  "tests/pipeline/authoring/test_validate.py*",
                  "tests/pipeline/commands/test_demo.py*", "tests/pipeline/commands/test_commands.py*"),
    "notebooks 0 to 4": ("tests/browser/access/test_everyone.py*[[]0[0-4]-*",),
    "notebooks 5 to 9": ("tests/browser/access/test_everyone.py*",),
    "a class graded in several ways": ("tests/pipeline/grading/test_autograde.py*", "tests/pipeline/grading/test_both_ways.py*",
                                       "tests/pipeline/grading/test_postgres.py*", "tests/pipeline/commands/test_surroundings.py*"),
    "Formgrader": ("tests/pipeline/returning/test_formgrader.py*",),
    "every exercise": ("tests/unit/content/test_every_exercise.py*",),
    "the app view": ("tests/browser/access/test_everyone_in_the_app.py*",),
    "Firefox and WebKit": ("tests/browser/other_browsers/*",),
    "the Hub": ("tests/hub/*",),
    "Binder": ("tests/test_binder.py*",),
    "every notebook through nbgrader": ("tests/pipeline/grading/test_every_notebook.py*",),
    "an edited course": ("tests/pipeline/authoring/test_edited_course.py*",),
    "names": ("tests/pipeline/exchange/test_names.py*",),
    "mixtures": ("tests/pipeline/grading/test_mixtures.py*",),
    "the rest of the pipeline": ("tests/pipeline/authoring/*", "tests/pipeline/exchange/*"),
}  # fmt: skip


def together(nodeid: str) -> str:
    """The tests beside which a test is run: those of a group, or of its file."""
    groups = (name for name, patterns in TOGETHER.items() if any(fnmatchcase(nodeid, pattern) for pattern in patterns))
    return next(groups, nodeid.partition("::")[0])


def place(nodeid: str) -> int:
    """When a test's turn comes: by its group, and within a group as that names its files; the rest at the end."""
    patterns = [pattern for patterns in TOGETHER.values() for pattern in patterns]
    return next((at for at, pattern in enumerate(patterns) if fnmatchcase(nodeid, pattern)), len(patterns))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long groups first."""
    items.sort(key=lambda item: place(item.nodeid))


class Groups(LoadScopeScheduling):  # type: ignore[misc]  # untyped
    """Gives each process a group of tests at a time."""

    def _split_scope(self, nodeid: str) -> str:
        return together(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Groups:
    """Tells xdist how to share out the tests."""
    config.option.loadscopereorder = False  # it would begin with the most tests, which are the shortest
    return Groups(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """In the last lines: which browsers this machine lacks, so that nobody takes them for tested."""
    if names := programs.missing():
        terminalreporter.write_line(
            f"Not tested here: {' and '.join(names)}. {programs.how(names)}", yellow=True, bold=True
        )
