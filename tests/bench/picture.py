"""In Chromium: a handle of the zone's plot that is dragged to and fro; nothing of it waits for a kernel."""

from __future__ import annotations

import json
import tempfile
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import yaml
from playwright.sync_api import Page

from tests.browser.in_process import InProcessNotebook
from tests.browser.lab import new_page
from tests.chromium import running
from tests.unit.kinds.zopa import zopa_samples

MOVES = 240
NAME = "90-a-picture"

# The time of each frame, and from each step of the handle to the frame that shows it.
WATCH = """() => {
  [window.frames, window.waits] = [[], []];
  const frame = (time) => { window.frames.push(time); requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  document.addEventListener("input", (event) => requestAnimationFrame(() => setTimeout(() => window.waits.push(performance.now() - event.timeStamp))), true);
}"""


def measure() -> dict[str, float]:
    """Frames a second while a handle is dragged, and milliseconds from a step of it to the frame that shows it."""
    with tempfile.TemporaryDirectory() as folder, running() as browser:
        page = new_page(browser.new_context(viewport={"width": 1280, "height": 900}))
        InProcessNotebook(sample_clone(Path(folder) / "clone"), page, f"modules/{NAME}/{NAME}.ipynb").open()
        frames, waits = _drag(page)
    between = [later - earlier for earlier, later in pairwise(frames)]
    return {
        "frames_a_second": 1000 / median(between),
        "frames_a_second_p5": 1000 / quantiles(between, n=20)[-1],
        "ms_median": median(waits),
        "ms_p95": quantiles(waits, n=20)[-1],
    }


def _drag(page: Page) -> tuple[list[float], list[float]]:
    """Drag one handle over the axis and back."""
    handle: Any = page.locator("[data-exercise=hours] [data-for=own-rv] input")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.evaluate(WATCH)
    for number in range(MOVES):
        share = abs((number / 60) % 2 - 1) * 0.9 + 0.05
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)
    found: Any = page.evaluate("[window.frames, window.waits]")
    page.mouse.up()
    return found[0], found[1]


def sample_clone(folder: Path) -> Path:
    """A clone for self-study with one module: the sample exercises of `zopa`."""
    module, keys = folder / "modules" / NAME, folder / "grader" / "keys"
    for place in (module, keys):
        place.mkdir(parents=True)
    samples = [make() for make in zopa_samples.ALL.values()]
    head = {"module": NAME, "title": "A picture"}
    exercises = {**head, "exercises": [exercise for exercise, _ in samples]}
    (module / "exercises.yaml").write_text(yaml.safe_dump(exercises, sort_keys=False))
    answers = {"module": NAME, "exercises": {exercise["id"]: key for exercise, key in samples}}
    (keys / f"{NAME}.yaml").write_text(yaml.safe_dump(answers, sort_keys=False))
    sources = ["from rounds import exercise", *(f'exercise("{exercise["id"]}")' for exercise, _ in samples)]
    cells = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "execution_count": None, "outputs": [], "source": source}
        for n, source in enumerate(sources)
    ]
    spec = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    about = {"kernelspec": spec, "language_info": {"name": "python"}, "rounds": {"module": NAME}}
    notebook = {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    (module / f"{NAME}.ipynb").write_text(json.dumps(notebook))
    return folder
