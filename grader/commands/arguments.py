"""The arguments that several commands share, and the modules they mean."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from grader.course import Source

_WHICH = "The notebook: its id, or how the id begins, such as 01."

Module = Annotated[str, typer.Argument(metavar="MODULE", help=_WHICH)]
Modules = Annotated[str | None, typer.Argument(metavar="MODULE", help=_WHICH, show_default="all notebooks")]
Student = Annotated[
    str, typer.Argument(metavar="STUDENT", help="The student's account, which names the folder in grader/submitted.")
]
Submitted = Annotated[
    Path | None,
    typer.Option("--folder", help="A folder with one folder per student.", show_default="grader/submitted"),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def modules(name: str | None) -> list[Source]:
    """The modules that a command means: the one that is called or begins so, or all of them. Raises RoundsError."""
    from grader.course import find  # reads what every kind of exercise may be, which `--help` can do without

    return find(name)


def module(name: str) -> Source:
    """The module that a command means. Raises RoundsError."""
    return modules(name)[0]
