"""Nothing on a card answers what it asks: in its words, its pictures, their text alternatives and what the kernel sent."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from grader.authoring import simulate
from grader.course import Source, sources
from rounds import kinds
from rounds.cards.exercise import ExerciseCard
from rounds.cards.front_end import style
from rounds.core.scoring import Answer
from rounds.kinds import KINDS
from rounds.storage.locations import Place, find
from tests.browser.front_end import load
from tests.open_questions import given_away, questions

COMPUTED = ("number", "table", "zopa", "package", "sheet")  # cards that work something out and show it
SEEDS = (1, 4)
CARDS = [
    (source, exercise.id) for source in sources() for exercise in source.load()[0].judged if exercise.kind in COMPUTED
]
IDS = [f"{source.name[:2]}-{name}" for source, name in CARDS]

# The card itself, with the kernel's state instead of a connection; then every word that anyone could read or hear.
SHOW = """async ({ css, state }) => {
  const el = document.createElement("div");
  document.body.replaceChildren(Object.assign(document.createElement("style"), { textContent: css }), el);
  const leave = rounds.cards.exercise({ model: { get: (name) => state[name], on() {}, off() {}, send() {} }, el });
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  window.dispatchEvent(new CustomEvent("rounds:view", { detail: "list" }));
  const words = [];
  const texts = document.createTreeWalker(el, NodeFilter.SHOW_TEXT);
  // An axis and "3 of 7" are the same whatever the answer is.
  while (texts.nextNode()) if (!texts.currentNode.parentElement.closest(".rounds-place, .rounds-tick")) words.push(texts.currentNode.data);
  for (const one of el.querySelectorAll("*")) {
    for (const name of ["aria-label", "aria-valuetext", "aria-description", "title", "placeholder", "alt"]) if (one.hasAttribute(name)) words.push(one.getAttribute(name));
  }
  const drawn = [...el.querySelectorAll(".rounds-deals :is(.rounds-mark, .rounds-efficient, .rounds-frontier)")].length;
  const signs = [...el.querySelectorAll(".rounds-signs li, .rounds-lane-name")].filter((one) => one.checkVisibility()).map((one) => one.textContent);
  // What is said of an answer, where something else lies over its right end in the middle of the window and at its foot.
  const covered = [...el.querySelectorAll(".rounds-said")].filter((one) => one.childElementCount && one.checkVisibility()).filter((one) => ["center", "end"].every((block) => {
    one.scrollIntoView({ block, behavior: "instant" });
    const box = one.getBoundingClientRect();
    return !one.contains(document.elementFromPoint(box.right - 8, box.top + 12));
  })).map((one) => one.textContent);
  const wide = el.scrollWidth - el.clientWidth;
  leave();
  return { words: words.join(" | "), drawn, signs, covered, wide };
}"""

Show = Callable[[Source, str, Answer, int], dict[str, Any]]


@pytest.fixture(scope="module")
def show(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Show]:
    """What a card shows and what its traits hold, for an answer and a learner's seed, as in a course."""
    page: Page = browser.new_page(viewport={"width": 1280, "height": 800})
    load(page)
    root, places = tmp_path_factory.mktemp("learner"), dict[str, Place]()

    def shown(source: Source, name: str, answer: Answer, seed: int) -> dict[str, Any]:
        if source.name not in places:
            places[source.name] = find(Path(shutil.copytree(source.folder, root / source.name)))
        place = places[source.name]
        place.answers_path.write_text(simulate.lines(place.module(), {name: answer}, seed), encoding="utf-8")
        exercise_card = ExerciseCard(place, place.module().exercise(name))
        state = exercise_card.state() | {"opens": True}
        card = page.evaluate(SHOW, {"css": style(), "state": state})
        # A drawing's words are among those of the card; its coordinates are no figures.
        scene = {part: what for part, what in state["scene"].items() if part != "svg"}
        sent = json.dumps([scene, state["said"], state["report"]], ensure_ascii=False)
        return {**card, "sent": sent}

    yield shown
    page.close()


def test_every_other_kind_gets_nothing_computed_from_the_kernel() -> None:
    assert {kind for kind in KINDS if kinds.of(kind).scene} == {"package", "dialogue"}
    assert {exercise.kind for s in sources() for exercise in s.load()[0].judged if exercise.kind in COMPUTED} == {
        *COMPUTED
    }


@pytest.mark.parametrize(("source", "name"), CARDS, ids=IDS)
def test_no_card_answers_a_question_that_is_open(show: Show, source: Source, name: str) -> None:
    module, keys = source.load()
    asked = 0
    for seed in SEEDS:
        exercise = module.exercise(name).drawn(seed)
        for question in questions(exercise, keys[name]):
            for answer in (question.answer, {}):  # with all the rest answered, and with nothing answered
                card = show(source, name, answer, seed)
                assert given_away(exercise, question, answer, card["words"]) == [], (seed, answer)
                assert given_away(exercise, question, answer, card["sent"]) == [], (seed, answer)
                asked += 1
    assert asked >= 2 * len(SEEDS)


PICTURES = [("07", "zone-practice"), ("07", "zone"), ("07", "package-practice"), ("07", "package"), ("03", "map")]


@pytest.mark.parametrize(("module", "name"), PICTURES, ids=[name for _, name in PICTURES])
def test_a_picture_names_its_signs_from_the_start(show: Show, module: str, name: str) -> None:
    source = next(source for source in sources() if source.name.startswith(module))
    card = show(source, name, {}, 1)
    assert len(card["signs"]) >= 2
    if name.startswith("package"):
        assert card["drawn"] == 1  # every difference split; the frontier and what is fair are not drawn yet
        assert not any("Pareto" in sign or "Nash" in sign or "Kalai" in sign for sign in card["signs"])
        settled = show(source, name, answered(source, name)[2], 1)
        assert settled["drawn"] > 5
        assert sum("Pareto" in sign for sign in settled["signs"]) == 1
        assert sum("Nash" in sign or "Kalai" in sign for sign in settled["signs"]) == (
            2 if name == "package-practice" else 0
        )


def test_the_chart_of_the_batna_table_names_its_signs(show: Show) -> None:
    source = next(source for source in sources() if source.name.startswith("05"))
    _, _, expert = answered(source, "protected-time")
    assert show(source, "protected-time", {}, 1)["signs"] == []  # the chart waits, and its signs with it
    signs = show(source, "protected-time", expert, 1)["signs"]
    assert [sign.split()[0] for sign in signs] == ["what", "the", "where", "the"] * 2


@pytest.mark.parametrize("module", ["02", "05", "07"])
def test_nothing_that_stays_in_view_lies_over_what_is_said(show: Show, module: str) -> None:
    of_module = [(source, name) for source, name in CARDS if source.name.startswith(module)]
    practice = [(source, name) for source, name in of_module if source.load()[0].exercise(name).use == "practice"]
    assert practice
    for source, name in practice:
        card = show(source, name, answered(source, name)[2], 1)
        assert '"verdict"' in card["sent"]  # something is said
        assert card["covered"] == []


def test_an_alternative_of_ones_own_that_is_one_long_word_makes_no_card_wide(show: Show) -> None:
    source = next(source for source in sources() if source.name.startswith("05"))
    expert = answered(source, "protected-time")[2]
    row = {"label": "https://example.org/" + "W" * 600, "p": 1, "scores": dict.fromkeys(("hours", "rest"), 50)}
    card = show(source, "protected-time", {**expert, "own": {"own-1": row}}, 1)
    assert "WWW" in card["words"]
    assert card["wide"] == 0


def answered(source: Source, name: str, seed: int = 1) -> tuple[Any, Any, Answer]:
    module, keys = source.load()
    exercise = module.exercise(name).drawn(seed)
    return exercise, keys[name], kinds.of(exercise.kind).learners.expert(exercise, keys[name])


@pytest.mark.parametrize(
    ("module", "name", "question"),
    [("05", "protected-time", "choice-outgrown"), ("07", "zone-practice", "zone"), ("07", "package-practice", "deal")],
)
def test_practice_shows_it_once_it_is_answered(show: Show, module: str, name: str, question: str) -> None:
    # And the search above finds it then: it can fail.
    source = next(source for source in sources() if source.name.startswith(module))
    exercise, key, expert = answered(source, name)
    asked = next(one for one in questions(exercise, key) if one.name == question)
    assert given_away(exercise, asked, {}, show(source, name, expert, 1)["words"])
