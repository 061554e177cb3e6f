"""Answers with the mouse, and with keys where something is typed or moved: the same steps as by keyboard alone."""

from __future__ import annotations

from typing import Any

from tests.browser.keyboard import FOCUS, NOTHING_WAITS, Typist
from tests.browser.lab import Notebook
from tests.browser.other_browsers.drivers import OtherPage

# The first control of those that can be used, brought to the middle of the window; where to press it.
FIND = """async ([card, goal, value]) => {
  const found = [...document.querySelectorAll(`${card} :is(a[href], button, input, select, textarea, summary, [tabindex])`)]
    .find((one) => one.matches(goal) && one.tabIndex >= 0 && !one.matches(":disabled") && one.checkVisibility() && (value === null || one.value === value));
  if (!found) return null;
  const target = found.closest("label") ?? found;
  target.scrollIntoView({ block: "center", behavior: "instant" });
  const frame = () => new Promise(requestAnimationFrame), place = () => JSON.stringify(target.getBoundingClientRect());
  for (let before = ""; before !== place();) { // until it no longer moves
    before = place();
    await frame();
    await frame();
  }
  const box = found.getBoundingClientRect(), whole = box.width > 4 && box.height > 4 ? box : target.getBoundingClientRect();
  const at = { x: whole.x + whole.width / 2, y: whole.y + whole.height / 2 }, hit = document.elementFromPoint(at.x, at.y);
  return { ...at, hit: target.contains(hit) || found.contains(hit), over: hit?.outerHTML.slice(0, 90), checked: found.checked === true };
}"""
FOCUS_ON = """([card, goal]) => {
  const found = [...document.querySelectorAll(`${card} *`)]
    .find((one) => one.matches(goal) && one.tabIndex >= 0 && !one.matches(":disabled") && one.checkVisibility());
  found?.scrollIntoView({ block: "center", behavior: "instant" });
  found?.focus({ preventScroll: true });
  return document.activeElement === found;
}"""


class Hand(Typist):
    """Does one exercise after the other, in a browser that Playwright doesn't drive."""

    def __init__(self, notebook: Notebook, page: OtherPage) -> None:
        self.notebook, self.page, self.mouse = notebook, page, page  # type: ignore[assignment]
        self.exercise = ""

    def enter(self, exercise: str) -> None:
        self.exercise = exercise
        if self.shows(".rounds-start"):
            self.press_on(".rounds-start")

    @property
    def scope(self) -> str:
        """The card of the exercise."""
        return f"[data-exercise={self.exercise}]"

    def focus(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(FOCUS)
        return found

    def reach(self, selector: str) -> None:
        assert self.page.evaluate(FOCUS_ON, [self.scope, selector]), f"{self.exercise} has no {selector} to go to"

    def press_on(self, selector: str, value: str | None = None) -> None:
        """Press it with the mouse."""
        self.read_on()  # feedback on what was pressed before moves what is below
        found = self.page.evaluate(FIND, [self.scope, selector, value])
        assert found, f"{self.exercise} has no {selector} {value or ''} to press"
        assert found["hit"], f"{selector} of {self.exercise} is covered by {found['over']}"
        self.mouse.click(found["x"], found["y"])

    def choose(self, group: str, value: str) -> None:
        self.press_on(f"{group} input[type=radio]", value)
        script = (
            "([goal, value]) => [...document.querySelectorAll(goal)].some((one) => one.checked && one.value === value)"
        )
        self.mouse.wait_for_function(script, arg=[f"{self.scope} {group} input[type=radio]", value])

    def tick(self, selector: str) -> None:
        checked = "([card, goal]) => [...document.querySelectorAll(`${card} ${goal}`)].some((one) => one.checked)"
        self.press_on(selector)
        self.mouse.wait_for_function(checked, arg=[self.scope, selector])

    def read_on(self) -> None:
        self.mouse.wait_for_function(NOTHING_WAITS)

    def mark(self) -> None:
        saved = "(card) => document.querySelector(`${card} .rounds-status`).textContent.startsWith('Saved')"
        self.mouse.wait_for_function(saved, arg=self.scope)
        self.press_on(".rounds-card > .rounds-button, .rounds-status ~ .rounds-button")
        self.mouse.wait_for_function(
            "(card) => document.activeElement.matches(`${card} .rounds-report`)", arg=self.scope
        )
