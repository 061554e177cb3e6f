"""Lets any console show what we print: a character it doesn't have becomes an ASCII one."""

from __future__ import annotations

import codecs
import sys

PLAIN = {
    **{"✓": "OK", "✗": "X", "⚠": "!", "…": "...", "–": "-", "—": "-", "−": "-", "→": "->", "←": "<-", "×": "x"},
    **{"“": '"', "”": '"', "‘": "'", "’": "'", "•": "*", "○": "o", "\u00a0": " ", "\u2068": "", "\u2069": ""},
}


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(PLAIN.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


def take_all() -> None:
    """Let this process print anything, to any console or file, without a UnicodeEncodeError."""
    codecs.register_error("rounds-plain", _plain)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="rounds-plain")
