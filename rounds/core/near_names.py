"""Lists the choices for someone who mistyped one: the most similar first, and only a few of a long list."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MOST = 8  # choices named; nobody reads a longer list


def few(names: Iterable[str], most: int = MOST) -> str:
    """`a, b, c and 57 more`."""
    every = [str(name) for name in names]
    if len(every) <= most + 1:  # "and 1 more" takes as much room as the one
        return ", ".join(every)
    return f"{', '.join(every[:most])} and {len(every) - most} more"


def choices(typed: object, allowed: Iterable[str]) -> str:
    """What could have been meant: the most similar to `typed` first, then the others in their own order."""
    every = [str(name) for name in allowed]
    near = get_close_matches(str(typed).lower(), [name.lower() for name in every], n=MOST, cutoff=0.5)
    return few(sorted(every, key=lambda name: near.index(name.lower()) if name.lower() in near else MOST)) or "(none)"


def meant(typed: object, allowed: Iterable[str]) -> str:
    """`; did you mean x?`, or nothing where no choice is similar to `typed`."""
    near = get_close_matches(str(typed), [str(name) for name in allowed], n=1)
    return f"; did you mean {near[0]}?" if near else ""
