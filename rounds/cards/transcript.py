"""The record of what a learner has done, to print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import traitlets

from rounds.cards.base import Card
from rounds.core.errors import RoundsError
from rounds.storage.progress import Stage, points_of, stages


def record(every: Sequence[Stage]) -> dict[str, Any]:
    """What was done in each notebook, in words, with the first and last day of work (ISO 8601 in UTC, or empty).

    It holds counts, the points of what the learner had marked, and how they judged their own
    reflections; no answer and no key.
    """
    begun = [stage for stage in every if stage.begun]
    return {
        "answered": sum(stage.answered for stage in every),
        "graded": sum(stage.graded for stage in every),
        "tried": sum(stage.tried for stage in every),
        "practice": sum(stage.practice for stage in every),
        "begun": len(begun),
        **_days(begun),
        "rows": [_row(stage) for stage in every],
    }


def _row(stage: Stage) -> dict[str, Any]:
    if not stage.begun:
        return {"title": stage.module.title, "begun": False}
    return {
        "title": stage.module.title,
        "begun": True,
        "graded": f"{stage.answered} of {stage.graded}",
        "practice": f"{stage.tried} of {stage.practice}" if stage.practice else "none",
        "points": points_of(stage).removesuffix(" points"),
        "reflection": _reflection(stage),
        **_days([stage]),
    }


def _reflection(stage: Stage) -> str:
    done, parts = stage.written
    if not done:
        return ""
    told = "written" if done == parts else f"{done} of {parts} parts written"
    return f"{told}; own judgment {stage.judged[0]} of {stage.judged[1]}" if stage.judged else told


def _days(every: Sequence[Stage]) -> dict[str, str]:
    first = min((stage.first for stage in every if stage.first), default=None)
    last = max((stage.last for stage in every if stage.last), default=None)
    return {"first": first.isoformat() if first else "", "last": last.isoformat() if last else ""}


class TranscriptCard(Card):
    """A record of what the learner has done, to print. The name they type stays in the page."""

    scripts = ("shared/dom", "shared/print", "pages/transcript")
    record = traitlets.Dict().tag(sync=True)

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        super().__init__(record=record(stages(folder)))

    def on_msg(self, message: dict[str, Any], buffers: Sequence[Any]) -> None:
        """Look anew: someone may have worked on in another tab since this page was shown."""
        if message.get("do") == "look":
            try:
                self.record = record(stages(self._folder))
            except RoundsError:
                return  # what is shown stays; the page says what is wrong when it is opened again
