"""The app view: the same notebooks without JupyterLab, with the same answers file, and nothing else of the folder."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from rounds.cards.front_page import FIVE_MINUTES
from tests.browser.app import App, AppNotebook, front_page
from tests.browser.lab import IN_A_CLONE, Lab, Notebook, new_page, until

EXERCISE = "nights"  # the first of the notebook, practice: each item says at once how it was


@pytest.fixture(scope="module")
def app(study: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app view on the clone that JupyterLab has open as well."""
    app = App(study.folder, tmp_path_factory.mktemp("app-home"))
    yield app.ready()
    app.stop()


def choose(notebook: Notebook, item: int, choice: int) -> dict[str, str]:
    """Put an item of the first exercise into a bin; the answer that this is."""
    exercise = notebook.module.exercise(EXERCISE)
    name = exercise.items[item].id
    notebook.item(EXERCISE, name).locator("input[type=radio]").nth(choice).check()
    return {name: exercise.bins[choice].id}


def red(notebook: Notebook) -> int:
    """How bright the card of the first exercise is, 0 to 255."""
    paper = notebook.card(EXERCISE).evaluate("(card) => getComputedStyle(card).backgroundColor")
    return int(paper[4:].split(",")[0])


def tab_to(page: Page, name: str, presses: int = 60) -> None:
    """Press Tab until the link of that name has the focus."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == name:
            return
    raise AssertionError(f"{name} was not reached with {presses} presses of Tab")


def tab_into(page: Page, exercise: str, item: str, presses: int = 30) -> None:
    """Press Tab until the focus is in that item of an exercise."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('[data-item]')?.dataset.item") == item:
            return
    raise AssertionError(f"{exercise}, {item}: not reached with {presses} presses of Tab")


def test_by_keyboard_from_the_front_page_through_an_exercise_and_back(app: App, context: BrowserContext) -> None:
    page = front_page(app, new_page(context))
    assert page.title() == "Negotiation Rounds"
    notebook = AppNotebook(app, page, IN_A_CLONE)
    notebook.answers_path.unlink(missing_ok=True)  # other tests answer here, too
    tab_to(page, notebook.module.title)
    page.keyboard.press("Enter")
    expect(page.locator(".rounds-loading")).to_contain_text("Opening")
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
    page.keyboard.press("Tab")  # the list of exercises comes first, whatever is answered already
    expect(page.get_by_role("navigation", name="In this notebook").locator("summary")).to_be_focused()
    exercise = notebook.module.exercise(EXERCISE)
    tab_into(page, EXERCISE, exercise.items[0].id)
    page.keyboard.press("Space")
    notebook.wait_saved(EXERCISE, {exercise.items[0].id: exercise.bins[0].id})
    expect(notebook.item(EXERCISE, exercise.items[0].id).locator(".rounds-said")).not_to_be_empty()

    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.locator(".rounds-nav a").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".rounds-route").first).to_be_visible(timeout=60_000)  # a kernel starts for it


def test_five_minutes_leads_straight_to_the_conversation(app: App, context: BrowserContext) -> None:
    page = front_page(app, new_page(context, view="one"))
    page.set_viewport_size({"width": 390, "height": 844})
    link = page.locator(f".rounds-door a[href$='#{FIVE_MINUTES[1]}']")
    expect(link).to_be_in_viewport(ratio=1)
    tab_to(page, link.inner_text())
    page.keyboard.press("Enter")
    title = page.locator(f"[data-exercise={FIVE_MINUTES[1]}] .rounds-title")
    expect(title).to_be_focused(timeout=60_000)
    expect(title).to_be_in_viewport()
    expect(page.locator(f"[data-exercise={FIVE_MINUTES[1]}]").get_by_role("log")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[data-exercise]')?.dataset.exercise") == FIVE_MINUTES[1]


def test_the_app_and_jupyterlab_undo_nothing_of_each_other(app: App, study: Lab, context: BrowserContext) -> None:
    in_lab = Notebook(study, new_page(context), IN_A_CLONE).open().fresh()
    in_app = AppNotebook(app, new_page(context), IN_A_CLONE).open()
    first = choose(in_app, 0, 0)
    in_app.wait_saved(EXERCISE, first)
    second = choose(in_lab, 1, 1)  # in a page that does not show the first yet
    in_lab.wait_saved(EXERCISE, first | second)
    third = choose(in_app, 2, 2)
    in_app.wait_saved(EXERCISE, first | second | third)
    in_lab.run_all()
    in_app.reload()
    for notebook in (in_lab, in_app):
        for item, choice in (first | second | third).items():
            expect(notebook.item(EXERCISE, item).locator(f"input[value={choice}]")).to_be_checked()


def test_a_page_that_is_left_ends_its_kernel_and_a_reload_leaves_one(app: App, context: BrowserContext) -> None:
    until(lambda: not app.kernels(), "the kernels of closed pages end")
    page = front_page(app, new_page(context))
    page.reload()
    expect(page.locator(".rounds-route").first).to_be_visible()
    until(lambda: len(app.kernels()) == 1, "one kernel for one page", page=page)
    page.goto("about:blank")
    until(lambda: not app.kernels(), "no kernel for no page", page=page)


def test_a_change_made_while_the_kernel_is_dead_is_kept_and_saved_after_a_reload(
    app: App, context: BrowserContext
) -> None:
    notebook = AppNotebook(app, new_page(context), IN_A_CLONE).open()
    before = notebook.saved(EXERCISE)
    for kernel in app.kernels():
        kernel.kill()
    change = choose(notebook, 5, 1)
    expect(notebook.status(EXERCISE)).to_contain_text("kept in this browser and is saved when you reload this page")
    notebook.reload().wait_saved(EXERCISE, before | change)


def test_nothing_but_the_course_is_served(app: App) -> None:
    key = "grader/keys/01-principle-1-interests.yaml"
    asked = [
        *("voila/tree", "voila/tree/grader", "voila/api/contents", "voila/api/contents/grader", "api/contents/grader"),
        *(
            f"{how}/{file}"
            for how in ("files", "voila/files", "voila/static", "voila/render", "static", "api/contents")
            for file in (key, "my-answers/01-principle-1-interests.jsonl")
        ),
        *(f"voila/{how}/..%2f..%2f{key}" for how in ("files", "static", "render/modules", "labextensions")),
        *(
            key,
            "voila/render/grader/gradebook.ipynb",
            "voila/render/modules/no/such.ipynb",
            "api/kernels",
            "api/sessions",
        ),
    ]
    assert (app.folder / key).is_file()
    for path in asked:
        status, text = get(f"{app.url}/{path}?token={app.token}")
        assert status in (403, 404), path
        assert "position" not in text, path
    status, text = get(f"{app.url}/voila/render/modules/no/such.ipynb?token={app.token}")
    assert "There is no such page here" in text
    assert "All notebooks" in text


def test_on_a_jupyter_server_as_on_binder_the_pages_are_the_same(study: Lab) -> None:
    status, text = get(f"{study.url}/voila/render/start.ipynb?token={study.token}")
    assert status == 200
    assert "rounds-app" in text
    assert "Principle 1: Interests, not positions" in text


def test_without_the_token_there_is_a_sentence_and_no_notebook(app: App) -> None:
    for path in ("", "voila/render/start.ipynb", f"voila/render/{IN_A_CLONE}"):
        status, text = get(f"{app.url}/{path}")
        assert status == 403
        assert "This address is not complete" in text


def test_on_a_phone_nothing_scrolls_sideways_and_colors_follow_the_phone(app: App, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="light", locale="en-US")
    notebook = AppNotebook(app, new_page(context), IN_A_CLONE).open()
    page = notebook.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # How far one is, and the way to every exercise, stay in view in the middle of a long exercise.
    middle = notebook.card(EXERCISE).locator("[data-item]").nth(4)
    middle.evaluate("(item) => item.scrollIntoView({block: 'center'})")
    bar = page.get_by_role("navigation", name="In this notebook")
    expect(bar).to_be_in_viewport(ratio=1)
    box = bar.bounding_box()
    assert box
    assert box["height"] <= 40
    assert red(notebook) > 200
    page.emulate_media(color_scheme="dark")
    until(lambda: red(notebook) < 60, "the card follows", page=page)
    page.emulate_media(media="print")
    until(lambda: red(notebook) == 255, "on paper it is black on white", page=page)
    context.close()


def test_when_the_server_stops_the_page_says_so_and_the_change_is_saved_later(
    app: App, context: BrowserContext
) -> None:
    """The last test: it ends the app."""
    notebook = AppNotebook(app, new_page(context), IN_A_CLONE).open()
    before = notebook.saved(EXERCISE)
    app.stop()
    notebook.page.evaluate(
        "document.dispatchEvent(new Event('visibilitychange'))"
    )  # as when one comes back to the page
    expect(notebook.page.get_by_role("alert")).to_contain_text("lost its connection")
    change = choose(notebook, 6, 0)
    expect(notebook.status(EXERCISE)).to_contain_text("kept in this browser")
    expect(notebook.status(EXERCISE)).to_be_in_viewport()  # what isn't saved is said where one is
    app.start().ready()
    notebook.open().wait_saved(EXERCISE, before | change)


def get(address: str) -> tuple[int, str]:
    """Status and text of what a server answers."""
    try:
        with urllib.request.urlopen(address, timeout=20) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
