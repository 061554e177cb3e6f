"""A notebook as a page of its own for any browser: like in_process.py, and the page talks to its cards over HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Self

from rounds.cards.base import Card
from rounds.hosts.jupyter import CardWidget
from tests.browser.front_end import load
from tests.browser.in_process import InProcessNotebook
from tests.browser.other_browsers.drivers import OtherPage

EXERCISE = r'^exercise\("([^"]+)"\)'
# Before anything else: what goes wrong in the page is kept, and cards hear of changes in their order.
FIRST = """<script>
localStorage.setItem("rounds-view", "list");
window.errors = [];
addEventListener("error", (event) => window.errors.push(String(event.message)));
addEventListener("unhandledrejection", (event) => window.errors.push(String(event.reason)));
let before = Promise.resolve();
window.toCard = (...said) => {
  before = before.then(() => fetch("/card", { method: "POST", body: JSON.stringify(said) })).then((reply) => reply.json());
  return before;
};
</script>"""


class _Asked(BaseHTTPRequestHandler):
    page: Callable[[], str]
    receive: Callable[[str, Any], list[dict[str, Any]]]

    def do_GET(self) -> None:
        self.answer("text/html; charset=utf-8", type(self).page())

    def do_POST(self) -> None:
        name, content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.answer("application/json", json.dumps(type(self).receive(name, content)))

    def answer(self, kind: str, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class ServedNotebook(InProcessNotebook):
    """A notebook whose cards this process runs, in a browser that Playwright doesn't drive; of its exercises `only` some."""

    def __init__(self, root: Path, page: OtherPage, path: str, only: Collection[str] = ()) -> None:
        self.only = only
        self.at(root, page, path)  # type: ignore[arg-type]  # it has what is used of it
        self.cards: dict[str, Card] = {}
        self.widgets: list[CardWidget] = []
        self.messages: list[dict[str, Any]] = []
        asked = type("Asked", (_Asked,), {"page": staticmethod(self.html), "receive": staticmethod(self.receive)})
        self.server = HTTPServer(("127.0.0.1", 0), asked)
        self.address = f"http://localhost:{self.server.server_port}/"
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def source(self) -> list[tuple[str, str]]:
        """Without the cells of other exercises: a browser lays out the whole page at every step."""
        cells = super().source()
        if not self.only:
            return cells
        return [cell for cell in cells if not (found := re.search(EXERCISE, cell[1])) or found[1] in self.only]

    def html(self) -> str:
        return super().html().replace("<head>", f"<head>{FIRST}", 1)

    def open(self) -> Self:
        self.page.goto(self.address + self.name)
        load(self.page)
        return self.run_all()

    def run_all(self) -> Self:
        self.page.evaluate("(outputs) => show(outputs)", self.run())
        return self

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
