"""The list of kinds, and what the rest of the code can ask of each.

A new kind is one folder here and one line in `KINDS`. The folder's `kind.py` names the parts, and mypy compares
them with the protocols below. Callers hold exercises and keys of any kind, so each part first checks that it got
those of its kind: an exercise of another kind is an error and never a wrong mark.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from random import Random
from typing import Generic, NamedTuple, Protocol, TypeVar

from rounds.core.near_names import choices
from rounds.core.scoring import Answer, ItemMark, Mark
from rounds.kinds.answer_parts import AnswerParts, Contents, Whole
from rounds.kinds.base import Exercise, Key, Problem
from rounds.kinds.surface import Counted, Ear, Option
from rounds.kinds.workload import Workload

KINDS = (
    "sort",
    "select",
    "order",
    "grid",
    "number",
    "table",
    "plane",
    "zopa",
    "package",
    "dialogue",
    "sheet",
    "reflect",
    "opening",
)

T = TypeVar("T")
E = TypeVar("E", bound=Exercise)
K = TypeVar("K", bound=Key)
E_contra = TypeVar("E_contra", bound=Exercise, contravariant=True)
K_contra = TypeVar("K_contra", bound=Key, contravariant=True)


class Checks(Protocol[E_contra, K_contra]):
    """`checks.py`: what a model alone can't say of an exercise and its key."""

    def problems(self, exercise: E_contra, key: K_contra | None, /) -> list[Problem]:
        """What is wrong between the parts of the exercise and its key; without a key, in the exercise."""
        ...


class Marking(Protocol[E_contra, K_contra]):
    """`marking.py`: pure functions of an exercise as its learner has it, its key, and an answer from anywhere."""

    def mark(self, exercise: E_contra, key: K_contra, answer: Answer, /) -> Mark:
        """The mark, with a line for each item."""
        ...

    def progress(self, exercise: E_contra, answer: Answer, /) -> tuple[int, int]:
        """How many parts are answered, and how many there are."""
        ...

    def left(self, exercise: E_contra, answer: Answer, /) -> list[str]:
        """What is still open, by the names that the page has for it, in its order."""
        ...

    def respond(self, exercise: E_contra, key: K_contra, answer: Answer, /) -> dict[str, ItemMark]:
        """What practice says at once, item by item."""
        ...


class Learners(Protocol[E_contra, K_contra]):
    """`learners.py`: simulated learners, which every exercise is tried on."""

    def expert(self, exercise: E_contra, key: K_contra, /) -> Answer:
        """An answer that earns everything."""
        ...

    def constants(self, exercise: E_contra, /) -> dict[str, Answer]:
        """Answers that take no thought, by a name for each."""
        ...

    def random(self, exercise: E_contra, rng: Random, /) -> Answer:
        """A whole answer by chance."""
        ...

    def able(self, exercise: E_contra, key: K_contra, ability: float, rng: Random, /) -> Answer:
        """An answer that is right in each part with probability `ability`, and by chance otherwise."""
        ...


class Scene(Protocol[E_contra]):
    """`scene.scene`: what the kernel works out for the page after each answer. It may draw; marking may not."""

    def __call__(self, exercise: E_contra, answer: Answer, /) -> Mapping[str, object]:
        """The scene as JSON; nothing in it says what is right."""
        ...


class Surface(Protocol[E_contra, K_contra]):
    """`surface.py`, for kinds whose answers are chosen among texts: what the texts give away without their case."""

    def options(self, exercise: E_contra, key: K_contra, /) -> list[Option]:
        """Each text that can be chosen, and whether it is right; what a list of words is learned from."""
        ...

    def by_ear(self, exercise: E_contra, ear: Ear, /) -> dict[str, Answer]:
        """What someone answers who takes the texts with the highest score; by case, where there are several."""
        ...

    def by_count(self, exercise: E_contra, key: K_contra, rng: Random, /) -> Counted | None:
        """Two learners who know half of the answers; None where nothing can be counted."""
        ...


class Passage(NamedTuple):
    """A text that a learner wrote, or one to compare it with: the field's id and label, and the text."""

    id: str
    label: str
    text: str


class RubricLine(NamedTuple):
    """A line of a rubric: what 0, 1, 2 and 3 points look like."""

    id: str
    label: str
    levels: tuple[str, ...]


class Example(NamedTuple):
    """A good answer to compare yours with, and what to look for."""

    passages: list[Passage]
    look_for: list[str]


class Rubric(Protocol[E_contra, K_contra]):
    """`rubric.py`, for kinds that a person grades: what they read, by what lines, and a good answer beside it."""

    def passages(self, exercise: E_contra, answer: Answer, /) -> list[Passage]:
        """What the learner wrote, without what is blank."""
        ...

    def lines(self, exercise: E_contra, /) -> list[RubricLine]:
        """The lines of the rubric."""
        ...

    def example(self, exercise: E_contra, key: K_contra, /) -> Example:
        """A good answer."""
        ...


@dataclass(frozen=True)
class Kind:
    """One kind of exercise: its models and its parts."""

    name: str
    exercise: type[Exercise]
    key: type[Key]
    checks: Checks[Exercise, Key]
    marking: Marking[Exercise, Key]
    learners: Learners[Exercise, Key]
    parts: AnswerParts[Exercise]
    scene: Scene[Exercise] | None = None
    rubric: Rubric[Exercise, Key] | None = None
    surface: Surface[Exercise, Key] | None = None
    workload: Callable[[Exercise], Workload] | None = None  # where the page's texts and parts don't tell it
    seconds: float = 6  # to answer one part, beside reading it
    items_vary: bool = (
        False  # learners meet different items under the same id, such as the third move of a conversation
    )

    @property
    def graded_by_person(self) -> bool:
        """Whether only a person can judge it: it has a rubric, and the program gives a blank 0 and nothing else."""
        return self.rubric is not None


def kind(
    name: str,
    exercise: type[E],
    key: type[K],
    *,
    checks: Checks[E, K],
    marking: Marking[E, K],
    learners: Learners[E, K],
    parts: AnswerParts[E] | None = None,
    scene: Scene[E] | None = None,
    rubric: Rubric[E, K] | None = None,
    surface: Surface[E, K] | None = None,
    workload: Callable[[E], Workload] | None = None,
    seconds: float = 6,
    items_vary: bool = False,
) -> Kind:
    """A kind, from its models and modules."""
    models = _Models(exercise, key)
    return Kind(
        name,
        exercise,
        key,
        checks=_Checks(models, checks),
        marking=_Marking(models, marking),
        learners=_Learners(models, learners),
        parts=_Parts(models, parts or Whole()),
        scene=_Scene(models, scene) if scene else None,
        rubric=_Rubric(models, rubric) if rubric else None,
        surface=_Surface(models, surface) if surface else None,
        workload=_Work(models, workload) if workload else None,
        seconds=seconds,
        items_vary=items_vary,
    )


@cache
def of(name: str) -> Kind:
    """The kind of that name; its parts are imported when it is first asked for."""
    if name not in KINDS:
        raise ValueError(f'kind "{name}" is not one of {choices(name, KINDS)}')
    loaded = import_module(f"{__package__}.{name}.kind").KIND
    if not isinstance(loaded, Kind):
        raise TypeError(
            f"rounds/kinds/{name}/kind.py: KIND is a {type(loaded).__name__}; make it with registry.kind(...)"
        )
    return loaded


class Models(NamedTuple):
    """The pydantic models of a kind's exercises and keys."""

    exercise: type[Exercise]
    key: type[Key]


def models(name: str) -> Models:
    """The models of a kind, without importing its other parts: reading exercises needs those of all kinds."""
    spec = import_module(f"{__package__}.{name}.spec")
    return Models(_model(spec.Exercise, Exercise), _model(spec.Key, Key))


def _model(model: object, base: type[T]) -> type[T]:
    if isinstance(model, type) and issubclass(model, base):
        return model
    raise TypeError(f"{model!r} isn't a {base.__module__}.{base.__name__}")


@dataclass(frozen=True)
class _Models(Generic[E, K]):
    exercise: type[E]
    key: type[K]

    def narrow(self, exercise: Exercise) -> E:
        if isinstance(exercise, self.exercise):
            return exercise
        raise TypeError(f'exercise "{exercise.id}" isn\'t a {self.exercise.__module__}.Exercise')

    def narrow_key(self, key: Key) -> K:
        if isinstance(key, self.key):
            return key
        raise TypeError(f"{type(key).__module__}.Key isn't a {self.key.__module__}.Key")


@dataclass(frozen=True)
class _Checks(Generic[E, K]):
    models: _Models[E, K]
    part: Checks[E, K]

    def problems(self, exercise: Exercise, key: Key | None, /) -> list[Problem]:
        return self.part.problems(self.models.narrow(exercise), None if key is None else self.models.narrow_key(key))


@dataclass(frozen=True)
class _Marking(Generic[E, K]):
    models: _Models[E, K]
    part: Marking[E, K]

    def mark(self, exercise: Exercise, key: Key, answer: Answer, /) -> Mark:
        return self.part.mark(self.models.narrow(exercise), self.models.narrow_key(key), answer)

    def progress(self, exercise: Exercise, answer: Answer, /) -> tuple[int, int]:
        return self.part.progress(self.models.narrow(exercise), answer)

    def left(self, exercise: Exercise, answer: Answer, /) -> list[str]:
        return self.part.left(self.models.narrow(exercise), answer)

    def respond(self, exercise: Exercise, key: Key, answer: Answer, /) -> dict[str, ItemMark]:
        return self.part.respond(self.models.narrow(exercise), self.models.narrow_key(key), answer)


@dataclass(frozen=True)
class _Learners(Generic[E, K]):
    models: _Models[E, K]
    part: Learners[E, K]

    def expert(self, exercise: Exercise, key: Key, /) -> Answer:
        return self.part.expert(self.models.narrow(exercise), self.models.narrow_key(key))

    def constants(self, exercise: Exercise, /) -> dict[str, Answer]:
        return self.part.constants(self.models.narrow(exercise))

    def random(self, exercise: Exercise, rng: Random, /) -> Answer:
        return self.part.random(self.models.narrow(exercise), rng)

    def able(self, exercise: Exercise, key: Key, ability: float, rng: Random, /) -> Answer:
        return self.part.able(self.models.narrow(exercise), self.models.narrow_key(key), ability, rng)


@dataclass(frozen=True)
class _Parts(AnswerParts[Exercise], Generic[E, K]):
    models: _Models[E, K]
    part: AnswerParts[E]

    @property
    def together(self) -> bool:  # type: ignore[override]  # said of the kind's own parts
        return self.part.together

    def frame(self, exercise: Exercise, /) -> object:
        return self.part.frame(self.models.narrow(exercise))

    def contents(self, exercise: Exercise, answer: Answer | None, /) -> Contents:
        return self.part.contents(self.models.narrow(exercise), answer)

    def ahead(self, exercise: Exercise, answer: Answer, /) -> Contents:
        return self.part.ahead(self.models.narrow(exercise), answer)

    def split(self, exercise: Exercise, answer: Answer, /) -> dict[str, Answer]:
        return self.part.split(self.models.narrow(exercise), answer)


@dataclass(frozen=True)
class _Scene(Generic[E, K]):
    models: _Models[E, K]
    part: Scene[E]

    def __call__(self, exercise: Exercise, answer: Answer, /) -> Mapping[str, object]:
        return self.part(self.models.narrow(exercise), answer)


@dataclass(frozen=True)
class _Rubric(Generic[E, K]):
    models: _Models[E, K]
    part: Rubric[E, K]

    def passages(self, exercise: Exercise, answer: Answer, /) -> list[Passage]:
        return self.part.passages(self.models.narrow(exercise), answer)

    def lines(self, exercise: Exercise, /) -> list[RubricLine]:
        return self.part.lines(self.models.narrow(exercise))

    def example(self, exercise: Exercise, key: Key, /) -> Example:
        return self.part.example(self.models.narrow(exercise), self.models.narrow_key(key))


@dataclass(frozen=True)
class _Surface(Generic[E, K]):
    models: _Models[E, K]
    part: Surface[E, K]

    def options(self, exercise: Exercise, key: Key, /) -> list[Option]:
        return self.part.options(self.models.narrow(exercise), self.models.narrow_key(key))

    def by_ear(self, exercise: Exercise, ear: Ear, /) -> dict[str, Answer]:
        return self.part.by_ear(self.models.narrow(exercise), ear)

    def by_count(self, exercise: Exercise, key: Key, rng: Random, /) -> Counted | None:
        return self.part.by_count(self.models.narrow(exercise), self.models.narrow_key(key), rng)


@dataclass(frozen=True)
class _Work(Generic[E, K]):
    models: _Models[E, K]
    part: Callable[[E], Workload]

    def __call__(self, exercise: Exercise, /) -> Workload:
        return self.part(self.models.narrow(exercise))
