"""Builds HTML that is escaped by construction: text is always text, and only an element is markup.

`element("p", "a < b", role="note")` gives `<p role="note">a &lt; b</p>`. What goes into an element is text, which is
cleaned and escaped, or other elements. So a learner's text stays text wherever it is put, and what was put together
by hand is shown as it is typed. `trusted_markup` is the one way around it.

Pure Python, without templates: a learner's kernel and browser import it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import cache, lru_cache

from rounds.core.text import clean, paragraphs_in

VOID = frozenset({"br", "hr", "img", "input", "wbr"})  # elements that hold nothing and have no end tag
_NAME = re.compile(r"[a-z][a-zA-Z0-9]*(-[a-z0-9]+)*")
_ACTING = re.compile("[&<>\"']")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_UNSEEN = re.compile(r"[\x00-\x20]")  # a browser skips these in or before a scheme
_SCHEMES = ("http", "https", "mailto")
_ADDRESSES = ("href", "src", "action", "formaction")


class Html:
    """Markup that may go on a page as it is. Made by `element` and its like, and never from text."""

    __slots__ = ("markup",)

    def __init__(self, markup: str) -> None:
        self.markup = markup

    def __str__(self) -> str:
        """The markup, for the page."""
        return self.markup

    def __repr__(self) -> str:
        """The markup, and that it is some."""
        return f"Html({self.markup!r})"

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.markup)

    def __eq__(self, other: object) -> bool:
        """Whether it is the same markup."""
        return isinstance(other, Html) and other.markup == self.markup

    def __hash__(self) -> int:
        """That of the markup."""
        return hash(self.markup)


Content = Html | str | None  # text or markup; nothing for None
NOTHING = Html("")


@lru_cache(maxsize=2048)  # what is asked and why it is right is shown to one learner after another
def escape(text: str) -> str:
    """`clean` text, safe inside HTML text and quoted attributes."""
    text = clean(text)
    return html.escape(text, quote=True) if _ACTING.search(text) else text


def join(parts: Iterable[Content]) -> Html:
    """Texts and elements, one after the other."""
    return Html(
        "".join([part.markup if isinstance(part, Html) else escape(part) for part in parts if part is not None])
    )


def element(name: str, /, *content: Content, **attributes: str | int | bool | None) -> Html:
    """An element. In the names of attributes `_` stands for `-`, and one at the end is left out: `class_`, `aria_label`.

    An attribute that is True has no value; one that is None or False is left out.
    """
    start = _start(name)
    for attribute, value in attributes.items():
        start += _attribute(attribute, value)
    inner = "".join([part.markup if isinstance(part, Html) else escape(part) for part in content if part is not None])
    if name in VOID:
        if inner:
            raise ValueError(f"<{name}> holds nothing")
        return Html(f"{start}>")
    return Html(f"{start}>{inner}</{name}>")


@cache
def _start(name: str) -> str:
    if not _NAME.fullmatch(name) or name in ("script", "style"):
        raise ValueError(f"<{name}> is not an element that is made here")
    return f"<{name}"


@cache
def _attribute_name(name: str) -> str:
    written = name.rstrip("_").replace("_", "-")
    if not _NAME.fullmatch(written) or written.startswith("on"):
        raise ValueError(f"{name} is not an attribute that is set here")
    return written


@lru_cache(maxsize=1024, typed=True)  # 1 is not True here
def _attribute(name: str, value: str | int | bool | None) -> str:
    written = _attribute_name(name)
    if value is None or value is False:
        return ""
    if value is True:
        return f" {written}"
    text = clean(str(value))
    if written in _ADDRESSES and (scheme := _SCHEME.match(_UNSEEN.sub("", text))) and scheme[1].lower() not in _SCHEMES:
        raise ValueError(f"{written} does not lead to {scheme[1]}:")
    return f' {written}="{escape(text)}"'


@lru_cache(maxsize=2048)
def paragraphs(text: str) -> Html:
    """Text as paragraphs: a blank line starts a new one, and lines stay lines."""
    return join(element("p", _lines(part)) for part in paragraphs_in(text))


def _lines(cleaned: str) -> Html:
    return Html(html.escape(cleaned, quote=True).replace("\n", element("br").markup))


def bullets(items: Iterable[Content], **attributes: str) -> Html:
    """A list with a bullet for each item; nothing without items."""
    lines = [element("li", item) for item in items]
    return element("ul", *lines, **attributes) if lines else NOTHING


def style_sheet(css: str) -> Html:
    """A style sheet of ours, inside the page. Raises ValueError where it could end early."""
    if "</" in css:
        raise ValueError("a style sheet holds no end tags")
    return Html(f"<style>{css}</style>")


def trusted_markup(markup: str) -> Html:
    """Markup that another program of ours made: a drawing, a page. Never a text that anyone typed."""
    return Html(markup)
