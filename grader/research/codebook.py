"""What is in each table: every column with its type, unit, values and meaning. The tables are made from this list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from grader.research.own_words import WITHHELD

if TYPE_CHECKING:
    from pandas import DataFrame

Type = Literal["text", "whole number", "number", "yes or no", "time"]
# pandas' names for the types, which decide what Parquet stores.
PANDAS: dict[Type, str] = {
    "text": "string",
    "whole number": "Int64",
    "number": "float64",
    "yes or no": "boolean",
    "time": "datetime64[us, UTC]",
}
VERDICTS = "right, follows (right, given an earlier slip), partly, wrong, missed, blank, unread"


@dataclass(frozen=True)
class Column:
    """One column of a table. `only_with` is the option without which it is left out."""

    name: str
    type: Type
    meaning: str
    unit: str = ""
    values: str = ""
    only_with: Literal["", "--identify"] = ""


@dataclass(frozen=True)
class Table:
    """A table: what a row is, and its columns. The columns in `key` together name a row."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def shown(self, identify: bool) -> list[Column]:
        """The columns that are written."""
        return [column for column in self.columns if identify or not column.only_with]


LEARNER = Column("learner", "text", "the learner's random id; the same one in every table of this export")
NOTEBOOK = Column("notebook", "text", "the notebook's id")
EXERCISE = Column("exercise", "text", "the exercise's id in the notebook's exercises.yaml")
WAITS = Column(
    "waits_for_person",
    "yes or no",
    "whether a person still has to grade something, also where an earlier grade of theirs is for another answer",
)

TABLES = (
    Table(
        "learners",
        "one learner: everyone in the gradebook or with a folder of submissions",
        ("learner",),
        (
            LEARNER,
            Column("account", "text", "the account's name", only_with="--identify"),
            Column("last_name", "text", "as in the gradebook", only_with="--identify"),
            Column("first_name", "text", "as in the gradebook", only_with="--identify"),
            Column("email", "text", "as in the gradebook", only_with="--identify"),
            Column("in_gradebook", "yes or no", "whether the gradebook knows the learner"),
            Column("submitted", "whole number", "how many notebooks were submitted", "notebooks"),
        ),
    ),
    Table(
        "submissions",
        "one notebook that a learner submitted",
        ("learner", "notebook"),
        (
            LEARNER,
            NOTEBOOK,
            Column("time", "time", "when it was submitted; empty where nbgrader noted no time", "UTC"),
            Column("late", "number", "how late it was, extensions taken off", "seconds"),
            Column("readable", "yes or no", "whether any answers could be read"),
            Column("damaged", "yes or no", "whether a file of answers was missing, empty or damaged in part"),
            Column("work", "number", "time between saves at most 20 minutes apart: a lower bound", "minutes"),
            Column("points_before_penalty", "number", "the sum over the notebook's exercises in grades", "points"),
            Column("penalty", "number", "what being late takes off", "points"),
            Column("points", "number", "the sum less the penalty, never below 0", "points"),
            Column("max_points", "number", "what the notebook can earn", "points"),
            WAITS,
        ),
    ),
    Table(
        "answers",
        "one part of an answer that a save changed; everything saved is there, not only what counted in the end",
        ("learner", "notebook", "exercise", "save", "field"),
        (
            LEARNER,
            NOTEBOOK,
            EXERCISE,
            Column("save", "whole number", "the number of the save among those of this exercise, from 1"),
            Column("time", "time", "when it was saved, by the clock of the learner's machine", "UTC"),
            Column("field", "text", "which part of the answer; words and item ids joined by a slash"),
            Column(
                "value",
                "text",
                "what it was set to: an id of the exercise, a number, yes or no; empty where it was taken back",
                values=f"with --texts, learners' own words too; without it, {WITHHELD} instead",
            ),
            Column("counts", "yes or no", "whether this is still the value in the answer that counts"),
        ),
    ),
    Table(
        "items",
        "one item of a learner's answer that counts, as graded by the keys there are now",
        ("learner", "notebook", "exercise", "place"),
        (
            LEARNER,
            NOTEBOOK,
            EXERCISE,
            Column("kind", "text", "the exercise's kind", values="sort, select, order, … as in CONTRIBUTING.md"),
            Column("use", "text", "what the exercise is for", values="practice, graded"),
            Column("place", "whole number", "the item's place in the feedback, from 1"),
            Column("item", "text", "the item's id; in a conversation, the number of the move"),
            Column("asked", "text", "what was asked, with this learner's figures"),
            Column("chosen", "text", f"what the learner chose, in the exercise's words; {WITHHELD} for typed text"),
            Column("verdict", "text", "how the item was graded", values=VERDICTS),
            Column("credit", "number", "1 for right and follows, 0.5 for partly, else 0; chance isn't taken off"),
            Column("slip", "text", "the id of the foreseen mistake, where one was made"),
        ),
    ),
    Table(
        "grades",
        "one graded exercise of a learner, as in the gradebook; penalties are in submissions, one for each notebook",
        ("learner", "notebook", "exercise"),
        (
            LEARNER,
            NOTEBOOK,
            EXERCISE,
            Column("program_points", "number", "the program's points; empty where a person grades", "points"),
            Column("person_points", "number", "a person's points; they go before the program's", "points"),
            Column("extra_points", "number", "extra credit", "points"),
            Column("points", "number", "what counts of the three; 0 where there is nothing yet", "points"),
            Column("max_points", "number", "what the exercise can earn", "points"),
            Column("by_person", "yes or no", "whether people grade this exercise"),
            WAITS,
        ),
    ),
    Table(
        "slips",
        "one foreseen mistake that a learner made in the answer that counts",
        ("learner", "notebook", "exercise", "slip"),
        (
            LEARNER,
            NOTEBOOK,
            EXERCISE,
            Column("slip", "text", "the mistake's id in the key"),
            Column("times", "whole number", "how often it was made in this exercise"),
            Column("feedback", "text", "what the learner reads about it"),
        ),
    ),
    Table(
        "surveys",
        "one statement of a survey that a learner answered; the answer that counts",
        ("learner", "notebook", "exercise", "item"),
        (
            LEARNER,
            NOTEBOOK,
            EXERCISE,
            Column("item", "text", "the statement's id"),
            Column("statement", "text", "the statement"),
            Column("pair", "text", "the statement of the first survey it is parallel to; empty in the first survey"),
            Column("reversed", "yes or no", "whether it is worded the other way around than its pair"),
            Column("value", "whole number", "the place on the scale, from 1; reversed statements aren't turned back"),
            Column("steps", "whole number", "how many places the scale has"),
            Column("answer", "text", "the place in words"),
            Column("time", "time", "when the survey was last saved, by the clock of the learner's machine", "UTC"),
        ),
    ),
)
CODEBOOK = ("table", "column", "type", "unit", "values", "meaning")


def as_frame(identify: bool) -> DataFrame:
    """The codebook as a table."""
    import pandas as pd

    columns = ((table, column) for table in TABLES for column in table.shown(identify))
    rows = [(t.name, c.name, c.type, c.unit, c.values, c.meaning) for t, c in columns]
    return pd.DataFrame(rows, columns=list(CODEBOOK))


def as_markdown(identify: bool, texts: bool) -> str:
    """The codebook to read."""
    return "\n".join(_lines(identify, texts)) + "\n"


def _lines(identify: bool, texts: bool) -> Iterator[str]:
    yield from ("# Codebook", "")
    who = "Account, names and email are in `learners`." if identify else "No table has a name, an account or an email."
    yield f"Learners go by random ids, new for each export unless you name a file of kept ids. {who}"
    words = "are in `answers`" if texts else f"are left out, replaced by {WITHHELD}, since they can identify people"
    yield f"Learners' own words {words}. Times are kept to the second."
    yield "Whoever has the submissions can match times and answers with them, so keep this folder where you keep grades."
    yield from ("", "Each table is a CSV file (UTF-8, commas) and a Parquet file with the same content.")
    yield "An empty cell is a missing value. A text that a spreadsheet would take for a formula begins with an apostrophe."
    yield "The tables show which answers are right, so they aren't for learners."
    yield "Items and slips are graded with the keys there are now; grades are those in the gradebook."
    for table in TABLES:
        yield from ("", f"## {table.name}", "", f"A row is {table.row}. Named by: {', '.join(table.key)}.", "")
        yield from ("| column | type | unit | values | meaning |", "|---|---|---|---|---|")
        for column in table.shown(identify):
            yield f"| {column.name} | {column.type} | {column.unit} | {column.values} | {column.meaning} |"
