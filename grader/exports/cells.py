"""Cells that a spreadsheet cannot take for a formula, and files that it reads with the right letters.

A cell that begins with `=`, `+`, `-` or `@` is worked out when the file is opened, and a name can
hold one ("CSV injection", OWASP, https://owasp.org/www-community/attacks/CSV_Injection). The mend is
OWASP's: an apostrophe before it. What is a plain number stays one.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from rounds.core import atomic_write
from rounds.core.text import clean

# The full-width forms count too: some spreadsheets read them like the plain ones.
_STARTS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
# Where commas stand between the cells, a spreadsheet of another country may split at semicolons,
# and so begin a cell in the middle of a name.
_FORMULA = re.compile(rf"(^|[;,|])(\s*['\"]*\s*)(?=[{_STARTS}])")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
DECIMALS = 5  # what Moodle keeps of a grade

Cell = str | float | None


def text(value: str, limit: int = 500) -> str:
    """One line of text that no spreadsheet works out; tabs, line ends and hidden characters go.

    A plain number and a lone dash, which Moodle reads as no grade, are harmless and stay.
    """
    line = " ".join(clean(value, limit).split())
    return line if line == "-" or _NUMBER.fullmatch(line) else _FORMULA.sub(r"\1'\2", line)


def figure(value: float) -> str:
    """A number as every program reads it: a point, at most five decimals, no needless zeros, no exponent."""
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


def shown(value: Cell) -> str:
    """A cell as it stands in the file; None is an empty one."""
    if value is None:
        return ""
    return text(value) if isinstance(value, str) else figure(value)


def sheet(rows: Iterable[Sequence[Cell]], *, quoted: bool = False) -> bytes:
    """Rows as comma-separated UTF-8 with a byte order mark, without which Excel spoils accents.

    Canvas and Moodle pass over the mark. `quoted` puts every cell into quotation marks.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL, lineterminator="\r\n")
    for row in rows:
        line = [shown(cell) for cell in row]
        # Split at semicolons, a line that begins with a dash begins with a formula.
        writer.writerow(["'-" if line[:1] == ["-"] else line[0], *line[1:]])
    return file.getvalue().encode("utf-8-sig")


def write(path: Path, content: bytes) -> None:
    """Put the whole file in its place at once, readable by its owner only: grades are personal."""
    atomic_write.write(path, content, private=True)
