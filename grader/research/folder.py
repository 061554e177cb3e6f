"""Writes the tables and their codebook into a folder, all or nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from grader.research.codebook import as_frame, as_markdown
from rounds.core.errors import RoundsError

if TYPE_CHECKING:
    from pandas import DataFrame

ANOTHER = "Name another folder with --out."
CSV = {"index": False, "encoding": "utf-8-sig", "lineterminator": "\r\n", "date_format": "%Y-%m-%dT%H:%M:%SZ"}


def check(folder: Path) -> None:
    """Raise RoundsError where nothing can be written into the folder, before a class is graded for nothing."""
    if folder.is_dir() and any(folder.iterdir()):
        raise RoundsError(f"{folder} isn't empty; name a new or an empty folder with --out.")
    if folder.exists() and not folder.is_dir():
        raise RoundsError(f"{folder} is a file; name a new or an empty folder with --out.")
    there = next(parent for parent in folder.resolve().parents if parent.exists())
    if not (there.is_dir() and os.access(there, os.W_OK)):
        raise RoundsError(f"{folder} could not be written: {there} isn't a folder you can write to. {ANOTHER}")


def write(folder: Path, tables: Mapping[str, DataFrame], *, identify: bool, texts: bool) -> None:
    """Write each table as CSV and Parquet, and the codebook as CSV and Markdown. Raises RoundsError."""
    check(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Only its owner may read a folder that mkdtemp makes.
        new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    except OSError as error:
        raise _refused(folder, error) from None
    try:
        for name, table in tables.items():
            table.to_csv(new / f"{name}.csv", **CSV)
            table.to_parquet(new / f"{name}.parquet", engine="pyarrow", index=False)
        as_frame(identify).to_csv(new / "codebook.csv", **CSV)
        (new / "codebook.md").write_text(as_markdown(identify, texts), encoding="utf-8")
        if folder.exists():
            folder.rmdir()
        new.rename(folder)
    except OSError as error:
        raise _refused(folder, error) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _refused(folder: Path, error: OSError) -> RoundsError:
    return RoundsError(f"{folder} could not be written: {error.strerror}. {ANOTHER}")
