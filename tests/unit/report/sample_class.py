"""A small class for the tests of the report: real notebooks, simulated learners, names that try tricks."""

from __future__ import annotations

from pathlib import Path

from grader.authoring import simulate
from grader.course import Source, find

MODULES = ("01", "03")  # the second has a conversation, where learners see different lines
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "https:x' onmouseover=alert(1) '",
    "\u202egnp.exe",
    "{{ 7*7 }}{% raw %}",
)


def modules() -> list[Source]:
    """The notebooks of the class."""
    return [find(name)[0] for name in MODULES]


def hand_in(folder: Path, student: str, source: Source, kind: str, seed: int) -> Path:
    """One learner's answers to one notebook."""
    return simulate.write(*source.load(), kind, seed, folder / student.replace("/", "∕") / source.name)


def make(folder: Path, learners: int = 14) -> list[Source]:
    """Learners of rising ability and those with hostile names submit; one nothing, one only half, one file is torn."""
    found = modules()
    for at in range(learners):
        for source in found:
            hand_in(folder, f"learner-{at:02d}", source, f"ability:{0.3 + 0.65 * at / learners:.2f}", at)
    for at, name in enumerate(HOSTILE):
        hand_in(folder, name, found[0], "random", at)
    torn = folder / "learner-00" / found[0].name / "answers.jsonl"
    torn.write_text(torn.read_text(encoding="utf-8") + '{"v": 1, "exerc', encoding="utf-8")
    (folder / "zz-empty" / found[1].name).mkdir(parents=True)
    (folder / ".hidden" / found[0].name).mkdir(parents=True)
    return found
