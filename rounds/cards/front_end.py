"""The front end of all cards, as text: one script and one style sheet, which a page loads once.

`npm run build` bundles them from `rounds/ui` and the kinds' folders.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from importlib import resources

BUNDLE = resources.files("rounds") / "ui" / "bundle"


@lru_cache(maxsize=1)
def script() -> str:
    """The script of all cards: an ES module that exports `cards`."""
    return (BUNDLE / "rounds.js").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def style() -> str:
    """The style of all cards and feedback."""
    return (BUNDLE / "rounds.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def version() -> str:
    """A name for this front end, another one for each change of it."""
    return sha256(f"{script()}\0{style()}".encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def front_page_style() -> str:
    """The style of the front page, which needs that of the cards as well."""
    return (resources.files("rounds") / "ui" / "styles" / "front_page.css").read_text(encoding="utf-8")
