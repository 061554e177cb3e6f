"""Takes the picture in the README: a deal of several issues in the app view, with feedback and the picture of all deals.

Run it when the look or the words have changed: `python -m tests.browser.readme_picture`.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, expect

from grader.authoring import simulate
from grader.course import Source, find
from tests.browser.app import App
from tests.browser.lab import ROOT, clone, new_page, window
from tests.chromium import running

PICTURE = ROOT / "assets" / "deal.png"
EXERCISE = "package-practice"
LEARNER, SEED = "ability:0.8", 3
MARGIN = 8
COLORS = 128  # text, signs and a few lines need no more, and the file stays small


def answered(folder: Path) -> Source:
    """A copy of the course in which a simulated learner has answered the notebook."""
    (source,) = find("07")
    module, keys = source.load()
    answers = clone(folder) / "my-answers" / f"{source.name}.jsonl"
    answers.parent.mkdir()
    answers.write_text(simulate.lines(module, simulate.answers(module, keys, LEARNER, SEED), SEED), encoding="utf-8")
    return source


def taken(browser: Browser, address: str) -> bytes:
    """The first two issues of the deal with the picture beside them, at a laptop's width, as a PNG."""
    with window(browser, device_scale_factor=1.5) as context:
        page = new_page(context)
        page.set_viewport_size({"width": 1280, "height": 2400})  # tall, so that nothing sticks to the window's edge
        page.goto(address)
        card = page.locator(f"[data-exercise='{EXERCISE}']")
        issues = card.locator("[data-issue]")
        expect(issues.nth(1).locator(".rounds-said")).not_to_be_empty(timeout=60_000)
        page.wait_for_timeout(2000)  # what opens further up moves what lies below
        issues.first.evaluate("(issue) => issue.scrollIntoView({block: 'center'})")
        page.wait_for_timeout(500)
        around, first, role = (part.bounding_box() for part in (card, issues.first, issues.nth(1).locator("select")))
        assert around
        assert first
        assert role
        top, bottom = first["y"] - MARGIN, role["y"] + role["height"] + MARGIN
        clip = {"x": around["x"] + 2, "y": top, "width": around["width"] - 4, "height": bottom - top}
        return page.screenshot(clip=clip)


def main() -> int:
    """Start the app view on a copy of the course, and save the picture."""
    with tempfile.TemporaryDirectory() as folder, running() as browser:
        source = answered(Path(folder) / "course")
        app = App(Path(folder) / "course", Path(folder) / "home")
        try:
            picture = taken(browser, app.ready().address(f"modules/{source.name}/{source.name}.ipynb"))
        finally:
            app.stop()
    image = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLORS)
    image.save(PICTURE, optimize=True)
    print(f"{PICTURE}: {image.width} by {image.height}, {PICTURE.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
