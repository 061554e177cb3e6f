"""A large class: how time and memory grow with the number of submissions, and what a second process brings."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psutil

from grader.authoring import simulate
from grader.course import Source, find
from grader.marking.autograde import autograde
from grader.marking.submission_batch import Outcome
from grader.office import Office

SUBMISSIONS = 1000
KINDS = 10  # different answers; what a student answers changes no time
LOOKS = 20  # at the memory, while a class is marked


@dataclass(frozen=True)
class Run:
    """One class marked once: seconds a submission, start-up left out, and the memory at each look, in MB."""

    seconds: float
    megabytes: list[float]

    @property
    def growth(self) -> float:
        """MB for each further submission, in the second half: in the first one, what the processes share is copied."""
        middle, end = self.megabytes[len(self.megabytes) // 2 - 1], self.megabytes[-1]
        return (end - middle) / (SUBMISSIONS / 2)


def measure() -> dict[str, float]:
    """A tenth of the class and the whole class in one process, then the whole class in two; gradebooks fresh each time."""
    if SUBMISSIONS < 20:
        raise SystemExit("A class of at least 20 is needed to see how time and memory grow: --submissions 20")
    source = find("01")[0]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        whole = _collected(root / "whole", source, SUBMISSIONS)
        tenth = _collected(root / "tenth", source, SUBMISSIONS // 10)
        twice = _collected(root / "twice", source, SUBMISSIONS)
        _marked(_collected(root / "first", source, 10), source, 1)  # imports and caches are not measured
        few = _marked(tenth, source, 1)
        many = _marked(whole, source, 1)
        two = _marked(twice, source, 2)
    return {
        "submissions": SUBMISSIONS,
        "seconds_per_1000": 1000 * many.seconds,
        "seconds_per_1000_two_processes": 1000 * two.seconds,
        "two_processes_times_faster": many.seconds / two.seconds,
        "seconds_a_submission_whole_class_by_tenth": many.seconds / few.seconds,
        "mb_tenth_of_class": max(few.megabytes),
        "mb_whole_class": max(many.megabytes),
        "mb_whole_class_two_processes": max(two.megabytes),
        "mb_per_1000_more": 1000 * many.growth,
    }


def _collected(root: Path, source: Source, number: int) -> Office:
    """A class whose submissions were collected, with an empty gradebook."""
    office = Office(root / "course", root / "exchange")
    office.step("generate_assignment", source.name)
    module, keys = source.load()
    answers = [
        simulate.lines(module, simulate.answers(module, keys, "ability:0.7", seed), seed) for seed in range(KINDS)
    ]
    for seed in range(number):
        folder = office.root / "submitted" / f"s{seed:04d}" / source.name
        folder.mkdir(parents=True)
        shutil.copy(source.notebook, folder)
        (folder / "answers.jsonl").write_text(answers[seed % KINDS], encoding="utf-8")
        (folder / "timestamp.txt").write_text("2026-01-05 09:00:00.000000 UTC")
    return office


def _marked(office: Office, source: Source, processes: int) -> Run:
    looks: list[float] = []
    number = len(list((office.root / "submitted").iterdir()))
    every = max(1, number // LOOKS)
    seen = 0

    def look(_: Outcome) -> None:
        nonlocal seen
        seen += 1
        if seen % every == 0:
            this = psutil.Process()
            family = [this, *this.children(recursive=True)]
            looks.append(sum(process.memory_full_info().pss for process in family) / 2**20)

    found = autograde(office, source.name, processes=processes, done=look)
    if found.failed or len(found.outcomes) != number:
        raise SystemExit(f"{len(found.failed)} of {number} could not be marked, so the times mean nothing.")
    return Run(found.seconds / number, looks)
