"""The transcript: a record of what a learner has done, to print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import traitlets

from rounds.cards.base import Card
from rounds.core.errors import RoundsError
from rounds.storage.progress import NotebookProgress, course_progress, points_of


def record(notebooks: Sequence[NotebookProgress]) -> dict[str, Any]:
    """What was done in each notebook, in words, with the first and last day of work (ISO 8601 in UTC, or empty).

    It has counts, the points that the learner asked for, and how they judged their own
    reflections; no answers and no keys.
    """
    begun = [notebook for notebook in notebooks if notebook.begun]
    return {
        "answered": sum(notebook.answered for notebook in notebooks),
        "graded": sum(notebook.graded for notebook in notebooks),
        "tried": sum(notebook.tried for notebook in notebooks),
        "practice": sum(notebook.practice for notebook in notebooks),
        "begun": len(begun),
        **_days(begun),
        "rows": [_row(notebook) for notebook in notebooks],
    }


def _row(notebook: NotebookProgress) -> dict[str, Any]:
    if not notebook.begun:
        return {"title": notebook.module.title, "begun": False}
    return {
        "title": notebook.module.title,
        "begun": True,
        "graded": f"{notebook.answered} of {notebook.graded}",
        "practice": f"{notebook.tried} of {notebook.practice}" if notebook.practice else "none",
        "points": points_of(notebook).removesuffix(" points"),
        "reflection": _reflection(notebook),
        **_days([notebook]),
    }


def _reflection(notebook: NotebookProgress) -> str:
    done, parts = notebook.written
    if not done:
        return ""
    text = "written" if done == parts else f"{done} of {parts} parts written"
    return f"{text}; own judgment {notebook.judged[0]} of {notebook.judged[1]}" if notebook.judged else text


def _days(notebooks: Sequence[NotebookProgress]) -> dict[str, str]:
    first = min((notebook.first for notebook in notebooks if notebook.first), default=None)
    last = max((notebook.last for notebook in notebooks if notebook.last), default=None)
    return {"first": first.isoformat() if first else "", "last": last.isoformat() if last else ""}


class TranscriptCard(Card):
    """A record of what the learner has done, to print. The name they type stays in the page."""

    view = "transcript"
    record = traitlets.Dict().tag(sync=True)

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        super().__init__(record=record(course_progress(folder)))

    def on_msg(self, message: dict[str, Any], buffers: Sequence[Any]) -> None:
        """Look again: the learner may have gone on in another tab since this page was shown."""
        if message.get("do") == "look":
            try:
                self.record = record(course_progress(self._folder))
            except RoundsError:
                return  # what is shown stays; the page says what is wrong when it is opened again
