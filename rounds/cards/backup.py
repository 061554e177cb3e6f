"""The card that downloads answers and brings them back, and the note on machines that keep nothing.

The browser holds the files: what is downloaded goes there in pieces, and what was chosen comes from
there in pieces, since a single message can't be large.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import traitlets

from rounds.cards.base import Card, tell_followers
from rounds.core.errors import KeepingError, RoundsError
from rounds.storage import backup_archive, backup_plan
from rounds.storage.locations import Place, forgets

PIECE = 2**20  # bytes; Jupyter refuses messages of 10 MB


class BackupCard(Card):
    """Two buttons, one for each way, and what was done; or on a machine that forgets, a note with the first of them."""

    view = "backup"
    form = traitlets.Unicode().tag(sync=True)  # "card" or "note"
    front = traitlets.Bool(False).tag(sync=True)  # whether it is on the front page
    page = traitlets.Unicode().tag(sync=True)  # tells the card of one page from that of another
    several = traitlets.Bool(False).tag(sync=True)  # whether it is about more than one notebook
    forgets = traitlets.Bool(False).tag(sync=True)
    piece = traitlets.Int(PIECE).tag(sync=True)
    most = traitlets.Int(backup_archive.MAX_FILE).tag(sync=True)

    def __init__(
        self,
        places: Sequence[Place],
        form: Literal["card", "note"] = "card",
        *,
        front: bool = False,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(
            form=form,
            page=Path.cwd().name,
            front=front,
            several=len(places) > 1,
            forgets=forgets(),
        )
        self._places = places
        self._changed = changed
        self._pieces: list[bytes] = []
        self._plan: backup_plan.Plan | None = None

    def on_msg(self, message: dict[str, Any], buffers: Sequence[Any]) -> None:
        """Send the file of answers, or take the pieces of one and bring its answers back."""
        # The view that asked is the one to be answered: the same card can be shown twice.
        view, do = message.get("view"), message.get("do")
        try:
            if do == "download":
                self._download(view)
            elif do == "bring" and buffers:
                self._bring(view, message, bytes(buffers[0]))
            elif do == "yes" and self._plan is not None:
                self._bring_back(view, self._plan)
        except RoundsError as error:
            self.send({"view": view, "problem": str(error)})

    def _download(self, view: object) -> None:
        raw, name = backup_archive.pack(self._places), backup_archive.file_name()
        for start in range(0, len(raw), PIECE):
            last = start + PIECE >= len(raw)
            self.send({"view": view, "file": name, "at": start, "last": last}, buffers=[raw[start : start + PIECE]])

    def _bring(self, view: object, message: dict[str, Any], piece: bytes) -> None:
        if message.get("at") == 0:
            self._pieces, self._plan = [], None
        self._pieces.append(piece)
        if sum(map(len, self._pieces)) > backup_archive.MAX_FILE:
            self._pieces = []
            raise KeepingError(backup_archive.TOO_LARGE)
        if message.get("last"):
            raw, self._pieces = b"".join(self._pieces), []
            plan = backup_plan.plan_for(raw, self._places, str(message.get("name", "")))
            if plan.ask:
                self._plan = plan
                self.send({"view": view, "ask": plan.rows, "notes": plan.notes})
            else:
                self._bring_back(view, plan)

    def _bring_back(self, view: object, plan: backup_plan.Plan) -> None:
        self._plan = None
        done = backup_plan.bring_back(plan)
        if done.added:
            for part in plan.parts:
                tell_followers(part.place)
            self._changed()
        self.send({"view": view, "done": done.rows, "added": done.added, "problem": done.problem, "notes": plan.notes})
