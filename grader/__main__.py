"""`python -m grader`: the instructor's commands, beside nbgrader's."""

from grader.cli import app
from rounds.core.console_output import take_all

take_all()
app(prog_name="python -m grader")
