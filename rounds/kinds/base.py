"""What the exercises and keys of every kind have in common, as pydantic models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, StringConstraints

from rounds.core.near_names import choices, meant

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]  # a figure in a formula
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{6}$")]
Point = Annotated[str, StringConstraints(pattern=r"^([A-D]\d{1,2}[a-j]?|E[1-5])$")]
K = TypeVar("K", bound=str)


class Strict(BaseModel):
    """A model that refuses unknown fields, so that a typing slip is found and not ignored.

    `learner_sees` lists the fields that a learner may see; each class adds its own to those of its bases. A field that
    isn't listed stays hidden, so one that someone forgot can't give anything away.
    """

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)
    learner_sees: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        """Refuse a name in `learner_sees` that isn't a field: it must be a typing slip."""
        if unknown := [name for name in cls.learner_sees if name not in cls.model_fields]:
            raise TypeError(f"{cls.__module__}.{cls.__name__}: learner_sees names {', '.join(unknown)}, which it lacks")

    def public(self) -> dict[str, object]:
        """What a learner may see, as JSON: the fields that `learner_sees` lists, and the same of every model within."""
        listed = {name for cls in type(self).__mro__ for name in cls.__dict__.get("learner_sees", ())}
        return {name: _public(getattr(self, name)) for name in type(self).model_fields if name in listed}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with other values in some fields, which forgets what was worked out from the old ones."""
        copy = super().model_copy(update=update, deep=deep)
        for cached in copy.__dict__.keys() - type(self).model_fields.keys():
            del copy.__dict__[cached]
        return copy


def _public(value: object) -> object:
    if isinstance(value, Strict):
        return value.public()
    if isinstance(value, dict):
        return {name: _public(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_public(part) for part in value]
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"a {type(value).__name__} isn't JSON, so a page can't show a field that holds one")


class Exercise(Strict):
    """The fields that every exercise has, of whatever kind."""

    learner_sees: ClassVar[tuple[str, ...]] = ("id", "use", "title", "case", "task", "points")
    if TYPE_CHECKING:  # each kind declares these two: its name, and its key
        kind: str
        key: Key | None
    id: Id
    use: Literal["practice", "graded", "survey", "opening"]
    title: Text
    covers: list[Point] = Field(default_factory=list, description="points of the coverage list")
    case: str = Field("", description="the scene; a blank line starts a new paragraph")
    task: Text = Field(description="what to do, in a sentence or two")
    points: float | None = Field(None, gt=0, le=100, description="graded exercises only")
    same_as: list[Fingerprint] = Field(
        default_factory=list, description="earlier wordings whose answers still count; `check` says what to add"
    )
    replaces: list[Id] = Field(default_factory=list, description="exercises of this notebook that it took the place of")
    _module: str = PrivateAttr("")

    @property
    def module(self) -> str:
        """The id of the module that the exercise was read from; empty if it was made otherwise."""
        return self._module

    @cached_property
    def prints_by_part(self) -> dict[str, str]:
        """The fingerprints of its texts that were worked out so far (rounds/storage/earlier_versions.py)."""
        return {}

    @property
    def judged(self) -> bool:
        """Whether answers are right or wrong, so that there is a key; those to a survey or an opening aren't."""
        return self.use in ("practice", "graded")

    @property
    def shows_answer_of(self) -> str | None:
        """The earlier exercise whose answer the page shows beside this one; most show none."""
        return None

    def drawn(self, seed: int | None) -> Self:
        """The exercise as the learner with that seed has it; most kinds draw nothing."""
        return self


class Key(Strict):
    """The fields that every key has: the feedback of each foreseeable slip, under its id."""

    slips: dict[Id, Text] = Field(default_factory=dict)


class Problem(NamedTuple):
    """Something wrong in an exercise or its key: the item (or empty) and the sentence."""

    item: str
    says: str


def unique(ids: Iterable[str], what: str) -> list[Problem]:
    """A problem for each id that is used more than once."""
    seen: set[str] = set()
    problems = []
    for name in ids:
        if name in seen:
            problems.append(Problem(name, f"this {what} id is used more than once; give each {what} its own"))
        seen.add(name)
    return problems


def same_ids(wanted: Iterable[str], present: Iterable[str], where: str) -> list[Problem]:
    """A problem for each id that only the exercise or only the key has."""
    wanted, present = list(wanted), list(present)
    return [Problem(name, f"has no line in the key's {where}; add one") for name in wanted if name not in present] + [
        Problem(
            name,
            f"is in the key's {where} but not in the exercise; allowed are {choices(name, wanted)}{meant(name, wanted)}",
        )
        for name in present
        if name not in wanted
    ]


def one_of(value: str, allowed: Iterable[str], what: str, item: str = "") -> list[Problem]:
    """A problem when `value` is not among `allowed`."""
    allowed = list(allowed)
    if value in allowed:
        return []
    return [Problem(item, f'{what} "{value}" is not one of {choices(value, allowed)}{meant(value, allowed)}')]


def known_slips(slips: Iterable[str], key: Key, item: str = "") -> list[Problem]:
    """A problem for each slip that has no feedback in the key, once."""
    return [problem for slip in dict.fromkeys(slips) for problem in one_of(slip, key.slips, "slip", item)]


def confusions(pairs: Iterable[tuple[K, K]], named: Mapping[K, Mapping[K, str]], key: Key) -> list[Problem]:
    """A problem for each pair of a right and a wrong answer whose confusion names no slip, or an unknown one."""
    problems, slips = [], []
    for right, wrong in pairs:
        if wrong in (others := named.get(right, {})):
            slips.append(others[wrong])
        else:
            says = f"confusions has no slip for {right} taken for {wrong}; add {right}: {{{wrong}: ...}}"
            problems.append(Problem("", says))
    return problems + known_slips(slips, key)
