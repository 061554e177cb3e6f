"""The commands of `python -m grader` between the learners and the gradebook: collect, return feedback, join names."""

from __future__ import annotations

from typing import Annotated

import typer

from grader.commands.console import err, out, plain_errors
from grader.course import find
from rounds.core.errors import RoundsError

app = typer.Typer()


@app.command()
def collect(module: Annotated[str, typer.Argument(help="a module's id, or its beginning")]) -> None:
    """Collect what was submitted, newer submissions too; say who submitted, who again, who is missing, what was found."""
    with plain_errors():
        name = find(module)[0].name
        err.print("Starting nbgrader …")
        from grader.exchange import collect as collecting
        from grader.office import Office

        found = collecting.collect(Office.here(), name)
        collecting.show(found, out)
    if found.failed:
        raise typer.Exit(1)


@app.command("return-feedback")
def return_feedback(
    module: Annotated[str, typer.Argument(help="a module's id, or its beginning")],
    unfinished: Annotated[
        bool, typer.Option("--unfinished", help="also pages that wait for a person, marked as not final")
    ] = False,
) -> None:
    """Make and release every feedback page that is new or changed; say for whom, and who has to wait.

    No page goes out that doesn't match the gradebook. Where a person still has to grade, the page is
    held back, unless an earlier state of it is out already or you ask for it with --unfinished.
    """
    with plain_errors():
        name = find(module)[0].name
        err.print("Starting nbgrader …")
        from grader.office import Office
        from grader.returning import return_feedback as returning

        found = returning.give_back(Office.here(), name, unfinished=unfinished)
        returning.show(found, out)
    if found.failed:
        raise typer.Exit(1)


@app.command("join-names")
def join_names(
    account: Annotated[str | None, typer.Argument(metavar="[ACCOUNT]", help="the name that goes")] = None,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="the name that stays, as in the roster")] = None,
) -> None:
    """Put all there is of one name under another, if both are one learner; without names, list those that look alike.

    Submissions, kept ones, grades and feedback move, a person's grades too; later submissions follow.
    """
    with plain_errors():
        from grader.exchange import roll_call
        from grader.office import Office
        from grader.submissions import join_names as joining

        if account is None:
            said = roll_call.everyone(Office.here()) or ["No two names differ only in capitals, accents or spaces."]
        elif name is None:
            raise RoundsError("Give two names: the one that goes, then the one that stays.")
        else:
            said = joining.join(Office.here(), account, name).sentences()
    for sentence in said:
        out.print(sentence, markup=False)
