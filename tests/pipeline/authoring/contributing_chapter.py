"""CONTRIBUTING's chapters for authors, done step by step on a copy of the course."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grader.course import ROOT
from tests.quick_start import python_path
from tests.tracked_files import copy_tracked

CHAPTERS = ("Change a case or an item", "Add an exercise")
PYTHON = ".venv/bin/python"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
WHERE = re.compile(
    r"# (\S+), (instead of the line of|below the line of|instead of the case of|before the exercise) (\S+)"
)
AT_THE_END = re.compile(r"# (\S+), at the end")


def text() -> str:
    """The chapters of CONTRIBUTING.md, as they are."""
    whole = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = [re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## )", whole, re.M | re.S) for title in CHAPTERS]
    assert all(found), CHAPTERS
    return "".join(chapter.group(1) for chapter in found if chapter)


def blocks() -> list[tuple[str, str]]:
    """The language and the text of each code block, in order."""
    return BLOCK.findall(text())


def slips() -> Iterator[tuple[str, str, str]]:
    """The table of typing slips: what was to be typed, what was typed, and what check says."""
    table = text().partition("### When check complains")[2].partition("\n### ")[0]
    yield from re.findall(r"^\| `(.+?)` \| `(.+?)` \| `(.+?)` \|$", table, re.M)


@dataclass
class Course:
    """A copy of the clone, with what was typed in it and what was printed."""

    root: Path
    codes: dict[str, list[int]] = field(default_factory=dict)
    printed: str = ""
    applied: int = 0

    @property
    def environment(self) -> dict[str, str]:
        """Python takes `rounds` and `grader` from the copy."""
        return {**os.environ, "PYTHONPATH": python_path(self.root), "COLUMNS": "200"}

    def copy(self) -> None:
        """What an instructor has cloned, and nothing that was made since."""
        copy_tracked(self.root, "rounds", "grader", "modules", "assets")

    def type(self, command: str) -> str:
        """Run a command as the chapter has it, in the copy; returns what it prints."""
        words = shlex.split(command)
        assert words[:3] == [PYTHON, "-m", "grader"], command
        done = subprocess.run(
            [sys.executable, *words[1:]],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr
        self.codes.setdefault(words[3], []).append(done.returncode)
        return done.stdout + done.stderr

    def apply(self, block: str) -> None:
        """Put a block of YAML where its first line says."""
        first, _, body = block.partition("\n")
        if end := AT_THE_END.fullmatch(first):
            path = self.root / end.group(1)
            path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n\n" + body, encoding="utf-8")
        else:
            where = WHERE.fullmatch(first)
            assert where, f"CONTRIBUTING.md: {first!r} does not say where the block goes"
            path, how, name = self.root / where.group(1), where.group(2), where.group(3)
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            start, end_ = _span(lines, how, name, body)
            lines[start:end_] = [body, "\n"] if how == "before the exercise" else [body]
            path.write_text("".join(lines), encoding="utf-8")
        self.applied += 1

    def follow(self) -> None:
        """Everything that the chapters tell to type, in order; what they say is printed must be."""
        for language, block in blocks():
            if language == "yaml":
                self.apply(block)
            elif language == "text":
                missing = [line for line in block.splitlines() if line not in self.printed]
                assert not missing, f"CONTRIBUTING.md promises {missing}, but this was printed:\n{self.printed}"
            else:
                assert language == "sh", language
                # A preview starts a server and waits: tests/pipeline/authoring/test_preview.py.
                self.printed = "\n".join(self.type(c) for c in block.splitlines() if " preview " not in c)


def _span(lines: list[str], how: str, name: str, body: str) -> tuple[int, int]:
    """The lines that a block takes the place of; from and to are equal where it only goes in between."""

    def only(start: str, after: int = 0) -> int:
        found = [at for at, line in enumerate(lines) if at >= after and line.lstrip().startswith(start)]
        assert found, f"CONTRIBUTING.md: nothing begins with {start!r}"
        assert after or len(found) == 1, f"CONTRIBUTING.md: {start!r} begins {len(found)} lines"
        return found[0]

    if how == "before the exercise":
        at = only(f"- id: {name}\n")
        return at, at
    if how == "instead of the case of":
        start = only("case: |", only(f"- id: {name}\n") + 1)
        end = start + 1
        while lines[end].startswith("    "):
            end += 1
        return start, end
    item = body.lstrip().startswith("- {id:")
    at = only(f"- {{id: {name}," if item else f"{name}: {{")
    return (at, at + 1) if how.startswith("instead") else (at + 1, at + 1)
