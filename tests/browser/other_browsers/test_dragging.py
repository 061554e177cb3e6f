"""In Firefox and WebKit, too: what can be dragged with the mouse lands where it is let go."""

from __future__ import annotations

from pathlib import Path

from tests.browser.lab import IN_A_CLONE, until
from tests.browser.other_browsers.drivers import OtherPage
from tests.browser.other_browsers.hand import Hand
from tests.browser.other_browsers.served import ServedNotebook

# The card of the exercise brought to the top; where the middle of its first statement is, and of its second bin.
WHERE = """(card) => {
  document.querySelector(`${card} .rounds-stage`).scrollIntoView({ block: "start", behavior: "instant" });
  return [".rounds-statement-card", ".rounds-bin:nth-of-type(2)"].map((part) => {
    const seen = [...document.querySelectorAll(`${card} ${part}`)].find((one) => one.checkVisibility());
    const { x, y, width, height } = seen.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  });
}"""


def test_a_statement_is_dragged_into_a_bin(other: OtherPage, clone_without_lab: Path) -> None:
    notebook = ServedNotebook(clone_without_lab, other, IN_A_CLONE, only=("nights",))
    notebook.answers_path.unlink(missing_ok=True)
    notebook.open()
    notebook.look_at("one")
    hand = Hand(notebook, other)
    hand.enter("nights")
    exercise = notebook.module.exercise("nights")
    start, end = other.evaluate(WHERE, hand.scope)
    other.drag(start, end)
    until(lambda: notebook.saved("nights"), "saved")
    assert notebook.saved("nights") == {exercise.items[0].id: exercise.bins[1].id}  # type: ignore[union-attr]
    notebook.close()
