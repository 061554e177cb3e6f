"""The commands for teaching a class, from collecting to returning feedback."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from grader.commands.arguments import Module, Student, Submitted, module
from grader.commands.console import err, errors_as_sentences, out
from rounds.core.errors import RoundsError

PANEL = "Teach a class"
STARTING = "Starting nbgrader …"
app = typer.Typer()


@app.command("collect", rich_help_panel=PANEL)
@errors_as_sentences()
def collect_submissions(name: Module) -> None:
    """Collect what students submitted, newer submissions too, into grader/submitted.

    Lists who submitted, who submitted again and who is missing, and says what was found in the
    submissions. Exits with 1 if a submission can't be collected.
    """
    assignment = module(name).name
    err.print(STARTING)
    from grader.exchange.collect import collect, show
    from grader.office import Office

    collected = collect(Office.here(), assignment)
    show(collected, out)
    if collected.failed:
        raise typer.Exit(1)


@app.command("autograde", rich_help_panel=PANEL)
@errors_as_sentences()
def autograde_submissions(
    name: Module,
    processes: Annotated[
        int, typer.Option(min=0, max=64, help="How many to use at once.", show_default="one per processor")
    ] = 0,
) -> None:
    """Grade every submission of a notebook at once, in parallel.

    Writes the gradebook and grader/autograded, as nbgrader's autograde does, for the course in this
    folder, or else in grader/. Lists who is missing, what was found and whose points changed. You can
    stop it at any time and run it again. Run it again after you correct a key: points that you gave
    yourself stay. Exits with 1 if a submission can't be graded.
    """
    assignment = module(name).name
    err.print(STARTING)
    from grader.marking import summary
    from grader.marking.autograde import autograde
    from grader.office import Office

    office = Office.here()
    with summary.progress(assignment, len(office.submitted(assignment)), err) as done:
        graded = autograde(office, assignment, processes=processes, done=done)
    summary.show(graded, out)
    if graded.failed:
        raise typer.Exit(1)


@app.command("choose", rich_help_panel=PANEL)
@errors_as_sentences()
def choose_submission(
    name: Module,
    student: Student,
    which: Annotated[Literal["earlier", "later"], typer.Option(help="The submission that counts from now on.")],
) -> None:
    """Choose which submission counts when a student's later one is worse, and grade it.

    Exits with 1 if the submission can't be graded.
    """
    assignment = module(name).name
    from grader.marking import summary
    from grader.marking.autograde import choose
    from grader.office import Office

    choice, graded = choose(Office.here(), assignment, student, which)
    out.print(f"{student}: {summary.weighed(choice)}", markup=False)
    summary.show(graded, out)
    if graded.failed:
        raise typer.Exit(1)


@app.command("return-feedback", rich_help_panel=PANEL)
@errors_as_sentences()
def return_feedback(
    name: Module,
    unfinished: Annotated[
        bool, typer.Option("--unfinished", help="Also return pages that wait for a person, marked as not final.")
    ] = False,
) -> None:
    """Make and release each feedback page that's new or changed, and list who has to wait.

    Every page that goes out matches the gradebook. A page that waits for a person to grade is held
    back, unless an earlier version of it is out already or you ask for it with --unfinished. Exits
    with 1 if a page can't be returned.
    """
    assignment = module(name).name
    err.print(STARTING)
    from grader.office import Office
    from grader.returning.return_feedback import give_back, show

    returned = give_back(Office.here(), assignment, unfinished=unfinished)
    show(returned, out)
    if returned.failed:
        raise typer.Exit(1)


@app.command("receipt", rich_help_panel=PANEL)
@errors_as_sentences()
def check_receipt(
    name: Module,
    student: Student,
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="The code that the student noted.", show_default="only show")
    ] = None,
    folder: Submitted = None,
) -> None:
    """Show the receipt of a collected submission, and check a student's code against it.

    A code finds mix-ups, such as another notebook or an older copy. It doesn't prove that nothing was
    forged. Exits with 1 if the code isn't the submission's.
    """
    from grader.course import ROOT
    from grader.submissions.receipts import check

    checked = check(module(name), folder or ROOT / "grader" / "submitted", student, code)
    for sentence in checked.sentences:
        out.print(sentence, markup=False)
    if not checked.matches:
        raise typer.Exit(1)


@app.command("join-names", rich_help_panel=PANEL)
@errors_as_sentences()
def join_two_names(
    account: Annotated[
        str | None, typer.Argument(metavar="ACCOUNT", help="The name that goes.", show_default="list look-alikes")
    ] = None,
    roster_name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The name that stays, as on the roster.", show_default=False)
    ] = None,
) -> None:
    """Move everything under one name to another, if both are the same student.

    Moves submissions, earlier ones, grades (yours too) and feedback; what the account submits later
    follows. Without names, lists those that look alike.
    """
    from grader.exchange import roll_call
    from grader.exchange.join_names import join
    from grader.office import Office

    if account is None:
        sentences = roll_call.everyone(Office.here()) or ["No two names differ only in capitals, accents or spaces."]
    elif roster_name is None:
        raise RoundsError("Give two names: the one that goes, then the one that stays.")
    else:
        sentences = join(Office.here(), account, roster_name).sentences()
    for sentence in sentences:
        out.print(sentence, markup=False)


@app.command("retire", rich_help_panel=PANEL)
@errors_as_sentences()
def retire_exercise(
    name: Module,
    exercise: Annotated[
        str, typer.Argument(metavar="EXERCISE", help="The id of the exercise that's no longer in the course.")
    ],
) -> None:
    """Move the grades of a removed exercise from the gradebook to a file in grader/kept-grades.

    They come back if the exercise does.
    """
    source = module(name)
    from grader.assignments.regenerate import retire
    from grader.office import Office

    out.print(retire(Office.here(), source, exercise), markup=False)
