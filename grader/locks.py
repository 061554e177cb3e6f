"""One process at a time: whoever collects, grades or replaces a learner's submission holds that learner's lock.

Two instructors, several grading processes and Formgrader's button can work at once; without the lock, one
would remove the folder that another is writing. The operating system releases a lock when its process
ends, however it ends, so a killed process blocks nobody.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

from rounds.core.errors import RoundsError
from rounds.core.text import clean

FOLDER = ".marking"  # in the course root: the locks, and the points as they were before a grading run
SECONDS = 600  # a submission takes well under a second


def marking_folder(root: Path) -> Path:
    """The folder of this course's locks. If it's missing, it's made, for the group if the course root is the group's."""
    folder = root / FOLDER
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(OSError):
            folder.chmod(root.stat().st_mode & 0o2777)
    return folder


@contextlib.contextmanager
def held(root: Path, name: str) -> Iterator[None]:
    """Hold the lock of a learner of the course at `root`.

    Raises RoundsError after ten minutes of waiting, and for a name that no gradebook can hold.
    """
    from filelock import FileLock, Timeout

    try:
        raw = name.encode()
    except UnicodeEncodeError:
        raise RoundsError(
            f"{clean(name, 200)}: the name of this folder isn't text in UTF-8. Rename it, then run the same command again."
        ) from None
    # A learner's name can be long, or hold what a file name can't.
    path = marking_folder(root) / f"{hashlib.sha256(raw).hexdigest()[:24]}.lock"
    # The next instructor of the group must be able to open the file, whatever the first one's umask is.
    lock = FileLock(path, timeout=SECONDS, mode=0o666 & ~_others(root))
    try:
        lock.acquire()
    except Timeout:
        raise RoundsError(
            f"{name}: another process has worked on this submission for {SECONDS // 60} minutes. "
            "Wait for it or end it, then run the same command again."
        ) from None
    try:
        yield
    finally:
        lock.release()


def _others(root: Path) -> int:
    """The permissions that the course root denies, so that a lock allows no more than the root does."""
    return ~root.stat().st_mode & 0o777
