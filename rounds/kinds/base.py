"""What the exercises and keys of every kind have in common, as pydantic models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, NamedTuple, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rounds.core.near_names import choices, meant

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]  # a figure in a formula
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Point = Annotated[str, StringConstraints(pattern=r"^([A-C]\d{1,2}[a-j]?|E[1-5])$")]
K = TypeVar("K", bound=str)


class Strict(BaseModel):
    """A model that refuses unknown fields, so that a typing slip is found and not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Exercise(Strict):
    """The fields that every exercise has, of whatever kind."""

    id: Id
    use: Literal["practice", "graded", "survey"]
    title: Text
    covers: list[Point] = Field(default_factory=list, description="points of the coverage list")
    case: str = Field("", description="the scene; a blank line starts a new paragraph")
    task: Text = Field(description="what to do, in a sentence or two")
    points: float | None = Field(None, gt=0, le=100, description="graded exercises only")

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
    """A problem for each id that stands more than once."""
    seen: set[str] = set()
    problems = []
    for name in ids:
        if name in seen:
            problems.append(Problem(name, f"this {what} id stands more than once; give each {what} its own"))
        seen.add(name)
    return problems


def same_ids(wanted: Iterable[str], found: Iterable[str], where: str) -> list[Problem]:
    """A problem for each id that the key lacks, or has though the exercise does not."""
    wanted, found = list(wanted), list(found)
    return [Problem(name, f"has no line in the key's {where}; add one") for name in wanted if name not in found] + [
        Problem(
            name,
            f"stands in the key's {where} but not in the exercise; allowed are {choices(name, wanted)}{meant(name, wanted)}",
        )
        for name in found
        if name not in wanted
    ]


def one_of(value: str, allowed: Iterable[str], what: str, item: str = "") -> list[Problem]:
    """A problem when `value` is not among `allowed`."""
    allowed = list(allowed)
    if value in allowed:
        return []
    return [Problem(item, f'{what} "{value}" is not one of {choices(value, allowed)}{meant(value, allowed)}')]


def known_slips(slips: Iterable[str], key: Key, item: str = "") -> list[Problem]:
    """A problem for each slip, named once, that has no feedback in the key."""
    return [problem for slip in dict.fromkeys(slips) for problem in one_of(slip, key.slips, "slip", item)]


def confusions(pairs: Iterable[tuple[K, K]], named: Mapping[K, Mapping[K, str]], key: Key) -> list[Problem]:
    """A problem for each pair of a right and a given answer whose confusion names no slip, or an unknown one."""
    found, slips = [], []
    for right, given in pairs:
        if given in (others := named.get(right, {})):
            slips.append(others[given])
        else:
            says = f"confusions has no slip for {right} taken for {given}; add {right}: {{{given}: ...}}"
            found.append(Problem("", says))
    return found + known_slips(slips, key)
