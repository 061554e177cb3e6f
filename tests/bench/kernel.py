"""A learner's kernel: memory, and time until the first exercise is sent to the page."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from jupyter_client.manager import KernelManager

from grader.course import find

RUNS = 5


def measure() -> dict[str, float]:
    """Medians in MB (proportional set size) and seconds, and the ratio to a bare kernel."""
    source = find("01")[0]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(shutil.copytree(source.folder, Path(folder) / source.name))
        names = [e.id for e in source.load()[0].exercises]
        every = "\n".join(f"exercise({name!r})" for name in names)
        bare = [_run(work, "1") for _ in range(RUNS)]
        one = [_run(work, f"from rounds import exercise\nexercise({names[0]!r})") for _ in range(RUNS)]
        whole = [
            _run(work, f"from rounds import exercise, before_you_hand_in\n{every}\nbefore_you_hand_in()")
            for _ in range(RUNS)
        ]
    pick = lambda runs, at: median(run[at] for run in runs)  # noqa: E731
    return {
        "mb_bare": pick(bare, 0),
        "mb_first_exercise": pick(one, 0),
        "mb_whole_notebook": pick(whole, 0),
        "mb_whole_notebook_over_bare": pick(whole, 0) / pick(bare, 0),
        "seconds_bare": pick(bare, 1),
        "seconds_to_first_exercise": pick(one, 1),
        "seconds_to_whole_notebook": pick(whole, 1),
    }


def _run(folder: Path, code: str) -> tuple[float, float]:
    """Start a kernel, run the code; its memory in MB, and the seconds from start to done."""
    (folder / "answers.jsonl").unlink(missing_ok=True)
    start = time.perf_counter()
    manager: Any = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(folder), extra_arguments=["--log-level=40"])  # no warnings on the screen
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        reply = client.execute_interactive(code, timeout=60, output_hook=lambda message: None)
        seconds = time.perf_counter() - start
        if reply["content"]["status"] != "ok":
            raise SystemExit(f"The kernel could not run {code!r}: {reply['content'].get('evalue')}")
        process = psutil.Process(manager.provisioner.process.pid)
        return process.memory_full_info().pss / 2**20, seconds
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
