"""The roll call of a module: who is missing, whose submission is still in the exchange, whose names look alike."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from grader import student_names
from grader.exchange import inbox
from grader.student_names import shown
from grader.submissions import versions

if TYPE_CHECKING:
    from grader.office import Office


@dataclass
class Roll:
    """Who is missing, and sentences about what else an instructor should look at."""

    missing: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def call(office: Office, module: str, collected: Collection[str]) -> Roll:
    """Compare the gradebook's students with the learners whose submissions were collected, and with the exchange.

    Nobody who submitted is called missing: not under a name that can't be collected, not under one that
    differs only in capitals or accents, and not if the submission is still to be collected.
    """
    with office.gradebook() as gradebook:
        known = {student.id: details(student) for student in gradebook.students}
    names = student_names.joined(office.root)
    submissions = inbox.submissions(_inbound(office), module)
    stuck = [submission for submission in submissions if submission.renamed]
    newest: dict[str, str] = {}  # by learner, the time of the newest submission in the exchange
    for submission in submissions:
        if not submission.why:
            name = names.get(submission.account, submission.account)
            newest[name] = max(newest.get(name, ""), versions.key_of(submission.time))
    waiting = sorted(
        name
        for name, key in newest.items()
        if name not in collected or key > versions.newest_known(office.folder("submitted", name, module))
    )
    submitted = {*collected, *newest, *(submission.account for submission in stuck)}
    alike = {student_names.likeness(name) for name in submitted}
    roll = Roll([name for name in sorted(known) if student_names.likeness(name) not in alike])
    if waiting:
        roll.remarks.append(
            f"Submitted and not collected yet ({len(waiting)}): {', '.join(map(shown, waiting))}. "
            f"Run: {student_names.command('collect', module)}"
        )
    roll.remarks += [f"Can't be collected: {submission.obstacle}" for submission in stuck]
    roll.remarks += look_alikes(known, {*collected, *newest})
    beyond = sorted(name for name in {*collected, *newest} if student_names.beyond_buttons(name))
    if beyond:
        roll.remarks.append(
            f"Formgrader's buttons in a learner's row can't reach {', '.join(map(shown, beyond))}: # ? % and \\ change "
            f"an address. {student_names.command('autograde', module)} and "
            f"{student_names.command('return-feedback', module)} can."
        )
    return roll


def look_alikes(known: dict[str, bool], submitted: Collection[str] = ()) -> list[str]:
    """A sentence for each two names that differ only in capitals or accents, with the command that joins them.

    `known` are the gradebook's students, each with whether the roster says more about them than the id.
    """
    sentences = []
    for group in student_names.alike({*known, *submitted}):
        # The roster's name stays: the one with a person's name, or else the one that never submitted.
        stays = min(group, key=lambda name: (not known.get(name), name in submitted, group.index(name)))
        sentences += [
            f"{student_names.distinct(name)} and {student_names.distinct(stays)} differ only in capitals, accents or "
            f"spaces. If they are one learner, join them: {student_names.command('join-names', name, stays)}"
            for name in group
            if name != stays
        ]
    return sentences


def everyone(office: Office) -> list[str]:
    """What `look_alikes` says about all modules."""
    with office.gradebook() as gradebook:
        known = {student.id: details(student) for student in gradebook.students}
        submitted = {student.id for student in gradebook.students if student.submissions}
    folder = office.folder("submitted", ".", ".").resolve()
    collected = {path.name for path in folder.iterdir() if path.is_dir()} if folder.is_dir() else set()
    return look_alikes(known, {*collected, *submitted})


def details(student: object) -> bool:
    """Whether the roster says more about a gradebook's student than the id."""
    return any(getattr(student, part, None) for part in ("first_name", "last_name", "email", "lms_user_id"))


def _inbound(office: Office) -> Path:
    from nbgrader.exchange.default import Exchange

    root = Path(Exchange(config=office.config).root)
    return root / str(office.course.course_id) / "inbound"
