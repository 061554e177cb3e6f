"""What every card has: traits that the page shows, and messages both ways.

A card knows nothing about Jupyter. A host (`rounds/hosts`) carries the traits tagged `sync` and the
messages between the card and its view. It need not be anywidget: a page may have its own Python.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Protocol
from weakref import WeakSet

import traitlets

from rounds.core.html import NOTHING, Html
from rounds.storage.answers import Answers
from rounds.storage.locations import Place


class Host(Protocol):
    """Anything that shows a card on a page."""

    def show(self, state: Mapping[str, Any]) -> None:
        """Bring these traits to the page, all at once."""

    def send(self, content: Mapping[str, Any], buffers: Sequence[bytes] | None = None) -> None:
        """Send the page a message: JSON, and bytes with it."""


class Markup(traitlets.Unicode):  # type: ignore[misc]  # traitlets is untyped here
    """A trait that the page takes for HTML: it holds what `rounds.core.html` built, and no other text."""

    info_text = "HTML that is escaped by construction"
    default_value: Any = NOTHING

    def validate(self, card: Any, value: object) -> str:
        """The markup as a string, which is what the page gets."""
        return str(value) if isinstance(value, Html) else str(self.error(card, value))


class Card(traitlets.HasTraits):  # type: ignore[misc]  # traitlets is untyped here
    """A card. It works without a host, too; then nobody sees it."""

    view: ClassVar[str]  # which of the cards in `ui/main.js` shows it

    def __init__(self, **traits: Any) -> None:
        self._host: Host | None = None
        self._held: dict[str, Any] | None = None
        super().__init__(**traits)
        self.observe(self._on_change, names=list(self.traits(sync=True)))

    def state(self) -> dict[str, Any]:
        """Every trait that the page shows, by name."""
        return {name: getattr(self, name) for name in self.traits(sync=True)}

    def attach(self, host: Host) -> None:
        """Show every later change, and send every message, through this host."""
        self._host = host

    @contextlib.contextmanager
    def hold_sync(self) -> Iterator[None]:
        """Show the page all changes made inside at once."""
        if self._held is not None:  # the outer one shows them
            yield
            return
        self._held = {}
        try:
            yield
        finally:
            held, self._held = self._held, None
            if held and self._host:
                self._host.show(held)

    def _on_change(self, change: Mapping[str, Any]) -> None:
        if self._held is not None:
            self._held[change["name"]] = change["new"]
        elif self._host:
            self._host.show({change["name"]: change["new"]})

    def send(self, message: Mapping[str, Any], buffers: Sequence[bytes] | None = None) -> None:
        """Send the page a message: JSON, and bytes with it."""
        if self._host:
            self._host.send(message, buffers)

    def receive(self, message: object, buffers: Sequence[Any] = ()) -> None:
        """Take a message from the page; anything but a JSON object is skipped."""
        if isinstance(message, dict):
            self.on_msg(message, buffers)

    def on_msg(self, message: dict[str, Any], buffers: Sequence[Any]) -> None:
        """Act on a message from the page; `do` says what it asks for. By default, do nothing."""


class Follower(Protocol):
    """A card that shows saved answers, and follows when they change."""

    def follow(self, place: Place, saved: Answers) -> None:
        """Show what is saved now, if it belongs to this card's notebook."""


# Every card on a page of this kernel that shows answers.
followers: WeakSet[Follower] = WeakSet()


def tell_followers(place: Place) -> None:
    """Make every card show what is saved now: a second view or tab of the same kernel follows at once."""
    saved = place.answers().read()
    for follower in list(followers):
        follower.follow(place, saved)
