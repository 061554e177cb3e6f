"""The front page: every notebook, its time and how much of it is done; and the links at a notebook's end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rounds.cards.front_end import style
from rounds.content.loader import load_module
from rounds.core.html import NOTHING, Content, Html, element, join, style_sheet
from rounds.storage.locations import Place, together
from rounds.storage.progress import NotebookProgress, course_progress, go_on, points_of

COLUMNS = ("Notebook", "Time", "Answered", "Marked so far")


def front_page(folder: Path | None = None) -> Html:
    """The way through the course: where to go on, and for each notebook its time and how much of it is done."""
    notebooks = course_progress(folder)
    # The roles are here since a phone shows each row as a card, which some screen readers don't take for a table.
    heads = (element("th", name, role="columnheader", scope="col") for name in COLUMNS)
    table = element(
        "table",
        element("thead", element("tr", *heads, role="row"), role="rowgroup"),
        element("tbody", *map(_row, notebooks), role="rowgroup"),
        role="table",
    )
    page = element("div", _so_far(notebooks), table, class_="rounds-course rounds-feedback")
    return join([style_sheet(style()), page])


def _so_far(notebooks: Sequence[NotebookProgress]) -> Html:
    answered, graded = sum(book.answered for book in notebooks), sum(book.graded for book in notebooks)
    tried, practice = sum(book.tried for book in notebooks), sum(book.practice for book in notebooks)
    reflecting = [notebook for notebook in notebooks if notebook.written[1]]
    written = f", {sum(map(_is_written, reflecting))} of {len(reflecting)} reflections written" if reflecting else ""
    counted = f"{answered} of {graded} graded exercises answered, {tried} of {practice} practice exercises tried"
    return join([_where_to_go_on(notebooks), element("p", f"{counted}{written}.")])


def _where_to_go_on(notebooks: Sequence[NotebookProgress]) -> Html:
    notebook = go_on(notebooks)
    if notebook is None:
        return element("p", "All graded work is answered. Every notebook stays open to you.")
    word = "Go on here" if any(notebook.begun for notebook in notebooks) else "Begin here"
    return element("p", element("a", f"{word}: {notebook.module.title}", href=notebook.link), class_="rounds-go")


def _is_written(notebook: NotebookProgress) -> bool:
    return notebook.written[0] == notebook.written[1]


def _row(notebook: NotebookProgress) -> Html:
    title = element("a", notebook.module.title, href=notebook.link)
    cells: list[Content] = [element("th", title, role="rowheader", scope="row")]
    texts = (f"{notebook.module.minutes} min", _answered(notebook), _marked(notebook))
    for name, text in zip(COLUMNS[1:], texts, strict=True):
        cells.append(element("td", text, role="cell", data_name=name))
    return element("tr", *cells, role="row")


def _answered(notebook: NotebookProgress) -> str:
    if not notebook.begun:
        return "Not begun"
    whole = notebook.answered == notebook.graded
    texts = [f"✓ All {notebook.graded} graded" if whole else f"{notebook.answered} of {notebook.graded} graded"]
    texts += [f"{notebook.tried} of {notebook.practice} practice"] if notebook.practice else []
    if notebook.written[1]:
        done, parts = notebook.written
        texts.append("reflection written" if _is_written(notebook) else f"{done} of {parts} parts of the reflection")
    return ", ".join(texts)


def _marked(notebook: NotebookProgress) -> str:
    changed = f"{notebook.changed} changed since" if notebook.changed else ""
    if not notebook.marks:
        return f"Nothing now ({changed})" if changed else "Nothing yet" if notebook.begun else ""
    exercises = len(notebook.module.graded_by_program)
    parts = (points_of(notebook), f"{len(notebook.marks)} of {exercises} exercises", changed)
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
