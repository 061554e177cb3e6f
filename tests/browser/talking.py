"""Holds a conversation by tapping what to say."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.lab import Notebook

# Wholly in the window, and in what the notebook scrolls in.
IN_VIEW = """(one) => {
  const box = one.getBoundingClientRect(), panel = (one.closest(".jp-WindowedPanel-outer") ?? document.documentElement).getBoundingClientRect();
  return box.top >= Math.max(0, panel.top) - 1 && box.bottom <= Math.min(innerHeight, panel.bottom) + 1;
}"""


class Talk:
    """One conversation of a notebook."""

    def __init__(self, notebook: Notebook, exercise: str) -> None:
        self.notebook, self.page, self.card = notebook, notebook.page, notebook.card(exercise)
        self.turn, self.over = self.card.locator(".rounds-talk-turn"), self.card.locator(".rounds-talk-over")

    def come_to(self) -> None:
        """Scroll there, as one does once to begin."""
        self.card.locator(".rounds-chat").evaluate("(chat) => chat.scrollIntoView({ block: 'nearest' })")

    def step(self, at: int) -> Locator:
        """What was said in a turn, counted from 0."""
        return self.card.locator(f"[data-item=step-{at}]")

    def ready(self) -> Locator:
        """The lines that can be said now."""
        return self.card.locator(".rounds-talk-line:not([aria-disabled])")

    def lines(self) -> list[Locator]:
        """All lines that are shown."""
        return self.card.locator(".rounds-talk-line:visible").all()

    def settled(self, turns: int) -> None:
        """Wait until that many turns are over, and what comes next can be done."""
        expect(self.card.locator(".rounds-talk-other:visible")).to_have_count(turns)
        expect(self.ready().first.or_(self.over).filter(visible=True).first).to_be_visible()

    def say(self, move: str) -> None:
        """Say a line, and wait for the answer and for what can be said next."""
        turns = self.card.locator(".rounds-talk-other:visible").count()
        self.card.locator(f".rounds-talk-line[value={move}]:not([aria-disabled])").click()
        self.settled(turns + 1)
