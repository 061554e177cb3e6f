"""One student's day at the Hub, in a real browser."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.answering import answer_to, labels_of, press
from tests.browser.lab import Notebook, new_page
from tests.hub.hub import Person
from tests.pipeline.room import MODULE

EXERCISE = "statements"
PATIENT = 60_000  # the first page of a cold server, on a busy machine


@dataclass
class Seen:
    """What the student met."""

    landed: str
    menu: list[str]
    saved: dict[str, Any]
    answer: dict[str, Any]


@dataclass
class Desk:
    """As much of a JupyterLab as `Notebook` asks about."""

    folder: Path


def a_day_in_the_browser(browser: Browser, student: Person) -> Seen:
    """Log in, fetch from the assignment list, answer one exercise by mouse, submit."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = new_page(context)  # which lists all items
    page.set_default_timeout(PATIENT)
    page.goto(student.hub.address)
    page.locator("#username_input").fill(student.name)
    page.locator("#password_input").fill(student.password)
    page.locator("#login_submit").click()
    # Nothing more is pressed: the assignment list is where one lands.
    released = page.locator("#released_assignments_list")
    expect(released).to_contain_text(MODULE, timeout=PATIENT)
    landed = page.url
    menu = _menu(page)
    released.get_by_role("button", name="Fetch").click()
    fetched = page.locator("#fetched_assignments_list")
    expect(fetched).to_contain_text(MODULE, timeout=PATIENT)
    # Its notebooks lie under the assignment's name.
    fetched.locator(".collapsed, a").filter(has_text=MODULE).first.click()
    fetched.locator(".assignment-notebooks-link, a").filter(has_text=MODULE).last.click()
    notebook = Notebook(Desk(student.home), page, f"{MODULE}/{MODULE}.ipynb").shown()  # type: ignore[arg-type]
    for label in labels_of(notebook, EXERCISE):
        press(notebook, EXERCISE, label)
    answer = answer_to(notebook, EXERCISE)
    notebook.wait_saved(EXERCISE, answer)
    saved = notebook.saved(EXERCISE)
    page.locator(".lm-TabBar-tabLabel", has_text="Assignments").click()
    fetched.get_by_role("button", name="Submit").click()
    expect(page.locator("#submitted_assignments_list")).to_contain_text(MODULE, timeout=PATIENT)
    context.close()
    return Seen(landed, menu, saved, answer)


def _menu(page: Page) -> list[str]:
    """The entries of the menu Nbgrader."""
    page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click()
    shown = page.locator(".lm-Menu-itemLabel").all_inner_texts()
    page.keyboard.press("Escape")
    return [text for text in shown if text]
