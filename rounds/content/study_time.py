"""How long a notebook takes: one formula over its words and its parts, the same for every notebook.

Reading is counted at 238 words a minute, the mean of silent reading of English non-fiction in 190 studies (Brysbaert
2019, Journal of Memory and Language 109, 104047). The seconds for answering a part, beside reading it, are our own
estimates: each kind of exercise has one in its `kind.py`. What practice says of each answer is counted as read; the
feedback after grading isn't, nor are the days of doing that a reflection may ask for.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from math import ceil
from pathlib import Path

from rounds import kinds
from rounds.content.loader import EXERCISES, Exercise, Module, load_module
from rounds.core import yaml_reader
from rounds.kinds.workload import Workload, of, words

WORDS_A_MINUTE = 238
STEP = 5  # minutes are told in steps of five, rounded up
MOST = 75  # the most that a notebook may take
_NOT_READ = re.compile(r"<[^>]*>|\(https?:[^)]*\)")
_SOURCES = re.compile(r"\n## Sources\b.*", re.DOTALL)


def minutes(folder: Path) -> int:
    """The minutes that the notebook in a module's folder takes, in steps of five. Raises ContentError."""
    notebook = folder / f"{folder.name}.ipynb"
    return _minutes(
        folder, yaml_reader.stamp(folder / EXERCISES), yaml_reader.stamp(notebook) if notebook.exists() else ()
    )


@lru_cache(maxsize=64)
def _minutes(folder: Path, _exercises: yaml_reader.Stamp, _notebook: yaml_reader.Stamp) -> int:
    return planned(load_module(folder), folder / f"{folder.name}.ipynb")


def planned(module: Module, notebook: Path) -> int:
    """The minutes that a module's exercises and its notebook's prose take, in steps of five."""
    seconds = sum(exercise_seconds(exercise) for exercise in module.exercises)
    return STEP * ceil((seconds / 60 + reading(notebook) / WORDS_A_MINUTE) / STEP)


def reading(notebook: Path) -> int:
    """How many words of a notebook's prose there are to read, without its sources."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        prose = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    except (OSError, ValueError, KeyError, TypeError):
        return 0  # `check` says what is wrong with the notebook
    return words(*(_NOT_READ.sub(" ", _SOURCES.sub("", f"\n{text}")) for text in prose))


def exercise_seconds(exercise: Exercise) -> float:
    """The seconds that it takes to read an exercise and to answer all its parts once."""
    load = workload(exercise)
    return 60 * load.words / WORDS_A_MINUTE + load.parts * kinds.of(exercise.kind).seconds


def workload(exercise: Exercise) -> Workload:
    """What there is to read and to answer: what its kind says, or else all that the page shows and all parts."""
    kind = kinds.of(exercise.kind)
    if kind.workload:
        return kind.workload(exercise)
    return of(exercise, kind.marking.progress(exercise, {})[1])
