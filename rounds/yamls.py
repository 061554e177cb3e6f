"""Reads YAML for people: every fault is a sentence that names the file, the place and the mend."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

import yaml

from rounds.errors import ContentError
from rounds.kinds import KINDS

Stamp = tuple[tuple[str, int, int], ...]


class _Loader(yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):  # type: ignore[misc]
    """Safe YAML in which a key that stands twice is an error: plain YAML drops the first silently."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)
            if isinstance(key, str) and key in seen:
                raise yaml.constructor.ConstructorError(None, None, f'"{key}" stands twice', key_node.start_mark)
            if isinstance(key, str):
                seen.add(key)
        return cast("dict[Any, Any]", super().construct_mapping(node, deep=deep))


def read(path: Path) -> Any:
    """What a YAML file holds. Raises ContentError with a sentence."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  (a safe loader with one rule more)
    except FileNotFoundError:
        raise ContentError([f"{short(path)}: there is no such file; make it, or correct the name"]) from None
    except UnicodeDecodeError as error:
        raise ContentError([f"{short(path)}: is not UTF-8 text ({error.reason}); save it as UTF-8"]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or str(error)
        raise ContentError([f"{short(path)}{where}: {what}; check the indentation, quotes and colons there"]) from None


def short(path: Path) -> str:
    """The last parts of a path, enough to find the file."""
    return "/".join(path.parts[-3:])


def fault(field: str, found: Any, known: Sequence[str] = ()) -> str:
    """One fault that pydantic found, as a sentence without its place; `known` are the fields that may stand there."""
    kind, given, context = found["type"], found.get("input"), found.get("ctx", {})
    field = field or "this"
    shown = repr(given) if isinstance(given, (str, int, float, bool)) else f"a {type(given).__name__}"
    if kind == "missing":
        return f"{field} is missing; add it"
    if kind == "extra_forbidden":
        near = get_close_matches(field.rpartition(".")[2], known, n=1)
        allowed = f"it knows {', '.join(known)}; " if known else ""
        return f"{field} is not a field that is known here; {allowed}{f'did you mean {near[0]}?' if near else 'remove it or correct its name'}"
    if kind == "literal_error":
        return f"{field} {shown} is not one of {context['expected'].replace(' or ', ', ')}"
    if kind == "union_tag_invalid":
        return f'kind "{context["tag"]}" is not one of {", ".join(KINDS)}'
    if kind == "union_tag_not_found":
        return f"kind is missing; allowed are {', '.join(KINDS)}"
    if kind == "string_pattern_mismatch":
        pattern = context["pattern"]
        words = "lower-case words joined by hyphens" if pattern.startswith("^[a-z]") else f"of the form {pattern}"
        return f"{field} {shown} must be {words}"
    return f"{field} is {shown}: {found['msg'][0].lower()}{found['msg'][1:]}"


def stamp(*paths: Path) -> Stamp:
    """Name, time and size of each file: a cache that has seen another stamp reads again."""
    found = []
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            found.append((path.name, 0, 0))
        else:
            found.append((path.name, status.st_mtime_ns, status.st_size))
    return tuple(found)
