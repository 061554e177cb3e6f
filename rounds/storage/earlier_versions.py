"""Tells answers to texts that have changed since from those that count.

Each line of an answers file records what the learner saw (`seen`): by part of the answer, the fingerprint of what all
parts have in common and that of the part itself. Where a text has changed, what was answered to it counts as not
answered. It stays in the file and is shown as an earlier answer. Lines from before there were fingerprints belong to
the texts of version 1.0, whose fingerprints are in texts_of_1_0.json; `python -m grader.authoring.texts` wrote it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rounds import kinds
from rounds.content.loader import Exercise, Module
from rounds.core.scoring import Answer, begun
from rounds.core.wording import LENGTH, fingerprint
from rounds.kinds.answer_parts import Contents
from rounds.storage.answers import Answers, Entry, Seen, merge

OF_1_0 = Path(__file__).with_name("texts_of_1_0.json")


@dataclass(frozen=True)
class Earlier:
    """What was answered to earlier texts: the answer, the parts that are open again, of how many, and when.

    `replaced` says that it was an answer to another exercise, which this one took the place of.
    """

    answer: Answer
    parts: tuple[str, ...]
    total: int
    time: str
    replaced: bool = False


def seen(exercise: Exercise, answer: Answer | None) -> Seen:
    """What a learner sees of an exercise who gives that answer; None for all that anyone can see of it."""
    return _prints(exercise, kinds.of(exercise.kind).parts.contents(exercise, answer))


def seen_next(exercise: Exercise, answer: Answer) -> Seen:
    """What the page shows to a learner with that answer, to which the next change can be."""
    return _prints(exercise, kinds.of(exercise.kind).parts.ahead(exercise, answer))


def _prints(exercise: Exercise, contents: Contents) -> Seen:
    known, parts = exercise.prints_by_part, kinds.of(exercise.kind).parts
    if "" not in known:
        known[""] = fingerprint(parts.frame(exercise))
    prints = {}
    for name, content in contents.items():
        if content is not None:
            if name not in known:
                known[name] = fingerprint([name, content])
            prints[name] = known[""] + known[name]
    return prints


def divided(exercise: Exercise, saved: Answers) -> tuple[Answer, Earlier | None]:
    """What of the answer to an exercise counts, and what was answered to earlier texts, if anything was.

    `exercise` is the one of the course, before figures are drawn.
    """
    entry = saved.latest.get(exercise.id)
    if entry is None or not begun(entry.answer):
        return (entry.answer if entry else {}), _replaced(exercise, saved)
    counts, stale, unseen = _divided(exercise, entry)
    if not stale:
        drawn = exercise.drawn(saved.seed_of(exercise.id)) if unseen else exercise
        if not unseen or not kinds.of(exercise.kind).marking.left(drawn, counts):
            return counts, None
    parts = kinds.of(exercise.kind).parts
    if parts.together:
        return counts, Earlier(entry.answer, (*stale,), 1, entry.time)
    split = parts.split(exercise, entry.answer)
    answer = _joined(split[name] for name in stale)
    return counts, Earlier(answer, (*stale, *unseen), len(seen(exercise, entry.answer)), entry.time)


def committed(exercise: Exercise, before: Entry | None, change: Answer) -> tuple[Answer, Seen]:
    """The answer that a change makes of what is saved, and what its parts were given to.

    What was answered to an earlier text stays, until the same part is answered again.
    """
    if before is None or not begun(before.answer) or (then := _then(exercise, before)) is None:
        answer = merge(before.answer if before else {}, change)
        return answer, seen(exercise, answer)
    counts, stale, _ = _divided(exercise, before)
    parts = kinds.of(exercise.kind).parts
    kept: dict[str, Answer] = {}
    if not parts.together:
        touched = parts.split(exercise, change)
        split = parts.split(exercise, before.answer)
        gone = [name for name in split if name in then and name not in seen(exercise, before.answer)]
        kept = {name: split[name] for name in (*stale, *gone) if name not in touched}
    answer = merge(_joined([counts, *kept.values()]), change)
    return answer, seen(exercise, answer) | {name: then[name] for name in kept if name in then}


def earlier_texts(exercise: Exercise, entry: Entry | None) -> set[str]:
    """The fingerprints that `same_as` needs, so that an answer to earlier texts counts as it is."""
    if entry is None or (then := _then(exercise, entry)) is None:
        return set()
    return different(exercise, then, seen(exercise, entry.answer))


def different(exercise: Exercise, then: Seen, now: Seen) -> set[str]:
    """The fingerprints in `then` of what is otherwise in `now`, and that `same_as` doesn't have yet."""
    prints: set[str] = set()
    for name, mark in now.items():
        if before := then.get(name):
            pairs = ((before[:LENGTH], mark[:LENGTH]), (before[LENGTH:], mark[LENGTH:]))
            prints |= {old for old, new in pairs if old != new}
    return prints - set(exercise.same_as)


def changed_parts(exercise: Exercise, then: Seen, now: Seen) -> list[str]:
    """The parts that are in both, with other texts."""
    return [name for name, mark in now.items() if name in then and not _same(exercise, then[name], mark)]


def texts(module: Module) -> dict[str, Seen]:
    """By exercise, all that anyone can see of it."""
    return {exercise.id: seen(exercise, None) for exercise in module.exercises}


def _divided(exercise: Exercise, entry: Entry) -> tuple[Answer, list[str], list[str]]:
    """What counts, the parts answered to earlier texts, and those that are open and had other texts, or none."""
    then, answer = _then(exercise, entry), entry.answer
    now = seen(exercise, answer)
    if then is None or then == now:
        return answer, [], []
    parts = kinds.of(exercise.kind).parts
    if parts.together:
        missing = [name for name in parts.contents(exercise, answer) if name not in now and _was_there(name, then)]
        changed = [name for name, mark in now.items() if not _same(exercise, then.get(name, ""), mark)]
        return ({}, ["all"], []) if changed or missing else (answer, [], [])
    split = parts.split(exercise, answer)
    changed = [name for name, mark in now.items() if not _same(exercise, then.get(name, ""), mark)]
    stale = [name for name in changed if name in split]
    gone = {name for name in split if name in then and name not in now}
    counts = _joined(part for name, part in split.items() if name not in gone and name not in stale)
    return counts, stale, [name for name in changed if name not in split]


def _was_there(name: str, then: Seen) -> bool:
    """Whether a step that isn't possible now was, or could have been: in a state that nobody knew then, all is new."""
    state = name.partition("/")[0] + "/"
    return name in then or not any(known.startswith(state) for known in then)


def _same(exercise: Exercise, before: str, now: str) -> bool:
    return all(
        old == new or old in exercise.same_as
        for old, new in ((before[:LENGTH], now[:LENGTH]), (before[LENGTH:], now[LENGTH:]))
    )


def _then(exercise: Exercise, entry: Entry) -> Seen | None:
    """What a learner saw who gave an answer; None if nobody knows."""
    return _of_1_0().get(exercise.module, {}).get(exercise.id) if entry.old else entry.seen


def _replaced(exercise: Exercise, saved: Answers) -> Earlier | None:
    before = {name: e for name in exercise.replaces if (e := saved.latest.get(name)) and begun(e.answer)}
    if not before:
        return None
    answer = {name: entry.answer for name, entry in before.items()}
    return Earlier(answer, tuple(before), len(before), max(entry.time for entry in before.values()), replaced=True)


def _joined(parts: Iterable[Answer]) -> Answer:
    answer: Answer = {}
    for part in parts:
        answer = merge(answer, part)
    return answer


@cache
def _of_1_0() -> Mapping[str, Mapping[str, Seen]]:
    texts: dict[str, dict[str, Seen]] = {}
    for module, exercises in json.loads(OF_1_0.read_text(encoding="utf-8")).items():
        texts[module] = {
            name: {part: about["frame"] + mark for part, mark in about["parts"].items()}
            for name, about in exercises.items()
        }
    return texts
