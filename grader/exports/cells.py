"""Cells that a spreadsheet can't take for a formula, in files that it reads with the right letters.

A spreadsheet works out a cell that begins with `=`, `+`, `-` or `@` when it opens the file, and a name can begin
with one ("CSV injection", OWASP, https://owasp.org/www-community/attacks/CSV_Injection). The cure is
OWASP's: an apostrophe before it. A number stays a number.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

from rounds.core import atomic_write
from rounds.core.text import clean

if TYPE_CHECKING:
    from pandas import DataFrame

# Full-width forms count too: some spreadsheets read them as the usual ones.
_STARTS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
# In a file with commas between the cells, a spreadsheet set to another country may split at semicolons,
# and so begin a cell in the middle of a name.
_FORMULA = re.compile(rf"(^|[;,|])(\s*['\"]*\s*)(?=[{_STARTS}])")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
DECIMALS = 5  # what Moodle keeps of a grade

Cell = str | float | None


def text(value: str, limit: int = 500) -> str:
    """One line of text that no spreadsheet works out, at most `limit` characters of it.

    Tabs, line ends and hidden characters go. A number and a lone dash, which Moodle reads as no grade, are harmless and stay.
    """
    line = " ".join(clean(value, limit).split())
    return line if line == "-" or _NUMBER.fullmatch(line) else _FORMULA.sub(r"\1'\2", line)


def figure(value: float) -> str:
    """A number as every program reads it: a point, at most five decimals, no needless zeros, no exponent."""
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


def shown(value: Cell) -> str:
    """A cell as the file has it; None and NaN are empty ones."""
    if value is None or value != value:
        return ""
    return text(value) if isinstance(value, str) else figure(value)


def sheet(table: DataFrame, *, quoted: bool = False) -> bytes:
    """A table as comma-separated UTF-8 with a byte order mark, without which Excel spoils accents.

    Canvas and Moodle ignore the mark. `quoted` puts every cell into quotation marks.
    """
    cells = table.astype(object).map(shown)
    heads = [shown(str(head)) for head in table.columns]
    # Split at semicolons, a line that begins with a dash begins with a formula.
    heads[:1] = [_not_a_dash(head) for head in heads[:1]]
    cells.isetitem(0, cells.iloc[:, 0].map(_not_a_dash))
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    lines: str = cells.to_csv(index=False, header=heads, quoting=quoting, lineterminator="\r\n")
    return lines.encode("utf-8-sig")


def _not_a_dash(cell: str) -> str:
    return "'-" if cell == "-" else cell


def write(path: Path, content: bytes) -> None:
    """Put the whole file in its place at once, readable by its owner only: grades are personal."""
    atomic_write.write(path, content, private=True)
