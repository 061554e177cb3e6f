"""A notebook as a page of its own: its cards run in this process, with no kernel and no server.

The cells run here, and what they show goes into a page with JupyterLab's style sheets and our extension's. Each card's
script gets a model like the one anywidget gives it; what the script sends goes straight to the real card in Python, and
the card's traits and messages come back. What belongs to the cards (what they say, how they look, how they are used) can
be checked here in a fraction of the time. What JupyterLab and the app view add around them is checked there.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from unittest.mock import patch

from IPython.display import HTML
from nbconvert.filters import markdown2html
from playwright.sync_api import Page, expect

from rounds.cards.base import Card
from rounds.cards.front_end import style
from rounds.hosts.jupyter import CardWidget
from tests.browser.front_end import load
from tests.browser.lab import FORGET, ROOT, Notebook

STYLES = Path(sys.prefix) / "share" / "jupyter" / "nbconvert" / "templates" / "lab" / "static"
EXTENSION = ROOT / "rounds" / "labextension" / "static"
ADDRESS = "http://localhost:9/"  # nothing listens there: this process gives the browser the page

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>{jupyterlab}</style><style>{light}</style><style id="dark" media="not all">{dark}</style><style>{extension}</style>
<style>{frame}</style><style>{own}</style></head>
<body data-jp-theme-light="true" data-jp-theme-name="JupyterLab Light">
<div class="jp-NotebookPanel rounds-panel"><div class="jp-Notebook rounds-notebook"><div class="jp-WindowedPanel-outer">
<div class="jp-WindowedPanel-viewport">{cells}</div></div></div></div>
<script>{script}</script></body></html>"""
# As in JupyterLab, the notebook scrolls in a box of its own.
FRAME = """
html, body, .jp-NotebookPanel, .jp-Notebook, .jp-WindowedPanel-outer { height: 100%; margin: 0; }
body { background: var(--jp-layout-color0); }
.jp-WindowedPanel-outer { overflow-y: auto; }
.anchor-link { display: none; }
"""
PROSE = """<div class="jp-Cell jp-MarkdownCell jp-Notebook-cell">
<div class="jp-RenderedHTMLCommon jp-RenderedMarkdown jp-MarkdownOutput">{}</div></div>"""
CODE = """<div class="jp-Cell jp-CodeCell jp-Notebook-cell"><div class="jp-Cell-outputWrapper">
<div class="jp-OutputArea jp-Cell-outputArea"></div></div></div>"""

# The part of the widget manager and of anywidget that our scripts use.
SCRIPT = """
const models = new Map();
let views = [];
window.passed = []; // keys pressed in an exercise that a page around it would hear
document.addEventListener("keydown", ({ key, target }) => { if (target.closest?.("[data-exercise]")) window.passed.push(key); });

class Model {
  constructor(card, state) { Object.assign(this, { card, state, listeners: [] }); }
  get(name) { return this.state[name]; }
  on(name, listener) { this.listeners.push([name, listener]); }
  off(name, listener) { this.listeners = this.listeners.filter(([n, l]) => n !== name || l !== listener); }
  trigger(name, ...details) { for (const [n, listener] of this.listeners) if (n === name) listener(...details); }
  send(content) { window.toCard(this.card, content).then(fromCards); }
  update(state) {
    const changed = Object.keys(state).filter((name) => JSON.stringify(state[name]) !== JSON.stringify(this.state[name]));
    Object.assign(this.state, state);
    for (const name of changed) this.trigger(`change:${name}`);
  }
}

function fromCards(messages) {
  for (const { card, state, content } of messages) {
    if (state) models.get(card)?.update(state);
    else models.get(card)?.trigger("msg:custom", content, []);
  }
}

function view({ card, view: name, state }, place) {
  const model = new Model(card, state);
  models.set(card, model);
  return rounds.cards[name]({ model, el: place });
}

window.show = async (outputs) => {
  for (const leave of views) leave?.();
  models.clear();
  views = await Promise.all([...document.querySelectorAll(".jp-OutputArea")].flatMap((area, at) => {
    area.replaceChildren();
    return outputs[at].map((shown) => {
      const place = document.createElement("div");
      place.className = `jp-OutputArea-output ${shown.html ? "jp-RenderedHTML jp-RenderedHTMLCommon" : ""}`;
      area.appendChild(Object.assign(document.createElement("div"), { className: "jp-OutputArea-child" })).append(place);
      if (!shown.html) return view(shown, place);
      place.innerHTML = shown.html;
      return null;
    });
  }));
};
"""


class PageHost:
    """Brings what a card shows and says to the page."""

    def __init__(self, name: str, messages: list[dict[str, Any]]) -> None:
        self.name, self.messages = name, messages

    def show(self, state: Mapping[str, Any]) -> None:
        """Bring these traits to the page."""
        self.messages.append(json.loads(json.dumps({"card": self.name, "state": state})))

    def send(self, content: Mapping[str, Any], buffers: Sequence[bytes] | None = None) -> None:
        """Send the page a message."""
        self.messages.append(json.loads(json.dumps({"card": self.name, "content": content})))


class InProcessNotebook(Notebook):
    """A notebook, in a clone or in a course, whose cards this process runs. What needs a server or a kernel is not for here."""

    def __init__(self, root: Path, page: Page, path: str) -> None:
        self.at(root, page, path)
        self.cards: dict[str, Card] = {}
        self.widgets: list[CardWidget] = []  # what the cells show; nobody listens to them here
        self.messages: list[dict[str, Any]] = []
        page.expose_function("toCard", self.receive)
        page.route(
            f"{ADDRESS}**", lambda route: route.fulfill(body=self.html(), content_type="text/html; charset=utf-8")
        )

    def source(self) -> list[tuple[str, str]]:
        """The type and the text of each cell."""
        cells = json.loads((self.root / self.path).read_text(encoding="utf-8"))["cells"]
        return [(cell["cell_type"], "".join(cell["source"])) for cell in cells]

    def html(self) -> str:
        """The page before its cells have run."""
        cells = (PROSE.format(markdown2html(text)) if kind == "markdown" else CODE for kind, text in self.source())
        (extension,) = EXTENSION.glob("remoteEntry.*.js")
        own = re.search(r"const STYLE = `(.+?)`;", extension.read_text(encoding="utf-8"), re.DOTALL)
        assert own, "our extension has no STYLE"
        sheets = {"jupyterlab": "index", "light": "theme-light", "dark": "theme-dark"}
        sheets = {name: (STYLES / f"{file}.css").read_text(encoding="utf-8") for name, file in sheets.items()}
        return PAGE.format(
            title=self.name, cells="\n".join(cells), extension=own[1], script=SCRIPT, frame=FRAME, own=style(), **sheets
        )

    @contextmanager
    def kernel_like(self) -> Iterator[list[Any]]:
        """Python as a kernel would run it: in the notebook's folder, with what it shows caught."""
        shown: list[Any] = []
        before = Path.cwd()
        with patch("IPython.display.display", lambda what, **_: shown.append(what)):
            os.chdir(self.folder)
            try:
                yield shown
            finally:
                os.chdir(before)

    def run(self) -> list[list[dict[str, Any]]]:
        """Run the cells again; what each cell of code shows."""
        for widget in self.widgets:
            widget.close()
        self.widgets.clear()
        names: dict[str, Any] = {}
        outputs = []
        for text in (text for kind, text in self.source() if kind == "code"):
            with self.kernel_like() as shown:
                exec(text, names)  # noqa: S102  # the course's own notebook
            outputs.append([self.output(what) for what in shown])
        return outputs

    def output(self, shown: Any) -> dict[str, Any]:
        """What the page needs to show that: HTML, or a card."""
        if isinstance(shown, HTML):
            return {"html": shown.data}
        card, name = (
            shown.card,
            f"card {len(self.cards)}",
        )  # never again the same: cards from before have nobody to talk to
        self.widgets.append(shown)
        self.cards[name] = card
        card.attach(PageHost(name, self.messages))
        return {
            "card": name,
            "view": card.view,
            "state": card.state(),
        }

    def receive(self, name: str, content: Any) -> list[dict[str, Any]]:
        """What a script sends: give it to its card, and return what all cards say to it."""
        with self.kernel_like():
            self.cards[name].receive(content)
        messages, self.messages[:] = list(self.messages), []
        return messages

    def open(self) -> Self:
        self.page.goto(ADDRESS + self.name)
        load(self.page)
        return self.run_all()

    def reload(self) -> Self:
        return self.open()

    def run_all(self) -> Self:
        self.page.evaluate("(outputs) => show(outputs)", self.run())
        shown = sum(text.count('exercise("') for kind, text in self.source() if kind == "code")
        expect(self.page.locator("[data-exercise]")).to_have_count(shown)
        return self

    def fresh(self) -> Self:
        if not self.untouched():
            self.answers_path.unlink(missing_ok=True)
            self.page.evaluate(FORGET)
            self.run_all()
        self.page.locator(".jp-WindowedPanel-outer").evaluate("(box) => box.scrollTo(0, 0)")
        return self

    def cells(self) -> list[tuple[str, str, str]]:
        """No key can touch a cell here; but one that passes an exercise would, in JupyterLab."""
        return [("key", key, "") for key in self.page.evaluate("window.passed")]

    def focus_before(self) -> None:
        self.page.evaluate("document.activeElement.blur()")

    def theme(self, name: str) -> None:
        self.page.evaluate(
            """(name) => {
              document.body.dataset.jpThemeLight = String(name === "Light");
              document.body.dataset.jpThemeName = `JupyterLab ${name}`;
              document.getElementById("dark").media = name === "Light" ? "not all" : "all";
            }""",
            name,
        )

    def width(self, pixels: int, height: int = 900) -> None:
        self.page.set_viewport_size({"width": pixels, "height": height})
