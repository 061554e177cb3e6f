"""Everything that can go wrong and has a sentence for a person, as one small tree."""

from __future__ import annotations

import errno


class RoundsError(Exception):
    """Something a person can fix; the message says what and how."""


class ContentError(RoundsError):
    """An exercises or keys file has problems; one line for each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class PlaceError(RoundsError):
    """The notebook isn't in the folder of its exercises."""


class SaveError(RoundsError):
    """An answer could not be written; what was saved before is untouched. `why` is the reason alone, where known."""

    def __init__(self, sentence: str, why: str = "") -> None:
        self.why = why
        super().__init__(sentence)


class KeepingError(RoundsError):
    """Answers could not be downloaded, or a file holds none that could be brought back; nothing was changed."""


def surroundings(error: OSError) -> str:
    """What is wrong with a file, folder or disk, and what to do about it: one sentence for a person."""
    what = error.filename2 or error.filename
    where = f"{what}: " if what else ""
    how = {
        errno.ENOSPC: "the disk is full. Make room",
        errno.EDQUOT: "your disk quota is used up. Make room",
        errno.EFBIG: "the file would be larger than is allowed here. Make room",
        errno.EACCES: "you may not read or write here. Ask whoever set it up for permission",
        errno.EPERM: "you may not change this. Ask whoever set it up for permission",
        errno.EROFS: "this folder is read-only. Ask whoever set it up for permission",
        errno.ENOENT: "there is no such file or folder. Check the path",
        errno.ENOTDIR: "a file stands where a folder should be. Check the path",
        errno.EISDIR: "this is a folder, and a file is needed. Check the path",
        errno.EEXIST: "there is something of that name already. Move it away",
        errno.ENAMETOOLONG: "this path is too long. Move the course to a folder nearer to the top",
    }.get(error.errno or 0, f"the computer says: {error.strerror or error}. Fix that")
    return f"{where}{how}, then run the same command again."
