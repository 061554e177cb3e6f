"""How far one is: in a notebook before handing in, and over the whole course on the front page."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from rounds import kinds
from rounds.cards.exercise import followers, script, style
from rounds.content.loader import Exercise, load_module
from rounds.core.errors import RoundsError
from rounds.core.scoring import Mark, begun
from rounds.core.text import escape
from rounds.feedback.render import MEANING, number, self_study
from rounds.kinds.base import Key
from rounds.kinds.reflect.spec import Exercise as Reflection
from rounds.storage import shown_feedback
from rounds.storage.answers import Answers
from rounds.storage.locations import Place, together
from rounds.storage.mark_cache import Points, marked, remember
from rounds.storage.progress import Stage, go_on, points_of, stages, total
from rounds.storage.receipts import receipt
from rounds.storage.self_assessment import sentence, use_of
from rounds.storage.submissions import last

# What the whole notebook says of an exercise that nobody has touched.
UNMARKED = "Not begun, so not marked: you can still do it."


def progress(place: Place, saved: Answers) -> list[dict[str, Any]]:
    """For each graded exercise its id, title, points, how much is answered of how much, and when saved."""
    rows = []
    for exercise in place.module().graded:
        entry = saved.latest.get(exercise.id)
        drawn = exercise.drawn(saved.seed_of(exercise.id))
        marking, answer = kinds.of(exercise.kind).marking, entry.answer if entry else {}
        answered, total = marking.progress(drawn, answer)
        rows.append(
            {
                "id": exercise.id,
                "title": exercise.title,
                "use": use_of(exercise, place.self_study),
                "answered": answered,
                "total": total,
                "begun": begun(answer),
                "open": bool(marking.left(drawn, answer)),
                "time": entry.time if entry else "",
            }
        )
    return rows


def mark_all(place: Place, saved: Answers | None = None) -> tuple[Points, str]:
    """The points of what is begun and could be marked, and the feedback of every graded exercise as HTML.

    What is not begun is neither marked nor shown: its answers would be given away. Of answers that stood once (`saved`)
    the points are not kept.
    """
    keep, saved, keys = saved is None, saved or place.answers().read(), place.keys()
    parts = []
    marks: Points = {}
    for exercise in (e.drawn(saved.seed_of(e.id)) for e in place.module().graded):
        kind = kinds.of(exercise.kind).marking
        if not begun(saved.of(exercise.id)):
            parts.append(f"<p><strong>{escape(exercise.title)}</strong>: {UNMARKED}</p>")
            continue
        mark: Mark = kind.mark(exercise, keys[exercise.id], saved.of(exercise.id))
        if exercise.kind != "reflect" and exercise.points:
            marks[exercise.id] = (mark.points(exercise.points), exercise.points)
        parts.append(_part(exercise, keys[exercise.id], mark, saved))
    if keep:
        remember(place, marked(saved, marks))
        shown_feedback.note(place, saved, [e.id for e in place.module().graded if begun(saved.of(e.id))])
    return marks, "".join(parts)


def _sum(place: Place, marks: Points) -> str:
    """`14 of 21 points`, and of how many exercises where some are not begun."""
    every = sum(e.kind != "reflect" for e in place.module().graded)
    if not marks:
        return "<strong>No points yet</strong>: what is marked here is not begun."
    count = "" if len(marks) == every else f" for {len(marks)} of {every} exercises,"
    return f"<strong>{total(marks)}</strong>{count} without the reflection, which you judge yourself."


def _part(exercise: Exercise, key: Key, mark: Mark, saved: Answers) -> str:
    points = f"{number(mark.points(exercise.points or 0))} of {number(exercise.points or 0)} points"
    told = escape(exercise.title) + ("" if exercise.kind == "reflect" else f" ({points})")
    # Folded, so that one sees all the marks before the first page of reasons.
    judged = sentence(exercise, saved) if isinstance(exercise, Reflection) else ""
    shown = self_study(exercise, key, mark, heading=4, judged=judged, fold=False)
    return f"<details><summary>{told}</summary>{shown}</details>"


class HandIn(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget is untyped
    """What is answered and saved in this notebook; in self-study all the marks at once, in a course the receipts."""

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    rows = traitlets.List().tag(sync=True)
    problems = traitlets.List().tag(sync=True)
    self_study = traitlets.Bool(False).tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    report = traitlets.Unicode().tag(sync=True)
    outdated = traitlets.Bool(False).tag(sync=True)  # whether the report is on answers that have changed since
    receipt = traitlets.Dict().tag(sync=True)  # of what is saved now: code, answered, total, time
    handed_in = traitlets.Dict().tag(sync=True)  # of the last hand-in: when, code, answered, total, time

    def __init__(self, place: Place) -> None:
        shown = script("shared/dom", "shared/print", "shared/scroll_to", "shared/confirm", "pages/submit")
        title = place.module().title
        super().__init__(_esm=shown, _css=style(), self_study=place.self_study, title=title)
        self._place = place
        self.follow(place, place.answers().read())
        self._look()
        self._bring_back(place.answers().read())
        self.on_msg(self._receive)
        followers.add(self)

    def _bring_back(self, saved: Answers) -> None:
        """Show the feedback that was asked for before the page was reloaded."""
        if self.self_study and (found := shown_feedback.last(self._place, saved)):
            then = found.answers
            # What was begun since has not been asked for, and its answers would be given away.
            later = self._begun_since(then, found.of)
            kept = Answers({n: e for n, e in then.latest.items() if n not in later}, then.seed, then.problems)
            with contextlib.suppress(RoundsError), self.hold_sync():
                self.report = self._report(*mark_all(self._place, kept))
                self.outdated = not found.stands or bool(later)

    def _begun_since(self, saved: Answers, asked_for: Collection[str]) -> set[str]:
        return {e.id for e in self._place.module().graded if e.id not in asked_for and begun(saved.of(e.id))}

    def _report(self, marks: Points, html: str) -> str:
        notes = "".join(f'<p class="rounds-note" role="note">{escape(p)}</p>' for p in self.problems)
        told = f'<p class="rounds-score">{_sum(self._place, marks)}</p>'
        return f'<div class="rounds-feedback">{told}<p>{escape(MEANING)}</p>{notes}{html}</div>'

    def follow(self, place: Place, saved: Answers) -> None:
        """Show what is saved now, if it is this notebook's."""
        if place == self._place:
            self.rows = progress(place, saved)
            self.problems = [p for p in saved.problems if saved.latest]
            if self.report and isinstance(of := saved.of(shown_feedback.feedback_id()).get("of"), dict):
                self.outdated = shown_feedback.changed(saved) or bool(self._begun_since(saved, of))
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
                report = self._report(*mark_all(self._place))
            except RoundsError as error:
                self.problems = [str(error)]
                self.send({"marked": True})
                return
            with self.hold_sync():
                self.report, self.outdated = report, False
            self.send({"marked": True})


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
    every = sum(e.kind != "reflect" for e in stage.module.graded)
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
