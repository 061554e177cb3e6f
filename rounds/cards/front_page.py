"""The front page: every notebook, its time and how far someone is in it; and the links at a notebook's end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rounds.cards.front_end import style
from rounds.content.loader import load_module
from rounds.core.html import NOTHING, Content, Html, element, join, style_sheet
from rounds.storage.locations import Place, together
from rounds.storage.progress import Stage, go_on, points_of, stages

COLUMNS = ("Notebook", "Time", "Answered", "Marked so far")


def front_page(folder: Path | None = None) -> Html:
    """The way through the course: where to go on, and each notebook, its time and how far one is in it."""
    every = stages(folder)
    # The roles are here since a phone shows each row as a card, which is no table to some screen readers.
    heads = (element("th", name, role="columnheader", scope="col") for name in COLUMNS)
    table = element(
        "table",
        element("thead", element("tr", *heads, role="row"), role="rowgroup"),
        element("tbody", *map(_row, every), role="rowgroup"),
        role="table",
    )
    page = element("div", _so_far(every), table, class_="rounds-course rounds-feedback")
    return join([style_sheet(style()), page])


def _so_far(every: Sequence[Stage]) -> Html:
    answered, graded = sum(stage.answered for stage in every), sum(stage.graded for stage in every)
    tried, practice = sum(stage.tried for stage in every), sum(stage.practice for stage in every)
    reflecting = [stage for stage in every if stage.written[1]]
    written = f", {sum(map(_is_written, reflecting))} of {len(reflecting)} reflections written" if reflecting else ""
    counted = f"{answered} of {graded} graded exercises answered, {tried} of {practice} practice exercises tried"
    return join([_where_to_go_on(every), element("p", f"{counted}{written}.")])


def _where_to_go_on(every: Sequence[Stage]) -> Html:
    stage = go_on(every)
    if stage is None:
        return element("p", "All graded work is answered. Every notebook stays open to you.")
    word = "Go on here" if any(stage.begun for stage in every) else "Begin here"
    return element("p", element("a", f"{word}: {stage.module.title}", href=stage.link), class_="rounds-go")


def _is_written(stage: Stage) -> bool:
    return stage.written[0] == stage.written[1]


def _row(stage: Stage) -> Html:
    title = element("a", stage.module.title, href=stage.link)
    cells: list[Content] = [element("th", title, role="rowheader", scope="row")]
    texts = (f"{stage.module.minutes} min", _answered(stage), _marked(stage))
    for name, text in zip(COLUMNS[1:], texts, strict=True):
        cells.append(element("td", text, role="cell", data_name=name))
    return element("tr", *cells, role="row")


def _answered(stage: Stage) -> str:
    if not stage.begun:
        return "Not begun"
    whole = stage.answered == stage.graded
    told = [f"✓ All {stage.graded} graded" if whole else f"{stage.answered} of {stage.graded} graded"]
    told += [f"{stage.tried} of {stage.practice} practice"] if stage.practice else []
    if stage.written[1]:
        done, parts = stage.written
        told.append("reflection written" if _is_written(stage) else f"{done} of {parts} parts of the reflection")
    return ", ".join(told)


def _marked(stage: Stage) -> str:
    changed = f"{stage.changed} changed since" if stage.changed else ""
    if not stage.marks:
        return f"Nothing now ({changed})" if changed else "Nothing yet" if stage.begun else ""
    every = len(stage.module.graded_by_program)
    parts = (points_of(stage), f"{len(stage.marks)} of {every} exercises", changed)
    return ", ".join(part for part in parts if part)


def onward(place: Place) -> Html:
    """Where to go from the end of a notebook: the next one, and the front page; nothing in a course."""
    folders = [other.folder for other in together(place.folder)]
    if not place.self_study or place.folder not in folders:
        return NOTHING
    links: list[Content] = []
    for folder in folders[folders.index(place.folder) + 1 :][:1]:
        title, notebook = load_module(folder).title, f"../{folder.name}/{folder.name}.ipynb"
        links += [element("a", f"Next: {title}", class_="rounds-onward", href=notebook), " "]
    links.append(element("a", "All notebooks", class_="rounds-onward", href="../../start.ipynb"))
    return element("nav", *links, class_="rounds-tool", aria_label="Where to go from here")
