"""The course as an instructor has it: its modules, their notebooks and keys."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rounds.content.loader import Module, load_keys, load_module
from rounds.core.errors import RoundsError
from rounds.core.near_names import choices
from rounds.core.scoring import Mark
from rounds.kinds.base import Key
from rounds.storage.answers import Answers
from rounds.storage.attempts import marks

ROOT = Path(__file__).resolve().parent.parent
HAND_IN = "hand-in"  # the id of the cell without points that says how the submission was handled


@dataclass(frozen=True)
class Source:
    """One module's files: the folder a learner gets, and the graded keys."""

    folder: Path
    keys_path: Path

    @property
    def name(self) -> str:
        """The module's id, which is its folder's name and nbgrader's assignment."""
        return self.folder.name

    @property
    def notebook(self) -> Path:
        """The notebook, named as its folder."""
        return self.folder / f"{self.name}.ipynb"

    def load(self) -> tuple[Module, dict[str, Key]]:
        """The exercises and all their keys. Raises ContentError."""
        module = load_module(self.folder)
        return module, load_keys(self.keys_path, module)


def keys_path(module: str) -> Path:
    """Where a module's graded keys are: beside the course's configuration, whatever root a test or demo gives nbgrader."""
    return ROOT / "grader" / "keys" / f"{module}.yaml"


def source_at(folder: Path) -> Source:
    """The module in a source folder, with this course's keys for it."""
    return Source(folder, keys_path(folder.name))


def mark_all(module: Module, keys: dict[str, Key], saved: Answers) -> dict[str, Mark]:
    """The mark of each graded exercise. One that can't be marked is our error, never the learner's."""
    return marks(module.graded, keys, saved)


def sources(root: Path = ROOT) -> list[Source]:
    """All modules of the course, in order."""
    # Every folder, since nbgrader takes each for an assignment; one without exercises is a problem to point out.
    folders = sorted(path for path in (root / "modules").iterdir() if path.is_dir() and not path.name.startswith("."))
    return [Source(folder, root / "grader" / "keys" / f"{folder.name}.yaml") for folder in folders]


def find(name: str | None, root: Path = ROOT) -> list[Source]:
    """The modules that a name means: the one whose id is or begins with it, or all of them for None. Raises RoundsError."""
    every = sources(root)
    if name is None:
        return every
    name = name.rstrip("/").rsplit("/", 1)[-1]
    matches = [s for s in every if s.name == name] or [s for s in every if s.name.startswith(name)]
    if len(matches) != 1:
        raise RoundsError(f'"{name}" is not one module; they are {choices(name, [s.name for s in every])}.')
    return matches
