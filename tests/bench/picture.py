"""In Chromium: from letting a slider go to the new picture that matplotlib drew in the kernel, there and back."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import yaml
from playwright.sync_api import Page

from tests.browser.lab import Lab, Notebook, new_page
from tests.chromium import running
from tests.unit.kinds.zopa import zopa_samples

MOVES = 60
NAME = "90-a-picture"

# From the event that says that the slider was let go to the frame that follows the new picture.
WATCH = """() => {
  window.waits = [];
  let let_go = 0;
  document.addEventListener("change", (event) => { if (event.target.type === "range") let_go = event.timeStamp; }, true);
  new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => {
    if (let_go) window.waits.push(performance.now() - let_go);
    let_go = 0;
  }))).observe(document.querySelector("[data-exercise=hours] .rounds-drawing"), { childList: true });
}"""


def measure() -> dict[str, float]:
    """Milliseconds from the release of a slider to the new picture: the first, the median and the 95th percentile."""
    with tempfile.TemporaryDirectory() as folder, running() as browser:
        lab = Lab(sample_clone(Path(folder) / "clone"), Path(folder) / "home")
        try:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            page = new_page(context)
            notebook = Notebook(lab.ready(), page, f"modules/{NAME}/{NAME}.ipynb")
            page.goto(lab.address(notebook.path))
            page.wait_for_selector("[data-exercise=hours]", timeout=90_000)
            page.wait_for_timeout(4000)
            waits = _moves(page)
        finally:
            lab.stop()
    return {"ms_first": waits[0], "ms_median": median(waits), "ms_p95": quantiles(waits, n=20)[-1]}


def _moves(page: Page) -> list[float]:
    """Press on another place of one slider after the other, and wait for each picture."""
    page.evaluate(WATCH)
    sliders: Any = page.locator("[data-exercise=hours] input[type=range]")
    total = sliders.count()
    for number in range(MOVES):
        slider = sliders.nth(number % total)
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        share = (0.15 + 0.37 * number) % 0.9 + 0.05
        slider.click(position={"x": box["width"] * share, "y": box["height"] / 2})
        page.wait_for_function("(n) => window.waits.length >= n", arg=number + 1, timeout=20_000)
        page.wait_for_timeout(120)
    waits: list[float] = page.evaluate("window.waits")
    return waits


def sample_clone(folder: Path) -> Path:
    """A clone for self-study with one module: the sample exercises of `zopa`."""
    module, keys = folder / "modules" / NAME, folder / "grader" / "keys"
    for place in (module, keys):
        place.mkdir(parents=True)
    samples = [make() for make in zopa_samples.ALL.values()]
    head = {"module": NAME, "title": "A picture", "minutes": 5}
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
