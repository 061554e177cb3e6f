"""`python -m grader`: each command says in a few words what it does, and starts without loading what it doesn't need."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer.main
from typer.testing import CliRunner

from grader.cli import app
from grader.course import ROOT

COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
SLOW = ("nbgrader", "pandas", "matplotlib", "scipy", "pydantic", "rounds.content.loader", "grader.course")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_help_of_a_command_says_what_it_does_and_what_each_argument_is(name: str) -> None:
    command = COMMANDS[name]
    summary = command.help.split("\n\n")[0]
    assert summary[0].isupper()
    assert summary.endswith(".")
    assert len(summary) < 100
    for parameter in command.params:
        assert parameter.help, (name, parameter.name)
        assert parameter.help.endswith("."), (name, parameter.name)
    done = CliRunner().invoke(app, [name, "--help"])
    assert done.exit_code == 0
    assert summary.split()[0] in done.output


def test_every_command_is_listed_once() -> None:
    names = [command.name for command in app.registered_commands]
    assert len(names) == len(set(names)) == len(COMMANDS) >= 16
    listed = CliRunner().invoke(app, ["--help"]).output
    assert [name for name in names if f" {name} " not in listed] == []


def test_the_commands_start_without_what_takes_long_to_import() -> None:
    code = f"import sys, grader.cli; print(*(name for name in {SLOW!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
