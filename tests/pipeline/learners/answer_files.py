"""Learners whose answers file is damaged or hostile. What can be read counts; nothing else does."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from rounds.storage.answers import NAME
from tests.pipeline.learners import renamed_files
from tests.pipeline.learners.damaged_notebooks import KEYS
from tests.pipeline.room import Student, answer_lines, expert_answer, line

MB = 2**20
DAMAGED = "damaged line(s) of the answers file were passed over; every readable line counted."


def with_lines(before: tuple[str | bytes, ...] = (), between: tuple[str | bytes, ...] = ()) -> Callable[[Path], None]:
    """The answers that are there with lines before them, and with other lines after each of them."""

    def at_home(work: Path) -> None:
        good = (work / NAME).read_bytes().splitlines()
        parts = [*before, *(part for one in good for part in (one, *between))]
        (work / NAME).write_bytes(b"\n".join(p if isinstance(p, bytes) else p.encode() for p in parts) + b"\n")

    return at_home


def only(*parts: str | bytes) -> Callable[[Path], None]:
    """Nothing but these lines."""
    return lambda work: _write(work, b"\n".join(p if isinstance(p, bytes) else p.encode() for p in parts))


def _write(work: Path, raw: bytes) -> None:
    (work / NAME).write_bytes(raw)


def remove(work: Path) -> None:
    (work / NAME).unlink()


def _junk_first(submitted: Path) -> None:
    junk = b"\xff\x00{[" + b"junk" * 250 + b"\n"
    _replace(submitted, junk * (50 * MB // len(junk)) + (submitted / NAME).read_bytes())


def _one_huge_line(submitted: Path) -> None:
    huge = b'{"v": 1, "exercise": "statements", "answer": {"a": "' + b"x" * (50 * MB) + b'"}}'
    _replace(submitted, (submitted / NAME).read_bytes() + huge)


def _replace(submitted: Path, raw: bytes) -> None:
    (submitted / NAME).unlink()
    (submitted / NAME).write_bytes(raw)


def _giant(submitted: Path) -> None:
    # 300 GB without taking any room: only a bounded copy ends.
    good = (submitted / NAME).read_bytes()
    (submitted / NAME).unlink()
    with (submitted / NAME).open("wb") as file:
        file.truncate(300 * 2**30)
        file.seek(0, os.SEEK_END)
        file.write(b"\n" + good)


def _link(target: Callable[[Path], Path]) -> Callable[[Path], None]:
    def in_exchange(submitted: Path) -> None:
        (submitted / NAME).unlink()
        (submitted / NAME).symlink_to(target(submitted))

    return in_exchange


def _another_learners(submitted: Path) -> Path:
    return next(submitted.parent.glob("alone-first+*")) / NAME


def _fifo(submitted: Path) -> None:
    (submitted / NAME).unlink()
    os.mkfifo(submitted / NAME)


def _folder(submitted: Path) -> None:
    text = (submitted / NAME).read_text()
    (submitted / NAME).unlink()
    (submitted / NAME).mkdir()
    (submitted / NAME / NAME).write_text(text)


def _folder_link(submitted: Path) -> None:
    # The folder that holds good answers is elsewhere; a link to it is in the submission.
    (submitted.parent.parent / "elsewhere").mkdir(exist_ok=True)
    shutil.copy(submitted / NAME, submitted.parent.parent / "elsewhere")
    (submitted / NAME).unlink()
    (submitted / "sub").symlink_to(submitted.parent.parent / "elsewhere")


def deep(levels: int) -> str:
    return '{"v": 1, "exercise": "dig", "answer": ' + '{"a": ' * levels + "1" + "}" * levels + "}"


WRONG = (
    line("dig", 5),
    line("dig", "side-effects"),
    line("dig", ["side-effects"]),
    line("dig", None),
    json.dumps({"v": 1, "exercise": 7, "answer": {}}),
    json.dumps({"v": 1, "exercise": None, "answer": {}}),
    json.dumps({"v": 1, "exercise": ["dig"], "answer": {}}),
    json.dumps({"v": 1, "exercise": "dig"}),
    "[]",
    "7",
    "null",
    "true",
    '"dig"',
    line("nights", {}, time=5, seed="x"),
)
TORN = (
    '{"v": 1, "time": "2026-01-05T09',
    '{"v": 1, "exercise": "dig", "answer": {}',
    b"\x00\x01\xff torn",
    "}{",
    "\r",
)
NUMBERS = (
    '{"v": 1, "exercise": "dig", "answer": {"a": NaN}}',
    '{"v": 1, "exercise": "dig", "answer": {"a": Infinity}}',
    '{"v": 1, "exercise": "dig", "answer": {"a": -Infinity}}',
    '{"v": NaN, "exercise": "dig", "answer": {}}',
    '{"v": 1, "exercise": "dig", "answer": {"a": ' + "9" * 6000 + "}}",
)
NEWER = tuple(line(name, {}, v=2) for name in ("statements", "dig", "cover", "slips"))
UNKNOWN = tuple(
    line(name, {"a": True}) for name in ("no-such", "../dig", "", "Statements", "<script>alert(1)</script>")
)
_TWICE = '{"v": 1, "exercise": "dig", "exercise": "statements", "answer": {}, "seen": null, "answer": ' + json.dumps(
    expert_answer("statements")
)


def _surrogates() -> tuple[str, ...]:
    odd = "\ud800\udc00\ud800 \udfff"
    return (
        line("statements", {**expert_answer("statements"), odd: "position", "another-week ": odd}),
        line(odd, {odd: odd}),
        line("reflection", {"position": f"A {odd} sentence", "why": "Because.", odd: odd}, time=odd),
    )


def _wrong_values() -> tuple[str, ...]:
    answer = expert_answer("statements")
    first, second, third, *_ = answer
    return (line("statements", {**answer, first: ["interest"], second: {"bin": "position"}, third: "no-such-bin"}),)


def _one_wrong_in_each_bin() -> float:
    """The points of the first exercise whose first three lines are wrong: each belongs to another bin."""
    bins = list(expert_answer("statements").values())
    assert len({*bins[:3]}) == len({*bins}) == 3
    recall = sum(1 - 1 / bins.count(one) for one in {*bins}) / 3
    return round(8 * (recall - 1 / 3) / (2 / 3), 2)


GOOD = (
    Student("torn-lines", at_home=with_lines(between=TORN), says=(DAMAGED,)),
    Student("binary-between", at_home=with_lines(between=(random.Random(1).randbytes(5000),)), says=(DAMAGED,)),
    Student("unknown-exercises", at_home=with_lines(between=UNKNOWN), says=("belong to no exercise of this notebook",)),
    Student("wrong-types", at_home=with_lines(between=WRONG), says=(DAMAGED,)),
    Student(
        "unknown-ids",
        at_home=with_lines(before=(), between=()),
        in_exchange=lambda f: _replace(
            f,
            "\n".join(
                [
                    *answer_lines(),
                    line("statements", {**expert_answer("statements"), "no-such-line": "position"}),
                    line("dig", {**expert_answer("dig"), "no-such-choice": True, "side-effects": "yes"}),
                    line("cover", {**expert_answer("cover"), "more": {"no-such-row": {"teaching": True}}}),
                ]
            ).encode(),
        ),
        says=(
            "1 placing(s) of the answer could not be read and did not count.",
            "2 choice(s) of the answer could not be read and did not count.",
            "A part of the answer could not be read and did not count.",
        ),
    ),
    Student("not-numbers", at_home=with_lines(between=NUMBERS), says=(DAMAGED,)),
    Student("nested-deep", at_home=with_lines(between=(deep(1000), deep(30), "[" * 100_000)), says=(DAMAGED,)),
    Student("keys-twice", at_home=with_lines(between=(_TWICE + "}",))),
    Student("newer-version", at_home=with_lines(between=NEWER), says=("come from another version of the course",)),
    Student(
        "lone-surrogates", at_home=with_lines(between=_surrogates()), says=("could not be read and did not count",)
    ),
    Student("fifty-mb-of-junk-first", in_exchange=_junk_first, says=(DAMAGED,)),
    Student("one-line-of-fifty-mb", in_exchange=_one_huge_line, says=(DAMAGED,)),
    Student("three-hundred-gb", in_exchange=_giant, says=("only its last",)),
    Student("answers-folder", in_exchange=_folder),
    *renamed_files.FOUND,
)
ONLY_NOTEBOOK = "Only the notebook was submitted, and answers aren't stored in it"
NOTHING = (
    *renamed_files.UNREAD,
    Student(
        "no-answers-file", at_home=remove, says=(ONLY_NOTEBOOK, "needed is this notebook's answers.jsonl"), auto=0.0
    ),
    Student(
        "empty-answers", at_home=only(b""), says=("answers.jsonl is empty", "Perhaps the upload broke off."), auto=0.0
    ),
    Student(
        "binary-answers",
        at_home=only(random.Random(2).randbytes(65_536)),
        says=("Nothing in answers.jsonl can be read as answers",),
        auto=0.0,
    ),
    Student("only-newer", at_home=only(*NEWER), says=("come from another version of the course",), auto=0.0),
    Student(
        "link-to-the-key", in_exchange=_link(lambda _: KEYS), says=(f"{NAME} was a link to another place",), auto=0.0
    ),
    Student(
        "link-to-another", in_exchange=_link(_another_learners), says=(f"{NAME} was a link to another place",), auto=0.0
    ),
    Student(
        "link-to-nowhere",
        in_exchange=_link(lambda f: f / "no" / "such"),
        says=(f"{NAME} was a link to another place",),
        auto=0.0,
    ),
    Student("link-to-a-folder", in_exchange=_folder_link, says=("sub was a link to another place",), auto=0.0),
    Student("answers-fifo", in_exchange=_fifo, says=(f"{NAME} was not a regular file",), auto=0.0),
)
PARTLY = Student(
    "wrong-values",
    at_home=with_lines(between=_wrong_values()),
    says=("3 placing(s) of the answer could not be read and did not count.",),
    auto=_one_wrong_in_each_bin() + 13.0,
)
STUDENTS = (*GOOD, *NOTHING, PARTLY)
