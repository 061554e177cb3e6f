"""A short code for what is saved, so that learner and instructor can see that they mean the same work.

It is a checksum of the latest answers to the graded exercises, not of the bytes: lines in another
order, damaged ones between them and answers to practice leave it as it is; any change of a graded
answer changes it. It finds mix-ups (another notebook, an older copy, someone else's file). It doesn't
prevent forgery: anyone who can write an answers file can work out its code.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rounds.content.loader import Module
from rounds.core.scoring import Answer
from rounds.storage.answers import Answers, Entry, moment, taken
from rounds.storage.attempts import attempt

# Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O or U, so none is taken for 1, 0 or V.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8  # 40 bits: among 1,000 files, two share a code with a chance of one in two million
VERSION = b"receipt 1"


@dataclass(frozen=True)
class Receipt:
    """What an answers file of one module holds: the code, how many graded exercises are complete, the last change.

    `code` is empty where no graded exercise was answered; `time` is ISO 8601 in UTC, or empty.
    """

    code: str
    answered: int
    total: int
    time: str


@dataclass(frozen=True)
class State:
    """One state that an answers file went through: its code, and when it came about."""

    code: str
    time: str


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _code(answers: Mapping[str, tuple[int | None, Answer]]) -> str:
    if not answers:
        return ""
    seeds = {seed for seed, _ in answers.values()}
    # Answers brought back from another machine have that machine's seed, not the one that the file began with.
    seed_of_all = next(iter(seeds)) if len(seeds) == 1 else None
    digests = {name: _digest(answer if len(seeds) == 1 else [seed, answer]) for name, (seed, answer) in answers.items()}
    whole = hashlib.sha256(VERSION)
    whole.update(json.dumps([seed_of_all, digests], sort_keys=True).encode())
    number = int.from_bytes(whole.digest()[:5], "big")
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return f"{letters[:4]}-{letters[4:]}"


def code(saved: Answers, graded: Collection[str]) -> str:
    """The code of the answers to the exercises named by `graded`, as in `7K2M-9QXD`; empty if there aren't any.

    An answer that was taken back counts as none. The seed of each answer counts, since it draws the
    figures that the answer belongs to.
    """
    answers = {name: entry.answer for name, entry in saved.latest.items() if name in graded and entry.answer}
    return _code({name: (saved.seed_of(name), answer) for name, answer in answers.items()})


def receipt(module: Module, saved: Answers) -> Receipt:
    """The receipt of what is saved in a module."""
    whole = 0
    for exercise in module.graded:
        answered, total = attempt(exercise, saved).progress()
        whole += answered >= total
    names = {exercise.id for exercise in module.graded}
    times = [(at, entry.time) for name, entry in saved.latest.items() if name in names and (at := moment(entry.time))]
    return Receipt(code(saved, names), whole, len(names), max(times, default=(None, ""))[1])


def states(raw: bytes, graded: Collection[str]) -> list[State]:
    """Every state that an answers file went through, in order; the last one is how it is now."""
    entries: list[tuple[str, Entry]] = []
    saved = taken(raw, [], lambda name, entry: entries.append((name, entry)) if name in graded else None)
    answers: dict[str, tuple[int | None, Answer]] = {}
    codes = []
    for name, entry in entries:
        answers.pop(name, None)
        if entry.answer:
            answers[name] = (saved.seed if entry.seed is None else entry.seed, entry.answer)
        codes.append(State(_code(answers), entry.time))
    return codes


def normal(typed: str) -> str | None:
    """A code as someone typed it (small letters, o for 0, i or l for 1, without the dash), or None if it isn't one."""
    letters = re.sub(r"[\s-]", "", typed).upper().translate(str.maketrans("OIL", "011"))
    if len(letters) != LENGTH or any(letter not in ALPHABET for letter in letters):
        return None
    return f"{letters[:4]}-{letters[4:]}"
