"""When an open notebook of ours runs again by itself: its kernel was restarted, or answers were brought back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.lab import IN_A_CLONE, Lab, Notebook, new_page

# The server begins to listen to a new kernel process a moment after its start, and may miss its first words.
DEAF = """
  const { get, set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
  Object.defineProperty(WebSocket.prototype, "onmessage", { get, set(hear) {
    set.call(this, hear && ((event) => {
      const said = typeof event.data === "string" ? event.data : new TextDecoder().decode(event.data);
      if (!/"execution_state": ?"starting"/.test(said)) hear.call(this, event);
    }));
  } });
"""
MARK = "document.querySelectorAll('.rounds-card').forEach((card) => card.dataset.old = '1')"


@pytest.fixture(scope="module")
def notebook(study: Lab, study_context: BrowserContext) -> Iterator[Notebook]:
    page = new_page(study_context)
    page.add_init_script(DEAF)
    yield Notebook(study, page, IN_A_CLONE).open()
    page.close()


def test_a_restart_by_another_client_is_noticed_even_when_its_first_words_are_missed(notebook: Notebook) -> None:
    for _ in range(2):
        notebook.page.evaluate(MARK)
        notebook.lab.ask(f"api/kernels/{notebook.lab.kernel(IN_A_CLONE)}/restart", "POST")
        notebook.renewed()


def test_after_answers_were_brought_back_the_page_shows_them(notebook: Notebook) -> None:
    notebook.page.evaluate(MARK)
    notebook.page.evaluate("window.dispatchEvent(new CustomEvent('rounds:brought-back'))")
    notebook.renewed()
