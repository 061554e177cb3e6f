"""The layouts as pure functions of the grades: what each program reads, and where we know it from.

`titles` gives a notebook the heading of its column in the program that will read the file, if it has one already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from grader.exports.cells import sheet
from grader.exports.grade_table import GradeTable, Learner

if TYPE_CHECKING:
    from pandas import DataFrame

Titles = Mapping[str, str]
Layout = Callable[[GradeTable, Titles], bytes]
POINTS_POSSIBLE = "Points Possible"
NO_GRADE = "-"  # Moodle's own sign


def canvas(grades: GradeTable, titles: Titles) -> bytes:
    """The gradebook import of Canvas.

    Columns Student, ID, SIS User ID, SIS Login ID, Section, then the assignments; the row whose
    first cell holds "Points Possible" says what each can earn. Canvas looks for the student by ID
    (its own number, from `lms_user_id` of nbgrader's gradebook), then by SIS User ID and SIS Login
    ID (the account's name), then by name; Section must be there and may be empty. An empty cell is
    no grade, and Canvas shows each change before it's made. A column of that name, or named with
    its number as in "Interests (4711)", is filled; for any other, Canvas makes a new one with these points.

    Source: `lib/gradebook_importer.rb` of instructure/canvas-lms (`row_has_student_headers?`,
    `update_column_count`, `process_student`, `process_pp`).
    """
    from pandas import DataFrame, concat

    points = _points(grades, titles)
    possible = DataFrame([[work.points for work in grades.works]], columns=points.columns, dtype=object)
    nothing = [None] * len(grades.learners)
    # A student of that name would be read as the row of points.
    names = [_name(learner).replace(POINTS_POSSIBLE, POINTS_POSSIBLE.replace(" ", "-")) for learner in grades.learners]
    about: dict[str, list[str | None]] = {
        "Student": [POINTS_POSSIBLE, *names],
        "ID": [None, *(learner.number or None for learner in grades.learners)],
        "SIS User ID": [None, *nothing],
        "SIS Login ID": [None, *(learner.id for learner in grades.learners)],
        "Section": [None, *nothing],
    }
    return sheet(_before(about, concat([possible, points], ignore_index=True)))


def moodle(grades: GradeTable, titles: Titles) -> bytes:
    """The CSV import of Moodle's gradebook: the username, and a column for each notebook.

    On Moodle's next page map `username` to "username", and each column to its grade item. A dash is
    Moodle's sign for no grade; an empty cell would become 0 in a grade item that the import makes.
    An unknown username stops the whole import and changes nothing. Make the grade items first, with
    the right maximum: the import gives a new one 100.

    Sources: https://docs.moodle.org/en/Grade_import; `grade/import/csv/classes/load_data.php` of
    moodle/moodle (`import_new_grade_item`, `update_grade_item`, `check_user_exists`).
    """
    points = _points(grades, titles)
    return sheet(_before({"username": [learner.id for learner in grades.learners]}, points.fillna(NO_GRADE)))


def blackboard(grades: GradeTable, titles: Titles) -> bytes:
    """The upload of Blackboard's Grade Center, comma-delimited, each cell in quotation marks.

    Students are found by Username; names in the file aren't processed, and so are left out. A column
    that carries Blackboard's own number, as in "Interests [Total Pts: 30 Score] |1281892", goes into
    that column: copy the heading from a file downloaded there. Without a number a new column is
    made, and its points have to be set in Blackboard afterward. A column without any grade is left
    out, since Blackboard doesn't recognize it.

    Sources: Blackboard Help, "Upload or download Grade Center items for working offline"
    (http://library.blackboard.com/ref/3ea64795-6ecc-4abd-b595-0a9a8dfdec94/Content/_instructor_grade_center/grade_center_upload_download.htm);
    University of Missouri, "Work offline: download grades, upload spreadsheet"
    (http://etopics.missouri.edu/support/solutions/articles/1000187371): the username must be in the file.
    """
    points = _points(grades, titles).dropna(axis="columns", how="all")
    return sheet(_before({"Username": [learner.id for learner in grades.learners]}, points), quoted=True)


def plain(grades: GradeTable, titles: Titles) -> bytes:
    """A table for a spreadsheet or a script: one line for each student and notebook, and how far it is."""
    from pandas import DataFrame

    heads = ["Student", "Last name", "First name", "Notebook", "State", "Points", "Out of"]
    rows = [
        (learner.id, learner.last, learner.first, titles.get(work.name, work.name), grades.state(learner, work),
         grades.points(learner, work), work.points)
        for learner in grades.learners
        for work in grades.works
    ]  # fmt: skip
    return sheet(DataFrame(rows, columns=heads, dtype=object))


def _points(grades: GradeTable, titles: Titles) -> DataFrame:
    """A row for each learner and a column for each notebook; None is an empty cell."""
    from pandas import DataFrame

    points = [[grades.points(learner, work) for work in grades.works] for learner in grades.learners]
    return DataFrame(points, columns=[titles.get(work.name, work.name) for work in grades.works], dtype=object)


def _before(columns: Mapping[str, list[str | None]], table: DataFrame) -> DataFrame:
    """The table with more columns at its start. A notebook may be titled as one of them."""
    from pandas import Series

    for at, (head, values) in enumerate(columns.items()):
        table.insert(at, head, Series(values, dtype=object), allow_duplicates=True)
    return table


def _name(learner: Learner) -> str:
    """As Canvas sorts it: `Last, First`; the account's name if the gradebook has no other."""
    return ", ".join(part for part in (learner.last, learner.first) if part.strip()) or learner.id


LAYOUTS: dict[str, Layout] = {"canvas": canvas, "moodle": moodle, "blackboard": blackboard, "csv": plain}
