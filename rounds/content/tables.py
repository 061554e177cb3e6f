"""The data tables of the course: a CSV file each, with a JSON file for caption, note and headings.

Read with the standard library, since a learner's kernel is to start fast and stay small.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from rounds.content import asset_paths
from rounds.core.errors import PlaceError
from rounds.core.html import Html, element
from rounds.core.near_names import choices

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
    description = path(name).with_suffix(".json")
    try:
        described = json.loads(description.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PlaceError(f"{description.name} cannot be read ({error}); it holds caption, note and columns.") from None
    if not isinstance(described, dict):
        raise PlaceError(f"{description.name} is not a JSON object; it needs caption, note and columns.")
    return described


def markup(name: str) -> Html:
    """The table, with its caption, heads of rows and columns, and the note below."""
    described = about(name)
    columns: dict[str, str] = described["columns"]
    table = element(
        "table",
        element("caption", described["caption"], style="text-align:left;font-weight:600;padding:.2em 0 .5em"),
        element("thead", element("tr", *(element("th", heading, scope="col") for heading in columns.values()))),
        element("tbody", *(_row(row, columns) for row in rows(name))),
    )
    # A region that scrolls has to be within the keyboard's reach, and so it needs a name.
    region = element("div", table, class_="rounds-scroll", role="region", tabindex=0, aria_label=described["caption"])
    note = element("p", described["note"])
    return element(
        "div",
        region,
        note,
        class_="rounds-course rounds-feedback",
        style="margin:1em auto 2em;width:fit-content;min-width:min(38rem,100%);max-width:min(60rem,100%)",
    )


def _row(row: dict[str, str], columns: dict[str, str]) -> Html:
    first, *others = columns
    # On a phone a row is a card, and its cells bring the heads of their columns with them.
    cells = [element("td", row[column], data_name=columns[column]) for column in others]
    return element("tr", element("th", row[first], scope="row"), *cells)


def problems(name: str) -> list[str]:
    """What is wrong with a table: not there, not readable, without rows, caption or a column that it shows."""
    try:
        described, shown = about(name), rows(name)
    except PlaceError as error:
        return [str(error)]
    problems = [
        f"{name}.json has no {part}; add one: it is what is read aloud"
        for part in ("caption", "note", "columns")
        if not described.get(part)
    ]
    if not shown:
        problems.append(f"{name}.csv has no rows; add some")
    else:
        problems += [
            f"{name}.json shows the column {column}, which {name}.csv does not have; it has {choices(column, shown[0])}"
            for column in described.get("columns", {})
            if column not in shown[0]
        ]
    return problems
