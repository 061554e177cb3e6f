"""Texts and numbers on their way to a page: what could hide in a text is removed, and what no file takes is replaced."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

# Bidirectional overrides, embeddings and isolates can make a line read as another; zero-width
# characters can hide text from a search. Both are dropped where text is shown, never in the
# answers file. U+200C and U+200D stay: Persian, Indic scripts and emoji need them.
_HIDDEN = "\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u00ad"
# C0 and C1 controls but tab and newline, and lone surrogates, which cannot be written as UTF-8.
_BROKEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"

_HIDDEN_OR_BROKEN = re.compile(f"[{_HIDDEN}{_BROKEN}]")
_EACH_HIDDEN, _EACH_BROKEN = re.compile(f"[{_HIDDEN}]"), re.compile(f"[{_BROKEN}]")

# What no database or spreadsheet takes: NUL, and half of a character that UTF-16 writes in two halves.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

CUT = " […]"  # after what is shown of a text that is too long


def storable(text: str) -> str:
    """The text as it can be saved anywhere: lone surrogates and NUL become U+FFFD, all else stays as given."""
    if not _UNSTORABLE.search(text):
        return text
    # Two halves that meet are one character.
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\x00", "\ufffd")


def all_storable(value: Any) -> Any:
    """JSON data with every text in it `storable`, names of members included."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {all_storable(name): all_storable(member) for name, member in value.items()}
    return [all_storable(member) for member in value] if isinstance(value, list) else value


def isolated(text: str) -> str:
    """`clean` text for the middle of a plain line: letters that run right to left leave the rest of the line alone."""
    text = clean(text)
    turns = any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in text)
    return f"\u2068{text}\u2069" if turns else text


def clean(text: str, limit: int = 20_000) -> str:
    """The text without hidden and unwritable characters, at most `limit` characters long."""
    if len(text) <= limit and not _HIDDEN_OR_BROKEN.search(text):  # as most texts are
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _EACH_BROKEN.sub("\ufffd", _EACH_HIDDEN.sub("", text))
    return text if len(text) <= limit else text[: limit - len(CUT)] + CUT


def is_blank(text: str) -> bool:
    """Whether nothing can be read in it: white space and hidden characters only."""
    return not re.sub(r"[\s\u200c\u200d\ufffd]", "", clean(text))


def paragraphs_in(text: str) -> list[str]:
    """The paragraphs of `clean` text: a blank line starts a new one."""
    return [part.strip() for part in re.split(r"\n\s*\n", clean(text)) if part.strip()]


def listed(words: list[str]) -> str:
    """`a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


FIGURE = re.compile(r"(?<![\w.,])[-−]?\d[\d,]*(?:\.\d+)?(?!\d)")


def figures_in(text: str) -> list[float]:
    """Every figure of a text, `1,250` and `−3` among them."""
    return [float(figure.replace("−", "-").replace(",", "")) for figure in FIGURE.findall(text)]
