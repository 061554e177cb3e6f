"""Negotiation Rounds: what the course's notebooks import. One door: `from rounds import exercise`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rounds.notebook import (
        before_you_hand_in,
        exercise,
        figure,
        opening,
        summary_card,
        table,
        way_through_the_course,
    )

__all__ = [
    "before_you_hand_in",
    "exercise",
    "figure",
    "opening",
    "summary_card",
    "table",
    "way_through_the_course",
]
__version__ = "1.0.0"


def __getattr__(name: str) -> Any:
    # Opened only when a notebook comes in: marking uses this package too, and needs none of it.
    if name in __all__:
        from rounds import notebook

        return getattr(notebook, name)
    raise AttributeError(f"module 'rounds' has no attribute {name!r}; it has {', '.join(__all__)}")
