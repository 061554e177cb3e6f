"""The four layouts as pure functions of a Book: what each program reads, and from which source we know it.

`titles` gives a notebook the column heading of the program it goes to, where that has such a column already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from grader.exports.cells import Cell, sheet
from grader.exports.grade_table import Book, Learner

Titles = Mapping[str, str]
Layout = Callable[[Book, Titles], bytes]
POINTS_POSSIBLE = "Points Possible"
NO_GRADE = "-"  # Moodle's own sign


def canvas(book: Book, titles: Titles) -> bytes:
    """The gradebook import of Canvas.

    Columns Student, ID, SIS User ID, SIS Login ID, Section, then the assignments; the row whose
    first cell holds "Points Possible" says what each can earn. Canvas looks for the student by ID
    (its own number, from `lms_user_id` of nbgrader's gradebook), then by SIS User ID and SIS Login
    ID (the account's name), then by name; Section must be there and may be empty. An empty cell is
    no grade, and Canvas shows each change before it is made. A column of that name, or named with
    its number as in "Interests (4711)", is filled; another is made anew, with these points.

    Source: `lib/gradebook_importer.rb` of instructure/canvas-lms (`row_has_student_headers?`,
    `update_column_count`, `process_student`, `process_pp`).
    """
    rows: list[list[Cell]] = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *_heads(book, titles)],
        [POINTS_POSSIBLE, None, None, None, None, *(work.points for work in book.works)],
    ]
    for learner in book.learners:
        # A student of that name would be read as the row of points.
        name = _name(learner).replace(POINTS_POSSIBLE, POINTS_POSSIBLE.replace(" ", "-"))
        rows.append([name, learner.number or None, None, learner.id, None, *_points(book, learner)])
    return sheet(rows)


def moodle(book: Book, titles: Titles) -> bytes:
    """The CSV import of Moodle's gradebook: the username, and a column for each notebook.

    On Moodle's next page map `username` to "username", and each column to its grade item. A dash is
    Moodle's sign for no grade; an empty cell would become 0 in a grade item that the import makes.
    An unknown username stops the whole import and changes nothing. Make the grade items first, with
    the right maximum: the import gives a new one 100.

    Sources: https://docs.moodle.org/en/Grade_import; `grade/import/csv/classes/load_data.php` of
    moodle/moodle (`import_new_grade_item`, `update_grade_item`, `check_user_exists`).
    """
    rows: list[list[Cell]] = [["username", *_heads(book, titles)]]
    for learner in book.learners:
        rows.append([learner.id, *(NO_GRADE if p is None else p for p in _points(book, learner))])
    return sheet(rows)


def blackboard(book: Book, titles: Titles) -> bytes:
    """The upload of Blackboard's Grade Center, comma-delimited, each cell in quotation marks.

    Students are found by Username; names in the file are not processed, and so left out. A column
    that carries Blackboard's own number, as in "Interests [Total Pts: 30 Score] |1281892", goes into
    that column: copy the heading from a file downloaded there. Without a number a new column is
    made, and its points have to be set in Blackboard afterwards. A column without any grade is left
    out, since Blackboard does not recognize it.

    Sources: Blackboard Help, "Upload or download Grade Center items for working offline"
    (http://library.blackboard.com/ref/3ea64795-6ecc-4abd-b595-0a9a8dfdec94/Content/_instructor_grade_center/grade_center_upload_download.htm);
    University of Missouri, "Work offline: download grades, upload spreadsheet"
    (http://etopics.missouri.edu/support/solutions/articles/1000187371): the username must be in the file.
    """
    works = [work for work in book.works if any(book.points(learner, work) is not None for learner in book.learners)]
    rows: list[list[Cell]] = [["Username", *(titles.get(work.name, work.name) for work in works)]]
    rows += [[learner.id, *(book.points(learner, work) for work in works)] for learner in book.learners]
    return sheet(rows, quoted=True)


def plain(book: Book, titles: Titles) -> bytes:
    """A table for a spreadsheet or a script: one line for each student and notebook, and how far it is."""
    rows: list[list[Cell]] = [["Student", "Last name", "First name", "Notebook", "State", "Points", "Out of"]]
    rows += [
        [
            *(learner.id, learner.last, learner.first),
            *(titles.get(work.name, work.name), book.state(learner, work), book.points(learner, work), work.points),
        ]
        for learner in book.learners
        for work in book.works
    ]
    return sheet(rows)


def _heads(book: Book, titles: Titles) -> Iterator[str]:
    return (titles.get(work.name, work.name) for work in book.works)


def _points(book: Book, learner: Learner) -> list[float | None]:
    return [book.points(learner, work) for work in book.works]


def _name(learner: Learner) -> str:
    """As Canvas sorts it: `Last, First`; the account's name where the gradebook has no other."""
    return ", ".join(part for part in (learner.last, learner.first) if part.strip()) or learner.id


LAYOUTS: dict[str, Layout] = {"canvas": canvas, "moodle": moodle, "blackboard": blackboard, "csv": plain}
