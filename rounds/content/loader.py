"""Reads exercises and keys from YAML, and says in plain sentences what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache, reduce
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rounds.core import yaml_reader
from rounds.core.errors import ContentError
from rounds.core.near_names import choices
from rounds.kinds import base
from rounds.kinds import registry as kinds
from rounds.kinds.base import Id, Key, Point, Problem, Strict, Text
from rounds.kinds.dialogue import conversation_files
from rounds.kinds.registry import KINDS

EXERCISES = "exercises.yaml"

# To mypy any exercise is what all of them share; to pydantic it's one of the kinds in the registry, told by its `kind:`.
if TYPE_CHECKING:
    Exercise = base.Exercise
    AnyKey = Key
else:
    Exercise = Annotated[reduce(or_, (kinds.models(name).exercise for name in KINDS)), Field(discriminator="kind")]
    AnyKey = reduce(or_, (kinds.models(name).key for name in KINDS))


class Module(Strict):
    """One notebook's exercises, in the order of the notebook."""

    module: Annotated[str, Field(pattern=r"^\d\d-[a-z0-9-]+$")]
    title: Text
    picture: str = Field("", description="the drawing in assets/figures that the notebook opens with, if any")
    teaches: list[Point] = Field(
        default_factory=list, description="points of the coverage list that the readings teach"
    )
    exercises: list[Exercise] = Field(min_length=1)

    def exercise(self, name: str) -> Exercise:
        """The exercise of that id; KeyError names the ids there are."""
        for exercise in self.exercises:
            if exercise.id == name:
                return exercise
        raise KeyError(
            f'{self.module} has no exercise "{name}"; it has {choices(name, [e.id for e in self.exercises])}'
        )

    @cached_property
    def keys_by_file(self) -> dict[Path, tuple[yaml_reader.Stamp, dict[str, Key]]]:
        """The keys that `load_keys` has read for this module, with the stamps of their files."""
        return {}

    @property
    def listed(self) -> list[Exercise]:
        """The exercises that lists name and counts count: all but openings."""
        return [e for e in self.exercises if e.use != "opening"]

    @property
    def judged(self) -> list[Exercise]:
        """The exercises that have a key: all but surveys and openings."""
        return [e for e in self.exercises if e.judged]

    @property
    def graded(self) -> list[Exercise]:
        """The exercises that earn points."""
        return [e for e in self.exercises if e.use == "graded"]

    @property
    def graded_by_person(self) -> list[Exercise]:
        """The graded exercises that wait for a person."""
        return [e for e in self.graded if kinds.of(e.kind).graded_by_person]

    @property
    def graded_by_program(self) -> list[Exercise]:
        """The graded exercises whose points the program works out."""
        return [e for e in self.graded if not kinds.of(e.kind).graded_by_person]


class Keys(BaseModel):
    """The graded keys of one module; each key is checked by the model of its exercise's kind."""

    model_config = ConfigDict(defer_build=True, extra="forbid")
    module: str
    exercises: dict[Id, Any]


@lru_cache(maxsize=64)
def _module(path: Path, _stamp: yaml_reader.Stamp) -> Module:
    data = yaml_reader.read(path)
    found_in = conversation_files.merge_all(data, path.parent)
    try:
        module = Module.model_validate(data)
    except ValidationError as error:
        raise ContentError(list(_sentences(path, data, error))) from None
    problems = []
    if module.module != path.parent.name:
        where = yaml_reader.short(path)
        problems.append(f"{where}: module is {module.module}, but the folder is {path.parent.name}; make them equal")
    seen: set[str] = set()
    for at, exercise in enumerate(module.exercises):
        before = module.exercises[:at]
        exercise._module = module.module
        if exercise.id in seen:
            problems.append(_say(path, exercise.id, Problem("", "this exercise id stands more than once; rename one")))
        seen.add(exercise.id)
        faults = (*_uses(exercise), *_looks_back(exercise, before), *_replaces(exercise, module))
        problems += [_say(path, exercise.id, p) for p in faults]
        problems += _problems(path, exercise, exercise.key, found_in.get(exercise.id, {}))
    if problems:
        raise ContentError(problems)
    return module


def _problems(path: Path, exercise: Exercise, key: Key | None, found_in: conversation_files.Places) -> list[str]:
    """What is wrong between an exercise and its key; a state is named in the file where it stands."""
    check = kinds.of(exercise.kind).checks.problems
    states, moves = found_in.get("states", {}), found_in.get("moves", {})
    if not (states or moves):
        return [_say(path, exercise.id, p) for p in check(exercise, key)]
    part, of = states, check(exercise, None)
    if key is not None and not of:
        part, of = moves, check(exercise, key)
    return [_say(part.get(p.item.partition("/")[0], path), exercise.id, p) for p in of]


def _uses(exercise: Exercise) -> Iterator[Problem]:
    if exercise.use == "opening":
        if exercise.kind != "opening":
            yield Problem("", f"is an opening of kind {exercise.kind}; make it kind: opening, or give it another use:")
        if exercise.points is not None or exercise.key is not None:
            yield Problem("", "is an opening, which nobody marks; remove points: and key:")
    elif exercise.use == "survey":
        if exercise.kind != "sort":
            yield Problem("", f"is a survey of kind {exercise.kind}; a survey is of kind sort, its bins the scale")
        if exercise.points is not None or exercise.key is not None:
            yield Problem("", "is a survey, which nobody marks; remove points: and key:")
    elif exercise.use == "graded":
        if exercise.points is None:
            yield Problem("", "is graded and has no points; add points: a number above 0")
        if exercise.key is not None:
            yield Problem("", "is graded, so its key would reach the learner; move key: to grader/keys")
    else:
        if exercise.points is not None:
            yield Problem("", "is practice and earns no points; remove points:")
        if exercise.key is None:
            yield Problem("", "is practice and has no key; add key:, which the learner's feedback comes from")


def _looks_back(exercise: Exercise, before: Iterable[Exercise]) -> list[Problem]:
    """A problem if it shows the answer of something else than an exercise of its kind that comes before it."""
    if exercise.shows_answer_of is None:
        return []
    allowed = [e.id for e in before if e.kind == exercise.kind]
    return base.one_of(exercise.shows_answer_of, allowed, f"earlier {exercise.kind}")


def _replaces(exercise: Exercise, module: Module) -> list[Problem]:
    """A problem for each exercise that another one is said to have taken the place of, and that is still there."""
    there = {e.id for e in module.exercises}
    says = "is in replaces:, but is still an exercise of this module; remove one of them"
    return [Problem(name, says) for name in exercise.replaces if name in there]


def _say(path: Path, exercise: str, problem: Problem) -> str:
    item = f', item "{problem.item}"' if problem.item else ""
    return f'{yaml_reader.short(path)}, exercise "{exercise}"{item}: {problem.says}'


def _sentences(path: Path, data: object, error: ValidationError) -> Iterator[str]:
    """A sentence for each fault that pydantic found in exercises.yaml, or in the frame of a file of keys."""
    for fault in error.errors(include_url=False):
        location = fault["loc"]
        kind = next((part for part in location[2:3] if part in KINDS), None)  # exercises, position, kind, field
        spot = yaml_reader.spot([part for at, part in enumerate(location) if not (kind and at == 2)], data)
        names = zip(("exercise", "item"), (spot.ids[:1], spot.ids[1:][-1:]), strict=True)
        where = "".join(f', {what} "{name}"' for what, ids in names for name in ids)
        field = ".".join(part for part in spot.below if isinstance(part, str) and part != "exercises")
        known = _fields(kinds.models(str(kind)).exercise, location[3:-1]) if kind else _fields(Module, location[:-1])
        known = list(KINDS) if fault["type"].startswith("union_tag_") else known
        yield f"{yaml_reader.short(path)}{where}: {yaml_reader.fault(field, fault, known)}"


def _fields(model: Any, trail: Iterable[Any]) -> list[str]:
    """The fields allowed at a place in a file; none where several models are."""
    for part in trail:
        annotations = [m.model_fields[part].annotation for m in _models(model) if part in m.model_fields]
        model = annotations[0] if annotations else model  # a position in a list, or an id
    models = list(_models(model))
    return list(models[0].model_fields) if len(models) == 1 else []


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def load_module(folder: Path) -> Module:
    """The exercises in a module's folder. Raises ContentError with a sentence for each problem."""
    path = folder / EXERCISES
    return _module(path, yaml_reader.stamp(path, *conversation_files.files(folder)))


def load_keys(path: Path, module: Module) -> dict[str, Key]:
    """The keys of all of a module's exercises, by id: graded ones from `path`, practice from the module."""
    stamp = yaml_reader.stamp(path, *conversation_files.files(path.parent, "*"))
    before, keys = module.keys_by_file.get(path, (None, {}))
    if before != stamp:
        keys = _keys(path, module)
        module.keys_by_file[path] = stamp, keys
    return keys


def _keys(path: Path, module: Module) -> dict[str, Key]:
    data = yaml_reader.read(path)
    try:
        found = Keys.model_validate(data)
    except ValidationError as error:
        raise ContentError(list(_sentences(path, data, error))) from None
    problems = []
    if found.module != module.module:
        problems.append(f"{yaml_reader.short(path)}: module is {found.module}; it must be {module.module}")
    graded = [e.id for e in module.graded]
    problems += [
        f'{yaml_reader.short(path)}, exercise "{p.item}": {p.says}' for p in spec_same(graded, found.exercises)
    ]
    keys: dict[str, Key] = {e.id: e.key for e in module.exercises if e.key is not None}
    for exercise in module.graded:
        raw = found.exercises.get(exercise.id)
        if raw is None:
            continue
        found_in = (
            conversation_files.merge(raw, "moves", path.parent, graded=True) if exercise.kind == "dialogue" else {}
        )
        try:
            key = kinds.of(exercise.kind).key.model_validate(raw)
        except ValidationError as error:
            problems += _key_sentences(path, kinds.of(exercise.kind).key, error, exercise.id)
            continue
        problems += _problems(path, exercise, key, {"moves": found_in})
        keys[exercise.id] = key
    if problems:
        raise ContentError(problems)
    return keys


def spec_same(graded: list[str], found: dict[str, Any]) -> list[Problem]:
    """A problem for each graded exercise without a key, and each key without a graded exercise."""
    return [Problem(e, "is graded and has no key here; add one") for e in graded if e not in found] + [
        Problem(e, f"is no graded exercise of this module; they are {choices(e, graded)}")
        for e in found
        if e not in graded
    ]


def _key_sentences(path: Path, model: type[Key], error: ValidationError, exercise: str) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        loc = [str(part) for part in fault["loc"]]
        nested = len(loc) > 1 and loc[0] in ("items", "rows", "values", "estimates", "slips", "exemplar")
        item = f', item "{loc[1]}"' if nested else ""
        yield f'{yaml_reader.short(path)}, exercise "{exercise}"{item}: {yaml_reader.fault(".".join(loc[2:] if nested else loc), fault, _fields(model, fault["loc"][:-1]))}'
