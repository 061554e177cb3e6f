"""`python -m grader`: the instructor's own commands, beside nbgrader's."""

from grader.cli import app

app(prog_name="python -m grader")
