"""The front page as HTML: every notebook, its time and how far someone is in it; and the links at a notebook's end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rounds.cards.front_end import style
from rounds.content.loader import load_module
from rounds.core.text import escape
from rounds.storage.locations import Place, together
from rounds.storage.progress import Stage, go_on, points_of, stages

COLUMNS = ("Notebook", "Time", "Answered", "Marked so far")


def front_page(folder: Path | None = None) -> str:
    """The way through the course as HTML: where to go on, and each notebook, its time and how far one is in it."""
    every = stages(folder)
    # The roles stand here since a phone shows each row as a card, which is no table to some screen readers.
    head = "".join(f'<th role="columnheader" scope="col">{name}</th>' for name in COLUMNS)
    table = (
        f'<table role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{"".join(map(_line, every))}</tbody></table>'
    )
    return f'<style>{style()}</style><div class="rounds-course rounds-feedback">{_so_far(every)}{table}</div>'


def _so_far(every: Sequence[Stage]) -> str:
    answered, graded = sum(stage.answered for stage in every), sum(stage.graded for stage in every)
    tried, practice = sum(stage.tried for stage in every), sum(stage.practice for stage in every)
    then = go_on(every)
    if then is None:
        where = "<p>All graded work is answered. Every notebook stays open to you.</p>"
    else:
        word = "Go on here" if any(stage.begun for stage in every) else "Begin here"
        where = f'<p class="rounds-go"><a href="{escape(then.link)}">{word}: {escape(then.module.title)}</a></p>'
    own = [stage for stage in every if stage.written[1]]
    written = f", {sum(_is_written(stage) for stage in own)} of {len(own)} reflections written" if own else ""
    counted = f"{answered} of {graded} graded exercises answered, {tried} of {practice} practice exercises tried"
    return f"{where}<p>{counted}{written}.</p>"


def _is_written(stage: Stage) -> bool:
    return stage.written[0] == stage.written[1]


def _line(stage: Stage) -> str:
    cells = (f"{stage.module.minutes} min", _answered(stage), _marked(stage))
    head = f'<th role="rowheader" scope="row"><a href="{escape(stage.link)}">{escape(stage.module.title)}</a></th>'
    told = "".join(
        f'<td role="cell" data-name="{name}">{cell}</td>' for name, cell in zip(COLUMNS[1:], cells, strict=True)
    )
    return f'<tr role="row">{head}{told}</tr>'


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


def onward(place: Place) -> str:
    """Where to go from the end of a notebook, as HTML: the next one, and the front page; empty in a course."""
    folders = [other.folder for other in together(place.folder)]
    if not place.self_study or place.folder not in folders:
        return ""
    links = []
    for folder in folders[folders.index(place.folder) + 1 :][:1]:
        title = escape(load_module(folder).title)
        links.append(f'<a class="rounds-onward" href="../{folder.name}/{folder.name}.ipynb">Next: {title}</a>')
    links.append('<a class="rounds-onward" href="../../start.ipynb">All notebooks</a>')
    return f'<nav class="rounds-tool" aria-label="Where to go from here">{" ".join(links)}</nav>'
