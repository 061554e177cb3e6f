"""The answers file: append-only JSON Lines, one object for each committed change.

Each line is `{"v": 1, "seed": ..., "time": ..., "exercise": ..., "answer": {...}, "seen": {...}}`; the first one has
no exercise and names the module. `seen` says which texts the answer was given to (earlier_versions.py). The last valid
line of an exercise counts; the seed of that line draws its figures. Nothing is ever rewritten, so nothing is lost, two
open tabs cannot undo each other, and the history shows attempts. A line with a module and `"brought_back": {...}` keeps
a line of another file that does not count here (backup_merge.py).
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import secrets
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeGuard, TypeVar

from rounds.core.errors import SaveError
from rounds.core.scoring import Answer
from rounds.core.text import all_storable
from rounds.storage.save_problems import failed, refuse_infinite

VERSION = 1
NAME = "answers.jsonl"
MAX_BYTES = 64 * 2**20  # of a larger file the last part is read: the last line counts
MAX_LINE = 2**20
MAX_LINES = 100_000  # of more lines the last ones are read
MAX_DEPTH = 20
MAX_EXERCISES = 1000
EMPTY = "The answers file is empty: nothing was answered."
CLOCK_BEHIND = timedelta(minutes=5)  # clocks of two machines differ by less

Record = dict[str, Any]  # one line
Seen = dict[str, str]  # by part of an answer, the fingerprints of what it was given to


@dataclass(frozen=True)
class Entry:
    """What a learner last said about one exercise; `time` is ISO 8601 in UTC, or empty.

    `seed` drew its figures, and `seen` tells the texts it was given to; `old` lines are from before lines said it.
    """

    answer: Answer
    time: str = ""
    seed: int | None = None
    seen: Seen | None = None
    old: bool = False


@dataclass(frozen=True)
class Answers:
    """All that could be read of an answers file, and sentences about what couldn't."""

    latest: dict[str, Entry] = field(default_factory=dict)
    seed: int | None = None
    problems: tuple[str, ...] = ()

    def of(self, exercise: str) -> Answer:
        """The answer to an exercise; empty if there isn't one."""
        entry = self.latest.get(exercise)
        return entry.answer if entry else {}

    def seed_of(self, exercise: str) -> int | None:
        """What draws an exercise's figures: the seed of the answer that counts, else the file's."""
        entry = self.latest.get(exercise)
        return self.seed if entry is None or entry.seed is None else entry.seed

    @property
    def clock_behind(self) -> bool:
        """Whether something here was saved well after what this machine's clock says now."""
        times = [at for entry in self.latest.values() if (at := moment(entry.time))]
        return bool(times) and max(times) - datetime.now(UTC) > CLOCK_BEHIND


def merge(answer: Answer, change: Answer) -> Answer:
    """`answer` with `change` applied as a JSON merge patch (RFC 7396): null takes a member away."""
    result = dict(answer)
    for name, value in change.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict):
            before = result.get(name)
            result[name] = merge(before if isinstance(before, dict) else {}, value)
        else:
            result[name] = value
    return result


def read(path: Path, each: Callable[[str, Entry], None] | None = None) -> Answers:
    """Read an answers file; torn, garbled or hostile lines are counted and passed over, never fatal.

    `each` is told of every entry that counted once, exercise and entry, in the order of the file.
    """
    try:
        raw, problems = load(path)
    except FileNotFoundError:
        return Answers(problems=("There is no answers file: nothing was answered.",))
    except OSError as error:
        return Answers(problems=(f"The answers file could not be opened ({error.strerror}): nothing counted.",))
    return taken(raw, problems, each)


def taken(raw: bytes, problems: list[str], each: Callable[[str, Entry], None] | None = None) -> Answers:
    """What the lines in `raw` say, as `read` takes them; `problems` are the sentences there are already."""
    latest: dict[str, Entry] = {}
    seed: int | None = None
    garbled = newer = 0
    for record in records(raw, problems):
        if record is None:
            garbled += 1
            continue
        if record.get("v", VERSION) != VERSION:
            newer += 1
            continue
        if seed is None and is_seed(record.get("seed")):
            seed = record["seed"]
        exercise, answer = record.get("exercise"), record.get("answer")
        if exercise is None and "module" in record:
            continue  # the first line, and what was brought back without counting
        time, seed_of_line = record.get("time"), record.get("seed")
        if isinstance(exercise, str) and isinstance(answer, dict) and len(latest) < MAX_EXERCISES:
            latest[exercise] = Entry(
                answer,
                time if isinstance(time, str) else "",
                seed_of_line if is_seed(seed_of_line) else None,
                _seen(record.get("seen")),
                "seen" not in record,
            )
            if each:
                each(exercise, latest[exercise])
        else:
            garbled += 1
    if garbled:
        problems.append(f"{garbled} damaged line(s) of the answers file were passed over; every readable line counted.")
    if newer:
        problems.append(
            f"{newer} line(s) of the answers file come from another version of the course and were passed over."
        )
    if not latest and not problems:
        problems.append(EMPTY)
    return Answers(latest, seed, tuple(problems))


def _seen(value: object) -> Seen | None:
    return {name: mark for name, mark in value.items() if isinstance(mark, str)} if isinstance(value, dict) else None


def content(path: Path) -> bytes:
    """The file byte by byte, as far as it would be read; empty if there isn't one. Raises OSError."""
    try:
        return load(path)[0]
    except FileNotFoundError:
        return b""


def records(raw: bytes, problems: list[str]) -> Iterator[Record | None]:
    """Every line of an answers file as it is, of any version; None for a garbled one."""
    for line in _lines(raw, problems):
        if line.strip():
            yield _record(line)


def load(path: Path) -> tuple[bytes, list[str]]:
    """The bytes of a regular file as far as they are read, and sentences about what isn't. Raises OSError."""
    # A link could point at a key or at another student's work, and opening a pipe would wait for
    # ever: only a regular file is read, and what it is is checked after it was opened.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if path.is_symlink():
        return b"", ["The answers file is a link to another place: it was not followed, and nothing counted."]
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return b"", ["The answers file is not a regular file: it was not read, and nothing counted."]
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if status.st_size > MAX_BYTES:
            file.seek(status.st_size - MAX_BYTES)
            return file.read(MAX_BYTES), [
                f"The answers file is {status.st_size // 2**20} MB: its last {MAX_BYTES // 2**20} MB were read."
            ]
        return file.read(MAX_BYTES), []


def _lines(raw: bytes, problems: list[str]) -> list[bytes]:
    start = len(raw)
    for _ in range(MAX_LINES):
        start = raw.rfind(b"\n", 0, start)
        if start < 0:
            return raw.split(b"\n")
    problems.append(f"The answers file has more than {MAX_LINES:,} lines: its last {MAX_LINES:,} were read.")
    return raw[start + 1 :].split(b"\n")


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _record(line: bytes) -> dict[str, Any] | None:
    if len(line) > MAX_LINE or line.count(b"[") + line.count(b"{") > 20_000:
        return None
    try:
        record = json.loads(line.decode("utf-8", "surrogatepass"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    whole = isinstance(record, dict) and _depth_ok(record)  # without an escape there is nothing to replace
    return (all_storable(record) if b"\\u" in line or b"\xed" in line else record) if whole else None


def _depth_ok(value: dict[str, Any]) -> bool:
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        children = [child for v in level for child in (v.values() if isinstance(v, dict) else v)]
        level = [child for child in children if isinstance(child, (dict, list))]
        if not level:
            return True
    return False


def readable(line: bytes) -> bool:
    """Whether a line would be read back, or is too long or too deeply nested for that."""
    return _record(line) is not None


def is_seed(value: object) -> TypeGuard[int]:
    """Whether a value can be a learner's seed."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**32


def now() -> str:
    """The time in UTC, to the second, as the answers file has it."""
    return _written(datetime.now(UTC))


def moment(time: object) -> datetime | None:
    """A time in an answers file, or None if it isn't one: learners can write anything into that file."""
    try:
        if not isinstance(time, str):
            return None
        at = datetime.fromisoformat(time)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the first and the last year have no other time zones
        return None


def _written(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _after(earlier: str) -> str:
    """Now; or a second after `earlier` if the clock was set back, so that the later answer has the later time."""
    time, before = now(), moment(earlier)
    at = moment(time)
    if before is None or at is None or at >= before:
        return time
    with contextlib.suppress(OverflowError):
        return _written(before + timedelta(seconds=1))
    return time


OTHER_FIGURES = (
    "Not saved: answers were brought back or replaced meanwhile, and this exercise now has other figures. "
    "Reload this page, then answer again. What was saved before is kept."
)


def line_of(record: Record) -> bytes:
    """A record as a line of the file. Raises SaveError if it can't be one."""
    refuse_infinite(record)
    line = json.dumps(all_storable(record), ensure_ascii=True, allow_nan=False).encode() + b"\n"
    if len(line) > MAX_LINE:
        raise SaveError("This answer is too long to be saved. Shorten it; what was saved before is kept.")
    return line


class Additions(Protocol):
    """Anything with records to append to an answers file."""

    @property
    def add(self) -> Sequence[Record]:
        """The records, in their order."""
        ...


Chosen = TypeVar("Chosen", bound=Additions)


class AnswersFile:
    """One learner's answers to one module, for writing."""

    def __init__(self, path: Path, module: str) -> None:
        self.path = path
        self.module = module

    def read(self) -> Answers:
        """All that is saved so far."""
        return read(self.path)

    def seed(self) -> int:
        """The learner's seed: the recorded one, or a new one which is recorded at once."""
        with self._locked():
            return self._seed(self.read())

    def commit(
        self,
        exercise: str,
        change: Answer,
        fits: Callable[[int], bool] = lambda _: True,
        made_of: Callable[[Entry | None, Answer], tuple[Answer, Seen]] | None = None,
    ) -> Entry:
        """Append the answer that `change`, a merge patch, makes of what is saved; return it.

        What counts before is read again each time, so that a second tab or kernel adds to it and
        doesn't undo it. `fits` says whether the page shows the figures that a seed draws: an answer to
        others is refused. `made_of` makes the answer and says what it was given to (earlier_versions.py).
        Raises SaveError with a sentence for the learner.
        """
        with self._locked():
            before = self.read()
            drawn_by, seed_of_file = before.seed_of(exercise), self._seed(before)
            seed = seed_of_file if drawn_by is None else drawn_by
            if not fits(seed):
                raise SaveError(OTHER_FIGURES)
            last = before.latest.get(exercise)
            change, time = all_storable(change), _after(last.time if last else "")
            answer, seen = made_of(last, change) if made_of else (merge(before.of(exercise), change), None)
            entry = Entry(answer, time, seed, seen)
            record: Record = {"exercise": exercise, "answer": entry.answer, "seen": entry.seen}
            self._append({"v": VERSION, "seed": seed, "time": entry.time, **record})
        return entry

    def add(self, choose: Callable[[list[Record]], Chosen]) -> Chosen:
        """Append what `choose` makes of all the records in the file (`add`); return it.

        They are written in their order: a disk that fills up leaves the first of them whole.
        Raises SaveError.
        """
        with self._locked():
            try:
                here = [record for record in records(content(self.path), []) if record is not None]
            except OSError as error:
                raise failed(error) from error
            chosen = choose(here)
            if chosen.add:
                self._append(*chosen.add)
        return chosen

    def _seed(self, before: Answers) -> int:
        if before.seed is not None:
            return before.seed
        seed = secrets.randbelow(2**32)
        self._append({"v": VERSION, "seed": seed, "time": now(), "module": self.module})
        return seed

    def _append(self, *records: Record) -> None:
        lines = b"".join(map(line_of, records))
        if self.path.is_symlink():
            raise SaveError(
                f"{self.path.name} is a link to another place, so nothing is written to it. Remove the link."
            )
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(self.path, flags, 0o644), "r+b", buffering=0) as file:
                size = file.seek(0, os.SEEK_END)
                if size:
                    file.seek(size - 1)
                    if file.read(1) != b"\n":  # a line torn by a full disk or a killed process
                        lines = b"\n" + lines
                if file.write(lines) != len(lines):
                    raise OSError(errno.ENOSPC, "no space left")
                os.fsync(file.fileno())
        except OSError as error:
            raise failed(error) from error

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        # Next to the answers, a lock file would be submitted with them.
        name = hashlib.sha256(str(self.path.absolute()).encode()).hexdigest()[:24]
        user = os.getuid() if hasattr(os, "getuid") else "user"
        lock = FileLock(Path(tempfile.gettempdir()) / f"rounds-{user}-{name}.lock", timeout=5)
        # Without the lock an answer is still appended whole; only the merging is at risk.
        with contextlib.suppress(Timeout, OSError):
            lock.acquire()
        try:
            yield
        finally:
            lock.release()
