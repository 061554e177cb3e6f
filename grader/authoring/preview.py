"""Shows a notebook as a learner sees it: in JupyterLab, on a copy that's thrown away.

Nothing in `modules/`, `my-answers/` or the course root is touched. For a course, the copy is what nbgrader
releases, and there's no key in what JupyterLab shows; for self-study, the keys are copied, too.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from grader.course import ROOT, Source
from rounds.launch import FIRST_PORT, Opening, serve


def course_copy(source: Source, work: Path) -> Path:
    """Make what a learner of a course fetches, under `work`; return the folder to show. Raises RoundsError."""
    from grader.office import Office

    course = work / "course"
    course.mkdir()
    # nbgrader's own step in a course root of its own: the real gradebook, release and exchange stay as they are.
    office = Office(work / "office", work / "exchange", source.folder.resolve().parent)
    office.step("generate_assignment", source.name)
    shutil.move(office.folder("release", ".", source.name), course / source.name)
    shutil.rmtree(work / "office", ignore_errors=True)
    return course


def self_study_copy(source: Source, work: Path) -> Path:
    """Make what people who study alone have of this module, under `work`: the notebook and its keys."""
    clone = work / "self-study"
    ignore = shutil.ignore_patterns(".*")
    shutil.copytree(source.folder, clone / "modules" / source.name, ignore=ignore)
    keys = clone / "grader" / "keys"
    keys.mkdir(parents=True)
    if source.keys_path.is_file():
        shutil.copy(source.keys_path, keys)
    beside = source.keys_path.with_suffix("")
    if beside.is_dir():  # conversations
        shutil.copytree(beside, keys / beside.name, ignore=ignore)
    return clone


def preview(source: Source, *, self_study: bool = False, port: int = FIRST_PORT, browser: bool = True) -> int:
    """Show a module's notebook until you press Ctrl+C; return JupyterLab's exit code. Raises RoundsError."""
    source.load()  # if its exercises can't be read, a notebook shows a learner nothing
    with tempfile.TemporaryDirectory(prefix="rounds-preview-", ignore_cleanup_errors=True) as folder:
        work = Path(folder).resolve()
        print(f"Copying {source.name} as learners get it ...", file=sys.stderr, flush=True)
        root = self_study_copy(source, work) if self_study else course_copy(source, work)
        inside = f"modules/{source.name}" if self_study else source.name
        setting = "in self-study" if self_study else "in a course"
        opening = Opening(
            f"{source.name} as a learner {setting} has it",
            f"/lab/tree/{inside}/{source.notebook.name}",
            root=root,
            folder=root,
            settings=ROOT / "rounds" / "settings" / "self-study" if self_study else None,
            # What the author has open elsewhere in JupyterLab stays out of the preview, and the other way around.
            environment={
                "JUPYTERLAB_WORKSPACES_DIR": str(work / "workspaces"),
                "JUPYTERLAB_SETTINGS_DIR": str(work / "settings"),
            },
            note="This is a copy, and what you answer in it is thrown away. After a change, start the preview again.",
        )
        return serve(opening, port=port, browser=browser)
