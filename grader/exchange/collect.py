"""`python -m grader collect`: nbgrader's own collect, newer submissions too, summed up in a few sentences."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nbgrader.exchange import ExchangeError
from nbgrader.utils import temp_attrs
from rich.console import Console

from grader.exchange import roll_call
from grader.exchange.roll_call import Roll
from grader.gradebook.access import ready
from grader.student_names import command, listed, shown
from rounds.core.errors import RoundsError

if TYPE_CHECKING:
    from grader.exchange.nbgrader_collect import CourseCollect
    from grader.office import Office


@dataclass(frozen=True)
class Collected:
    """Who submitted for the first time, who again, who nothing newer, what was noted by learner, and what failed."""

    module: str
    new: tuple[str, ...]
    again: tuple[str, ...]
    same: tuple[str, ...]
    notes: dict[str, list[str]]
    failed: dict[str, str]
    roll: Roll


@contextmanager
def quiet(office: Office) -> Iterator[None]:
    """Keep nbgrader's log off the screen: what there is to say is said in sentences."""
    log, before = office.api.log, office.api.log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)


def collect(office: Office, module: str) -> Collected:
    """Collect what was submitted for a module since the last time. Raises RoundsError if there's no exchange."""
    ready(office.course)
    step: CourseCollect
    with quiet(office), temp_attrs(office.course, assignment_id=module, student_id="*"):
        step = office.api.exchange.Collect(
            coursedir=office.course, authenticator=office.api.authenticator, parent=office.api
        )
        step.update = True
        try:
            step.start()
        except ExchangeError as error:
            raise RoundsError(no_exchange(str(error), module)) from None
    notes = {name: sentences for name, sentences in step.notes.items() if sentences}
    return Collected(
        module,
        tuple(sorted(step.new)),
        tuple(sorted(step.again)),
        tuple(sorted(step.same)),
        dict(sorted(notes.items())),
        dict(sorted(step.failed.items())),
        roll_call.call(office, module, {*office.submitted(module)}),
    )


def no_exchange(message: str, module: str) -> str:
    """What to do if nbgrader found no exchange to work with; `message` is nbgrader's."""
    if message.startswith("Course not found"):
        return f"Nothing was released yet, so nothing can be collected. Run: nbgrader release_assignment {module}"
    if message.startswith("Unwritable directory"):
        folder = message.rpartition(": ")[2]
        return (
            f"The exchange {folder} isn't there, or you can't write to it. Make it (mkdir -p, then chmod 777), or name "
            "another one: c.Exchange.root in ~/.jupyter/nbgrader_config.py."
        )
    return message


def show(collected: Collected, console: Console) -> None:
    """Print who submitted, who again, who is missing, and what was found."""

    def say(text: str) -> None:
        console.print(text, markup=False)

    if collected.new:
        say(f"{collected.module}: new submissions {listed(collected.new)}")
    else:
        say(f"{collected.module}: no new submissions.")
    if collected.again:
        say(f"Submitted again, and collected again {listed(collected.again)}")
    if collected.same:
        say(f"{len(collected.same)} collected before, with nothing newer.")
    if collected.roll.missing:
        say(f"Not submitted {listed(collected.roll.missing)}")
    if collected.notes:
        say(f"Found in submissions ({len(collected.notes)}), with how it was handled:")
        for student, notes in collected.notes.items():
            say(f"  {shown(student)}")
            for note in notes:
                say(f"    {note}")
    for sentence in collected.roll.remarks:
        say(sentence)
    if collected.failed:
        say(f"Could not be collected ({len(collected.failed)}); fix the cause, then run the same command again:")
        for student, why in collected.failed.items():
            say(f"  {shown(student)}: {shown(why)}")
    if collected.new or collected.again:
        say(f"Next: {command('autograde', collected.module)}")
