"""Simulated learners: what an expert, a guesser or someone in between would answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

from rounds import kinds
from rounds.content.loader import Exercise, Module
from rounds.core.errors import RoundsError
from rounds.core.scoring import Answer
from rounds.kinds.base import Key
from rounds.storage.answers import NAME, VERSION
from rounds.storage.earlier_versions import seen

LEARNERS = "expert, blank, constant, random, ability:P with P from 0 to 1"
Answering = Callable[[Exercise, Key, Random], Answer]


def learner(kind: str) -> Answering:
    """How a learner of that kind answers. Raises RoundsError with the kinds there are."""
    name, _, level = kind.partition(":")
    if kind == "expert":
        return lambda e, key, rng: kinds.of(e.kind).learners.expert(e, key)
    if kind == "blank":
        return lambda e, key, rng: {}
    if kind == "constant":
        return lambda e, key, rng: next(iter(kinds.of(e.kind).learners.constants(e).values()))
    if kind == "random":
        return lambda e, key, rng: kinds.of(e.kind).learners.random(e, rng)
    if name == "ability":
        try:
            ability = float(level)
        except ValueError:
            ability = -1.0
        if 0 <= ability <= 1:
            return lambda e, key, rng: kinds.of(e.kind).learners.able(e, key, ability, rng)
    raise RoundsError(f'learner "{kind}" is not one of {LEARNERS}.')


def answers(module: Module, keys: dict[str, Key], kind: str, seed: int) -> dict[str, Answer]:
    """What a learner of that kind answers to each exercise; the same for the same seed."""
    answer = learner(kind)
    exercises = [e.drawn(seed % 2**32) for e in module.judged]
    by_exercise = {e.id: answer(e, keys[e.id], Random(f"{seed}/{e.id}")) for e in exercises}
    return {name: answer for name, answer in by_exercise.items() if answer}


def lines(module: Module, by_exercise: dict[str, Answer], seed: int, minute: int = 0) -> str:
    """An answers file with a line per exercise; the times are made up, a minute apart."""
    start = {"v": VERSION, "seed": seed % 2**32, "time": f"2026-01-05T09:{minute:02d}:00Z", "module": module.module}
    records: list[object] = [start]
    exercises = {exercise.id: exercise for exercise in module.exercises}
    for at, (name, answer) in enumerate(by_exercise.items(), start=minute + 1):
        time = f"2026-01-05T{9 + at // 60:02d}:{at % 60:02d}:00Z"
        record = {"v": VERSION, "seed": seed % 2**32, "time": time, "exercise": name, "answer": answer}
        records.append(record | ({"seen": seen(exercises[name], answer)} if name in exercises else {}))
    return "".join(json.dumps(record) + "\n" for record in records)


def write(module: Module, keys: dict[str, Key], kind: str, seed: int, out: Path) -> Path:
    """Write the answers file of a simulated learner to the folder `out`, never over another file. Raises RoundsError."""
    path = out / NAME
    text = lines(module, answers(module, keys, kind, seed), seed)
    if out.is_file():
        raise RoundsError(f"{out} is a file, not a folder; name another folder with --out.")
    try:
        out.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise RoundsError(f"{path} is there already and is not overwritten; name another folder with --out.") from None
    except OSError as error:
        raise RoundsError(f"{path} could not be written: {error.strerror}; name another folder with --out.") from None
    return path
