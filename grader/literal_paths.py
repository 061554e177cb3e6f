"""Finds files in folders of any name, such as `Negotiation [Fall 2026]`.

nbgrader looks for files by patterns and doesn't escape the folder they're in, so brackets in its name
stand for a set of letters, and nothing is found. Here, the leading part of a pattern that exists by its
own name is that folder, and only the rest is a pattern.
"""

from __future__ import annotations

import glob
import os
from typing import Any


def literal(pattern: str) -> str:
    """The pattern, with its leading part escaped as far as that exists by its own name."""
    if not glob.has_magic(pattern):
        return pattern
    parts = pattern.split(os.sep)  # noqa: PTH206  (a Path would lose the dots that nbgrader has in it)
    for count in range(len(parts), 0, -1):
        head = os.sep.join(parts[:count]) or os.sep  # noqa: PTH118
        if os.path.lexists(head):
            return os.path.join(glob.escape(head), *parts[count:])  # noqa: PTH118
    return pattern


def matching(pattern: str, **options: Any) -> list[str]:
    """`glob.glob` in folders of any name."""
    return glob.glob(literal(pattern), **options)  # noqa: PTH207  (nbgrader's patterns are texts)


class LiteralGlob:
    """The module `glob`, whose `glob` works in folders of any name."""

    glob = staticmethod(matching)

    def __getattr__(self, name: str) -> Any:
        """Everything else, as it is."""
        return getattr(glob, name)
