"""Shows a card in JupyterLab, Notebook, Voila and VS Code: as an anywidget.

anywidget sends a widget's script and style with each instance. Here a kernel has one widget, never displayed,
that brings the front end to the page; each card's widget refers to it and carries a few lines of script
(`jupyter.js`), which take the front end from there and load it once a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import anywidget
import traitlets
from ipywidgets import widget_serialization

from rounds.cards import front_end
from rounds.cards.base import Card

LOADER = (resources.files("rounds") / "hosts" / "jupyter.js").read_text(encoding="utf-8")


class FrontEnd(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget is untyped
    """Brings script and style of all cards to the page. It is never displayed."""

    _esm = traitlets.Unicode("export default {};").tag(sync=True)
    script = traitlets.Unicode().tag(sync=True)
    style = traitlets.Unicode().tag(sync=True)
    version = traitlets.Unicode().tag(sync=True)


@cache
def _front_end() -> FrontEnd:
    return FrontEnd(script=front_end.script(), style=front_end.style(), version=front_end.version())


class CardWidget(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget is untyped
    """A card on the page. It has the card's traits and changes with them; messages go both ways."""

    _esm = traitlets.Unicode(LOADER).tag(sync=True)
    view = traitlets.Unicode().tag(sync=True)  # which of the front end's cards shows it
    front_end = traitlets.Instance(FrontEnd).tag(sync=True, **widget_serialization)

    def __init__(self, card: Card) -> None:
        super().__init__(view=card.view, front_end=_front_end(), **card.state())
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
