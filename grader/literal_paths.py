"""Lets a course lie in a folder of any name, such as `Negotiation [Fall 2026]`.

nbgrader looks for files by patterns and doesn't escape the folder they are in, so brackets in its name
stand for a set of letters and nothing is found. Here the leading part of a pattern that exists by its
own name is that folder, and only the rest is a pattern.
"""

from __future__ import annotations

import glob
import os
from importlib import import_module
from typing import Any

# Whoever looks for files of the course. On a learner's machine nbgrader is as it came.
_LOOKING = (
    *("nbgrader.converters.base", "nbgrader.apps.api", "nbgrader.utils"),
    *(
        f"nbgrader.exchange.default.{name}"
        for name in ("collect", "exchange", "list", "release_feedback", "fetch_feedback")
    ),
)


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


def found(pattern: str, **more: Any) -> list[str]:
    """`glob.glob` in folders of any name."""
    return glob.glob(literal(pattern), **more)  # noqa: PTH207  (nbgrader's patterns are texts)


class _Glob:
    """The module `glob`, with a `glob` of ours."""

    glob = staticmethod(found)

    def __getattr__(self, name: str) -> Any:
        return getattr(glob, name)


def any_folder() -> None:
    """Let nbgrader find a course in a folder of any name, and upgrade its gradebook there."""
    for name in _LOOKING:
        import_module(name).glob = _Glob()  # type: ignore[attr-defined]  # each imports it by this name
    utilities = import_module("nbgrader.dbutil")
    write = utilities.write_alembic_ini

    def write_alembic_ini(path: str, address: str) -> None:
        write(path, address.replace("%", "%%"))  # which would begin a name to be filled in

    if write.__module__ != __name__:
        utilities.write_alembic_ini = write_alembic_ini  # type: ignore[attr-defined]
