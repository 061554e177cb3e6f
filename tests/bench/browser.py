"""In Chromium: from opening a notebook to its first exercise, and from a click to the visible change."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psutil
from playwright.sync_api import Page

from grader.course import ROOT, find
from tests.chromium import running

CLICKS = 60
OPENINGS = 5

# From the event's own time to the frame that follows the change: what a person waits for.
WATCH = """() => {
  window.waits = [];
  let began = 0;
  document.addEventListener("click", (event) => { if (!began) began = event.timeStamp; }, true);
  document.addEventListener("change", () => requestAnimationFrame(() => setTimeout(() => {
    window.waits.push(performance.now() - began);
    began = 0;
  })));
}"""


def measure() -> dict[str, float]:
    """Seconds and milliseconds, medians and 95th percentiles."""
    name = find("01")[0].name
    with tempfile.TemporaryDirectory() as folder, _lab(Path(folder)) as (server, address), running() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        url = f"{address}/lab/tree/modules/{name}/{name}.ipynb?token=t&reset"
        first = _open(page, url)
        again = [_open(page, url) for _ in range(OPENINGS)]
        page.wait_for_timeout(3000)
        alive = _clicks(page)
        kernels = [
            p for p in psutil.Process(server.pid).children(recursive=True) if "ipykernel" in " ".join(p.cmdline())
        ]
        for process in kernels:
            process.send_signal(signal.SIGSTOP)
        stopped = _clicks(page)
        for process in kernels:
            process.send_signal(signal.SIGCONT)
    return {
        "seconds_to_first_exercise_first_time": first,
        "seconds_to_first_exercise_later": median(again),
        "ms_click_to_change_median": median(alive),
        "ms_click_to_change_p95": quantiles(alive, n=20)[-1],
        "ms_click_to_change_kernel_stopped_median": median(stopped),
        "ms_click_to_change_kernel_stopped_p95": quantiles(stopped, n=20)[-1],
    }


def _open(page: Page, url: str) -> float:
    start = time.perf_counter()
    page.goto(url)
    page.wait_for_selector(".rounds-card", timeout=90_000)
    return time.perf_counter() - start


def _clicks(page: Page) -> list[float]:
    page.evaluate(WATCH)
    choices: Any = page.locator(".rounds-sort input[type=radio]")
    total = choices.count()
    for number in range(CLICKS):
        choices.nth((number * 7) % total).click()
        page.wait_for_timeout(60)
    waits: list[float] = page.evaluate("window.waits")
    if len(waits) < CLICKS // 2:
        raise SystemExit(f"Only {len(waits)} of {CLICKS} clicks changed anything; the page is not as expected.")
    return waits


@contextmanager
def _lab(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    for name in ("modules", "grader/keys"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "start.ipynb", folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--IdentityProvider.token=t"]
    command += [f"--ServerApp.root_dir={folder}", *(["--allow-root"] if os.geteuid() == 0 else [])]
    environment = {**os.environ, "HOME": str(folder), "PATH": path}
    server = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/api?token=t")
                break
            except OSError:
                time.sleep(0.25)
        yield server, address
    finally:
        server.terminate()
        server.wait(timeout=20)
