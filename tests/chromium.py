"""Finds Chromium for the browser tests; installs it where it can, and otherwise says how. Never skips."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
# As root in a container there is no sandbox, no graphics card and no network beyond this machine.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOW = """The browser tests need Chromium or Chrome, and none was found.
  Debian, Ubuntu   sudo apt-get install chromium
  macOS            brew install --cask google-chrome
  elsewhere        install it, and say where: CHROMIUM=/path/to/chromium make test"""


def chromium() -> Path | None:
    """The browser to use: $CHROMIUM, or the first one found."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named) if Path(named).is_file() else None
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return MAC if MAC.is_file() else None


@contextmanager
def running() -> Iterator[Browser]:
    """The browser, for one run of tests or of the bench. Raises LookupError, with what to do, where there is none."""
    from playwright.sync_api import sync_playwright

    found = chromium()
    if found is None:
        raise LookupError(HOW)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found), args=FLAGS)
        yield browser
        browser.close()


def main() -> int:
    if chromium():
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Chromium for the browser tests ...", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
    if chromium():
        return 0
    print(HOW, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
