"""An exchange made of desks, for a Hub where all learners share one account (grader/hub/zero-to-jupyterhub).

File permissions can't tell learners apart there, so each learner's server sees only its own desk: what's
released, a tray for submissions and a tray for feedback, each a folder of the one volume that the
instructor's server sees as a whole. To nbgrader, both look like its ordinary exchange. A submission
belongs to the learner whose desk it's on, whatever name is on it.
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
from grader.exchange.safe_copy import copy_submission
from grader.submissions.sanitize import shown
from rounds.core.atomic_write import make_folder

DESKS = "desks"
INBOUND, FEEDBACK = "inbound", "feedback"
MOST = 20  # submissions of one assignment that are taken from one desk, the latest ones
SECRET = "submission_secret.txt"  # noqa: S105  (a file's name)


def bring_submissions(course: Path, assignment: str, most: int, log: logging.Logger) -> bool:
    """Copy what's in the learners' trays to the instructor's inbound folder, under each learner's own name.

    `course` is the course's folder in the exchange; at most `most` bytes of a submission are copied. What was
    copied before isn't copied again. Returns whether there are desks; without them, nothing happens.
    """
    desks = _desks(course)
    for desk in desks:
        for name, rest in _submissions(desk / INBOUND, assignment, log):
            try:
                _bring(desk / INBOUND / name, course / INBOUND / f"{desk.name}+{rest}", most)
            except OSError as error:
                log.error("%s: couldn't be copied from its desk (%s); the others are", shown(name), error.strerror)
    return bool(desks)


def _bring(submission: Path, target: Path, most: int) -> None:
    """Copy a submission to `target`, whole or not at all; once."""
    # A name that's short enough, however long the learner's is.
    coming = target.with_name(f"{COMING}{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:24]}")
    shutil.rmtree(coming, ignore_errors=True)
    if not target.exists():
        make_folder(target, lambda new: copy_submission(submission, new, lambda _, __: [], most), aside=coming)


def distribute_feedback(course: Path, log: logging.Logger) -> None:
    """Copy each released feedback page to the tray of its learner. Without desks, nothing happens."""
    desks = {desk.name: desk for desk in _desks(course)}
    for submission in sorted((course / INBOUND).iterdir()) if desks else ():
        desk = desks.get(submission.name.rsplit("+", 3)[0])
        secret = submission / SECRET
        if desk is None or not secret.is_file():
            continue
        key = secret.read_text(encoding="utf-8", errors="replace")
        for notebook in submission.glob("*.ipynb"):
            page = course / FEEDBACK / f"{notebook_hash(secret=key, notebook_id=notebook.stem)}.html"
            if page.is_file():
                (desk / FEEDBACK).mkdir(exist_ok=True)
                shutil.copyfile(page, desk / FEEDBACK / page.name)
                log.info("Copied feedback to the desk of %s", desk.name)


def _desks(course: Path) -> list[Path]:
    folder = course / DESKS
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def _submissions(tray: Path, assignment: str, log: logging.Logger) -> list[tuple[str, str]]:
    """The latest submissions of an assignment, each as its folder's name and the part of it after the learner."""
    dated: list[tuple[datetime, str, str]] = []
    for name in sorted(path.name for path in tray.iterdir()) if tray.is_dir() else ():
        parts = name.rsplit("+", 3)
        if len(parts) != 4 or parts[1] != assignment:
            continue
        try:
            dated.append((parse_utc(parts[2]), name, "+".join(parts[1:])))
        except (ValueError, OverflowError):
            log.warning("Skipped on a desk, since its name gives no time: %s", shown(name))
    return [(name, rest) for _, name, rest in sorted(dated)[-MOST:]]
