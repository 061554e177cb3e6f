"""What the learner handed in last, from the copy that nbgrader keeps on the learner's side.

`nbgrader submit`, and so the Submit button of the Assignment List, copies the folder into the
exchange and once more into `<cache>/<course>/<account>+<notebook>+<time>/` in the learner's own data
folder (nbgrader 0.9.6, `exchange/default/submit.py`). Only that copy can be read by the learner again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from jupyter_core.paths import jupyter_data_dir

from rounds.content.loader import Module
from rounds.storage.answers import NAME, moment, read
from rounds.storage.receipts import Receipt, receipt

_NAME = re.compile(r"[^+]+\+(?P<module>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?) UTC")


@dataclass(frozen=True)
class HandedIn:
    """One hand-in: when (ISO 8601 in UTC), and the receipt of what was in it."""

    time: str
    receipt: Receipt


def cache() -> Path:
    """Where nbgrader keeps the learner's copies, unless a course configured `Exchange.cache`."""
    return Path(jupyter_data_dir()) / "nbgrader_cache"


def last(module: Module, folder: Path | None = None) -> HandedIn | None:
    """The newest hand-in of this module, or None where there is no copy of one."""
    found = []
    for copy in (folder or cache()).glob(f"*/*+{module.module}+*"):
        named = _NAME.fullmatch(copy.name)
        if named and named["module"] == module.module and (at := moment(f"{named['time']}+00:00")):
            found.append((at, copy))
    if not found:
        return None
    at, copy = max(found)
    return HandedIn(at.strftime("%Y-%m-%dT%H:%M:%SZ"), receipt(module, read(copy / NAME)))
