"""How far one is: in a notebook before handing in, and over the whole course on the front page."""

from __future__ import annotations

from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from rounds import kinds
from rounds.answers import Answers
from rounds.content import EXERCISES, Exercise, Module, load_module
from rounds.course import Place, find, root
from rounds.errors import PlaceError, RoundsError
from rounds.handed_in import last
from rounds.kinds.spec import Key
from rounds.marking import Mark
from rounds.marks import Marks, remember, remembered
from rounds.receipts import receipt
from rounds.report import number, self_study
from rounds.text import escape
from rounds.widget import followers, style


def progress(place: Place, saved: Answers) -> list[dict[str, Any]]:
    """For each graded exercise its id, title, points, how much is answered of how much, and when saved."""
    rows = []
    for exercise in place.module().graded:
        entry = saved.latest.get(exercise.id)
        drawn = exercise.drawn(saved.seed_of(exercise.id))
        answered, total = kinds.of(exercise.kind).marking.progress(drawn, entry.answer if entry else {})
        rows.append(
            {
                "id": exercise.id,
                "title": exercise.title,
                "points": number(exercise.points or 0),
                "answered": answered,
                "total": total,
                "time": entry.time if entry else "",
            }
        )
    return rows


def mark_all(place: Place) -> tuple[float, float, str]:
    """Points earned, points that could be marked, and the feedback of every graded exercise as HTML."""
    saved, keys = place.answers().read(), place.keys()
    earned = possible = 0.0
    parts = []
    marks = {}
    for exercise in (e.drawn(saved.seed_of(e.id)) for e in place.module().graded):
        mark: Mark = kinds.of(exercise.kind).marking.mark(exercise, keys[exercise.id], saved.of(exercise.id))
        if exercise.kind != "reflect" and exercise.points:
            marks[exercise.id] = (mark.points(exercise.points), exercise.points)
            earned += mark.points(exercise.points)
            possible += exercise.points
        parts.append(_part(exercise, keys[exercise.id], mark))
    remember(place, marks)
    return earned, possible, "".join(parts)


def _part(exercise: Exercise, key: Key, mark: Mark) -> str:
    points = f"{number(mark.points(exercise.points or 0))} of {number(exercise.points or 0)} points"
    told = escape(exercise.title) + ("" if exercise.kind == "reflect" else f" ({points})")
    # Folded, so that one sees all the marks before the first page of reasons.
    return f"<details><summary>{told}</summary>{self_study(exercise, key, mark, heading=4)}</details>"


class HandIn(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget is untyped
    """What is answered and saved in this notebook; in self-study all the marks at once, in a course the receipts."""

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    rows = traitlets.List().tag(sync=True)
    problems = traitlets.List().tag(sync=True)
    self_study = traitlets.Bool(False).tag(sync=True)
    report = traitlets.Unicode().tag(sync=True)
    receipt = traitlets.Dict().tag(sync=True)  # of what is saved now: code, answered, total, time
    handed_in = traitlets.Dict().tag(sync=True)  # of the last hand-in: when, code, answered, total, time

    def __init__(self, place: Place) -> None:
        files = resources.files("rounds")
        script = "\n".join(files.joinpath(f"ui/{name}.js").read_text(encoding="utf-8") for name in ("dom", "hand_in"))
        super().__init__(_esm=script, _css=style(), self_study=place.self_study)
        self._place = place
        self.follow(place, place.answers().read())
        self._look()
        self.on_msg(self._receive)
        followers.add(self)

    def follow(self, place: Place, saved: Answers) -> None:
        """Show what is saved now, if it is this notebook's."""
        if place == self._place:
            self.rows = progress(place, saved)
            self.problems = [p for p in saved.problems if saved.latest]
            if not self.self_study:
                self.receipt = asdict(receipt(place.module(), saved))

    def _look(self) -> None:
        """Handing in happens outside of the notebook: look for it whenever the card comes into view."""
        if not self.self_study and (found := last(self._place.module())):
            self.handed_in = {"when": found.time, **asdict(found.receipt)}

    def _receive(self, _: object, message: Any, __: object) -> None:
        if isinstance(message, dict) and message.get("do") == "look":
            self._look()
        if isinstance(message, dict) and message.get("do") == "mark" and self.self_study:
            try:
                earned, possible, html = mark_all(self._place)
            except RoundsError as error:
                self.problems = [str(error)]
                self.send({"marked": True})
                return
            total = f"<p class='rounds-score'><strong>{number(earned)} of {number(possible)} points</strong> without the reflection, which a person reads.</p>"
            self.report = f'<div class="rounds-feedback">{total}{html}</div>'
            self.send({"marked": True})


COLUMNS = ("Notebook", "Time", "Graded work answered", "Marked so far")


def front_page(folder: Path | None = None) -> str:
    """The way through the course as HTML: each notebook, its time, what is answered and what is marked."""
    clone = root(folder)
    if clone is None:
        raise PlaceError("The front page belongs beside the folder of notebooks. Open it from there.")
    lines = [_line(path.parent) for path in sorted((clone / "modules").glob(f"*/{EXERCISES}"))]
    # The roles stand here since a phone shows each row as a card, which is no table to some screen readers.
    head = "".join(f'<th role="columnheader" scope="col">{name}</th>' for name in COLUMNS)
    table = (
        f'<table role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{"".join(lines)}</tbody></table>'
    )
    return f'<style>{style()}</style><div class="rounds-course rounds-feedback">{table}</div>'


def _line(folder: Path) -> str:
    module, place = load_module(folder), find(folder)
    rows = progress(place, place.answers().read())
    cells = (f"{module.minutes} min", _answered(rows), _marked(module, remembered(place)))
    link = f"modules/{folder.name}/{folder.name}.ipynb"
    head = f'<th role="rowheader" scope="row"><a href="{escape(link)}">{escape(module.title)}</a></th>'
    told = "".join(
        f'<td role="cell" data-name="{name}">{cell}</td>' for name, cell in zip(COLUMNS[1:], cells, strict=True)
    )
    return f'<tr role="row">{head}{told}</tr>'


def _answered(rows: list[dict[str, Any]]) -> str:
    if not any(row["answered"] for row in rows):
        return "Not begun"
    done = sum(row["answered"] >= row["total"] for row in rows)
    return f"✓ All {len(rows)} exercises answered" if done == len(rows) else f"{done} of {len(rows)} exercises answered"


def _marked(module: Module, marks: Marks) -> str:
    found = [marks[e.id] for e in module.graded if e.id in marks]
    if not found:
        return "Nothing yet"
    earned, possible = (sum(points) for points in zip(*found, strict=True))
    every = sum(e.kind != "reflect" for e in module.graded)
    return f"{number(earned)} of {number(possible)} points, {len(found)} of {every} exercises"
