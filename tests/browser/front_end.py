"""Our scripts in a plain page, with a model that a test holds in its hands; and single modules of them."""

from __future__ import annotations

import subprocess
from functools import lru_cache

from playwright.sync_api import Page

from rounds.cards.front_end import script
from tests.browser.lab import ROOT

# Makes a name of the window of what a module exports.
IMPORT = """async ([script, name]) => {
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  window[name] = await import(address);
  URL.revokeObjectURL(address);
}"""


def load(page: Page) -> None:
    """Load the front end: `rounds.cards` in the page."""
    page.evaluate(IMPORT, [script(), "rounds"])


def load_modules(page: Page, *names: str) -> None:
    """Load modules of `rounds/ui` by name, such as "shared/text": all that they export is in `modules` in the page."""
    page.evaluate(IMPORT, [_bundled(names), "modules"])


@lru_cache(maxsize=8)
def _bundled(names: tuple[str, ...]) -> str:
    entry = "\n".join(f'export * from "./rounds/ui/{name}.js";' for name in names)
    esbuild = [str(ROOT / "node_modules/.bin/esbuild"), "--bundle", "--format=esm", "--charset=utf8"]
    done = subprocess.run(esbuild, cwd=ROOT, input=entry, capture_output=True, text=True, check=True)
    return done.stdout
