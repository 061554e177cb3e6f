"""Nobody is barred from any notebook: unanswered, done by keyboard, and answered and marked; both themes, every width."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from grader.authoring import simulate
from grader.course import sources
from rounds import kinds
from tests.browser import seeing
from tests.browser.access.notebook_by_keyboard import DOING, drawn, expert_answer, give, wait_saved
from tests.browser.in_process import InProcessNotebook
from tests.browser.keyboard import Typist
from tests.browser.lab import Notebook, new_page, until, window
from tests.browser.talking import OWN

MODULES = [source.name for source in sources()]
IN_JUPYTERLAB = ("07-step-4-the-ask",)
PAIRS = [(theme, width) for theme in seeing.THEMES for width in seeing.WIDTHS]


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with window(browser, reduced_motion="reduce") as context:
        yield context


@pytest.fixture(scope="module", params=[*MODULES, *(f"jupyterlab-{name}" for name in IN_JUPYTERLAB)])
def opened(context: BrowserContext, clone_without_lab: Path, request: pytest.FixtureRequest) -> Iterator[Notebook]:
    """Every notebook as a page of its own; in JupyterLab one in which every part of a notebook occurs."""
    name = request.param.removeprefix("jupyterlab-")
    path, page = f"modules/{name}/{name}.ipynb", new_page(context)
    in_jupyterlab = request.param != name
    notebook = (
        Notebook(request.getfixturevalue("study"), page, path)
        if in_jupyterlab
        else InProcessNotebook(clone_without_lab, page, path)
    )
    notebook.answers_path.unlink(missing_ok=True)  # other tests answer here too
    yield notebook.open()
    notebook.page.close()


@pytest.fixture
def page(opened: Notebook) -> Iterator[Page]:
    """Its page; as wide and light again afterwards as it was before."""
    yield opened.page
    opened.page.emulate_media(forced_colors="none")
    opened.theme("Light")
    opened.width(1280)


@pytest.fixture
def one_at_a_time(opened: Notebook) -> Iterator[Notebook]:
    """The notebook as a learner first sees it, with nothing answered: one item at a time."""
    opened.fresh().look_at("one")
    yield opened
    opened.look_at("list")


def test_there_is_a_way_by_keyboard_for_every_kind() -> None:
    assert set(DOING) == set(kinds.KINDS)
    assert len(MODULES) == 10


def makings(notebook: Path) -> tuple[dict[str, Any], set[str], set[str]]:
    """What JupyterLab and the app view go by, whatever the content: the notebook's metadata, its cells', and what they call."""
    read = json.loads(notebook.read_text(encoding="utf-8"))
    about = {name: sorted(value) if name == "rounds" else value for name, value in read["metadata"].items()}
    cells = {
        json.dumps([cell["cell_type"], {k: k == "nbgrader" or v for k, v in cell["metadata"].items()}], sort_keys=True)
        for cell in read["cells"]
    }
    code = "\n".join("".join(cell["source"]) for cell in read["cells"] if cell["cell_type"] == "code")
    return about, cells, set(re.findall(r"^(\w+)\(", code, re.MULTILINE))


def test_the_notebook_in_jupyterlab_has_all_that_other_notebooks_are_made_of() -> None:
    made = {source.name: makings(source.notebook) for source in sources()}
    about, cells, calls = made[IN_JUPYTERLAB[0]]
    assert len(calls) >= 6
    for name, (their_about, their_cells, their_calls) in made.items():
        assert their_about == about, name
        assert their_cells <= cells, name
        assert their_calls <= calls, name


def test_a_notebook_that_nobody_answered_bars_nobody(one_at_a_time: Notebook, page: Page) -> None:
    opened = one_at_a_time
    # One of the four pairs, in turns, since the page holds less than once it is answered and graded.
    theme, width = PAIRS[MODULES.index(opened.name) % len(PAIRS)]
    opened.theme(theme)
    opened.width(width)
    assert seeing.violations(page) == []
    assert seeing.barriers(page) == {}


def test_marking_warns_of_what_is_open_and_leads_to_it_in_every_kind(one_at_a_time: Notebook) -> None:
    opened = one_at_a_time.start_all()
    page = opened.page
    for exercise in opened.module.judged:
        card = opened.card(exercise.id)
        button = card.locator(".rounds-grade")
        button.click()
        if exercise.kind == "reflect":  # nothing is given away before something is written
            expect(card.locator(".rounds-report")).to_contain_text("Write something of your own first")
            continue
        question = card.locator(".rounds-question")
        expect(question).to_be_focused()
        expect(question).to_contain_text(re.compile("(You have answered 0 of|Nothing is said yet).* right answers"))
        question.get_by_role("button", name="Go on answering").click()
        first = kinds.of(exercise.kind).marking.left(drawn(opened, exercise.id), {})[0]
        here = ", ".join(f"[data-{name}='{first}']" for name in ("for", "item", "issue"))
        assert page.evaluate("(here) => Boolean(document.activeElement.closest(here))", here), (exercise.id, first)
        assert page.evaluate("document.activeElement.matches('input, select, textarea, button')")
        expect(page.locator(":focus")).to_be_in_viewport()
        assert card.locator(".rounds-report").inner_text() == ""


def chatter(heard: list[dict[str, str]], exercise: Any) -> list[str]:
    """What a screen reader says too much: of more than one thing after a step, or the same twice in a row."""
    found = []
    for step, of_step in groupby(heard, key=lambda one: one["step"]):
        # What waits until one rests (rounds-sr) comes later, by itself; "Working…" is said on a busy machine only.
        regions = {
            (one["region"], one["item"]) for one in of_step if one["region"] not in ("rounds-sr", "rounds-working")
        }
        found += [f"{step}: {len(regions)} at once, {sorted(regions)}"] if len(regions) > 1 else []
    for one, other in pairwise(heard):
        same = all(one[part] == other[part] for part in ("region", "item", "words"))
        found += [f"twice: {one}"] if same else []
    saved = [one["words"] for one in heard if one["words"].startswith("Saved")]
    if len(saved) > (0 if exercise.use == "practice" else 2):
        found.append(f"saving is told {len(saved)} times: {saved}")
    return found


def full_marks(exercise: Any) -> str:
    """What is said of an expert's answer."""
    if exercise.kind == "reflect":
        return "Not graded"
    return "100%" if exercise.use == "practice" else f"{exercise.points:g} of {exercise.points:g} points"


def test_by_keyboard_alone_an_expert_earns_every_point_with_the_focus_always_in_sight(one_at_a_time: Notebook) -> None:
    opened = one_at_a_time
    typist = Typist(opened)
    chattered: list[str] = []
    passed: list[dict[str, Any]] = []
    opened.focus_before()
    for exercise in opened.module.exercises:
        typist.enter(exercise.id)
        answer = expert_answer(opened, drawn(opened, exercise.id))
        give(typist, drawn(opened, exercise.id), answer)
        wait_saved(opened, exercise.id, answer)
        if exercise.judged:
            typist.mark()
            score = opened.card(exercise.id).locator(".rounds-report .rounds-score").first
            expect(score).to_contain_text(full_marks(exercise))
        chattered += chatter(typist.heard(), exercise)
        passed += typist.seen()
    assert len(passed) >= len(opened.module.exercises) // 2  # most are passed too quickly to be looked at
    hidden = [one for one in passed if not (one["outlined"] and one["in_sight"])]
    assert hidden == [], hidden
    assert chattered == [], "\n".join(chattered)
    typist.cells_unharmed()
    shown, before = all_shown(opened), opened.answers_path.read_text()
    opened.page.wait_for_timeout(1000)  # what is said once the keys rest
    typist.heard()
    opened.run_all()
    until(lambda: all_shown(opened) == shown, "all is shown again as it was", page=opened.page)
    assert opened.answers_path.read_text() == before
    assert typist.heard() == []  # cards that open with their answers are no news


def all_shown(notebook: Notebook) -> list[list[str]]:
    """What each card shows: its words, and the state of each control."""
    script = """(cards) => cards.map((card) => [...[...card.querySelectorAll("input, select, textarea")].map((one) => {
      const plain = one.value.replaceAll(",", "");
      return /radio|checkbox/.test(one.type) ? String(one.checked) : plain && !isNaN(plain) ? String(Number(plain)) : one.value;
    }), ...[...card.querySelectorAll("li:not(.rounds-report li)")].map((one) => one.textContent.replace(/\\s+/g, " "))])"""
    return list(notebook.page.locator("[data-exercise]").evaluate_all(script))


def say_so(card: Locator) -> None:
    """Mark all the same, where it asks since not all is answered."""
    anyway = card.get_by_role("button", name=re.compile("anyway"))
    if anyway.is_visible():
        anyway.evaluate("(button) => button.click()")


@pytest.fixture
def marked(opened: Notebook, page: Page) -> Notebook:
    """Everything the page can show: right and wrong answers, conversations in the middle and ended, all marked and open."""
    given = opened.answered_by("ability:0.6")
    talks = [name for name, answer in given.items() if "moves" in answer]
    for name in talks[::2]:
        given[name] = {"moves": given[name]["moves"][:2]}
    for name in talks:
        given[name]["lines"] = {str(at): OWN for at in range(3)}
    opened.answers_path.write_text(simulate.lines(opened.module, given, 7))
    opened.run_all()
    for exercise in opened.module.judged:
        opened.card(exercise.id).locator(".rounds-grade").evaluate("(button) => button.click()")
        say_so(opened.card(exercise.id))
        expect(opened.card(exercise.id).locator(".rounds-report .rounds-feedback").first).to_be_visible()
    page.get_by_role("button", name="Grade the whole notebook").click()
    say_so(page.locator(".rounds-card", has=page.get_by_role("button", name="Grade the whole notebook")))
    expect(page.locator(".rounds-report details").first).to_be_visible()
    page.evaluate("document.querySelectorAll('.rounds-card details').forEach((one) => { one.open = true; })")
    return opened


def test_a_notebook_answered_and_marked_bars_nobody(marked: Notebook, page: Page) -> None:
    for theme, width in PAIRS:
        marked.theme(theme)
        marked.width(width)
        # Of axe's rules only those about colors can see the theme.
        assert (seeing.violations if theme == "Light" else seeing.faint_words)(page) == [], (theme, width)
        assert seeing.barriers(page) == {}, (theme, width)
        if width == seeing.WIDTHS[0]:
            unreadable = seeing.unreadable(page)
            assert unreadable == [], (theme, unreadable)
    # 640 is a window of 1280 at 200 %, 320 one at 400 %; and the spacing that readers may set for themselves.
    spaced = json.dumps(seeing.SPACED)
    for width in (1280, 640, 320):
        marked.width(width)
        assert page.evaluate(seeing.SIDEWAYS) + page.evaluate(seeing.OUTSIDE) == [], width
        page.evaluate(
            f"document.head.append(Object.assign(document.createElement('style'), {{ id: 'spaced', textContent: {spaced} }}))"
        )
        found = [page.evaluate(script) for script in (seeing.SIDEWAYS, seeing.OUTSIDE, seeing.CUT_OFF)]
        page.evaluate("document.getElementById('spaced').remove()")
        assert found == [[], [], []], width
    page.emulate_media(forced_colors="active")
    assert page.evaluate(seeing.UNMARKED) == []
    unreadable = seeing.unreadable(page)
    assert unreadable == [], ("forced colors", unreadable)
