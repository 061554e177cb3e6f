"""The app view (`make app`): a real Voila with our pages open in a real browser, without JupyterLab."""

from __future__ import annotations

import secrets
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
from playwright.sync_api import Page, expect

from tests.browser.lab import START_S, Lab, Notebook, answers_at, clean_environment, free_port, until


class App(Lab):
    """The app view on a clone, with a home of its own."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder, self.home, self.token, self.port = folder, home, secrets.token_hex(8), free_port()
        self.url = f"http://localhost:{self.port}"
        self.start()

    def start(self) -> App:
        """Start it, again at the same address where it was stopped."""
        command = [
            *(sys.executable, "-m", "rounds.app", "--no-browser", f"--App.root_dir={self.folder}"),
            *(f"--port={self.port}", "--App.port_retries=0", f"--token={self.token}"),
        ]
        environment = clean_environment(self.home)
        self.log = self.home / "app.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, env=environment, stdout=log, stderr=log)
        return self

    def ready(self) -> App:
        """Wait until it answers."""
        up = f"{self.url}/voila/templates/rounds/static/app.css"
        until(lambda: self.process.poll() is not None or answers_at(up), "the app view starts", START_S)
        assert self.process.poll() is None, self.log.read_text()
        return self

    def address(self, path: str) -> str:
        """The address of a notebook."""
        return f"{self.url}/voila/render/{path}?token={self.token}"

    def kernels(self) -> list[psutil.Process]:
        """The processes of all kernels that run."""
        found = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):  # ended while we look
                if "ipykernel_launcher" in " ".join(process.cmdline()):
                    found.append(process)
        return found


class AppNotebook(Notebook):
    """A notebook of ours as a page of the app view. What speaks of JupyterLab's theme or commands is not for here."""

    def shown(self) -> AppNotebook:
        """Wait until every exercise shows and the page no longer says that it opens."""
        super().shown()
        expect(self.page.locator(".rounds-loading")).to_be_empty(timeout=START_S * 1000)
        return self


def front_page(app: App, page: Page) -> Page:
    """Open the front page, and wait until the way through the course shows."""
    page.goto(app.address("start.ipynb"))
    expect(page.locator(".rounds-route").first).to_be_visible(timeout=START_S * 1000)
    expect(page.locator(".rounds-loading")).to_be_empty(timeout=START_S * 1000)
    return page
