"""`python -m grader return-feedback`: makes and releases every page that changed, and says for whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nbgrader.exchange import ExchangeError
from nbgrader.utils import temp_attrs
from rich.console import Console

from grader.exchange.collect import no_exchange, quiet
from grader.returning import pages
from grader.student_names import command, shown, unfetched
from rounds.core.errors import RoundsError
from rounds.core.number_format import two_decimals

if TYPE_CHECKING:
    from grader.office import Office
    from grader.returning.nbgrader_release import CarefulReleaseFeedback


@dataclass
class Returned:
    """Whose page was returned for the first time or anew, with the points on it, and why others got none."""

    module: str
    new: dict[str, float] = field(default_factory=dict)
    changed: dict[str, float] = field(default_factory=dict)
    same: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)  # of those returned
    held: list[str] = field(default_factory=list)  # a person still has to grade
    ungraded: list[str] = field(default_factory=list)  # not autograded since the last submission
    failed: dict[str, str] = field(default_factory=dict)
    to_send: dict[str, Path] = field(default_factory=dict)  # released, where the learner's nbgrader won't find it


def give_back(office: Office, module: str, *, unfinished: bool = False) -> Returned:
    """Make and release the page of each learner whose grade isn't in the exchange yet, or is another one there.

    A page that waits for a person is held back unless `unfinished`, or unless one is out already:
    then the learner gets the new state of it. Raises RoundsError where there is no exchange.
    """
    found, wanted, course = Returned(module), {}, office.course
    release: CarefulReleaseFeedback
    with quiet(office), temp_attrs(course, assignment_id=module, student_id="*"):
        release = office.api.exchange.ReleaseFeedback(
            coursedir=course, authenticator=office.api.authenticator, parent=office.api
        )
        graded = office.api.get_autograded_students(module)
        found.ungraded = sorted({*office.submitted(module)} - graded)
        for student in sorted(graded):
            state = pages.standing(release, student, module)
            if state is None:
                found.ungraded.append(student)
                continue
            there = pages.returned_page(Path(release.root), course, student, module)
            out = there is not None and there.is_file()
            if out and there is not None and pages.stamp_of(there) == state.stamp:
                found.same.append(student)
            elif state.waits and not out and not unfinished:
                found.held.append(student)
            else:
                wanted[student] = (state, out)
                if why := _page(release, student):
                    found.failed[student] = why
        if wanted:
            release.only = wanted.keys() - found.failed.keys()
            try:
                release.start()
            except ExchangeError as error:
                raise RoundsError(no_exchange(str(error), module)) from None
            found.failed |= release.kept_back
    for student, (state, out) in wanted.items():
        if student not in found.failed:
            (found.changed if out else found.new)[student] = state.points
            found.unfinished += [student] if state.waits else []
            if unfetched(student):
                found.to_send[student] = pages.page_of(course, student, module)
    return found


def _page(release: CarefulReleaseFeedback, student: str) -> str:
    why = pages.out_of_date(release, student)
    folder = pages.page_of(release.coursedir, student, release.coursedir.assignment_id).parent
    return f"{why}; see {folder}" if why else ""


def show(found: Returned, console: Console) -> None:
    """Print who got a page, who got a new one, and who got none and why."""

    def say(text: str) -> None:
        console.print(text, markup=False)

    def listed(who: dict[str, float] | list[str]) -> str:
        points = who if isinstance(who, dict) else {}
        each = (f"{shown(name)} {two_decimals(points[name])}" if name in points else shown(name) for name in who)
        return f"({len(who)}): {', '.join(each)}"

    if found.new:
        say(f"{found.module}: feedback returned, with points {listed(found.new)}")
    else:
        say(f"{found.module}: no new feedback to return.")
    if found.changed:
        say(f"Returned again, since the grade or the page changed {listed(found.changed)}")
    if found.unfinished:
        say(f"Of these, marked as not final, since a person still has to grade {listed(found.unfinished)}")
    if found.same:
        say(f"{len(found.same)} returned before, and nothing changed.")
    if found.held:
        say(f"Held back, since a person still has to grade {listed(found.held)}")
        say(f"  To return these too, marked as not final: {command('return-feedback', found.module)} --unfinished")
    if found.ungraded:
        say(f"Not graded since they submitted {listed(found.ungraded)}. Run: {command('autograde', found.module)}")
    if found.to_send:
        say(f"Send these yourself: nbgrader can't fetch feedback under a name with [ or + ({len(found.to_send)}):")
        for student, page in found.to_send.items():
            say(f"  {shown(student)}: {page}")
    if found.failed:
        say(f"Not returned ({len(found.failed)}):")
        for student, why in sorted(found.failed.items()):
            say(f"  {shown(student)}: {why}")
