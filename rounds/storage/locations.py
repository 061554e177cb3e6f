"""Locates a notebook's exercises, answers and keys, and tells course from self-study.

If the key is within reach, rounds can grade; otherwise it only saves. In a course the learner has a
released folder: answers are saved next to the notebook, since nbgrader submits that folder. In a clone
or on Binder `grader/keys` is there: answers go to one git-ignored folder at the root, never into
`modules/`, where they would be released to everyone.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from rounds.content.loader import EXERCISES, Module, load_keys, load_module
from rounds.core.errors import PlaceError
from rounds.kinds.base import Key
from rounds.storage.answers import NAME, AnswersFile

MY_ANSWERS = "my-answers"
# BinderHub gives it to each server that it launches.
BINDER = "BINDER_LAUNCH_HOST"


@dataclass(frozen=True)
class Place:
    """A module's folder in one of the two settings; `keys_path` is None in a course."""

    folder: Path
    answers_path: Path
    keys_path: Path | None

    @property
    def self_study(self) -> bool:
        """Whether the keys are here, so that work can be graded at once."""
        return self.keys_path is not None

    def module(self) -> Module:
        """The exercises."""
        return load_module(self.folder)

    def keys(self) -> dict[str, Key]:
        """Every key that is within reach, by exercise."""
        module = self.module()
        if self.keys_path is None:
            return {e.id: e.key for e in module.exercises if e.key is not None}
        return load_keys(self.keys_path, module)

    def answers(self) -> AnswersFile:
        """The learner's answers file."""
        return AnswersFile(self.answers_path, self.folder.name)


def find(folder: Path | None = None) -> Place:
    """The place of the notebook in `folder` (None: the kernel's folder)."""
    folder = (folder or Path.cwd()).resolve()
    if not (folder / EXERCISES).is_file():
        raise PlaceError(
            f"This notebook's exercises are missing: there is no {EXERCISES} in {folder.name}. "
            "Fetch or download the whole folder again; your answers are safe in a file of their own."
        )
    root = folder.parent.parent
    keys = root / "grader" / "keys" / f"{folder.name}.yaml"
    if folder.parent.name == "modules" and keys.is_file():
        return Place(folder, root / MY_ANSWERS / f"{folder.name}.jsonl", keys)
    return Place(folder, folder / NAME, None)


def root(folder: Path | None = None) -> Path | None:
    """The clone that `folder` is in, or None in a course."""
    folder = (folder or Path.cwd()).resolve()
    for parent in (folder, *folder.parents):
        if (parent / "modules").is_dir() and (parent / "grader" / "keys").is_dir():
            return parent
    return None


def together(folder: Path | None = None) -> list[Place]:
    """All notebooks whose answers are kept together: those of the clone, or in a course the one in `folder`."""
    clone = root(folder)
    if clone is None:
        return [find(folder)]
    return [find(path.parent) for path in sorted((clone / "modules").glob(f"*/{EXERCISES}"))]


def forgets() -> bool:
    """Whether this machine keeps nothing once nobody uses it any longer: Binder's."""
    return bool(os.environ.get(BINDER))
