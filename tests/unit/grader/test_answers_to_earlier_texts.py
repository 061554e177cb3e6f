"""Which grade stays for an answer to a text that has changed since."""

from __future__ import annotations

import pytest

from grader.gradebook.graded_answers import GradeHistory
from grader.marking.graded_notebook import HasGrade


@pytest.mark.parametrize(
    ("grade", "stays"),
    [
        (HasGrade(counts=True, record=""), True),
        (HasGrade(counts=False, record=GradeHistory(shown="this").saved()), True),
        (HasGrade(counts=False, record=GradeHistory(shown="a blank").saved()), False),
        (HasGrade(counts=False, record=""), False),
    ],
    ids=["points", "a 0 for this answer", "a 0 for another answer", "a 0 for nobody knows what"],
)
def test_a_grade_stays_unless_it_is_a_0_for_another_answer(grade: HasGrade, stays: bool) -> None:
    assert grade.stays("this") is stays
