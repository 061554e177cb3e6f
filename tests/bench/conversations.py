"""Every conversation of the course, on a laptop and on a phone: whether one has to scroll to speak, and how soon a line shows."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Page, expect

from grader.course import Source, sources
from rounds import kinds
from tests.browser.in_process import InProcessNotebook
from tests.browser.lab import clone, new_page, window
from tests.browser.talking import IN_VIEW, Talk
from tests.chromium import running

WINDOWS = {"laptop": (1280, 800), "phone": (390, 844)}

# From the tap to the frame that follows it.
WATCH = """() => {
  window.waits = [];
  document.addEventListener("click", ({ timeStamp, target }) => {
    if (target.closest(".rounds-talk-line")) requestAnimationFrame(() => setTimeout(() => waits.push(performance.now() - timeStamp)));
  }, true);
}"""
# Whether the answer and what one finds next are in the log's window from beginning to end.
ALL_READ = """(card) => {
  const log = card.querySelector(".rounds-talk-log").getBoundingClientRect(), steps = [...card.querySelectorAll(".rounds-talk-steps > li")];
  const top = steps.at(-2).querySelector(".rounds-talk-other").getBoundingClientRect().top;
  return top >= log.top - 1 && steps.at(-1).getBoundingClientRect().bottom <= log.bottom + 12;
}"""


def measure() -> dict[str, float]:
    """Turns in which a line could not be said without scrolling, or an answer not read without; milliseconds to one's own line."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, running() as browser:
        root = clone(Path(folder) / "course")
        for name, (width, height) in WINDOWS.items():
            phone = {"has_touch": True, "is_mobile": True} if name == "phone" else {}
            with window(browser, reduced_motion="reduce", **phone) as context:
                turns, unspoken, unread, waits = 0, 0, 0, list[float]()
                for source in sources():
                    page = new_page(context)
                    page.set_viewport_size({"width": width, "height": height})
                    for seen in _notebook(page, root, source):
                        turns, unspoken, unread = turns + 1, unspoken + seen["unspoken"], unread + seen["unread"]
                    waits += page.evaluate("window.waits ?? []")
                    page.close()
            figures |= {
                f"{name}_turns": turns,
                f"{name}_turns_to_scroll_before_speaking": unspoken,
                f"{name}_turns_to_scroll_before_all_is_read": unread,
                f"{name}_ms_tap_to_line_median": median(waits),
                f"{name}_ms_tap_to_line_p95": quantiles(waits, n=20)[-1],
            }
    return figures


def _notebook(page: Page, root: Path, source: Source) -> list[dict[str, Any]]:
    module, keys = source.load()
    talks = [exercise for exercise in module.exercises if exercise.kind == "dialogue"]
    if not talks:
        return []
    notebook = InProcessNotebook(root, page, f"modules/{source.name}/{source.name}.ipynb")
    notebook.answers_path.unlink(missing_ok=True)
    notebook.open()
    page.evaluate(WATCH)
    return [
        seen
        for exercise in talks
        for seen in _talk(
            Talk(notebook, exercise.id), kinds.of("dialogue").learners.expert(exercise, keys[exercise.id])
        )
    ]


def _talk(talk: Talk, answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Scroll to the conversation once, hold it, and look after each turn."""
    talk.come_to()
    seen = []
    for turn, move in enumerate(answer["moves"], start=1):
        unspoken = not all(line.evaluate(IN_VIEW) for line in talk.lines())
        talk.ready().and_(talk.card.locator(f"[value={move}]")).click()
        expect(talk.card.locator(".rounds-talk-other:visible")).to_have_count(turn)
        talk.settled(turn)
        seen.append({"unspoken": unspoken, "unread": not talk.card.evaluate(ALL_READ)})
    return seen
