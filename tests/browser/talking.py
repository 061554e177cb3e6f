"""Holds a conversation by tapping what to say, and where it asks for a line in one's own words, by writing one first."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect

from rounds.kinds.dialogue import engine
from tests.browser.lab import Notebook

# Wholly in the window, and in what the notebook scrolls in.
IN_VIEW = """(one) => {
  const box = one.getBoundingClientRect(), panel = (one.closest(".jp-WindowedPanel-outer") ?? document.documentElement).getBoundingClientRect();
  return box.top >= Math.max(0, panel.top) - 1 && box.bottom <= Math.min(innerHeight, panel.bottom) + 1;
}"""


OWN = "Tell me what's behind that."  # what is written wherever a conversation asks for it


def with_own_lines(exercise: Any, answer: dict[str, Any]) -> dict[str, Any]:
    """An answer to a conversation, with a line in one's own words wherever everyone has to write one."""
    steps = engine.play(exercise, answer["moves"]).steps
    lines = {str(at): OWN for at, step in enumerate(steps) if exercise.states[step.state].write}
    return {**answer, "lines": lines} if lines else answer


class Talk:
    """One conversation of a notebook."""

    def __init__(self, notebook: Notebook, exercise: str) -> None:
        self.notebook, self.page, self.card = notebook, notebook.page, notebook.card(exercise)
        self.turn, self.over = self.card.locator(".rounds-talk-turn"), self.card.locator(".rounds-talk-over")
        self.composer = self.card.locator(".rounds-talk-composer textarea")

    def come_to(self) -> None:
        """Scroll there, as one does once to begin."""
        self.card.locator(".rounds-chat").evaluate("(chat) => chat.scrollIntoView({ block: 'nearest' })")

    def step(self, at: int) -> Locator:
        """What was said in a turn, counted from 0."""
        return self.card.locator(f"[data-item=step-{at}]")

    def written(self) -> None:
        """Write a line first, if the conversation asks for one."""
        if self.composer.is_visible():
            self.composer.fill(OWN)
            self.card.locator(".rounds-talk-send").click()
            expect(self.composer).to_be_hidden()

    def ready(self) -> Locator:
        """The lines that can be said now, once one's own is written where that is asked for."""
        self.written()
        return self.card.locator(".rounds-talk-line:not([aria-disabled])")

    def lines(self) -> list[Locator]:
        """All lines that are shown."""
        self.written()
        return self.card.locator(".rounds-talk-line:visible").all()

    def settled(self, turns: int) -> None:
        """Wait until that many turns are over, and what comes next can be done."""
        expect(self.card.locator(".rounds-talk-other:visible")).to_have_count(turns)
        ready = self.card.locator(".rounds-talk-line:not([aria-disabled])").first
        expect(ready.or_(self.composer).or_(self.over).filter(visible=True).first).to_be_visible()

    def say(self, move: str) -> None:
        """Say a line, and wait for the answer and for what can be said next."""
        turns = self.card.locator(".rounds-talk-other:visible").count()
        self.written()
        self.card.locator(f".rounds-talk-line[value={move}]:not([aria-disabled])").click()
        self.settled(turns + 1)
