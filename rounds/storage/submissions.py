"""What the learner submitted last, from the copy that nbgrader keeps on the learner's side.

`nbgrader submit`, and so the Submit button of the Assignment List, copies the folder into the
exchange and once more into `<cache>/<course>/<account>+<notebook>+<time>/` in the learner's own data
folder (nbgrader 0.9.6, `exchange/default/submit.py`). The learner can read only that copy again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from rounds.content.loader import Module
from rounds.storage.answers import NAME, moment, read
from rounds.storage.receipts import Receipt, receipt

_NAME = re.compile(r"[^+]+\+(?P<module>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?) UTC")


@dataclass(frozen=True)
class Submission:
    """One submission: when (ISO 8601 in UTC), and the receipt of what was in it."""

    time: str
    receipt: Receipt


def cache() -> Path:
    """The folder where nbgrader keeps the learner's copies, unless a course configured `Exchange.cache`."""
    from jupyter_core.paths import jupyter_data_dir  # a browser's Python has no nbgrader, and no such folder

    return Path(jupyter_data_dir()) / "nbgrader_cache"


def last_submission(module: Module, folder: Path | None = None) -> Submission | None:
    """The newest submission of this module, or None if there is no copy of one."""
    copies = []
    for copy in (folder or cache()).glob(f"*/*+{module.module}+*"):
        name = _NAME.fullmatch(copy.name)
        if name and name["module"] == module.module and (at := moment(f"{name['time']}+00:00")):
            copies.append((at, copy))
    if not copies:
        return None
    at, copy = max(copies)
    return Submission(at.strftime("%Y-%m-%dT%H:%M:%SZ"), receipt(module, read(copy / NAME)))
