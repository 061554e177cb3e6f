"""Reads YAML for people: every problem is a sentence that names the file, the place and the fix."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

import yaml

from rounds.core import yaml_mistakes
from rounds.core.errors import ContentError
from rounds.core.near_names import choices, meant

Stamp = tuple[tuple[str, int, int], ...]


class _Loader(yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):  # type: ignore[misc]
    """Safe YAML in which a key that appears twice is an error: plain YAML drops the first silently."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)
            if isinstance(key, str) and key in seen:
                raise yaml.constructor.ConstructorError(None, None, f'"{key}" appears twice', key_node.start_mark)
            if isinstance(key, str):
                seen.add(key)
        return cast("dict[Any, Any]", super().construct_mapping(node, deep=deep))


def _yaml_1_2(*rules: tuple[str, str, str]) -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for name, pattern, starts in rules:
        for sign in starts or [""]:
            resolvers.setdefault(sign, []).append((f"tag:yaml.org,2002:{name}", re.compile(pattern)))
    return resolvers


# What a value without quotes is, as YAML 1.2 has it: `no`, `on`, 12:30, 007 and 2026-11-30 are texts.
_Loader.yaml_implicit_resolvers = _yaml_1_2(
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("null", r"^(?:~|null|Null|NULL)$", "~nN"),
    ("null", r"^$", ""),
)


def read(path: Path) -> Any:
    """What a YAML file holds. Raises ContentError with a sentence."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        return yaml.load(text, Loader=_Loader)  # noqa: S506  (a safe loader with a few rules more)
    except FileNotFoundError:
        raise ContentError([f"{short(path)}: there is no such file; make it, or correct the name"]) from None
    except UnicodeDecodeError as error:
        raise ContentError([f"{short(path)}: is not UTF-8 text ({error.reason}); save it as UTF-8"]) from None
    except yaml.YAMLError as error:
        line, what = yaml_mistakes.fix(text, error)
        where = f", line {line}" if line else ""
        raise ContentError([f"{short(path)}{where}: {what}"]) from None


def short(path: Path) -> str:
    """The end of a path, from `modules/` or `grader/` on: enough to find the file in the course."""
    parts = path.parts
    start = next((at for at in (-2, -3, -4) if len(parts) >= -at and parts[at] in ("modules", "grader")), -3)
    return "/".join(parts[start:])


class Spot(NamedTuple):
    """Where a fault is: the ids of all that has one on the way there, and the rest of the way below the last of them."""

    ids: list[str]
    below: list[int | str]


def spot(location: Iterable[int | str], data: object) -> Spot:
    """Follow the location of a fault, as pydantic gives it, through the data that it's in."""
    ids: list[str] = []
    below: list[int | str] = []
    for part in location:
        data = _within(data, part)
        if isinstance(data, dict) and isinstance(name := data.get("id"), str):
            ids, below = [*ids, name], []
        else:
            below.append(part)
    return Spot(ids, below)


def _within(data: object, part: int | str) -> object:
    if isinstance(data, dict):
        return data.get(part)
    return data[part] if isinstance(data, list) and isinstance(part, int) and part < len(data) else None


def fault(field: str, problem: Any, known: Sequence[str] = ()) -> str:
    """A problem that pydantic found, as a sentence without its place; `known` are the fields, or kinds, that are allowed there."""
    kind, value, context = problem["type"], problem.get("input"), problem.get("ctx", {})
    field = field or "this"
    shown = repr(value) if isinstance(value, (str, int, float, bool)) else f"a {type(value).__name__}"
    if kind == "missing":
        return f"{field} is missing; add it"
    if kind == "extra_forbidden":
        name = field.rpartition(".")[2]
        if yaml_mistakes.part_of_a_text(name, value) and not meant(name, known):
            return f'"{name}" looks like a piece of a text that a comma or colon cut off; {yaml_mistakes.QUOTE}'
        allowed = f"it knows {choices(name, known)}; " if known else ""
        return f"{field} is not a field that is known here; {allowed}{meant(name, known).removeprefix('; ') or 'remove it or correct its name'}"
    if kind == "literal_error":
        one_of = re.findall(r"'([^']*)'", context["expected"]) or [context["expected"]]
        return f"{field} {shown} is not one of {choices(value, one_of)}{meant(value, one_of)}"
    if kind == "union_tag_invalid":
        return f'kind "{context["tag"]}" is not one of {choices(context["tag"], known)}{meant(context["tag"], known)}'
    if kind == "string_type":
        return yaml_mistakes.not_a_text(field, value)
    if kind == "union_tag_not_found":
        return f"kind is missing; allowed are {', '.join(known)}"
    if kind == "string_pattern_mismatch":
        pattern = context["pattern"]
        words = "lower-case words joined by hyphens" if pattern.startswith("^[a-z]") else f"of the form {pattern}"
        return f"{field} {shown} must be {words}"
    return f"{field} is {shown}: {problem['msg'][0].lower()}{problem['msg'][1:]}"


def stamp(*paths: Path) -> Stamp:
    """Name, time and size of each file: a cache that has seen another stamp reads again."""
    stamps = []
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            stamps.append((path.name, 0, 0))
        else:
            stamps.append((path.name, status.st_mtime_ns, status.st_size))
    return tuple(stamps)
