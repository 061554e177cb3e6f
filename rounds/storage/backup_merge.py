"""Merges the answers of two files of one notebook, exercise by exercise, by time: the newer answer counts.

Nothing is rewritten and nothing is lost. What is newer in the file is appended with its own time and seed,
first; everything else in the file that isn't here yet is kept in lines that never count,
`{"module": ..., "brought_back": {...}}`. So each exercise's answer is, after every line, either the one that
was here or the newer one, and a merge that a full disk tore is finished by bringing the same file back again.

A time that is missing or unreadable counts as the oldest. One in the future counts as it stands, but
such a file asks first. Of two answers of the same second, the one that was built upon the other is the
later one; if neither was, their text decides, so that the order of bringing back doesn't matter.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from rounds.storage.answers import VERSION, Record, is_seed, moment, now

OLDEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Merge:
    """What is to be appended, and which exercises are answered only there, later there, later here, or alike."""

    add: list[Record] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)


def merged(here: list[Record], there: list[Record], module: str, known: Collection[str]) -> Merge:
    """How the lines `there` of another file of a module come into those that are `here`.

    Of exercises that are not `known` nothing ever counts.
    """
    ours, theirs = list(lines_that_count(here)), list(lines_that_count(there))
    our_keys, their_keys = ({_key(record) for _, record in side} for side in (ours, theirs))
    mine, other = last_answers(ours), last_answers(theirs)
    merge = Merge()
    for name, record in other.items():
        if name not in known:
            continue
        if name not in mine:
            merge.new.append(name)
            continue
        later = _later(record, mine[name], our_keys, their_keys)
        alike = all(record[part] == mine[name][part] for part in ("seed", "answer"))
        (merge.same if alike else merge.newer if later else merge.older).append(name)
        if later:
            merge.add.append(record)
    if not here and set(merge.new) == set(other):
        return Merge(there, merge.new)  # a copy, line by line: with it goes the seed that the file began with
    merge.add.extend(record for counts, record in theirs if counts and record["exercise"] in merge.new)
    have = our_keys | {_key(record) for record in merge.add}
    for _, record in theirs:
        if (key := _key(record)) not in have:
            have.add(key)
            merge.add.append(kept_line(record, module))
    return merge


def kept_line(record: Record, module: str) -> Record:
    """A line that never counts, and keeps one that would."""
    return {"v": VERSION, "time": now(), "module": module, "brought_back": record}


def is_answer(record: Record) -> bool:
    """Whether a line says what someone answered: whether it could count."""
    version = record.get("v", VERSION) == VERSION
    return version and isinstance(record.get("exercise"), str) and isinstance(record.get("answer"), dict)


def lines_that_count(lines: list[Record]) -> Iterator[tuple[bool, Record]]:
    """Each line, and whether it counts once; what was brought back before is taken out of its wrapping."""
    seeds = (r["seed"] for r in lines if r.get("v", VERSION) == VERSION and is_seed(r.get("seed")))
    seed = next(seeds, 0)  # which draws what no seed draws
    for record in lines:
        kept = record.get("brought_back")
        if is_answer(record):
            yield True, record if is_seed(record.get("seed")) else {**record, "seed": seed}
        else:
            yield False, kept if isinstance(kept, dict) else record


def last_answers(flat: list[tuple[bool, Record]]) -> dict[str, Record]:
    """The last line that counts of each exercise."""
    return {record["exercise"]: record for counts, record in flat if counts}


def _key(record: Record) -> str:
    # Which texts an answer was given to doesn't make it another answer: a page tells more of them than a saved line.
    return json.dumps({name: value for name, value in record.items() if name != "seen"}, sort_keys=True)


def time_of(record: Record) -> datetime:
    """When a line was saved; the oldest time if it doesn't say."""
    return moment(record.get("time")) or OLDEST


def _later(theirs: Record, mine: Record, our_keys: set[str], their_keys: set[str]) -> bool:
    if _key(theirs) == _key(mine):
        return False
    known_here, known_there = _key(theirs) in our_keys, _key(mine) in their_keys
    if known_here != known_there:
        return known_there  # built upon what is here
    return (time_of(theirs), _key(theirs)) > (time_of(mine), _key(mine))
