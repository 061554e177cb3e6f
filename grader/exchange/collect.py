"""`python -m grader collect`: nbgrader's own collect, newer submissions too, told in a few sentences."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nbgrader.exchange import ExchangeError
from nbgrader.utils import temp_attrs
from rich.console import Console

from grader.exchange import roll_call as roll
from grader.exchange.roll_call import Roll
from grader.gradebook.access import ready
from grader.student_names import command, shown
from rounds.core.errors import RoundsError

if TYPE_CHECKING:
    from grader.exchange.nbgrader_collect import TidyCollect
    from grader.office import Office


@dataclass(frozen=True)
class Collected:
    """Who submitted for the first time, who again, and who nothing newer; what was found, and what failed."""

    module: str
    new: tuple[str, ...]
    again: tuple[str, ...]
    same: tuple[str, ...]
    found: dict[str, list[str]]
    failed: dict[str, str]
    roll: Roll


@contextmanager
def quiet(office: Office) -> Iterator[None]:
    """Keep nbgrader's log to itself: what there is to say is said in sentences."""
    log, before = office.api.log, office.api.log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)


def collect(office: Office, module: str) -> Collected:
    """Collect what was submitted for a module since the last time. Raises RoundsError where there is no exchange."""
    ready(office.course)
    step: TidyCollect
    with quiet(office), temp_attrs(office.course, assignment_id=module, student_id="*"):
        step = office.api.exchange.Collect(
            coursedir=office.course, authenticator=office.api.authenticator, parent=office.api
        )
        step.update = True
        try:
            step.start()
        except ExchangeError as error:
            raise RoundsError(no_exchange(str(error), module)) from None
    found = {name: notes for name, notes in step.found.items() if notes}
    return Collected(
        module,
        tuple(sorted(step.new)),
        tuple(sorted(step.again)),
        tuple(sorted(step.same)),
        dict(sorted(found.items())),
        dict(sorted(step.failed.items())),
        roll.call(office, module, {*office.submitted(module)}),
    )


def no_exchange(said: str, module: str) -> str:
    """What to do where nbgrader found no exchange to work with."""
    if said.startswith("Course not found"):
        return f"Nothing was released yet, so nothing can be collected. Run: nbgrader release_assignment {module}"
    if said.startswith("Unwritable directory"):
        where = said.rpartition(": ")[2]
        return (
            f"The exchange {where} isn't there, or you can't write to it. Make it (mkdir -p, then chmod 777), or name "
            "another one: c.Exchange.root in ~/.jupyter/nbgrader_config.py."
        )
    return said


def show(found: Collected, console: Console) -> None:
    """Print who submitted, who again, who is missing, and what was found."""

    def say(text: str) -> None:
        console.print(text, markup=False)

    def listed(who: tuple[str, ...] | list[str]) -> str:
        return f"({len(who)}): {', '.join(map(shown, who))}"

    if found.new:
        say(f"{found.module}: new submissions {listed(found.new)}")
    else:
        say(f"{found.module}: no new submissions.")
    if found.again:
        say(f"Submitted again, and collected again {listed(found.again)}")
    if found.same:
        say(f"{len(found.same)} collected before, with nothing newer.")
    if found.roll.missing:
        say(f"Not submitted {listed(found.roll.missing)}")
    if found.found:
        say(f"Found in submissions ({len(found.found)}), with how it was handled:")
        for student, notes in found.found.items():
            say(f"  {shown(student)}")
            for note in notes:
                say(f"    {note}")
    for sentence in found.roll.remarks:
        say(sentence)
    if found.failed:
        say(f"Could not be collected ({len(found.failed)}); fix the cause, then run the same command again:")
        for student, why in found.failed.items():
            say(f"  {shown(student)}: {shown(why)}")
    if found.new or found.again:
        say(f"Next: {command('autograde', found.module)}")
