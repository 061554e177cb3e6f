"""Numbers as people type them. The page follows the same rules (rounds/ui/shared/number_fields.js), and a test compares them.

Spaces, currency and percent signs, the digits of any script and any dash as a minus are understood; invisible characters
are skipped. With both a comma and a point, the last one is the decimal mark. On its own, a mark in front of exactly three
digits is ambiguous and read the American way: 1,250 is one thousand two hundred fifty, and 1.250 is one and a quarter.
Any other comma is a decimal mark: 12,5 and 1,25. After a leading zero there are no thousands, so 0,125 is an eighth.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

MOST = 1e15
UNREAD, OUT_OF_RANGE = "Couldn't be read as a number", "Out of range"
_SIGNS = re.compile(r"[$€£¥%‰＄％]|\b(?:USD|EUR|percent)\b|^(?:US|U\.S\.)\s*(?=\$)", re.IGNORECASE)
_MARKS = str.maketrans("．，٫٬", ".,.,")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_SPACED = re.compile(r"(?<=\d)[\s'’_](?=\d{3}(?!\d))")  # between groups of three, as in 1 250 or 1'250
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_THOUSANDS = {mark: re.compile(rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+", re.ASCII) for mark in ",."}


def parse(value: object, unit: str = "") -> float | None:
    """The number that someone typed or a page saved; None where it can't be read as one."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value) if math.isfinite(value) and abs(value) <= MOST else None
    if not isinstance(value, str) or len(value) > 200:
        return None
    digits = _decimal(_bare(value, unit))
    if not _DECIMAL.fullmatch(digits):
        return None
    number = float(digits)
    return number if abs(number) <= MOST else None


class Uncounted(NamedTuple):
    """What was typed where a number belongs and cannot count, and why, in a word or two."""

    text: str
    word: str


def parse_within(value: object, least: float, most: float, unit: str = "") -> float | None:
    """The number that was typed, if it can be read and is in its range, ends included."""
    number = parse(value, unit)
    return number if number is not None and least - 1e-9 <= number <= most + 1e-9 else None


def uncounted(value: object, least: float, most: float, unit: str = "") -> Uncounted | None:
    """What was typed and cannot count; None where it can, or where nothing is typed."""
    if (
        isinstance(value, bool)
        or not isinstance(value, (str, int, float))
        or parse_within(value, least, most, unit) is not None
    ):
        return None
    if isinstance(value, str):
        text = value.strip()
        if not visible(text).strip():
            return None
        return Uncounted(text, OUT_OF_RANGE if parse(text, unit) is not None else UNREAD)
    return Uncounted(f"{value:,.10g}" if parse(value) is not None else str(value)[:40], OUT_OF_RANGE)


def uncounted_notes(entries: Iterable[Uncounted]) -> tuple[str, ...]:
    """A sentence for each entry that no line of the feedback speaks of."""
    return tuple(
        f"“{entry.text[:80]}”: {entry.word[0].lower()}{entry.word[1:]}, so it didn't count." for entry in entries
    )


def visible(text: str) -> str:
    """The text without invisible characters, which spreadsheets and messengers copy along."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def _bare(text: str, unit: str) -> str:
    """The digits, marks and sign, without what is around them."""
    text = "".join(map(_digit, visible(text))).translate(_MARKS).strip()
    if unit and text.lower().endswith(unit.lower()):
        text = text[: -len(unit)]
    text = _SIGNS.sub(" ", _DASHES.sub("-", text)).strip()
    text = re.sub(r"^([+-])\s+", r"\1", text)
    return _SPACED.sub("", text)


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(int(value))


def _decimal(text: str) -> str:
    """The text with a point as its only mark; unchanged where the marks make no sense."""
    sign, body = (text[0], text[1:]) if text[:1] in ("+", "-") else ("", text)
    both = "," in body and "." in body
    if both:
        last = max(body.rfind(","), body.rfind("."))
        thousands = "," if body[last] == "." else "."
        whole, rest = body[:last], body[last + 1 :]
        if _THOUSANDS[thousands].fullmatch(whole):
            return f"{sign}{whole.replace(thousands, '')}.{rest}"
        return text
    if body.count(".") > 1:
        return sign + body.replace(".", "") if _THOUSANDS["."].fullmatch(body) else text
    if _THOUSANDS[","].fullmatch(body):
        return sign + body.replace(",", "")
    return sign + body.replace(",", ".") if body.count(",") == 1 else text
