"""The app view: the same notebooks without JupyterLab, with the same answers file, and nothing else of the folder."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.app import App, AppNotebook, front_page
from tests.browser.lab import IN_A_CLONE, Lab, Notebook, new_page, until

EXERCISE = "nights"  # the first of the notebook, practice: each item says at once how it was


@pytest.fixture(scope="module")
def app(study: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app view on the clone that JupyterLab has open as well."""
    app = App(study.folder, tmp_path_factory.mktemp("app-home"))
    yield app.ready()
    app.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    yield context
    context.close()


def choose(notebook: Notebook, item: int, choice: int) -> tuple[str, str]:
    """Put an item of the first exercise into a bin; item and bin."""
    exercise = notebook.module.exercise(EXERCISE)
    name, where = exercise.items[item].id, exercise.bins[choice].id
    notebook.item(EXERCISE, name).locator("input[type=radio]").nth(choice).check()
    return name, where


def tab_to(page: Page, name: str, presses: int = 60) -> None:
    """Press Tab until the link of that name has the focus."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == name:
            return
    raise AssertionError(f"{name} was not reached with {presses} presses of Tab")


def test_by_keyboard_from_the_front_page_through_an_exercise_and_back(app: App, context: BrowserContext) -> None:
    page = front_page(app, new_page(context))
    assert page.title() == "Negotiation Rounds"
    notebook = AppNotebook(app, page, IN_A_CLONE)
    tab_to(page, notebook.module.title)
    page.keyboard.press("Enter")
    notebook.shown()
    assert page.title() == notebook.module.title
    assert len(context.pages) == 1
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("main").count() == 1
    assert "import" not in page.locator("body").inner_text()
    assert ".ipynb" not in page.locator("body").inner_text()

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the notebook"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    exercise = notebook.module.exercise(EXERCISE)
    notebook.wait_saved(EXERCISE, {"items": {exercise.items[0].id: exercise.bins[0].id}})
    expect(notebook.item(EXERCISE, exercise.items[0].id).locator(".rounds-said")).not_to_be_empty()

    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.locator(".rounds-nav a").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".rounds-course table")).to_be_visible()
