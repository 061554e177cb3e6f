"""Fingerprints of texts: the same as long as the words are, whatever happens to punctuation, capitals and spaces."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata

from pydantic import BaseModel

LENGTH = 6  # hexadecimal digits: a changed text keeps its fingerprint once in 16 million times
# What isn't part of the text that a learner read: numbers that only grading uses, and what authors note for themselves.
_UNSEEN = {"covers", "points", "key", "same_as", "replaces", "title", "use", "write", "minutes", "pair", "reversed",
           "effects", "when", "states_in"}  # fmt: skip
# Words and numbers; a minus or a sign such as % or $ can turn a sentence round, so it counts.
_WORDS = re.compile(r"(?:(?<=\s)|^)[-−](?=\d)|[^\W_]+|[%$€£+<>=×÷≤≥]")


def fingerprint(content: object) -> str:
    """The fingerprint of a text, a model, or anything made of them."""
    plain = json.dumps(_plain(content), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()[:LENGTH]


def words(text: str) -> str:
    """A text without what can change and leave its words as they are."""
    return " ".join(_WORDS.findall(unicodedata.normalize("NFKC", text).casefold())).replace("−", "-")


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        # A field that is added to a model later, and left out in the YAML, changes no text.
        return _plain(value.model_dump(mode="json", exclude_defaults=True))
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items() if name not in _UNSEEN}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return words(value) if isinstance(value, str) else value
