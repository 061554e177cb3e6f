"""The button that prints a notebook's summary card."""

from __future__ import annotations

import traitlets

from rounds.cards.base import Card


class SummaryCard(Card):
    """Prints the summary card alone, from the text above it on the page."""

    view = "summary_card"
    title = traitlets.Unicode().tag(sync=True)

    def __init__(self, title: str) -> None:
        super().__init__(title=title)
