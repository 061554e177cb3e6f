"""What a learner's kernel loads: no plots and no tables, whatever they open and answer."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from grader.course import sources
from rounds import kinds

# Each notebook from its first cell to graded answers, as a kernel runs it; then how many exercises that were, and the
# heavy packages that are loaded by now.
WORK = """
import json, os, sys
from pathlib import Path
from unittest.mock import patch

for folder, answers in json.loads(sys.stdin.read()).items():
    os.chdir(folder)
    shown, names = [], {}
    (path,) = Path().glob("*.ipynb")
    with patch("IPython.display.display", lambda what, **_: shown.append(what)):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), names)
    answered = 0
    for card in [widget.card for widget in shown if hasattr(widget, "card")]:
        name = (card.state().get("exercise") or {}).get("id")
        if name in answers:
            card.receive({"do": "commit", "change": answers[name], "n": 1})
            card.receive({"do": "mark"})
            answered += 1
    print(answered, *sorted({"matplotlib", "numpy", "pandas", "scipy", "pyarrow"} & set(sys.modules)))
"""


def test_notebooks_shown_and_answered_load_no_plots_and_no_tables(tmp_path: Path) -> None:
    answers = {}
    for source in sources():
        module, keys = source.load()
        folder = shutil.copytree(source.folder, tmp_path / source.name)
        answers[str(folder)] = {
            exercise.id: kinds.of(exercise.kind).learners.expert(exercise.drawn(1), keys[exercise.id])
            for exercise in module.judged
        }
    work = [sys.executable, "-c", WORK]
    done = subprocess.run(work, input=json.dumps(answers), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n") == [*(str(len(of_one)) for of_one in answers.values()), ""]
    assert len(answers) == 10
