"""An exchange of desks, for a Hub where all learners are one account (grader/hub/zero-to-jupyterhub).

There, file permissions tell nobody apart. So each learner's server sees only a desk of its own: what is
released, its own tray to hand in and its own tray of feedback, each a folder of the one volume that the
instructor's server sees whole. To nbgrader both look like its ordinary exchange. What is handed in
counts for whoever's desk it lies on, whatever name it bears.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from datetime import datetime
from pathlib import Path

from nbgrader.utils import notebook_hash, parse_utc

from grader.exchange.inbox import COMING
from grader.exchange.safe_copy import copy_plain
from grader.submissions.sanitize import shown

DESKS = "desks"
INBOUND, FEEDBACK = "inbound", "feedback"
MOST = 20  # hand-ins of one assignment that are taken from one desk, the latest ones
SECRET = "submission_secret.txt"  # noqa: S105  (a file's name)


def bring(course: Path, assignment: str, most: int, log: logging.Logger) -> bool:
    """Copy what lies in the learners' trays into the instructor's inbound folder, under each learner's own name.

    `course` is the course's folder in the exchange; at most `most` bytes of one hand-in are copied.
    What was brought before is not brought again. Without desks nothing happens. Returns whether there are desks.
    """
    desks = _desks(course)
    for desk in desks:
        for name, rest in _handed_in(desk / INBOUND, assignment, log):
            target = course / INBOUND / f"{desk.name}+{rest}"
            # A name of its own, short enough whatever the learner's is.
            coming = target.with_name(f"{COMING}{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:24]}")
            shutil.rmtree(coming, ignore_errors=True)
            try:
                if target.exists():
                    continue
                copy_plain(desk / INBOUND / name, coming, lambda folder, names: [], most)
                coming.rename(target)
            except OSError as error:
                log.error("%s: could not be taken from its desk (%s); the others are", shown(name), error.strerror)
    return bool(desks)


def hand_out(course: Path, log: logging.Logger) -> None:
    """Put each released feedback page into the tray of the learner it belongs to. Without desks nothing happens."""
    desks = {desk.name: desk for desk in _desks(course)}
    for handed_in in sorted((course / INBOUND).iterdir()) if desks else ():
        desk = desks.get(handed_in.name.rsplit("+", 3)[0])
        secret = handed_in / SECRET
        if desk is None or not secret.is_file():
            continue
        key = secret.read_text(encoding="utf-8", errors="replace")
        for notebook in handed_in.glob("*.ipynb"):
            page = course / FEEDBACK / f"{notebook_hash(secret=key, notebook_id=notebook.stem)}.html"
            if page.is_file():
                (desk / FEEDBACK).mkdir(exist_ok=True)
                shutil.copyfile(page, desk / FEEDBACK / page.name)
                log.info("Feedback laid on the desk of %s", desk.name)


def _desks(course: Path) -> list[Path]:
    folder = course / DESKS
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def _handed_in(tray: Path, assignment: str, log: logging.Logger) -> list[tuple[str, str]]:
    """The latest hand-ins of an assignment, each as its folder's name and what follows the learner in it."""
    found: list[tuple[datetime, str, str]] = []
    for name in sorted(path.name for path in tray.iterdir()) if tray.is_dir() else ():
        parts = name.rsplit("+", 3)
        if len(parts) != 4 or parts[1] != assignment:
            continue
        try:
            found.append((parse_utc(parts[2]), name, "+".join(parts[1:])))
        except (ValueError, OverflowError):
            log.warning("Passed over on a desk, since its name gives no time: %s", shown(name))
    return [(name, rest) for _, name, rest in sorted(found)[-MOST:]]
