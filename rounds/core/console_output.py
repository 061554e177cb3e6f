"""Lets any console show what we print: a character it doesn't have becomes an ASCII one."""

from __future__ import annotations

import codecs
import sys

ASCII = {
    **{"✓": "OK", "✗": "X", "⚠": "!", "…": "...", "–": "-", "—": "-", "−": "-", "→": "->", "←": "<-", "×": "x"},
    **{"“": '"', "”": '"', "‘": "'", "’": "'", "•": "*", "○": "o", "\u00a0": " ", "\u2068": "", "\u2069": ""},
}


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(ASCII.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


def take_all() -> None:
    """Let this process print anything, to any console or file, without a UnicodeEncodeError."""
    codecs.register_error("rounds-ascii", _in_ascii)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="rounds-ascii")
