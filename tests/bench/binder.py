"""A Binder visitor's way from the start of the server to the first exercise, and the memory that it takes.

Against a bare JupyterLab: the same command on a folder with one notebook, whose only cell shows a button of ipywidgets.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import Browser, Page

from grader.course import sources
from tests.binder import ROOT, Binder, repository
from tests.chromium import running

RUNS = 3
FIRST = "Orientation"
LINK = f".rounds-route a:has-text('{FIRST}')"
BARE = "bare.ipynb"
WAIT_MS = 90_000


def measure() -> dict[str, float]:
    """Seconds and MB (proportional set size): medians, the first of all with nothing of the environment in memory."""
    with tempfile.TemporaryDirectory() as name, running() as browser:
        visits = Visits(browser, Path(name))
        cold, cold_bare = [visits.cold(way) for way in (visits.lab, visits.bare)]
        seconds: dict[str, list[float]] = {"lab": [], "app": [], "bare": []}
        for _ in range(RUNS):  # in turns, so that a busy minute is shared
            for kind, spent in seconds.items():
                spent.append(getattr(visits, kind)())
        memory = visits.ten()
    warm = {kind: median(spent) for kind, spent in seconds.items()}
    return {
        "seconds_to_first_exercise": warm["lab"],
        "seconds_to_first_exercise_app_view": warm["app"],
        "seconds_to_first_button_bare": warm["bare"],
        "times_bare": warm["lab"] / warm["bare"],
        "times_bare_app_view": warm["app"] / warm["bare"],
        "seconds_to_first_exercise_cold": cold,
        "seconds_to_first_button_bare_cold": cold_bare,
        "times_bare_cold": cold / cold_bare,
        "mb_server_bare": median(visits.bare_mb),
        **memory,
    }


class Visits:
    """Servers started one after the other, each with a home and a clone of its own, and a visitor of each."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser, self.folder, self.number = browser, folder, 0
        self.bare_mb: list[float] = []
        self.settings = folder / "settings"
        # What postBuild puts into the image's environment.
        shutil.copytree(ROOT / "rounds" / "settings" / "self-study", self.settings)
        shutil.copy(ROOT / "binder" / "jupyter_server_config.json", self.settings)

    def lab(self) -> float:
        """Seconds until the first exercise shows in JupyterLab, by way of the front page."""
        return self._visit(self._course(), lambda server: server.link, _through_the_front_page)

    def app(self) -> float:
        """The same in the app view."""
        return self._visit(
            self._course(),
            lambda server: f"{server.url}/voila/render/start.ipynb?token={server.token}",
            _through_the_front_page,
        )

    def bare(self) -> float:
        """Seconds until a button shows in a JupyterLab without a course."""
        clone = self._new("bare")
        cell = {"cell_type": "code", "id": "one", "metadata": {}, "execution_count": None, "outputs": []}
        cell["source"] = "import ipywidgets\nipywidgets.Button(description='One')"
        spec = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        # With our mark on it, so that it runs when it opens; nothing of the course is imported.
        notebook = {
            "cells": [cell],
            "metadata": spec | {"rounds": {"module": "bare"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        (clone / BARE).write_text(json.dumps(notebook))
        return self._visit(
            clone,
            lambda server: server.address(BARE),
            lambda page: page.wait_for_selector(".jupyter-button"),
            bare=True,
        )

    def cold(self, way: Callable[[], float]) -> float:
        """The same with none of the environment's files in memory, as on a machine that has just fetched the image."""
        for path in Path(sys.prefix).rglob("*"):
            if path.is_file() and not path.is_symlink():
                with path.open("rb") as file:
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return way()

    def ten(self) -> dict[str, float]:
        """The memory with one notebook open, and with all ten beside each other."""
        clone = self._course()
        server = Binder(clone, Path(sys.prefix), self._new("home"), self.settings)
        try:
            page = self._page()
            page.goto(server.ready().link)
            _through_the_front_page(page)
            one = _memory(server)
            for source in sources():
                path = f"modules/{source.name}/{source.name}.ipynb"
                page.evaluate("(path) => jupyterapp.commands.execute('docmanager:open', { path }).then(() => {})", path)
                page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .rounds-card").first.wait_for()
            page.wait_for_timeout(5000)
            ten = _memory(server)
            page.context.close()
        finally:
            server.stop()
        return {
            "mb_server": one[0],
            "mb_kernel_of_a_notebook": median(ten[1:]),
            "mb_one_notebook_open": sum(one),
            "mb_ten_notebooks_open": sum(ten),
            "kernels": float(len(ten) - 1),
        }

    def _visit(
        self, clone: Path, address: Callable[[Binder], str], until: Callable[[Page], object], bare: bool = False
    ) -> float:
        start = time.perf_counter()
        server = Binder(clone, Path(sys.prefix), self._new("home"), None if bare else self.settings)
        try:
            page = self._page()
            page.goto(address(server.ready()))
            until(page)
            seconds = time.perf_counter() - start
            if bare:
                self.bare_mb.append(_memory(server)[0])
            page.context.close()
        finally:
            server.stop()
        return seconds

    def _course(self) -> Path:
        return repository(self._new("clone"))

    def _page(self) -> Page:
        page = self.browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.set_default_timeout(WAIT_MS)
        return page

    def _new(self, name: str) -> Path:
        self.number += 1
        made = self.folder / f"{name}-{self.number}"
        made.mkdir()
        return made


def _through_the_front_page(page: Page) -> None:
    page.locator(LINK).click()
    page.locator("[data-exercise]").first.wait_for()


def _memory(server: Binder) -> list[float]:
    """MB of the server, and of each of its kernels."""
    own = psutil.Process(server.process.pid)
    return [process.memory_full_info().pss / 2**20 for process in (own, *own.children(recursive=True))]
