"""`python -m grader return-feedback`: makes and releases each page that changed, and says for whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nbgrader.exchange import ExchangeError
from nbgrader.utils import temp_attrs
from rich.console import Console

from grader.exchange.collect import no_exchange, quiet
from grader.returning import pages
from grader.student_names import command, listed, shown, unfetched
from rounds.core.errors import RoundsError
from rounds.core.number_format import two_decimals

if TYPE_CHECKING:
    from grader.office import Office
    from grader.returning.nbgrader_release import CourseReleaseFeedback


@dataclass
class Returned:
    """Whose page was returned for the first time or again, with the points on it, and why others got none."""

    module: str
    new: dict[str, float] = field(default_factory=dict)
    changed: dict[str, float] = field(default_factory=dict)
    same: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)  # of those returned
    held: list[str] = field(default_factory=list)  # a person still has to grade
    ungraded: list[str] = field(default_factory=list)  # not autograded since the last submission
    failed: dict[str, str] = field(default_factory=dict)
    to_send: dict[str, Path] = field(default_factory=dict)  # released, but the learner's nbgrader won't find them


def give_back(office: Office, module: str, *, unfinished: bool = False) -> Returned:
    """Make and release the page of each learner whose grade isn't in the exchange yet, or has changed since.

    A page that waits for a person is held back unless `unfinished`, or unless one is out already: then the
    learner gets the new version. Raises RoundsError if there's no exchange.
    """
    returned, wanted, course = Returned(module), {}, office.course
    release: CourseReleaseFeedback
    with quiet(office), temp_attrs(course, assignment_id=module, student_id="*"):
        release = office.api.exchange.ReleaseFeedback(
            coursedir=course, authenticator=office.api.authenticator, parent=office.api
        )
        graded = office.api.get_autograded_students(module)
        returned.ungraded = sorted({*office.submitted(module)} - graded)
        for student in sorted(graded):
            state = pages.page_state(release, student, module)
            if state is None:
                returned.ungraded.append(student)
                continue
            page = pages.returned_page(Path(release.root), course, student, module)
            out = page is not None and page.is_file()
            if out and page is not None and pages.stamp_of(page) == state.stamp:
                returned.same.append(student)
            elif state.waits and not out and not unfinished:
                returned.held.append(student)
            else:
                wanted[student] = (state, out)
                if why := _make_current(release, student):
                    returned.failed[student] = why
        if wanted:
            release.only = wanted.keys() - returned.failed.keys()
            try:
                release.start()
            except ExchangeError as error:
                raise RoundsError(no_exchange(str(error), module)) from None
            returned.failed |= release.kept_back
    for student, (state, out) in wanted.items():
        if student not in returned.failed:
            (returned.changed if out else returned.new)[student] = state.points
            returned.unfinished += [student] if state.waits else []
            if unfetched(student):
                returned.to_send[student] = pages.page_of(course, student, module)
    return returned


def _numbers(points: dict[str, float]) -> dict[str, str]:
    return {student: two_decimals(value) for student, value in points.items()}


def _make_current(release: CourseReleaseFeedback, student: str) -> str:
    """Make a page that matches the gradebook; returns why that can't be done, or nothing."""
    why = pages.out_of_date(release, student)
    folder = pages.page_of(release.coursedir, student, release.coursedir.assignment_id).parent
    return f"{why}; see {folder}" if why else ""


def show(returned: Returned, console: Console) -> None:
    """Print who got a page, who got a new one, and who got none and why."""

    def say(text: str) -> None:
        console.print(text, markup=False)

    if returned.new:
        say(f"{returned.module}: feedback returned, with points {listed(_numbers(returned.new))}")
    else:
        say(f"{returned.module}: no new feedback to return.")
    if returned.changed:
        say(f"Returned again, since the grade or the page changed {listed(_numbers(returned.changed))}")
    if returned.unfinished:
        say(f"Of these, marked as not final, since a person still has to grade {listed(returned.unfinished)}")
    if returned.same:
        say(f"{len(returned.same)} returned before, and nothing changed.")
    if returned.held:
        say(f"Held back, since a person still has to grade {listed(returned.held)}")
        say(f"  To return these too, marked as not final: {command('return-feedback', returned.module)} --unfinished")
    if returned.ungraded:
        say(
            f"Not graded since they submitted {listed(returned.ungraded)}. Run: {command('autograde', returned.module)}"
        )
    if returned.to_send:
        say(f"Send these yourself: nbgrader can't fetch feedback under a name with [ or + ({len(returned.to_send)}):")
        for student, page in returned.to_send.items():
            say(f"  {shown(student)}: {page}")
    if returned.failed:
        say(f"Not returned ({len(returned.failed)}):")
        for student, why in sorted(returned.failed.items()):
            say(f"  {shown(student)}: {why}")
