"""Says in a sentence why a gradebook can't be used, and what helps.

It was made by an older nbgrader, it was cut off while it was copied, another program holds it, the server
doesn't answer: each ends in a sentence, before anything is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Base
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from rounds.core.errors import RoundsError
from rounds.core.text import clean

SQLITE = "sqlite:///"
AGAIN = "then run the same command again."


class GradebookError(RoundsError):
    """A gradebook can't be used; the message says why, and what to do."""


@contextmanager
def explaining(address: str) -> Iterator[None]:
    """Turn what a database says into a GradebookError."""
    try:
        yield
    except SQLAlchemyError as error:
        raise GradebookError(explained(error, address)) from error
    except ModuleNotFoundError as error:
        if file_of(address):
            raise
        driver = '"psycopg[binary]"' if address.startswith("postgres") else error.name
        says = f"{named(address)} needs a driver that isn't installed here. Type: python -m pip install {driver}"
        raise GradebookError(says) from error


def named(address: str) -> str:
    """A gradebook for people: its file, or its server without the password."""
    if address.startswith(SQLITE):
        return f"The gradebook {address.removeprefix(SQLITE)}"
    try:
        return f"The gradebook {make_url(address).render_as_string(hide_password=True)}"
    except SQLAlchemyError:
        return "The gradebook's address"


def sound(address: str, wait: float) -> None:
    """Check a gradebook before nbgrader opens it, which would add its own tables. Raises GradebookError.

    `wait` is the number of seconds to wait for another program that holds it.
    """
    file = file_of(address)
    if file and "?" in address and "uri=" not in address:  # what follows it would be options
        raise GradebookError(f"{named(address)} is in a folder with a question mark in its name. Rename the folder.")
    if file and (not file.is_file() or file.stat().st_size == 0):
        return  # nbgrader makes a new one
    with explaining(address):
        engine = create_engine(address, connect_args={"timeout": wait} if file else {})
        try:
            with engine.connect() as connection:
                if file and (fault := connection.execute(text("PRAGMA quick_check(1)")).scalar()) != "ok":
                    raise GradebookError(_damaged(address, str(fault)))
                schema = inspect(connection)
                tables = {name: {c["name"] for c in schema.get_columns(name)} for name in schema.get_table_names()}
        finally:
            engine.dispose()
    # nbgrader adds missing tables by itself, but not missing columns.
    if any(
        not {c.name for c in table.columns} <= tables.get(name, set())
        for name, table in Base.metadata.tables.items()
        if name in tables
    ):
        raise GradebookError(_older(address))


def file_of(address: str) -> Path | None:
    """The file of a SQLite gradebook; None for a server."""
    return Path(address.removeprefix(SQLITE)) if address.startswith(SQLITE) else None


def _older(address: str) -> str:
    return (
        f"{named(address)} was made by an older nbgrader. In the folder grader, type: nbgrader db upgrade "
        f"(it keeps a copy of the old one), {AGAIN}"
    )


def _damaged(address: str, said: str) -> str:
    return (
        f"{named(address)} is damaged or cut off ({said}). Put a backup in its place, {AGAIN} Without one, rename the "
        "file and type for each notebook: python -m grader autograde MODULE. That brings the automatic points back "
        "from what was collected, but not the points that a person gave."
    )


# What SQLite and PostgreSQL say, and what helps.
_SAID = (
    (r"database is locked|database table is locked",
     "{book} is held by another program. Close whatever has it open (another command, a database viewer, a program that "
     "synchronizes the folder), {again}"),
    (r"readonly database|read-only", "{book} can't be written to. Ask whoever set it up for permission, {again}"),
    (r"unable to open database file",
     "{book} can't be opened. Check that its folder exists and that you may write there, {again}"),
    (r"disk is full|disk I/O error|No space left", "{book} can't be written to: the disk is full. Make room, {again}"),
    (r"password authentication failed|no password supplied|role .* does not exist",
     "{book} doesn't accept this user or password. Correct c.CourseDirectory.db_url in your nbgrader_config.py, {again}"),
    (r"database .* does not exist",
     "{book}: the server has no database of this name. Make it (createdb), or correct c.CourseDirectory.db_url in your "
     "nbgrader_config.py, {again}"),
    (r"connection|could not translate host|resolve|server closed|timeout",
     "{book} can't be reached ({said}). Start the server, or correct c.CourseDirectory.db_url in your "
     "nbgrader_config.py, {again}"),
    (r"Could not parse|Can't load plugin|invalid literal",
     "{book} isn't an address that works ({said}). It looks like postgresql+psycopg://user:password@host/database, or "
     "sqlite:////folder/gradebook.db"),
)  # fmt: skip


def explained(error: Exception, address: str) -> str:
    """What a database said, as a sentence that tells an instructor what to do."""
    said = " ".join(clean(str(getattr(error, "orig", None) or error), 300).split())
    if re.search(r"malformed|not a database|corrupt", said):
        return _damaged(address, said)
    if re.search(r"no such (table|column)|Undefined(Table|Column)|(relation|column) .* does not exist", said):
        return _older(address)
    for pattern, sentence in _SAID:
        if re.search(pattern, said):
            return sentence.format(book=named(address), said=said, again=AGAIN)
    return f"{named(address)} can't be used: {said}"
