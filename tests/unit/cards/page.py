"""A page without a browser: it holds what a card shows, and every message that it was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rounds.cards.base import Card


class Page:
    """Hosts a card as a page would, and remembers everything in its order."""

    def __init__(self, card: Card) -> None:
        self.shows: dict[str, Any] = card.state()
        self.changes: list[dict[str, Any]] = []
        self.messages: list[dict[str, Any]] = []
        self.buffers: list[bytes] = []
        card.attach(self)

    def show(self, state: Mapping[str, Any]) -> None:
        self.changes.append(dict(state))
        self.shows |= state

    def send(self, content: Mapping[str, Any], buffers: Sequence[bytes] | None = None) -> None:
        self.messages.append(dict(content))
        self.buffers += buffers or []
