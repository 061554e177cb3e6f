"""How long and how often a learner worked at each exercise, as far as the times in the answers file show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from rounds.storage.answers import VERSION, records

PAUSE = timedelta(minutes=20)  # someone who saves nothing for longer has probably gone away


@dataclass(frozen=True)
class Saved:
    """One line of an answers file: when something was saved, in which exercise; the first line has none ("")."""

    time: str
    exercise: str


def history(raw: bytes) -> list[Saved]:
    """Every line that once counted, and those that were brought back, in order; empty if nothing can be read."""
    saved = []
    for record in records(raw, []):
        kept = record.get("brought_back") if record else None
        record = kept if isinstance(kept, dict) else record
        if record is None or record.get("v", VERSION) != VERSION:
            continue
        time, exercise = record.get("time"), record.get("exercise")
        named = exercise if isinstance(exercise, str) and isinstance(record.get("answer"), dict) else ""
        if named or "module" in record:
            saved.append(Saved(time if isinstance(time, str) else "", named))
    return saved


@dataclass(frozen=True)
class Work:
    """By exercise: minutes of work, visits, and changes saved; and when the last change was saved (UTC).

    Only the time between two saves that lie at most `PAUSE` apart is counted, and it counts for the
    exercise of the later one. What came before the first save and after the last leaves no trace. A
    visit ends when something is saved in another exercise, or after a pause.
    """

    minutes: dict[str, float] = field(default_factory=dict)
    visits: dict[str, int] = field(default_factory=dict)
    saves: dict[str, int] = field(default_factory=dict)
    last: datetime | None = None


def work(saved: Iterable[Saved]) -> Work:
    """What the lines of an answers file tell. What isn't a time, or runs backward, counts for nothing."""
    minutes: Counter[str] = Counter()
    visits: Counter[str] = Counter()
    saves: Counter[str] = Counter()
    at, before, last = "", None, None
    for line in saved:
        time = moment(line.time)
        gap = time - before if time and before else timedelta(0)
        if line.exercise:
            if timedelta(0) < gap <= PAUSE:
                minutes[line.exercise] += gap / timedelta(minutes=1)  # type: ignore[assignment]  # a Counter of floats
            visits[line.exercise] += line.exercise != at or gap > PAUSE
            saves[line.exercise] += 1
            at = line.exercise
            last = max(last, time) if last and time else last or time
        before = time or before
    return Work(dict(minutes), dict(visits), dict(saves), last)


def moment(text: str) -> datetime | None:
    """A time of the answers file, which is ISO 8601 in UTC; None for anything else."""
    try:
        time = datetime.fromisoformat(text[:40])
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
