"""Fills the tables of research data from the submissions of a class and from the gradebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from nbgrader.api import SubmittedAssignment

from grader.course import Source
from grader.exports.cells import text
from grader.gradebook import grade_rows, late_penalty
from grader.gradebook.access import opened
from grader.report.classroom import WORTH, Part
from grader.report.surveys import student_folders, student_of
from grader.report.time_on_task import history, moment, work
from grader.research.codebook import PANDAS, TABLES, Table
from grader.research.own_words import Value, known_strings, only_known_parts, parts, without_own_words
from grader.submissions.answers import Submitted, read_submitted
from rounds import kinds
from rounds.content.loader import Exercise
from rounds.core.errors import RoundsError
from rounds.core.scoring import Answer
from rounds.kinds.sort.spec import Exercise as Sort
from rounds.storage.answers import Entry, taken
from rounds.storage.attempts import Attempt, attempt

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from traitlets.config import Config

Row = dict[str, Any]
TEXT_LIMIT = 100_000  # characters of one cell
DECIMALS = 6


@dataclass
class Rows:
    """The rows of each table so far. They have `student` until the learners get their ids."""

    of: dict[str, list[Row]] = field(default_factory=lambda: {table.name: [] for table in TABLES})

    def add(self, table: str, student: str, **values: Any) -> None:
        """Another row."""
        self.of[table].append({"student": student, **values})


def read(
    sources: list[Source],
    folder: Path,
    gradebook: str,
    config: Config,
    *,
    texts: bool = False,
    done: Callable[[], None] = lambda: None,
) -> Rows:
    """Read and grade what is in `folder`, and read the gradebook at that address; `done` is called after each learner.

    `texts` keeps what learners typed. Raises RoundsError where there is nothing graded yet.
    """
    rows = Rows()
    with opened(gradebook) as book:
        _grades(rows, book, config)
        students = {str(s.id): s for s in book.students}
        for student in students.values():
            about = {"account": student.id, "last_name": student.last_name, "first_name": student.first_name}
            rows.add("learners", str(student.id), **about, email=student.email, in_gradebook=True)
    loaded = [Part(source.name, *source.load(), source.folder) for source in sources]
    known = {p.name: {e.id: known_strings(e, p.keys.get(e.id)) for e in p.module.exercises} for p in loaded}
    submissions = {(row["student"], row["notebook"]): row for row in rows.of["submissions"]}
    for path in student_folders(folder):
        name = student_of(path)
        if name not in students:
            rows.add("learners", name, account=name, in_gradebook=False)
        for part in loaded:
            if (path / part.name).is_dir() and not (path / part.name).is_symlink():
                if (name, part.name) not in submissions:
                    rows.add("submissions", name, notebook=part.name)
                    submissions[name, part.name] = rows.of["submissions"][-1]
                submissions[name, part.name] |= _submission(rows, name, part, path / part.name, known[part.name], texts)
        done()
    count = Counter(student for student, _ in submissions)
    for learner in rows.of["learners"]:
        learner["submitted"] = count[learner["student"]]
    return rows


def _grades(rows: Rows, book: Gradebook, config: Config) -> None:
    table = grade_rows.table(book)
    table = table[table.most > 0]
    if not table[["auto", "manual"]].notna().any(axis=None):
        raise RoundsError("Nothing has been graded yet. Collect and autograde first, then run the same command again.")
    for row in table.itertuples():
        rows.add(
            "grades",
            row.student,
            notebook=row.notebook,
            exercise=row.exercise,
            program_points=row.auto,
            person_points=row.manual,
            extra_points=row.extra,
            points=row.score,
            max_points=row.most,
            by_person=row.by_person,
            waits_for_person=row.waits,
        )
    penalties = late_penalty.by_submission(book, late_penalty.Rule(config))
    late = {(str(s.student_id), str(s.name)): float(s.total_seconds_late) for s in book.db.query(SubmittedAssignment)}
    sums = table.groupby(["student", "notebook"]).agg(
        {"score": "sum", "most": "sum", "waits": "any", "submitted": "first"}
    )
    for (student, notebook), row in zip(sums.index, sums.itertuples(), strict=True):
        penalty = penalties.get((student, notebook), 0.0)
        rows.add(
            "submissions",
            student,
            notebook=notebook,
            time=row.submitted,
            late=late.get((student, notebook), 0.0),
            points_before_penalty=row.score,
            penalty=penalty,
            points=max(0.0, row.score - penalty),
            max_points=row.most,
            waits_for_person=row.waits,
        )


def _submission(
    rows: Rows, student: str, part: Part, folder: Path, known: Mapping[str, frozenset[str]], texts: bool
) -> Row:
    """Add what the answers in a folder say; return what belongs in the row of the submission."""
    submitted = read_submitted(folder, part.folder, part.module)
    written = {e.id for e in part.module.exercises if kinds.of(e.kind).graded_by_person}

    def clean(exercise: str, answer: Answer) -> Any:
        if texts:
            return only_known_parts(answer, known[exercise])
        return without_own_words(answer, known[exercise], numbers=exercise not in written)

    for row in _saves(submitted, clean, known):
        rows.add("answers", student, notebook=part.name, **row)
    for exercise in part.module.exercises:
        tried, entry = attempt(exercise, submitted.answers), submitted.answers.latest.get(exercise.id)
        if exercise.use == "survey":
            _survey(rows, student, part.name, exercise, entry and replace(entry, answer=tried.answer))
        elif exercise.judged and tried.answer:
            _items(rows, student, part, tried, replace(tried, answer=clean(exercise.id, tried.answer)))
    minutes = sum(work(history(submitted.raw)).minutes.values())
    return {"readable": not submitted.ungraded, "damaged": submitted.damaged, "work": minutes}


def _saves(submitted: Submitted, clean: Callable[[str, Answer], Any], known: Mapping[str, object]) -> Iterator[Row]:
    """Every part that a save changed, in the order of the file."""
    before: dict[str, dict[str, Value]] = {}
    saves: dict[str, int] = {}
    rows: dict[tuple[str, str], Row] = {}  # the last row of each part, which is the one that can count
    changes: list[Row] = []

    def each(exercise: str, entry: Entry) -> None:
        if exercise not in known:
            return
        now, was = parts(clean(exercise, entry.answer)), before.get(exercise, {})
        before[exercise] = now
        saves[exercise] = saves.get(exercise, 0) + 1
        for name in {**was, **now}:
            if name not in now or name not in was or now[name] != was[name]:
                row = {"exercise": exercise, "save": saves[exercise], "time": moment(entry.time), "field": name}
                rows[exercise, name] = row | {"value": now.get(name), "counts": False}
                changes.append(rows[exercise, name])

    taken(submitted.raw, [], each)
    for (exercise, name), row in rows.items():
        row["counts"] = name in before[exercise]
    yield from changes


def _items(rows: Rows, student: str, part: Part, tried: Attempt, may_show: Attempt) -> None:
    """Add the items and slips of an attempt. `may_show` is the same without what learners typed."""
    exercise, key = tried.exercise, part.keys[tried.exercise.id]
    about = {"notebook": part.name, "exercise": exercise.id}
    mark = tried.mark(key)
    shown = mark if may_show == tried else may_show.mark(key)
    same = [item.id for item in shown.items] == [item.id for item in mark.items]
    for place, item in enumerate(mark.items, start=1):
        words = shown.items[place - 1] if same else None
        rows.add(
            "items",
            student,
            **about,
            kind=exercise.kind,
            use=exercise.use,
            place=place,
            item=item.id,
            asked=words and words.text,
            chosen=words and words.answer,
            verdict=None if tried.kind.graded_by_person else item.verdict,
            credit=None if tried.kind.graded_by_person else WORTH.get(item.verdict, 0.0),
            slip=item.slip,
        )
    for slip, feedback in mark.slips.items():
        rows.add("slips", student, **about, slip=slip, times=mark.times.get(slip, 1), feedback=feedback)


def _survey(rows: Rows, student: str, notebook: str, survey: Exercise, entry: Entry | None) -> None:
    if not isinstance(survey, Sort) or entry is None:
        return
    scale = {option.id: (at, option.label) for at, option in enumerate(survey.bins, start=1)}
    for item in survey.items:
        choice = entry.answer.get(item.id)
        if isinstance(choice, str) and choice in scale:
            value, words = scale[choice]
            rows.add(
                "surveys",
                student,
                notebook=notebook,
                exercise=survey.id,
                item=item.id,
                statement=item.text,
                pair=item.pair,
                reversed=item.reversed,
                value=value,
                steps=len(scale),
                answer=words,
                time=moment(entry.time),
            )


def frames(rows: Rows, ids: Mapping[str, str], *, identify: bool = False) -> dict[str, pd.DataFrame]:
    """The tables as the codebook has them, with ids instead of accounts, in the order of the ids."""
    return {table.name: _frame(table, rows.of[table.name], ids, identify) for table in TABLES}


def _frame(table: Table, rows: list[Row], ids: Mapping[str, str], identify: bool) -> pd.DataFrame:
    frame = pd.DataFrame(rows).reindex(columns=["student", *(column.name for column in table.columns)])
    frame["learner"] = frame.pop("student").map(ids)
    frame = frame[[column.name for column in table.shown(identify)]]
    for column in table.shown(identify):
        values = frame[column.name]
        if column.type == "text":
            values = values.map(_text).astype("string")
        elif column.type == "time":
            values = pd.to_datetime(values, utc=True).dt.floor("s")
        elif column.type == "number":
            values = values.astype("float64").round(DECIMALS)
        frame = frame.assign(**{column.name: values.astype(PANDAS[column.type])})
    # Sorted by what names a row: the order of the accounts would say who is who.
    return frame.sort_values(list(table.key), kind="stable", ignore_index=True)


def _text(value: Any) -> str | None:
    """One line that no spreadsheet takes for a formula; None where there is nothing."""
    if value is None or value != value:  # NaN
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return text(str(value), TEXT_LIMIT) or None
