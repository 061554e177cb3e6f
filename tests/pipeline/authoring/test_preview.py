"""A preview shows a copy as learners get it, keeps keys out of it, and leaves nothing behind."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.course import ROOT
from rounds.storage import locations
from tests.pipeline.room import MODULE, NOTEBOOK, SOURCE
from tests.waiting import waiting


@dataclass
class Shown:
    """A running preview: what it printed, its process, and the folder that JupyterLab shows."""

    said: str
    process: subprocess.Popen[str]
    temporary: Path

    @property
    def root(self) -> Path:
        (work,) = self.temporary.glob("rounds-preview-*")
        (root,) = (work / name for name in ("course", "self-study") if (work / name).is_dir())
        return root

    def ask(self, path: str) -> Any:
        """What JupyterLab's API answers, once it is up."""
        (server, token) = re.findall(r"(http://localhost:\d+)/lab/tree/\S+\?token=(\w+)", self.said)[0]
        deadline = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"{server}/api/contents/{path}?token={token}", timeout=10) as reply:
                    return json.load(reply)
            except OSError:
                assert self.process.poll() is None, self.said
                assert time.monotonic() < deadline
                time.sleep(0.2)

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)


@contextmanager
def previewed(home: Path, *options: str) -> Iterator[Shown]:
    temporary = home / "tmp"
    temporary.mkdir(parents=True)
    with waiting(home, "grader", "preview", "01", *options, TMPDIR=str(temporary)) as (said, process):
        yield Shown(said, process, temporary)


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def graded_reasons() -> list[str]:
    """Sentences that only graded keys have."""
    keys = yaml.safe_load(SOURCE.keys_path.read_text(encoding="utf-8"))["exercises"]
    return [item["why"] for key in keys.values() for item in key.get("items", {}).values()]


def test_a_preview_is_the_released_notebook_with_no_key_within_its_root(tmp_path: Path) -> None:
    before = files(ROOT / "modules")
    answers = files(ROOT / "my-answers")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with previewed(tmp_path, "--port", str(port)) as shown:
            assert f"Port {port} is taken by another program" in shown.said
            assert "is ready. Open this address in a browser" in shown.said
            assert f"/lab/tree/{MODULE}/{NOTEBOOK}?token=" in shown.said
            assert [entry["name"] for entry in shown.ask("")["content"]] == [MODULE]
            notebook = shown.ask(f"{MODULE}/{NOTEBOOK}")["content"]
            # Released: nbgrader's checksums are in it.
            assert any("checksum" in cell["metadata"].get("nbgrader", {}) for cell in notebook["cells"])
            names = {path.relative_to(shown.root).as_posix() for path in files(shown.root)}
            assert {f"{MODULE}/{NOTEBOOK}", f"{MODULE}/exercises.yaml"} <= names
            assert not [name for name in names if "keys" in name or "gradebook" in name]
            within = "".join(data.decode("utf-8", "replace") for data in files(shown.root.parent).values())
            reasons = graded_reasons()
            assert len(reasons) > 20
            assert [why for why in reasons if why in within or json.dumps(why)[1:-1] in within] == []
            place = locations.find(shown.root / MODULE)
            assert (place.self_study, place.answers_path.parent) == (False, shown.root / MODULE)
            # What one answers goes with the copy.
            (shown.root / MODULE / "answers.jsonl").write_text("{}\n")
            assert shown.end() == 0
            assert list(shown.temporary.glob("rounds-preview-*")) == []
    assert files(ROOT / "modules") == before
    assert files(ROOT / "my-answers") == answers


def test_for_self_study_the_keys_are_copied_along(tmp_path: Path) -> None:
    with previewed(tmp_path, "--self-study", "--no-browser", "--port", "18400") as shown:
        inside = f"modules/{MODULE}/{NOTEBOOK}"
        assert f"/lab/tree/{inside}?token=" in shown.said
        assert shown.ask(inside)["content"]["metadata"]["rounds"] == {"module": MODULE}
        keys = shown.root / "grader" / "keys" / SOURCE.keys_path.name
        assert keys.read_bytes() == SOURCE.keys_path.read_bytes()
        place = locations.find(shown.root / "modules" / MODULE)
        assert (place.self_study, place.answers_path.parent) == (True, shown.root / "my-answers")
        assert shown.end() == 0
        assert list(shown.temporary.glob("rounds-preview-*")) == []


@pytest.mark.parametrize("said", ['"99" is not one module; they are 00-orientation'])
def test_a_module_that_is_none_starts_nothing(tmp_path: Path, said: str) -> None:
    command = [sys.executable, "-m", "grader", "preview", "99"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
