"""Shows a card in JupyterLab, Notebook, Voila and VS Code: as an anywidget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import anywidget
import traitlets

from rounds.cards import front_end
from rounds.cards.base import Card


class CardWidget(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget is untyped
    """A card on the page. It has the card's traits and changes with them; messages go both ways."""

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)

    def __init__(self, card: Card) -> None:
        super().__init__(_esm=card.script(), _css=front_end.style(), **card.state())
        self.card = card  # which lives as long as it is shown
        card.attach(self)
        self.on_msg(self._receive)

    def show(self, state: Mapping[str, Any]) -> None:
        """Bring these traits to the page, all at once."""
        with self.hold_sync():
            for name, value in state.items():
                setattr(self, name, value)

    def _receive(self, _: object, message: object, buffers: Sequence[Any]) -> None:
        self.card.receive(message, buffers)


@cache
def _widget_class(name: str, traits: tuple[str, ...]) -> type[CardWidget]:
    return type(name, (CardWidget,), {trait: traitlets.Any().tag(sync=True) for trait in traits})


def widget(card: Card) -> CardWidget:
    """The card as a widget to display."""
    return _widget_class(f"{type(card).__name__}Widget", tuple(card.state()))(card)
