"""Says what YAML took a text for. Most mistakes in YAML need a pair of quotes."""

from __future__ import annotations

import re
from typing import Any

import yaml

QUOTE = "put the text in quotes"
COLON = f"there's a colon inside a text; {QUOTE}"
COMMENT = f'" #" begins a comment, so the rest of the line is lost; {QUOTE}'
CLOSED = (
    "a text goes on after its closing quote or bracket; put the whole text in quotes, and use the other kind of quotes "
    "inside it"
)
INDENT = "this line isn't indented like its neighbors; line it up with them"
BRACE = f"a brace or a quote isn't closed, or a text holds a comma, colon or brace; close it, or {QUOTE}"
_COMMENT = re.compile(r"[^\s,:{\[]\s+#")


def fix(text: str, error: yaml.YAMLError) -> tuple[int | None, str]:
    """The line of `text` that YAML couldn't read, counted from 1, and what to do about it."""
    mark, problem = getattr(error, "problem_mark", None), str(getattr(error, "problem", None) or error)
    if mark is None:
        return None, f"{problem}; check the indentation, quotes and colons"
    lines = [*text.splitlines(), ""]
    line = lines[min(mark.line, len(lines) - 1)]
    first = getattr(getattr(error, "context_mark", None), "line", mark.line)
    if "'}'" in problem or "']'" in problem:
        for number in range(first, min(mark.line + 1, len(lines))):
            if _outside_quotes(lines[number], _COMMENT):
                return number + 1, COMMENT
    return mark.line + 1, _fix(problem, line[: mark.column], line[mark.column :])


def _fix(problem: str, before: str, after: str) -> str:
    if "appears twice" in problem:
        return f"{problem}; remove one of the two, or rename it"
    if after.startswith("\t") or before.endswith("\t"):
        return "there's a tab; use spaces instead"
    if "comment or line break" in problem and (block := re.search(r"(?:^|\s)([|>])[^|>]*$", before)):
        return f'a text that begins with "{block[1]}" has to be in quotes; {QUOTE}'
    if "alphabetic" in problem and (name := re.search(r"(?:^|\s)([*&])\S*$", before)):
        return f'a text that begins with "{name[1]}" has to be in quotes; {QUOTE}'
    if "alias" in problem or "tag" in problem or "start any token" in problem:
        sign = after[:1]
        return f'a text that begins with "{sign}" has to be in quotes; {QUOTE}'
    if "mapping values" in problem or after.startswith(":"):
        return COLON
    if "not allowed" in problem:
        return f'a text that begins with "{after[:1]}" has to be in quotes; {QUOTE}'
    if "expected key" in problem and before.rstrip().endswith(("'", '"', "]", "}")):
        return CLOSED
    if "expected key" in problem or "'-' indicator" in problem:
        return INDENT
    if "'}'" in problem or "']'" in problem or "quoted scalar" in problem:
        return BRACE
    return f"{problem}; check the indentation, quotes and colons there"


def _outside_quotes(line: str, pattern: re.Pattern[str]) -> bool:
    comments = pattern.search(re.sub(r'"(?:[^"\\]|\\.)*"', lambda quoted: "x" * len(quoted[0]), line))
    return bool(comments) and not line.lstrip().startswith("#")


def lost(text: str) -> list[tuple[int, str]]:
    """What YAML silently leaves out of a text: the line, counted from 1, and what to do about it.

    A comment after a one-word value, with a space after its `#`, counts as intended.
    """
    if not (_COMMENT.search(text) or re.search(r"[:\-,\[{]\s+&", text)):
        return []
    lines, lines_lost = text.splitlines(), []
    events: Any = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    try:
        for event in events:
            if getattr(event, "anchor", None):
                lines_lost.append(
                    (event.start_mark.line + 1, f'a text that begins with "&" has to be in quotes; {QUOTE}')
                )
            elif isinstance(event, yaml.ScalarEvent) and not event.style and (end := event.end_mark):
                comment = re.match(r"\s+#(.?)", lines[end.line][end.column :])
                if comment and (" " in event.value or comment[1].strip()):
                    lines_lost.append((end.line + 1, COMMENT))
    except yaml.YAMLError:
        pass  # reading the file reports it
    return lines_lost


def not_a_text(field: str, value: Any) -> str:
    """What to say where a text is expected and YAML read something else."""
    what, example = "nothing at all", "..."
    if isinstance(value, bool):
        what, example = "true or false", str(value).lower()
    elif isinstance(value, int | float):
        what, example = "a number", str(value)
    elif isinstance(value, list | dict):
        what = "a list" if isinstance(value, list) else "a group of fields"
        example = "[...]" if isinstance(value, list) else "{...}"
    return f'{field} is read as {what}; {QUOTE}: "{example}"'


def part_of_a_text(name: str, value: Any) -> bool:
    """Whether an unknown field is more likely part of a text, cut off at a comma: it has spaces, or no value."""
    return " " in name.strip() or value is None
