"""Binder builds what `make course` runs: rendered without docker, its steps run in a clean environment, and visited."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import binder
from tests.browser.lab import IN_A_CLONE, MODULE, Notebook, new_page, until

FIRST = "nights"
TITLE = "Principle 1: Interests, not positions"
NBGRADERS = {"formgrader", "create-assignment", "course-list", "assignment-list", "validate-assignment", "menu"}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return binder.repository(tmp_path_factory.mktemp("binder") / "repo")


@pytest.fixture(scope="module")
def dockerfile(repository: Path) -> str:
    return binder.rendered(repository)


@pytest.fixture(scope="module")
def environment(repository: Path, dockerfile: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("environment")
    assert "01-principle-1-interests: 9 exercises" in binder.build(repository, dockerfile, made)
    return made


@pytest.fixture(scope="module")
def server(repository: Path, environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[binder.Binder]:
    started = binder.Binder(repository, environment, tmp_path_factory.mktemp("home"))
    yield started.ready()
    started.stop()


@pytest.fixture(scope="module")
def page(browser: Browser, server: binder.Binder) -> Iterator[Page]:
    """A visitor's page, with the front page that the launch link leads to."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    page = new_page(context)
    page.goto(server.link)
    page.locator(".rounds-route:visible").first.wait_for(timeout=60_000)
    yield page
    context.close()


def test_repo2docker_takes_the_binder_folder_and_python_312(dockerfile: str) -> None:
    assert re.search(r'pip install --no-cache-dir -r "binder/requirements\.txt"', dockerfile)
    assert "py-3.12" in dockerfile or "py-2d3-2e12" in dockerfile
    assert "RUN ./binder/postBuild" in dockerfile


def test_binder_pins_the_versions_that_everyone_else_runs(repository: Path) -> None:
    binder, everyone = (
        {line for line in (repository / name).read_text().splitlines() if not line.startswith(("#", "-"))}
        for name in ("binder/requirements.txt", "requirements.txt")
    )
    assert len(binder) > 100
    assert binder < everyone


@pytest.mark.timeout(600)
def test_a_visitor_lands_on_the_front_page_and_nothing_is_in_the_way(page: Page) -> None:
    assert page.url.split("?")[0].endswith("/lab/tree/start.ipynb")
    expect(page.locator(".rounds-route li")).to_have_count(10)
    page.wait_for_timeout(1000)  # news and questions come late
    assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0
    assert page.locator(".jp-CodeCell .jp-InputArea:visible, .jp-CodeCell .jp-Placeholder:visible").count() == 0
    assert page.locator(".jp-InputPrompt:visible, .jp-OutputPrompt:visible").count() == 0


def test_no_tool_of_an_instructor_or_a_programmer_runs_on_binder(page: Page, server: binder.Binder) -> None:
    config = json.loads(page.locator("#jupyter-config-data").text_content() or "")
    assert "negotiation-rounds" in {extension["name"] for extension in config["federated_extensions"]}
    assert {f"@jupyter/nbgrader:{tool}" for tool in NBGRADERS} <= set(config["disabledExtensions"])
    assert config["terminalsAvailable"] is False
    commands = page.evaluate("jupyterapp.commands.listCommands()")
    assert "docmanager:open" in commands
    assert [name for name in commands if name.startswith("nbgrader")] == []
    assert page.locator(".lm-MenuBar-itemLabel").all_inner_texts() == ["File", "View", "Help"]
    overrides = page.evaluate("jupyterapp.serviceManager.settings.fetch('@jupyterlab/notebook-extension:tracker')")
    assert overrides["schema"]["properties"]["windowingMode"]["default"] == "none", "everyone's settings count as well"
    assert "nbgrader" not in server.log.read_text().replace("nbgrader_config", "").lower()


def test_the_first_exercise_is_one_click_away_and_its_answer_is_saved(page: Page, server: binder.Binder) -> None:
    notebook = opened(page, server)
    notebook.card(FIRST).locator("input[type=radio]").first.click()
    until(lambda: notebook.saved(FIRST), "saved", page=page)
    expect(notebook.status(FIRST)).to_contain_text("Saved")
    assert notebook.answers_path.parent.name == "my-answers"
    assert page.locator(".jp-Dialog").count() == 0


def test_each_tab_behind_keeps_its_name(page: Page, server: binder.Binder) -> None:
    opened(page, server)
    front = page.locator(".lm-TabBar-tab[data-rounds-heading='Negotiation Rounds']:not(.lm-mod-current)")
    expect(front).to_have_count(1)
    assert front.evaluate("(tab) => getComputedStyle(tab, '::after').content") == '"Negotiation Rounds"'
    assert front.evaluate("(tab) => parseFloat(getComputedStyle(tab, '::after').height)") > 8


def test_a_kernel_that_binder_ended_is_back_at_the_next_sign_of_life(page: Page, server: binder.Binder) -> None:
    """mybinder.org ends kernels after ten minutes without a message, though their page be open."""
    notebook = opened(page, server)
    end_kernel(page, server)
    page.wait_for_timeout(1500)
    assert len(server.ask("api/sessions")) == 1, "nobody did anything, so the server may rest"
    box = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer")
    box.evaluate("(node) => node.scrollTo(0, 3000)")
    page.evaluate("document.querySelectorAll('.rounds-card').forEach((card) => card.dataset.old = '1')")
    page.mouse.move(500, 500)
    notebook.renewed()
    until(lambda: abs(box.evaluate("(node) => node.scrollTop") - 3000) < 200, "back where one was", page=page)
    item = notebook.module.exercise(FIRST).items[1].id
    notebook.item(FIRST, item).locator("input[type=radio]").first.click()
    until(lambda: item in notebook.saved(FIRST), "saved", page=page)


def test_what_is_answered_before_the_new_kernel_is_there_is_saved(page: Page, server: binder.Binder) -> None:
    notebook = opened(page, server)
    item = notebook.module.exercise(FIRST).items[2].id
    choice = notebook.item(FIRST, item).locator("input[type=radio]").first
    choice.scroll_into_view_if_needed()
    end_kernel(page, server)
    choice.click()
    until(lambda: item in notebook.saved(FIRST), "saved", 30, page)
    expect(notebook.status(FIRST)).to_contain_text("Saved")


def test_the_app_view_on_binder_shows_the_front_page_and_saves_an_answer(
    browser: Browser, server: binder.Binder
) -> None:
    page = new_page(browser.new_context(viewport={"width": 390, "height": 800}, locale="en-US"))
    page.goto(f"{server.url}/voila/render/start.ipynb?token={server.token}")
    expect(page.locator(".rounds-route li")).to_have_count(10, timeout=60_000)
    page.get_by_role("link", name="Orientation").first.click()
    card = page.locator("[data-exercise]:has(input[type=radio])").first
    expect(card).to_be_visible(timeout=60_000)
    card.locator("input[type=radio]").first.click()
    expect(card.locator(".rounds-status")).to_contain_text("Saved")
    assert (server.folder / "my-answers" / "00-orientation.jsonl").is_file()
    page.context.close()


def opened(page: Page, server: binder.Binder) -> Notebook:
    """The first notebook, as one click on the front page opens it."""
    notebook = Notebook(server, page, IN_A_CLONE)
    if MODULE not in page.url:
        page.get_by_role("link", name=TITLE).click()
    return notebook.shown()


def end_kernel(page: Page, server: binder.Binder) -> None:
    """End the kernel as a server's culling does, and wait until the page has heard of it."""
    page.mouse.move(5, 5)  # away from the notebook
    server.ask(f"api/kernels/{server.kernel(IN_A_CLONE)}", "DELETE")
    page.wait_for_function("jupyterapp.shell.currentWidget.sessionContext.hasNoKernel", timeout=60_000)
