"""Says why an answer couldn't be saved, in sentences for learners."""

from __future__ import annotations

import errno
import math

from rounds.core.errors import SaveError


def refuse_infinite(value: object) -> None:
    """Raise SaveError for a number that JSON can't hold."""
    if isinstance(value, float) and not math.isfinite(value):
        raise SaveError("A number in this answer is not a number. Type it again.")
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        refuse_infinite(child)


def failed(error: OSError) -> SaveError:
    """The error for a file that couldn't be written, with what to do about it."""
    why = {
        errno.ENOSPC: "the disk is full. Make room",
        errno.EDQUOT: "your disk quota is used up. Make room",
        errno.EACCES: "this folder may not be written to. Ask whoever set it up",
        errno.EPERM: "this folder may not be written to. Ask whoever set it up",
        errno.EROFS: "this folder is read-only. Ask whoever set it up",
    }.get(error.errno or 0, f"the computer says: {error.strerror}. Try again")
    return SaveError(f"Not saved: {why}, then change the answer once more. What was saved before is kept.", why)
