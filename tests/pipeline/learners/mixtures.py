"""Learners to whom everything happens at once: every single bad input there is, and seeded mixtures of them.

What must come of each is known from how it was made: the lines that nothing happened to. Nothing is
read back to know it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from grader.authoring import simulate
from grader.course import HAND_IN, Source, mark_all
from rounds.content.loader import Module
from rounds.core.scoring import Answer
from rounds.kinds.base import Key
from rounds.storage.answers import NAME, Answers, Entry
from tests.pipeline.learners import answer_files, damaged_notebooks, exchange_tricks, hostile_texts, renamed_files
from tests.pipeline.room import MODULE, NOTEBOOK, TIME, Student, line

HISTORY = "damaged-history"  # our own way: a long file, many of whose lines are destroyed
# These add lines of the first notebook's exercises that can be read, on top of the expert's.
FIRST_NOTEBOOK = (
    *("unknown-ids", "keys-twice", "lone-surrogates", answer_files.PARTLY.name),
    *("two-files", "copied-file", "joined-files", "whole-download", "download-unpacked"),
)
# Tens of MB or thousands of files each: a few of them show as much as many.
HUGE = (
    *("fifty-mb-of-junk-first", "one-line-of-fifty-mb", "three-hundred-gb"),
    *("huge-notebook", "many-files", "nested-folders", "bombs-beside"),
)
MOST_HUGE = 4  # of each
NOTHING_LEFT = {student.name for student in answer_files.NOTHING}
UNHARMED = {student.name for student in renamed_files.FOUND} | {"answers-folder"}  # not a line of it is damaged
WAYS: dict[str, Student] = {
    student.name: student
    for student in (
        *damaged_notebooks.STUDENTS,
        *answer_files.STUDENTS,
        *exchange_tricks.STUDENTS,
        *exchange_tricks.NO_FEEDBACK,
        *hostile_texts.STUDENTS,
    )
}
_ANSWERS = {student.name for student in answer_files.STUDENTS}
_TEXTS = {student.name for student in hostile_texts.STUDENTS}
NAMES = (*WAYS, HISTORY)

Score = float | None  # None: the learner wrote something, and a person gives the points
JUNK = (
    *answer_files.TORN,
    *answer_files.WRONG,
    *answer_files.NUMBERS,
    *answer_files.NEWER,
    *answer_files.UNKNOWN,
    *(answer_files.deep(levels) for levels in (30, 1000)),
)


# What destroys a line, whatever it says


def _joined(raw: bytes, rng: Random) -> bytes:
    return raw + raw


def _cut(raw: bytes, rng: Random) -> bytes:
    return raw[: rng.randrange(1, len(raw) - 1)]


def _beheaded(raw: bytes, rng: Random) -> bytes:
    return raw[rng.randrange(1, len(raw) - 1) :]


def _inserted(*what: bytes) -> Callable[[bytes, Random], bytes]:
    def inserted(raw: bytes, rng: Random) -> bytes:
        at = rng.randrange(len(raw))
        return raw[:at] + rng.choice(what) + raw[at:]

    return inserted


def _member(*what: str) -> Callable[[bytes, Random], bytes]:
    return lambda raw, rng: raw[:-1] + b', "more": ' + rng.choice(what).encode() + b"}"


def _another_version(raw: bytes, rng: Random) -> bytes:
    return raw.replace(b'{"v": 1,', rng.choice((b'{"v": 2,', b'{"v": "1",', b'{"v": null,', b'{"v": [1],')), 1)


def _no_answer(raw: bytes, rng: Random) -> bytes:
    return json.dumps(json.loads(raw) | {"answer": rng.choice((None, [], "all", 7, True))}).encode()


def _gone(raw: bytes, rng: Random) -> bytes:
    return b""


DESTROY: tuple[Callable[[bytes, Random], bytes], ...] = (
    _joined,
    _cut,
    _beheaded,
    _inserted(b"\xff", b"\xc3(", b"\x00"),
    _member(
        "NaN", "-Infinity", "9" * 6000, "[" * 25 + "]" * 25, '{"a": ' * 900 + "1" + "}" * 900, '"' + "x" * 2**20 + '"'
    ),
    _another_version,
    _no_answer,
    _gone,
)


@dataclass
class Damaged:
    """One submission, what happened to it, and what the lines say that nothing happened to."""

    name: str
    source: Source
    ways: list[str] = field(default_factory=list)
    latest: dict[str, Answer] = field(default_factory=dict)
    seed: int = 0
    undone: list[str] = field(default_factory=list)  # ways that needed what another one had destroyed
    first_bins: float | None = None  # points of the first exercise, where a readable line holds wrong values

    def expected(self) -> dict[str, Score]:
        """The automatic points of each cell, of the undamaged lines alone."""
        module, keys = self.source.load()
        answers = Answers({name: Entry(answer) for name, answer in self.latest.items()}, self.seed)
        marks = mark_all(module, keys, answers)
        points: dict[str, Score] = {HAND_IN: 0.0}
        for e in module.graded:
            mark = marks[e.id]
            points[e.id] = None if mark.fraction is None or self.unread else mark.points(e.points or 0.0)
        if self.first_bins is not None:
            points["statements"] = self.first_bins
        return points

    @property
    def unread(self) -> bool:
        """Whether damage left no answer at all, so that a person has to decide: an untouched blank file is a 0."""
        return not self.latest and any(way in _ANSWERS - UNHARMED or way == HISTORY for way in self.ways)

    def undamaged(self) -> set[str]:
        """The graded exercises of which an answer is left."""
        return {e.id for e in self.source.load()[0].graded if self.latest.get(e.id)}


def healthy(name: str, source: Source) -> Damaged:
    """A neighbor to whom nothing happened."""
    module, keys = source.load()
    return Damaged(name, source, latest=simulate.answers(module, keys, "expert", 7), seed=7)


def plan(number: int, seed: int, sources: list[Source]) -> Iterator[Damaged]:
    """So many submissions, each with what is to happen: every way in turn, and up to four more with it.

    The first notebook has two fifths of them; the others share the rest.
    """
    rng = Random(seed)
    first, others = sources[0], sources[1:]
    turn: list[str] = []
    huge = dict.fromkeys(HUGE, 0)
    for at in range(number):
        turn = turn or rng.sample(NAMES, len(NAMES))
        ways = [turn.pop(), *(rng.choice(NAMES) for _ in range(rng.choice((0, 1, 2, 2, 3, 4))))]
        ways = [way for way in dict.fromkeys(ways) if huge.get(way, 0) < MOST_HUGE]
        answers = [way for way in ways if way in _ANSWERS] or [HISTORY if rng.random() < 0.7 else ""]
        # One thing happens to the answers file as a whole; and nobody writes into one that is gone.
        ways = [way for way in ways if way not in {*_ANSWERS, HISTORY, ""}]
        ways = [way for way in ways if not (answers[0] in NOTHING_LEFT and way in _TEXTS)]
        ways += answers[:1] if answers[0] else []
        for way in huge.keys() & set(ways):
            huge[way] += 1
        source = first if not others or rng.random() < 0.4 or answers[0] in FIRST_NOTEBOOK else rng.choice(others)
        yield Damaged(f"d{at:04d}", source, ways)


def hand_in(damaged: Damaged, root: Path, inbound: Path, seed: int) -> Path:
    """Answer, let happen all that happens, and lay it into the exchange; return the folder there."""
    rng = Random(f"{seed}/{damaged.name}")
    work = root / "learners" / damaged.name / MODULE  # hostile code leaves its file two folders above
    work.mkdir(parents=True)
    # The single ways know the first notebook by name: another one bears that name while they work.
    (work / NOTEBOOK).write_bytes(damaged.source.notebook.read_bytes())
    (work / "exercises.yaml").write_bytes((damaged.source.folder / "exercises.yaml").read_bytes())
    (work / NAME).write_bytes(_answers(damaged, rng))
    ways = [WAYS[way] for way in damaged.ways if way != HISTORY]
    ways.sort(key=lambda way: way.name in _TEXTS)  # what is written at the end stays whole
    for way in ways:
        if way.at_home:
            _happens(damaged, way.name, way.at_home, work)
        if way.name.removeprefix("writes-") in hostile_texts.PAYLOADS:
            _wrote(damaged, hostile_texts.PAYLOADS[way.name.removeprefix("writes-")])
    folder = inbound / f"{damaged.name}+{damaged.source.name}+{TIME}+zz"
    work.rename(folder)
    (folder / "timestamp.txt").write_text(TIME)
    (folder / "submission_secret.txt").write_text("secret")
    for way in ways:
        if way.in_exchange:
            _happens(damaged, way.name, way.in_exchange, folder)
    if damaged.source.name != MODULE:
        for suffix in ("", ".folder"):
            if (folder / f"{NOTEBOOK}{suffix}").exists() or (folder / f"{NOTEBOOK}{suffix}").is_symlink():
                (folder / f"{NOTEBOOK}{suffix}").rename(folder / f"{damaged.source.name}.ipynb{suffix}")
    return folder


def _happens(damaged: Damaged, way: str, what: Callable[[Path], None], folder: Path) -> None:
    try:
        what(folder)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        damaged.undone.append(way)


def _wrote(damaged: Damaged, text: str) -> None:
    damaged.latest["reflection"] = dict.fromkeys(hostile_texts.FIELDS, text)


def _answers(damaged: Damaged, rng: Random) -> bytes:
    """The answers file, and in `damaged` what of it nothing happens to."""
    module, keys = damaged.source.load()
    way = next((way for way in damaged.ways if way in _ANSWERS), "")
    special = way in FIRST_NOTEBOOK
    kind = rng.choice(("expert", f"ability:{rng.random():.2f}", "random"))
    if damaged_notebooks.FORGED.name in damaged.ways:
        kind = "blank"
    if special:
        kind = "expert"
    damaged.seed = 7 if special else rng.randrange(2**32)
    final = simulate.answers(module, keys, kind, damaged.seed)
    if HISTORY in damaged.ways:
        return _history(damaged, final, module, keys, rng)
    if way not in NOTHING_LEFT:
        damaged.latest = dict(final)
    if way == answer_files.PARTLY.name:
        damaged.first_bins = round(answer_files.PARTLY.auto - 13.0, 2)
    if way == "lone-surrogates":
        _wrote(damaged, "A sentence.")
    return simulate.lines(module, final, damaged.seed).encode()


def _history(damaged: Damaged, final: dict[str, Answer], module: Module, keys: dict[str, Key], rng: Random) -> bytes:
    drafts = [simulate.answers(module, keys, "random", rng.randrange(2**32)) for _ in range(rng.randrange(4))]
    words = {e.id: {f.id: "My own words." for f in e.fields} for e in module.graded_by_person}
    wrote = [(name, answer) for round_ in (*drafts, words, final) for name, answer in round_.items()]
    lost = rng.choice((0.1, 0.4, 0.8))
    first = json.dumps({"v": 1, "seed": damaged.seed, "module": module.module}).encode()
    parts = [first if rng.random() > lost else _cut(first, rng)]
    for name, answer in wrote:
        raw = line(name, answer, seed=damaged.seed).encode()
        if rng.random() < lost:
            parts.append(rng.choice(DESTROY)(raw, rng))
        else:
            parts.append(raw + rng.choice((b"", b"", b"\r", b"  \t")))
            damaged.latest[name] = answer
        if rng.random() < 0.3:
            junk = rng.choice((*JUNK, rng.randbytes(3000).replace(b"\n", b"")))
            parts.append(junk if isinstance(junk, bytes) else junk.encode())
    return b"\n".join(parts) + b"\n"
