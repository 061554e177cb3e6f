"""In Firefox and WebKit, too: every kind of exercise is answered, saved, graded, and shown again after a reload."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.course import sources
from rounds.kinds import KINDS
from tests.browser.access.notebook_by_keyboard import close, drawn, expert_answer, give
from tests.browser.access.test_everyone import full_marks
from tests.browser.lab import until
from tests.browser.other_browsers.drivers import OtherPage
from tests.browser.other_browsers.hand import Hand
from tests.browser.other_browsers.served import ServedNotebook

USES = ("practice", "graded", "reflection", "survey", "opening")


def chosen() -> dict[str, list[str]]:
    """Exercises of every kind, by notebook: one a kind, for practice where there is one, the shortest, in as few notebooks as it takes."""
    found: dict[str, list[str]] = {}
    left = set(KINDS)
    modules = {source.name: source.load()[0] for source in sources()}
    while left:
        name = max(modules, key=lambda name: len(left & {e.kind for e in modules[name].exercises}))
        for kind in sorted(left):
            of_kind = [e for e in modules[name].exercises if e.kind == kind]
            if of_kind:
                best = min(of_kind, key=lambda e: (USES.index(e.use), len(e.model_dump_json())))
                found.setdefault(name, []).append(best.id)
                left.discard(kind)
    return found


CHOSEN = chosen()
# What each control holds, and what is said of the answers.
SHOWN = """(cards) => cards.map((card) => [...document.querySelectorAll(`[data-exercise=${card}] :is(input, select, textarea, .rounds-said)`)].map((one) => {
  if (/radio|checkbox/.test(one.type)) return String(one.checked);
  const value = one.value ?? one.textContent, plain = value.replaceAll(",", "");
  return plain && !isNaN(plain) ? String(Number(plain)) : value;
}))"""
SCORE = "(card) => document.querySelector(`[data-exercise=${card}] .rounds-report .rounds-score`)?.textContent ?? ''"


def test_every_kind_is_chosen() -> None:
    modules = {source.name: source.load()[0] for source in sources()}
    assert {modules[name].exercise(e).kind for name, names in CHOSEN.items() for e in names} == set(KINDS)


@pytest.mark.parametrize("module", CHOSEN)
def test_an_expert_answers_and_earns_every_point_and_finds_it_all_again(
    other: OtherPage, clone_without_lab: Path, module: str
) -> None:
    notebook = ServedNotebook(clone_without_lab, other, f"modules/{module}/{module}.ipynb", only=CHOSEN[module])
    notebook.answers_path.unlink(missing_ok=True)
    notebook.open()
    hand = Hand(notebook, other)
    for name in CHOSEN[module]:
        hand.enter(name)
        exercise = drawn(notebook, name)
        answer = expert_answer(notebook, exercise)
        give(hand, exercise, answer)
        until(lambda: close(notebook.saved(name), answer), f"{name} is saved: {notebook.saved(name)} {answer}")  # noqa: B023
        if exercise.use in ("practice", "graded", "reflection"):
            hand.mark()
            assert full_marks(exercise) in other.evaluate(SCORE, name)
    shown, saved = other.evaluate(SHOWN, CHOSEN[module]), notebook.answers_path.read_text()
    assert all(any(any(one) for one in card) for card in shown)
    notebook.open()
    assert other.evaluate(SHOWN, CHOSEN[module]) == shown
    assert notebook.answers_path.read_text() == saved
    # A browser says so where a picture's size follows another one's within a frame; nothing is lost by it.
    assert [error for error in other.evaluate("window.errors") if not re.search("ResizeObserver loop", error)] == []
    notebook.close()
