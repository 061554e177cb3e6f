"""Turns an answers file that an editor, a browser or a mail program saved its own way back into JSON Lines.

Byte order marks, UTF-16 and old Mac line ends go; objects that were spread over many lines, wrapped
into an array or run together on one line get a line each again. What can't be read stays one
damaged line each, so that it is still counted.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from rounds.storage.answers import MAX_LINE, MAX_LINES, readable, records

MAX_DOCUMENT = 16 * 2**20  # a larger file is read line by line only
SAMPLE = 4096
DAMAGED = b"?"
_MARKS = (  # the longer ones first: UTF-32 begins as UTF-16 does
    (codecs.BOM_UTF8, ""),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BETWEEN = re.compile(r"[\s,\[\]\ufeff]*")
_NEXT = re.compile(r"^[ \t,\[]*\{", re.M)


def as_lines(raw: bytes) -> bytes:
    """The file's content as JSON Lines in UTF-8; what is that already comes back as it is."""
    text = _utf8(raw)
    if len(text) <= MAX_DOCUMENT and _spread(text):
        return b"".join(line + b"\n" for line in islice(_objects(text.decode("utf-8", "surrogateescape")), MAX_LINES))
    return text


def _utf8(raw: bytes) -> bytes:
    mark, code = next(((mark, code) for mark, code in _MARKS if raw.startswith(mark)), (b"", _unmarked(raw[:SAMPLE])))
    text = raw[len(mark) :] if mark else raw
    if code:
        text = text.decode(code, "replace").encode("utf-8", "replace")
    if codecs.BOM_UTF8 in text:  # files that were joined, each with its mark
        text = text.replace(b"\n" + codecs.BOM_UTF8, b"\n")
    if b"\r" in text and b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    return text


def _unmarked(sample: bytes) -> str:
    """UTF-16 without a mark: an answers file is nearly all ASCII, so every other byte is 0."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 10 < len(sample) * 4 or min(even, odd) * 10 > len(sample):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _spread(text: bytes) -> bool:
    """Whether objects aren't one to a line."""
    start = re.match(rb"\s*", text).end()  # type: ignore[union-attr]  # it matches nothing, too
    if text.startswith((b"[", b"{\n", b"{\r\n"), start) or b"\n{\n" in text or b"\n{\r\n" in text:
        return True
    first = text[start : text.find(b"\n", start) % (len(text) + 1)]
    return bool(first) and not readable(first) and all(record is None for record in records(text, []))


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _objects(text: str) -> Iterator[bytes]:
    """Each object on its own line; a damaged line for each place with something else."""
    decode = json.JSONDecoder(parse_constant=_refuse).raw_decode
    at, budget = 0, 4 * len(text) + 2**20  # a file can be made so that each try reads all of it
    while (at := _BETWEEN.match(text, at).end()) < len(text):  # type: ignore[union-attr]
        line, end = DAMAGED, at
        if budget < 0:
            yield DAMAGED
            return
        if text[at] == "{":
            try:
                value, end = decode(text, at)
                text[at:end].encode("utf-8")  # bytes that aren't UTF-8 are damage
                line = json.dumps(value).encode() if end - at <= 4 * MAX_LINE else DAMAGED
            except json.JSONDecodeError as error:
                budget -= error.pos - at + error.pos // 16  # an error counts the lines before it
            except (ValueError, RecursionError):
                budget -= 10_000
        yield line
        if end == at:
            budget -= 64
            following = _NEXT.search(text, at + 1)
            end = following.end() - 1 if following else len(text)
        at = end
