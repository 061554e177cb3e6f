"""Write, teach and grade the course. nbgrader's own commands and Formgrader work beside these."""

from __future__ import annotations

import typer

from grader.commands import authoring, classroom, results

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
for group in (authoring, classroom, results):
    app.registered_commands += group.app.registered_commands
