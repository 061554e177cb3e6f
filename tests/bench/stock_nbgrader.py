"""nbgrader as it comes, in a process where nothing of ours was loaded: it autogrades submissions one by one.

Called by tests/bench/marking.py. Prints, as JSON, the seconds that each submission took and the automatic scores.
"""

from __future__ import annotations

import json
import logging
import shutil
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config


def _api(root: Path, source: Path) -> NbGraderAPI:
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.source_directory = str(source)
    config.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"
    config.Exchange.root = str(root.parent / "exchange")
    config.Execute.extra_arguments = ["--log-level=40"]  # the kernel's warnings would fill the screen
    config.ClearSolutions.code_stub = {"python": 'exercise("reflection")'}
    api = NbGraderAPI(CourseDirectory(config=config), Authenticator(config=config), config=config)
    api.log.setLevel(logging.CRITICAL)
    return api


def _run(result: dict[str, Any]) -> None:
    if not result["success"]:
        raise SystemExit(result.get("error", "") + result.get("log", ""))


def main(root: Path, source: Path, module: str) -> dict[str, Any]:
    """Generate the assignment, then autograde each submitted folder; the released files are put into it first."""
    api = _api(root, source)
    _run(api.generate_assignment(module))
    seconds = []
    for folder in sorted((root / "submitted").iterdir()):
        shutil.copytree(root / "release" / module, folder / module, dirs_exist_ok=True)
        start = time.perf_counter()
        _run(api.autograde(module, folder.name))
        seconds.append(time.perf_counter() - start)
    with Gradebook(api.coursedir.db_url) as gradebook:
        scores = [
            [submission.student.id, grade.name, grade.auto_score]
            for submission in gradebook.assignment_submissions(module)
            for notebook in submission.notebooks
            for grade in notebook.grades
        ]
    return {"seconds": seconds, "scores": scores}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])))
