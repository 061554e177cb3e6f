"""Where the commands of `python -m grader` print, and how their errors end: in a sentence, never a traceback."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console

from rounds.core.errors import RoundsError, surroundings

# What a learner's environment, Binder's for example, doesn't have.
FOR_INSTRUCTORS = ("matplotlib", "numpy", "pandas", "pyarrow", "scipy")
INSTALL = "python -m pip install -r requirements.txt"
# Without markup, since a folder or a name may hold brackets.
out = Console(highlight=False, soft_wrap=True, markup=False)
err = Console(highlight=False, soft_wrap=True, markup=False, stderr=True)


@contextmanager
def errors_as_sentences() -> Iterator[None]:
    """End the command with a sentence about what went wrong, and exit code 2."""
    try:
        yield
    except RoundsError as error:
        err.print(str(error), markup=False)
        raise typer.Exit(2) from None
    except ModuleNotFoundError as error:
        if error.name not in FOR_INSTRUCTORS:
            raise
        err.print(f"This needs {error.name}, which isn't installed here. Type: {INSTALL}", markup=False)
        raise typer.Exit(2) from None
    except OSError as error:
        if error.errno == errno.EPIPE:  # whoever reads the output, such as `head`, has seen enough
            raise
        err.print(surroundings(error), markup=False)
        raise typer.Exit(2) from None
    except Exception as error:
        if not type(error).__module__.startswith("sqlalchemy."):
            raise
        from grader.gradebook.explain import explained
        from grader.office import Office

        err.print(explained(error, str(Office.here().course.db_url)), markup=False)
        raise typer.Exit(2) from None
