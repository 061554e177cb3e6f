"""How much there is to read in a preparation sheet: of the cases, a learner takes one."""

from __future__ import annotations

from rounds.kinds.sheet.marking import progress
from rounds.kinds.sheet.spec import Exercise
from rounds.kinds.workload import Workload, shown, words


def workload(exercise: Exercise) -> Workload:
    """The longest case, with all its lines."""
    before = words(exercise.title, exercise.case, exercise.task, *(case.label for case in exercise.cases))
    longest = max(words(*shown(case.public())) for case in exercise.cases)
    return Workload(before + longest, max(progress(exercise, {"case": case.id})[1] for case in exercise.cases))
