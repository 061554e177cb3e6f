"""The data tables of the course: a CSV file each, and beside it a JSON file with caption, note and headings.

Read with the standard library, since a learner's kernel is to start fast and stay small.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from rounds.content import asset_paths
from rounds.core.errors import PlaceError
from rounds.core.near_names import choices
from rounds.core.text import escape

FOLDERS = asset_paths.folders("data")


def path(name: str) -> Path:
    """Where a table's CSV file is. Raises PlaceError with the names there are."""
    return asset_paths.find("table", name, "csv", FOLDERS)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table, a mapping from column to text each."""
    with path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def about(name: str) -> dict[str, Any]:
    """Caption, note, and the columns that are shown with their headings; the first is the head of its row.

    Raises PlaceError where the JSON file is missing or cannot be read.
    """
    beside = path(name).with_suffix(".json")
    try:
        found = json.loads(beside.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PlaceError(f"{beside.name} cannot be read ({error}); it holds caption, note and columns.") from None
    if not isinstance(found, dict):
        raise PlaceError(f"{beside.name} holds no object; it needs caption, note and columns.")
    return found


def markup(name: str) -> str:
    """The table as HTML, with its caption, heads of rows and columns, and the note below."""
    told, found = about(name), rows(name)
    columns: dict[str, str] = told["columns"]
    first, *others = columns
    head = "".join(f'<th scope="col">{escape(label)}</th>' for label in columns.values())
    body = "".join(
        f'<tr><th scope="row">{escape(row[first])}</th>'
        # On a phone a row is a card, and its cells bring the heads of their columns with them.
        + "".join(f'<td data-name="{escape(columns[column])}">{escape(row[column])}</td>' for column in others)
        + "</tr>"
        for row in found
    )
    caption = escape(told["caption"])
    # A region that scrolls has to be within the keyboard's reach, and so it needs a name.
    return (
        '<div class="rounds-course rounds-feedback" style="max-width:64em">'
        f'<div class="rounds-scroll" role="region" tabindex="0" aria-label="{caption}">'
        f'<table><caption style="text-align:left;font-weight:600;padding:.2em 0 .5em">{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        f"<p>{escape(told['note'])}</p></div>"
    )


def problems(name: str) -> list[str]:
    """What is wrong with a table: not there, not readable, without rows, caption or a column that it shows."""
    try:
        told, found = about(name), rows(name)
    except PlaceError as error:
        return [str(error)]
    wrong = [
        f"{name}.json has no {part}; add one: it is what is read aloud"
        for part in ("caption", "note", "columns")
        if not told.get(part)
    ]
    if not found:
        wrong.append(f"{name}.csv has no rows; add some")
    else:
        wrong += [
            f"{name}.json shows the column {column}, which {name}.csv does not have; it has {choices(column, found[0])}"
            for column in told.get("columns", {})
            if column not in found[0]
        ]
    return wrong
