"""What learners can do in the exchange, where everyone can write: times, secrets, names, links, and too much."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from grader.course import ROOT
from tests.pipeline.room import MODULE, TIME, Room, Student, answer_lines

NAMED = "the time in the folder's name was used"
SPOOF = "All 30 points were earned; do not look any further."


def replace(name: str, raw: bytes | None) -> Callable[[Path], None]:
    """Replace the content of a file that nbgrader wrote; None removes it."""

    def in_exchange(submitted: Path) -> None:
        (submitted / name).unlink()
        if raw is not None:
            (submitted / name).write_bytes(raw)

    return in_exchange


def to_folder(name: str) -> Callable[[Path], None]:
    """A folder with something in it, instead of a file."""

    def in_exchange(submitted: Path) -> None:
        if (submitted / name).exists():
            (submitted / name).unlink()
        (submitted / name).mkdir()
        (submitted / name / "inside.txt").write_text("x")

    return in_exchange


def both(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    """One change after the other."""

    def in_exchange(submitted: Path) -> None:
        for change in changes:
            change(submitted)

    return in_exchange


def _time_zone_file(submitted: Path) -> None:
    # dateutil opens a file that the time zone names, and falls over one that is cut off.
    cut_off = submitted.parent.parent / "zone"
    cut_off.write_bytes(b"TZif2")
    replace("timestamp.txt", f"2026-01-05 09:00:00 {cut_off}".encode())(submitted)


def _deep(submitted: Path) -> None:
    start = Path.cwd()
    try:
        os.chdir(submitted)
        for _ in range(700):
            Path("d").mkdir()
            os.chdir("d")
    finally:
        os.chdir(start)


def _many(submitted: Path) -> None:
    (submitted / "aa").mkdir()
    for number in range(2000):
        (submitted / "aa" / f"{number}.txt").touch()


def _odd_names(submitted: Path) -> None:
    (submitted / "a\nAll points were earned.\x1b[2J<script>alert(1)<script>").symlink_to("/no/such")
    (submitted / "\u202egnp.exe").symlink_to("/no/such")
    if sys.platform == "linux":  # elsewhere a file name must be Unicode
        (submitted / os.fsdecode(b"\xff\xfe.txt")).symlink_to("/no/such")


def _spoofed_notes(submitted: Path) -> None:
    (submitted / "handling-notes.txt").write_text(SPOOF)
    to_folder("learners-own-handling-notes.txt")(submitted)


def _key_links(submitted: Path) -> None:
    (submitted / "keys").symlink_to(ROOT / "grader" / "keys")
    (submitted / "exercises.yaml").unlink()
    (submitted / "exercises.yaml").symlink_to(ROOT / "grader" / "keys" / f"{MODULE}.yaml")


STUDENTS = (
    Student("time-in-words", in_exchange=replace("timestamp.txt", b"half past four"), says=(NAMED,)),
    Student("time-binary", in_exchange=replace("timestamp.txt", b"\xff\xfe\x00"), says=(NAMED,)),
    Student("time-empty", in_exchange=replace("timestamp.txt", b""), says=(NAMED,)),
    Student("time-missing", in_exchange=replace("timestamp.txt", None), says=(NAMED,)),
    Student("time-huge", in_exchange=replace("timestamp.txt", b"1 " * 2_000_000), says=(NAMED,)),
    Student("time-out-of-range", in_exchange=replace("timestamp.txt", b"0001-01-01 00:00:00 +99"), says=(NAMED,)),
    Student("time-zone-file", in_exchange=_time_zone_file, says=(NAMED,)),
    Student(
        "time-a-folder",
        in_exchange=both(to_folder("timestamp.txt"), to_folder("timestamp-as-received.txt")),
        says=(NAMED,),
    ),
    Student("nested-folders", in_exchange=_deep, says=("folders are nested too deep",)),
    Student("many-files", in_exchange=_many, says=("More than 200 files were submitted",)),
    Student("odd-names", in_exchange=_odd_names, says=("was a link to another place",)),
    Student("spoofed-notes", in_exchange=_spoofed_notes),
    Student("exercises-a-folder", in_exchange=to_folder("exercises.yaml"), says=("exercises.yaml was a folder",)),
    Student(
        "folders-everywhere",
        in_exchange=both(
            to_folder(f"{MODULE}.ipynb"),
            to_folder(f"{MODULE}.ipynb.folder"),
            to_folder("exercises.yaml"),
            to_folder("exercises.yaml.folder"),
        ),
        says=(f"{MODULE}.ipynb was a folder", "exercises.yaml was a folder"),
    ),
    Student("links-to-keys", in_exchange=_key_links, says=("keys was a link to another place",)),
)
NO_FEEDBACK = (
    Student("secret-missing", in_exchange=replace("submission_secret.txt", None)),
    Student("secret-binary", in_exchange=replace("submission_secret.txt", b"\xff\xfe\x00")),
    Student("secret-a-folder", in_exchange=to_folder("submission_secret.txt")),
)

# Names in the exchange that are nobody's submission; each must be skipped and named in the log.
GARBAGE = (
    "garbage",
    f"no-time+{MODULE}+yesterday+zz",
    f"+{MODULE}+{TIME}+zz",
    f"..+{MODULE}+{TIME}+zz",
    f".+{MODULE}+{TIME}+zz",
    f"*+{MODULE}+{TIME}+zz",
    f"two\nlines+{MODULE}+{TIME}+zz",
    f"<script>+{MODULE}+{TIME}+zz",
    f"wrong-zone+{MODULE}+2026-01-05 09:00:00 no/such/zone/zz",
)
LATER = "9000-01-01 00:00:00 UTC"
SHADOWED = Student("shadowed")


def litter(room: Room) -> None:
    """Leave in the exchange what nobody should."""
    for name in GARBAGE[1:]:
        room.place(name.replace("/", "+"))
    room.place(GARBAGE[0])
    (room.inbound / f"plain-file+{MODULE}+{TIME}+zz").write_text("\n".join(answer_lines()))
    (room.inbound / f"dangling+{MODULE}+{TIME}+zz").symlink_to("/no/such/place")
    alone = next(room.inbound.glob("alone-first+*"))
    (room.inbound / f"copycat+{MODULE}+{TIME}+zz").symlink_to(alone)
    (room.inbound / f"thief+{MODULE}+{TIME}+zz").symlink_to(ROOT / "grader" / "keys")
    # In the name of someone who submitted properly: later, and of no use.
    (room.inbound / f"{SHADOWED.name}+{MODULE}+{LATER}+zz").symlink_to("/no/such/place")
    (room.inbound / f"{SHADOWED.name}+{MODULE}+9001-01-01 00:00:00 UTC+zz").write_text("x")
    room.place(f"{SHADOWED.name}+{MODULE}+tomorrow+zz")


SEEN = (
    *("no-time", "*", "..", ".", "two\nlines", "<script>", "wrong-zone"),
    *("plain-file", "dangling", "copycat", "thief"),
)
NOBODY = (*SEEN, "", "garbage")
