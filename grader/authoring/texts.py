"""Writes the fingerprints of the texts of a version, for the answers that say nothing of what their learners saw.

`python -m grader.authoring.texts FOLDER` prints those of the modules in FOLDER. With the modules of commit 09c665a, the
last one whose answers have no fingerprints, it wrote rounds/storage/texts_of_1_0.json:

    git archive 09c665a modules | tar -x -C /tmp/1.0
    python -m grader.authoring.texts /tmp/1.0/modules > rounds/storage/texts_of_1_0.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from rounds.content.loader import EXERCISES, load_module
from rounds.core.wording import LENGTH
from rounds.storage.earlier_versions import texts


def compact(folder: Path) -> str:
    """The fingerprints of all modules in a folder, a line for each exercise."""
    modules = []
    for path in sorted(folder.glob(f"*/{EXERCISES}")):
        module = load_module(path.parent)
        lines = []
        for name, seen in texts(module).items():
            frame = next(iter(seen.values()), "")[:LENGTH]
            parts = {part: mark[LENGTH:] for part, mark in seen.items()}
            about = json.dumps({"frame": frame, "parts": parts}, separators=(",", ":"))
            lines.append(f"{json.dumps(name)}: {about}")
        modules.append(f"{json.dumps(module.module)}: {{\n" + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(modules) + "\n}\n"


if __name__ == "__main__":
    sys.stdout.write(compact(Path(sys.argv[1])))
