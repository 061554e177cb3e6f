"""Copies of the course as a clone has it: what git tracks, and nothing that was made since."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def tracked_files(*folders: str) -> list[Path]:
    """The files in these folders (all of the repository where none is named) that git tracks or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *folders],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [path for name in listed if (path := ROOT / name).is_file()]


def copy_tracked(target: Path, *folders: str) -> None:
    """Copy these folders of the repository into `target`."""
    files = tracked_files(*folders)
    assert files, folders
    for path in files:
        copy = target / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)
