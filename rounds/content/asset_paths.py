"""Locates the drawings and data of the course."""

from __future__ import annotations

from pathlib import Path

from rounds.core.errors import PlaceError

HERE = Path(__file__).resolve().parent.parent


def folders(part: str) -> tuple[Path, Path]:
    """The folders of a part of the assets: in the wheel, and in a clone."""
    return HERE / "assets" / part, HERE.parent / "assets" / part


def find(what: str, name: str, ending: str, places: tuple[Path, ...]) -> Path:
    """The path of a file in the assets. Raises PlaceError with the names there are; `what` is what to call the file."""
    for folder in places:
        if (path := folder / f"{name}.{ending}").is_file():
            return path
    known = sorted(file.stem for folder in places for file in folder.glob(f"*.{ending}"))
    raise PlaceError(f'There is no {what} "{name}"; there are {", ".join(known) or "none"}.')
