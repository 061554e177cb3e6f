"""The app view bars nobody either: there the whole page is ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from grader.course import sources
from rounds.kinds import KINDS
from tests.browser.access.test_everyone import IN_JUPYTERLAB
from tests.browser.app import App, AppNotebook, front_page
from tests.browser.lab import clone, new_page, window
from tests.browser.seeing import OUTSIDE, THEMES, WIDTHS, WINDOW_SIDEWAYS, unreadable, violations

# What belongs to the cards is looked at in test_everyone.py, notebook by notebook.
IN_THE_APP = ("05-step-2-your-batna", "03-principle-3-relationship", "04-step-1-your-interests", "09-capstone")
PAIRS = [(theme, width) for theme in THEMES for width in WIDTHS]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    where = tmp_path_factory.mktemp("app-for-everyone")
    app = App(clone(where / "clone"), where / "home")
    yield app.ready()
    app.stop()


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with window(browser, reduced_motion="reduce") as context:
        yield new_page(context)


def look(page: Page, theme: str, width: int) -> None:
    """Nothing is found on the page so, and it does not scroll sideways."""
    page.emulate_media(color_scheme="dark" if theme == "Dark" else "light")
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", str(theme == "Light").lower())
    page.set_viewport_size({"width": width, "height": 900})
    assert violations(page, "html") == [], (theme, width)
    assert page.evaluate(WINDOW_SIDEWAYS) + page.evaluate(OUTSIDE) == [], (theme, width)


def test_the_front_page_has_no_violations(app: App, page: Page) -> None:
    front_page(app, page)
    for theme, width in PAIRS:
        look(page, theme, width)
        assert unreadable(page) == [], (theme, width)


@pytest.mark.parametrize("module", IN_THE_APP)
def test_a_notebook_answered_has_no_violations(app: App, page: Page, module: str) -> None:
    notebook = AppNotebook(app, page, f"modules/{module}/{module}.ipynb")
    notebook.answered_by("ability:0.6")
    notebook.open()
    # The cards have been looked at in every pair, in every notebook, in test_everyone.py.
    at = IN_THE_APP.index(module)
    for theme, width in PAIRS if at == 0 else [PAIRS[-at]]:
        look(page, theme, width)


def test_every_kind_is_in_a_notebook_that_is_looked_at_here_or_in_jupyterlab() -> None:
    opened = [source.load()[0] for source in sources() if source.name in (*IN_THE_APP, *IN_JUPYTERLAB)]
    assert {exercise.kind for module in opened for exercise in module.exercises} == set(KINDS)
