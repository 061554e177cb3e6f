"""The roll call of a module: who is missing, whose submission still lies in the exchange, whose names look alike."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from grader import student_names
from grader.exchange import inbox
from grader.submissions import versions

if TYPE_CHECKING:
    from grader.office import Office


@dataclass
class Roll:
    """Who is missing, and sentences about what else an instructor should look at."""

    missing: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def call(office: Office, module: str, there: Collection[str]) -> Roll:
    """Compare the gradebook's students with those of whom something was collected (`there`) and with the exchange.

    Nobody is called missing who submitted: not under a name that can't be collected, not under one
    that differs only in capitals or accents, and not where the submission is still to be collected.
    """
    with office.gradebook() as gradebook:
        known = {student.id: details(student) for student in gradebook.students}
    under = student_names.joined(office.root)
    found = inbox.look(_inbound(office), module)
    stuck = [f for f in found if f.renamed]
    newest: dict[str, str] = {}
    for one in (f for f in found if not f.why):
        name = under.get(one.account, one.account)
        newest[name] = max(newest.get(name, ""), versions.key_of(one.time))
    waiting = sorted(
        name
        for name, key in newest.items()
        if name not in there or key > versions.newest_known(office.folder("submitted", name, module))
    )
    submitted = {student_names.likeness(name) for name in (*there, *newest, *(f.account for f in stuck))}
    roll = Roll([name for name in sorted(known) if student_names.likeness(name) not in submitted])
    if waiting:
        roll.remarks.append(
            f"Submitted and not collected yet ({len(waiting)}): {', '.join(map(student_names.shown, waiting))}. "
            f"Run: {student_names.command('collect', module)}"
        )
    roll.remarks += [f"Can't be collected: {inbox.said(one)}" for one in stuck]
    roll.remarks += look_alikes(known, {*there, *newest})
    beyond = sorted(name for name in {*there, *newest} if student_names.beyond_buttons(name))
    if beyond:
        roll.remarks.append(
            f"Formgrader's buttons in a learner's row can't reach {', '.join(map(student_names.shown, beyond))}: # ? % and \\ "
            f"change an address. {student_names.command('autograde', module)} and {student_names.command('return-feedback', module)} can."
        )
    return roll


def look_alikes(known: dict[str, bool], submitted: Collection[str] = ()) -> list[str]:
    """A sentence for each two names that differ only in capitals or accents, with the command that joins them.

    `known` are the gradebook's students, each with whether the roster says more of them than the id.
    """
    said = []
    for group in student_names.alike({*known, *submitted}):
        # The roster's name stays: the one with a person's name, or else the one that never submitted.
        stays = min(group, key=lambda name: (not known.get(name), name in submitted, group.index(name)))
        for name in group:
            if name != stays:
                said.append(
                    f"{student_names.distinct(name)} and {student_names.distinct(stays)} differ only in capitals, accents or spaces. "
                    f"If they are one learner, join them: {student_names.command('join-names', name, stays)}"
                )
    return said


def everyone(office: Office) -> list[str]:
    """What `look_alikes` says of all modules."""
    with office.gradebook() as gradebook:
        known = {student.id: details(student) for student in gradebook.students}
        submitted = {student.id for student in gradebook.students if student.submissions}
    folder = office.folder("submitted", ".", ".").resolve()
    there = {path.name for path in folder.iterdir() if path.is_dir()} if folder.is_dir() else set()
    return look_alikes(known, {*there, *submitted})


def details(student: object) -> bool:
    """Whether the roster says more of a gradebook's student than the id."""
    return any(getattr(student, part, None) for part in ("first_name", "last_name", "email", "lms_user_id"))


def _inbound(office: Office) -> Path:
    from nbgrader.exchange.default import Exchange

    root = Path(Exchange(config=office.config).root)
    return root / str(office.course.course_id) / "inbound"
