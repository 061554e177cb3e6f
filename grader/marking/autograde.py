"""`python -m grader autograde`: grades all submissions of a module in parallel processes, many at once in each.

Gradebook, files and Formgrader's pages are those of nbgrader's own autograde, which Formgrader's button runs.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from nbgrader.api import MissingEntry
from nbgrader.exchange.default import ExchangeCollect

from grader.assignments import course_edits
from grader.assignments.ready_to_grade import refuse_unfit
from grader.exchange import roll_call
from grader.gradebook import graded_answers, late_penalty
from grader.gradebook.access import ready
from grader.gradebook.graded_answers import Reopened
from grader.literal_paths import matching
from grader.locks import held
from grader.marking import grade_changes as changes
from grader.marking import submission_batch, worker_pool
from grader.marking.grade_changes import Change
from grader.marking.submission_batch import Outcome
from grader.office import Office
from grader.submissions import copied_answers, versions
from grader.submissions.versions import Choice, Which
from rounds.core.errors import RoundsError

MOST_PROCESSES = 8  # they all save to one gradebook
MOST_AT_ONCE = 20  # submissions whose grades are saved together; a person who saves a grade waits that long
KILLED = "its process was killed three times, as the system does when memory runs out"


@dataclass
class Summary:
    """What an instructor is told when a module is graded. Students appear by nbgrader's id."""

    module: str
    processes: int
    outcomes: list[Outcome] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    reopened: list[Reopened] = field(default_factory=list)
    late: list[late_penalty.Late] = field(default_factory=list)
    course: str = ""  # what changed in the course since it was generated
    remarks: list[str] = field(default_factory=list)  # sentences about the class as a whole
    seconds: float = 0.0

    @property
    def failed(self) -> list[Outcome]:
        """The submissions that couldn't be graded."""
        return [outcome for outcome in self.outcomes if outcome.error]

    @property
    def handled(self) -> list[Outcome]:
        """The submissions in which something was found that a person should know."""
        return [outcome for outcome in self.outcomes if outcome.notes]

    @property
    def ungraded(self) -> list[Outcome]:
        """The submissions whose answers couldn't be read, so that a person has to decide."""
        return [outcome for outcome in self.outcomes if outcome.ungraded]

    @property
    def outdated(self) -> list[Outcome]:
        """The submissions with answers to texts that have changed since."""
        return [outcome for outcome in self.outcomes if outcome.outdated]

    @property
    def shared(self) -> list[list[str]]:
        """Groups of learners whose answers start with the same seed: perhaps several share a file."""
        by_seed: dict[int, list[str]] = {}
        for outcome in self.outcomes:
            for seed in outcome.seeds:
                by_seed.setdefault(seed, []).append(outcome.student)
        groups = {tuple(sorted(students)) for students in by_seed.values() if copied_answers.several(students)}
        return [list(group) for group in sorted(groups)]

    @property
    def choices(self) -> list[Outcome]:
        """The submissions that are worse than an earlier one."""
        return [outcome for outcome in self.outcomes if outcome.choice]


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def misplaced(office: Office, module: str) -> str:
    """Where a module's submissions are if they aren't where they're graded, and what to do; empty if there aren't any."""
    here = office.folder("submitted", "*", module).parent.parent
    says = f"Nothing was graded: no student has a folder {here / 'STUDENT' / module}."
    exchange = Path(ExchangeCollect(coursedir=office.course, config=office.config).root)
    if waiting := len(matching(str(exchange / office.course.course_id / "inbound" / f"*+{module}+*"))):
        return f"{says} {waiting} submission(s) wait in the exchange. Type: nbgrader collect {module}"
    for path in sorted(here.glob("**/*.jsonl")):
        parts = path.relative_to(here).parts
        if versions.EARLIER not in path.parts and not set(parts[1:2]) & _modules(office):
            return f"{says} {path} may be one. If it is, move it to such a folder, and type this again."
    return ""


def _modules(office: Office) -> set[str]:
    return {path.name for path in office.folder("source", ".", "x").parent.iterdir()}


def autograde(
    office: Office,
    module: str,
    students: Sequence[str] | None = None,
    processes: int = 0,
    done: Callable[[Outcome], object] = lambda _: None,
) -> Summary:
    """Grade the submissions of a module, or those of some students, and sum up what there is to say.

    Everything is graded each time: it takes little, and it completes whatever an earlier run left half done.
    Points that a person gave stay. `processes` is 0 for as many as there are processors; `done` is
    called after each submission. Raises RoundsError if nothing can be graded.
    """
    start = time.perf_counter()
    ready(office.course)
    with office.gradebook() as gradebook:
        try:
            gradebook.find_assignment(module)
        except MissingEntry:
            sentence = f"The gradebook does not know {module} yet. Run: nbgrader generate_assignment {module}"
            raise RoundsError("\n".join([sentence, *course_edits.orphans(office, gradebook)])) from None
    wanted = list(students) if students is not None else office.submitted(module)
    if not wanted and (where := misplaced(office, module)):
        raise RoundsError(where)
    edits = refuse_unfit(office.course, module, whom=True)  # a mistake is said once, not once a student
    before = changes.begin(office, module) if students is None else changes.marks(office, module)
    processes = min(processes or min(cores(), MOST_PROCESSES), len(wanted))
    summary = Summary(module, processes, course=edits)
    for outcome in _outcomes(office, module, wanted, processes):
        summary.outcomes.append(outcome)
        done(outcome)
    summary.outcomes.sort(key=lambda outcome: outcome.student)
    summary.changes = changes.changes(before, changes.marks(office, module))
    with office.gradebook() as gradebook:
        summary.reopened = [grade for grade in graded_answers.reopened(gradebook, module) if grade.student in wanted]
        late = late_penalty.told(gradebook, late_penalty.Rule(office.config), module)
        summary.late = [submission for submission in late if submission.student in wanted]
    if students is None:
        with office.gradebook() as gradebook:
            graded_answers.forget_removed(gradebook)
        there = roll_call.call(office, module, set(wanted))
        summary.missing = there.missing
        traces = {outcome.student: outcome.trace for outcome in summary.outcomes if outcome.trace}
        summary.remarks = [*there.remarks, *copied_answers.same_answers(traces)]
        if not summary.failed:
            changes.end(office, module)
    summary.seconds = time.perf_counter() - start
    return summary


def _outcomes(office: Office, module: str, students: Sequence[str], processes: int) -> Iterator[Outcome]:
    """How the marking of each submission went, as they end, batch by batch."""
    size = max(1, min(MOST_AT_ONCE, -(-len(students) // (2 * max(1, processes)))))
    batches = [tuple(students[at : at + size]) for at in range(0, len(students), size)]
    mark = submission_batch.mark if submission_batch.ordinary(office, module) else submission_batch.mark_by_nbgrader
    work = partial(mark, office, module)
    alone: list[tuple[str, ...]] = []  # one of a batch killed its process, so each gets one of its own
    for batch, outcomes in worker_pool.run(batches, work, processes, tries=1):
        alone += [] if outcomes else [(student,) for student in batch]
        yield from outcomes or ()
    for (student,), outcomes in worker_pool.run(alone, work, processes):
        yield from outcomes or [Outcome(student, error=KILLED)]


def choose(office: Office, module: str, student: str, which: Which) -> tuple[Choice, Summary]:
    """Let a student's earlier or later submission count, and grade it. Raises RoundsError if there's only one."""
    folder = office.folder("submitted", student, module)
    with held(office.root, student):
        versions.finish_swap(folder)
        if not folder.is_dir():
            raise RoundsError(
                f'Nothing of "{student}" was collected for {module}; see the folder {folder.parent.parent}.'
            )
        with office.gradebook() as gradebook:
            graded_answers.remember(office.course, student, module, gradebook)
        terms = late_penalty.folder_terms(office.course, office.config, folder)
        choice = versions.choose(folder, office.folder("source", ".", module), which, terms)
    return choice, autograde(office, module, [student])
