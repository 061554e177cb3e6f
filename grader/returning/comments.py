"""An instructor's comment as HTML: Formgrader's box invites Markdown, so the learner's page shows it.

HTML in a comment appears as it was typed. Pictures become links, since the page doesn't fetch anything.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import mistune

from rounds.core.html import element, trusted_markup
from rounds.core.text import clean


class _Renderer(mistune.HTMLRenderer):
    """Renders headings no larger than the page's own, line breaks as typed, and no pictures."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        shown = trusted_markup(text)  # mistune rendered and escaped it
        return f"{element('p', element('strong', shown))}\n"

    def softbreak(self) -> str:
        return f"{element('br')}\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return str(self.link(text or url, url, title))


@lru_cache(maxsize=1)
def _markdown() -> mistune.Markdown:
    return mistune.create_markdown(escape=True, renderer=_Renderer(escape=True), plugins=["strikethrough", "table"])


def as_html(comment: str) -> str:
    """A comment in Markdown, escaped."""
    return str(_markdown()(clean(comment)))
