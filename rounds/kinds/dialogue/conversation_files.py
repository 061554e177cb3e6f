"""The parts of long conversations that have files of their own.

States are in files beside exercises.yaml, since the learner's kernel plays the other side. What to say about each move
is beside the states for practice, and for graded work in `grader/keys/<module>/`, which is never released.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from rounds.core import yaml_reader
from rounds.core.errors import ContentError
from rounds.kinds.base import Id
from rounds.kinds.dialogue.spec import Judged, State

PATTERN = "talk-*.yaml"
BESIDE = re.compile(r"talk-[a-z0-9]+(-[a-z0-9]+)*\.yaml")
IN_KEYS = re.compile(r"\d\d-[a-z0-9-]+/talk-[a-z0-9]+(-[a-z0-9]+)*\.yaml")
Part = Literal["states", "moves"]
Places = dict[str, dict[str, Path]]  # part: state: the file it is in
_SHAPES: dict[str, TypeAdapter[Any]] = {
    "states": TypeAdapter(dict[Id, State]),
    "moves": TypeAdapter(dict[Id, dict[Id, Judged]]),
}


def files(folder: Path, under: str = "") -> list[Path]:
    """The files of conversations in a folder (or in its subfolders that match `under`)."""
    return sorted(folder.glob(f"{under}/{PATTERN}" if under else PATTERN))


def merge_all(data: Any, folder: Path) -> dict[str, Places]:
    """Merge `states_in` of each exercise, and `moves_in` of its practice key; the file of each state, by exercise."""
    exercises = data.get("exercises") if isinstance(data, dict) else None
    places_of: dict[str, Places] = {}
    for raw in exercises if isinstance(exercises, list) else []:
        if isinstance(raw, dict) and raw.get("kind") == "dialogue":
            places = {"states": merge(raw, "states", folder), "moves": merge(raw.get("key"), "moves", folder)}
            places_of[str(raw.get("id"))] = places
    return places_of


def merge(raw: Any, part: Part, folder: Path, graded: bool = False) -> dict[str, Path]:
    """Add what the files of `states_in` or `moves_in` hold to `raw[part]`; returns the file of each state.

    Raises ContentError with a sentence for each problem that names file, state and move. Anything but a list of
    names is left to the model, which says so.
    """
    names = raw.get(f"{part}_in") if isinstance(raw, dict) else None
    if not isinstance(names, list) or not isinstance(raw.setdefault(part, {}), dict):
        return {}
    places: dict[str, Path] = {}
    problems: list[str] = []
    for name in names:
        if not isinstance(name, str) or not (IN_KEYS if graded else BESIDE).fullmatch(name):
            form = "08-module/talk-name.yaml, within grader/keys" if graded else "talk-name.yaml, beside exercises.yaml"
            problems.append(f"{yaml_reader.short(folder)}: {part}_in names {name!r}; it must be of the form {form}")
            continue
        path = folder / name
        try:
            data = yaml_reader.read(path)
            _SHAPES[part].validate_python(data)
        except ContentError as error:
            problems += error.problems
            continue
        except ValidationError as error:
            problems += _sentences(path, data, error)
            continue
        for state, value in data.items():
            if state in raw[part]:
                other = yaml_reader.short(places[state]) if state in places else "the exercise or its key"
                problems.append(
                    f'{yaml_reader.short(path)}, state "{state}": is in {other} too; remove one of them, or rename it'
                )
            raw[part][state] = value
            places[state] = path
    if problems:
        raise ContentError(problems)
    return places


def _sentences(path: Path, data: object, error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        states, location = fault["loc"][:1], fault["loc"][1:]  # without a state, the file as a whole is no mapping
        spot = yaml_reader.spot(location, data.get(*states) if states and isinstance(data, dict) else None)
        where = "".join(f', state "{state}"' for state in states) + "".join(f', move "{move}"' for move in spot.ids)
        field = ".".join(str(part) for part in spot.below if part != "[key]")
        yield f"{yaml_reader.short(path)}{where}: {yaml_reader.fault(field, fault)}"
