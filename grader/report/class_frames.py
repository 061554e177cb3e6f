"""A graded class as pandas tables: a row for each submission, for each exercise in it, and for each slip."""

from __future__ import annotations

import pandas as pd

from grader.report.classroom import Classroom

SUBMISSION = {"notebook": str, "student": str, "share": float, "earned": float, "minutes": float, "saves": int,
              "awaited": bool, "damaged": bool}  # fmt: skip
RESULT = {"notebook": str, "exercise": str, "student": str, "answered": bool, "share": float, "visits": float,
          "saves": float, "minutes": float}  # fmt: skip
SLIP = {"notebook": str, "exercise": str, "student": str, "slip": str, "item": str}


def submissions(classroom: Classroom) -> pd.DataFrame:
    """What each learner submitted: shares of the points with and without the late penalty, and minutes of work."""
    rows = [
        (part.name, student, submission.share, submission.earned, sum(submission.work.minutes.values()), sum(submission.work.saves.values()),
         submission.awaited, submission.damaged)
        for part in classroom.parts
        for student, submission in classroom.of(part).items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(SUBMISSION)).astype(SUBMISSION)


def results(classroom: Classroom) -> pd.DataFrame:
    """How each exercise went: the share earned, and what the history of saves shows; NaN where it shows nothing."""
    rows = [
        (part.name, exercise, student, bool(result.answered), result.share, submission.work.visits.get(exercise),
         submission.work.saves.get(exercise), submission.work.minutes.get(exercise, 0.0 if exercise in submission.work.saves else None))
        for part in classroom.parts
        for student, submission in classroom.of(part).items()
        for exercise, result in submission.results.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(RESULT)).astype(RESULT)


def slips(classroom: Classroom) -> pd.DataFrame:
    """Every foreseen mistake that was made, with the item it was made at; "" if it belongs to no item."""
    rows = [
        (part.name, exercise, student, slip, item)
        for part in classroom.parts
        for student, submission in classroom.of(part).items()
        for exercise, result in submission.results.items()
        for slip, item in result.slips
    ]
    return pd.DataFrame(rows, columns=list(SLIP)).astype(SLIP)
