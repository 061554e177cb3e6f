"""A class in which every submission is damaged or hostile, collected and graded as a real one; and a watch on the rest."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from grader.course import ROOT, Source, find
from grader.marking.autograde import autograde
from grader.office import Office
from tests.pipeline.learners.mixtures import Damaged, Score, hand_in, healthy, plan
from tests.pipeline.room import COURSE

# Sort, select, grid; zopa; zopa and package; dialogue; the capstone's sheet.
SOURCES = tuple(find(name)[0] for name in ("01", "06", "07", "08", "09"))
NEIGHBORS = ("alone-first", "zz-last")  # before and behind all the others, in nbgrader's order too
# What collecting and marking may write; nothing else may change.
OURS = ("submitted", "autograded", "gradebook.db", "gradebook.db-wal", "gradebook.db-shm", ".marking")
PASSING = ("__pycache__", ".ipynb_checkpoints")  # what other tests of the same run leave in this clone


@dataclass
class Result:
    """What came of the class."""

    seconds: float = 0.0  # to mark them, without collecting
    collecting: float = 0.0
    marked: int = 0
    failed: list[str] = field(default_factory=list)
    answers: int = 0  # exercises of which an undamaged answer is left
    counted: int = 0
    wrong: list[str] = field(default_factory=list)  # other points than the undamaged lines earn
    neighbors: int = 0
    neighbors_right: int = 0
    outside: list[str] = field(default_factory=list)  # what changed where nothing may
    odd: list[str] = field(default_factory=list)  # links, pipes and the like in what was collected or marked


class DamagedClass:
    """The class before it is marked, and its marking."""

    def __init__(self, root: Path, number: int, seed: int, sources: tuple[Source, ...] = SOURCES) -> None:
        self.root, self.sources = root, sources
        self.office = Office(root / "course", root / "exchange")
        self.office.api.log_level = "CRITICAL"
        self.inbound = root / "exchange" / COURSE / "inbound"
        self.inbound.mkdir(parents=True)
        for source in sources:
            self.office.step("generate_assignment", source.name)
        self.neighbors = [healthy(name, s) for s in sources for name in NEIGHBORS]
        self.damaged = list(plan(number, seed, list(sources)))
        for one in (*self.neighbors, *self.damaged):
            hand_in(one, root, self.inbound, seed)

    def mark(self, processes: int = 0) -> Result:
        """Collect and mark all of them by our command's own call, and compare with the undamaged lines."""
        result = Result()
        watched = [self.root, ROOT / "grader", ROOT / "modules"]
        before = {folder: everything(folder) for folder in watched}
        for source in self.sources:
            start = time.perf_counter()
            self.office.api.collect(source.name)
            result.collecting += time.perf_counter() - start
            summary = autograde(self.office, source.name, processes=processes)
            result.seconds += summary.seconds
            result.failed += [f"{outcome.student}: {outcome.error}" for outcome in summary.failed]
        for folder in watched:
            result.outside += changed(before[folder], everything(folder), folder)
        for step in ("submitted", "autograded"):
            result.odd += [path for path, (kind, *_) in everything(self.office.root / step).items() if kind == "odd"]
        self._compare(result)
        return result

    def _compare(self, result: Result) -> None:
        scores = self._scores()
        for one in self.damaged:
            found, expected = scores.get((one.name, one.source.name)), one.expected()
            marked = self.office.root / "autograded" / one.name / one.source.name / f"{one.source.name}.ipynb"
            result.marked += found is not None and marked.is_file()
            found = found or {}
            undamaged = one.undamaged()
            result.answers += len(undamaged)
            result.counted += sum(name in found and found[name] == expected[name] for name in undamaged)
            result.wrong += [
                f"{one.name}, {one.source.name}, {name}: {found.get(name, 'nothing')} instead of {points} {one.ways}"
                for name, points in expected.items()
                if name not in found or found[name] != points
            ]
        result.neighbors = len(self.neighbors)
        result.neighbors_right = sum(scores.get((n.name, n.source.name)) == n.expected() for n in self.neighbors)

    def _scores(self) -> dict[tuple[str, str], dict[str, Score]]:
        """The automatic points of every cell; a person's points are an error, since no person gave any."""
        found: dict[tuple[str, str], dict[str, Score]] = {}
        with self.office.gradebook() as gradebook:
            for source in self.sources:
                for submission in gradebook.assignment_submissions(source.name):
                    of = found.setdefault((submission.student.id, source.name), {})
                    for grade in (grade for notebook in submission.notebooks for grade in notebook.grades):
                        right = grade.manual_score is None and grade.needs_manual_grade == (grade.auto_score is None)
                        of[grade.name] = grade.auto_score if right else -1.0
        return found


Look = tuple[str, int, int]  # what it is, bytes, time of the last change in nanoseconds


def everything(folder: Path) -> dict[str, Look]:
    """All that lies in a folder, however deep: no link is followed."""
    found: dict[str, Look] = {}
    pending = [str(folder)]
    while pending:
        for entry in os.scandir(pending.pop()):
            status = entry.stat(follow_symlinks=False)
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in PASSING:
                    found[entry.path] = ("folder", 0, 0)
                    pending.append(entry.path)
            else:
                kind = "file" if entry.is_file(follow_symlinks=False) else "odd"
                found[entry.path] = (kind, status.st_size, status.st_mtime_ns)
    return found


def changed(before: dict[str, Look], after: dict[str, Look], root: Path) -> list[str]:
    """The paths that came, went or were written to, other than those that marking writes."""
    ours = tuple(str(root / "course" / name) for name in OURS)
    differ = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    return sorted(
        path for path in differ if not any(path == place or path.startswith(f"{place}{os.sep}") for place in ours)
    )


def happened(damaged: list[Damaged]) -> set[str]:
    """Every way in which something happened in this class."""
    return {way for one in damaged for way in one.ways if way not in one.undone}
