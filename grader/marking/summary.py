"""What an instructor reads during and after grading. Students appear by their ids only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from grader.student_names import command, shown
from grader.submissions.versions import Choice, Which, spoken
from rounds.core.number_format import two_decimals
from rounds.core.text import isolated

if TYPE_CHECKING:
    from grader.marking.autograde import Summary

LESS = "Submitted again, with less in it"
LOWER = "Submitted again, but worth less than before"
LATE = "Submitted again late: the earlier one counts because of the penalty"
CHOSEN = "Submitted again, and you chose which one counts"


@contextmanager
def progress(module: str, total: int, console: Console) -> Iterator[Callable[[object], None]]:
    """Show how many are graded, how long it took and how long it will take; call what it yields once per submission."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("gone"),
               TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())  # fmt: skip
    # Without a thread of its own, since the process is about to fork, and threads don't survive that.
    with Progress(*columns, console=console, auto_refresh=False) as bar:
        task = bar.add_task(module, total=total)

        def advance(_: object) -> None:
            bar.update(task, advance=1)
            bar.refresh()

        bar.refresh()
        yield advance


def show(summary: Summary, console: Console) -> None:
    """Print the summary: who is missing, what was found, what changed, what couldn't be done."""

    def say(text: str) -> None:
        console.print(text, markup=False)

    whole = len(summary.outcomes)
    processes = "1 process" if summary.processes == 1 else f"{summary.processes} processes"
    say(
        f"{summary.module}: {whole - len(summary.failed)} of {whole} submissions graded in {summary.seconds:.1f} s "
        f"by {processes}."
    )
    if summary.course:
        say(summary.course)
    if summary.missing:
        say(f"Not submitted ({len(summary.missing)}): {', '.join(map(_named, summary.missing))}")
    if summary.reopened:
        say(
            f"Changed after a person graded it ({len(summary.reopened)}): waits for you again. "
            "The earlier grade and comment are still in Formgrader."
        )
        for grade in summary.reopened:
            unsure = "" if grade.known else "; it isn't known for which answer, so please look again"
            earlier = f"graded {two_decimals(grade.score)} of {two_decimals(grade.most)} before{unsure}"
            say(f"  {_named(grade.student)}: {grade.exercise}, {earlier}")
    for heading in (LESS, LOWER, LATE, CHOSEN):
        choices = [(o.student, o.choice) for o in summary.choices if o.choice and _heading(o.choice) == heading]
        if choices:
            say(f"{heading} ({len(choices)}):")
        for name, choice in choices:
            say(f"  {shown(name)}: {weighed(choice)}")
            other = "later" if choice.counts == "earlier" else "earlier"
            say(f"    To change that: {command('choose', summary.module, name, which=other)}")
    if summary.late:
        say(f"Late, with a penalty ({len(summary.late)}); it also covers points you give later:")
        for late in summary.late:
            left = f"{two_decimals(late.points)} points minus {two_decimals(late.penalty)}"
            say(f"  {_named(late.student)}: {late.duration} late, {left}")
    if summary.ungraded:
        say(f"Nothing to grade in ({len(summary.ungraded)}); no points were given, and none taken:")
        for outcome in summary.ungraded:
            say(f"  {_named(outcome.student)}: {outcome.ungraded}")
        say("  Ask for the file, collect, and run the same command again; or give points in Formgrader.")
    if summary.outdated:
        say(f"Answers to an earlier version of an exercise ({len(summary.outdated)}); none was graded by the new key:")
        for outcome in summary.outdated:
            say(f"  {_named(outcome.student)}")
            for sentence in outcome.outdated:
                say(f"    {sentence}")
        say(
            "  Learners do these parts again and submit again, or you give points in Formgrader. If a change doesn't "
            f"matter, python -m grader check {summary.module[:2]} prints the line that lets the answers count."
        )
    if summary.shared:
        say(f"Answers that begin with the same seed ({len(summary.shared)}):")
        for group in summary.shared:
            say(f"  {', '.join(map(_named, group))}")
        say(
            "  Each learner's file gets a seed of its own, so these may come from one file or one computer. "
            "All of them count; please take a look."
        )
    if summary.handled:
        say(f"Found in submissions ({len(summary.handled)}), with how it was handled:")
        for outcome in summary.handled:
            say(f"  {_named(outcome.student)}")
            for note in outcome.notes:
                say(f"    {note}")
    for sentence in summary.remarks:
        say(sentence)
    if summary.changes:
        _changes(summary, console)
    if summary.failed:
        say(f"Not graded ({len(summary.failed)}); their grades are as they were before, or missing:")
        for outcome in summary.failed:
            say(f"  {_named(outcome.student)}: {outcome.error.replace(chr(10), chr(10) + '    ')}")
        say("Fix the cause, then run the same command again.")


def _named(student: str) -> str:
    """A student's id in the middle of a line, in any script."""
    return isolated(shown(student))


def _heading(choice: Choice) -> str:
    if choice.late and choice.counts == "earlier":
        return LATE
    if choice.worth_later.points >= choice.worth_earlier.points:
        return CHOSEN
    return LESS if choice.worth_later.answered < choice.worth_earlier.answered else LOWER


def weighed(choice: Choice) -> str:
    """Two submissions side by side, for the instructor."""
    parts = [
        f"{spoken(key)}: {worth.answered} of {worth.total} answered, worth up to {two_decimals(worth.points)} points"
        + (f" minus {two_decimals(worth.penalty)} for lateness" if worth.penalty else "")
        for key, worth in ((choice.earlier, choice.worth_earlier), (choice.later, choice.worth_later))
    ]
    by = "as was chosen" if choice.chosen else "since the penalty costs more" if choice.late else "being worth more"
    which: Which = choice.counts
    return f"{'; then '.join(parts)}. The {which} one counts, {by if choice.chosen or which == 'earlier' else 'being the last'}."


def _changes(summary: Summary, console: Console) -> None:
    students = {change.student for change in summary.changes}
    console.print(f"Automatic points changed for {len(students)} student(s); points given by a person stay:")
    table = Table("Student", "Exercise", "Before", "After", "Change", "")
    for change in summary.changes:
        remark = "" if change.manual is None else f"a person's {two_decimals(change.manual)} counts"
        if change.again:
            remark = "; ".join(filter(None, [remark, "another submission"]))
        points = (two_decimals(change.before), two_decimals(change.after), f"{change.after - change.before:+.4g}")
        table.add_row(_named(change.student), change.exercise, *points, remark)
    console.print(table, markup=False)
