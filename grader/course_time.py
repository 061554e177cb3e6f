"""Times as people read them: in the course's time zone, with its name. They're stored and compared in UTC.

The zone is `timezone:` in grader/course.yaml, or else the machine's.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from rounds.core import yaml_reader
from rounds.core.errors import ContentError
from rounds.core.near_names import choices
from rounds.storage.answers import moment

SETTINGS = Path(__file__).resolve().parent / "course.yaml"


def zone() -> tzinfo | None:
    """The course's time zone; None for the machine's own. Raises ContentError with a sentence."""
    return _zone(SETTINGS, yaml_reader.stamp(SETTINGS)) if SETTINGS.is_file() else None


@lru_cache(maxsize=4)
def _zone(path: Path, _stamp: yaml_reader.Stamp) -> tzinfo | None:
    settings = yaml_reader.read(path)
    if settings is None:
        return None
    where = yaml_reader.short(path.parent / path.name)
    if not isinstance(settings, dict) or set(settings) - {"timezone"}:
        raise ContentError([f"{where}: may hold one line, timezone: and the name of a time zone; correct it"])
    name = settings.get("timezone")
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, OSError):
        known = sorted(available_timezones())
        last = {each.rpartition("/")[2]: each for each in known}  # people know the city
        near = choices(str(name).rpartition("/")[2], last)
        near = ", ".join(last.get(city, city) for city in near.split(", "))
        raise ContentError([f'{where}: timezone "{name}" is not one of {near}']) from None


def said(time: datetime, *, seconds: bool = False) -> str:
    """`Nov 30, 2026, 10:00 AM EST`, or `10:00:05 AM` with `seconds`; a time without a zone is in UTC, as nbgrader's are."""
    try:
        local = (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(zone())
    except (OverflowError, OSError):  # the year 1 or 9999
        local = time
    name = local.tzname() or ""
    name = f"UTC{name}" if name[:1] in "+-" else name
    clock = f"{local:%I:%M:%S %p}" if seconds else f"{local:%I:%M %p}"
    return f"{local:%b} {local.day}, {local.year}, {clock.removeprefix('0')} {name}".strip()


def said_of(text: str, *, seconds: bool = False) -> str:
    """The same for a time in an answers file; empty if the text isn't a time."""
    time = moment(text)
    return said(time, seconds=seconds) if time else ""
