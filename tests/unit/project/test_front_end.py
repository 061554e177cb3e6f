"""The front end: its own tests pass, its linter finds nothing, and the bundle that is stored is that of its sources."""

from __future__ import annotations

import gzip
import re
import subprocess
from pathlib import Path

import pytest

from grader.course import ROOT

BUNDLE = ROOT / "rounds" / "ui" / "bundle"


def npm(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["npm", "run", "--silent", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_front_ends_own_tests_pass() -> None:
    done = npm("test")
    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.search(r"^# pass (\d+)$|^ℹ pass (\d+)$", done.stdout, re.M)
    assert passed
    assert int(passed[1] or passed[2]) >= 13


def test_eslint_finds_nothing() -> None:
    done = npm("lint")
    assert done.returncode == 0, done.stdout + done.stderr


def test_eslint_would_find_a_name_that_is_not_there(tmp_path: Path) -> None:
    slip = "export const twice = () => once() + once();\n"
    done = subprocess.run(
        ["node_modules/.bin/eslint", "--stdin", "--stdin-filename", "rounds/ui/shared/slip.js"],
        cwd=ROOT,
        input=slip,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "'once' is not defined" in done.stdout


@pytest.mark.parametrize("name", ["rounds.js", "rounds.css"])
def test_the_bundle_is_that_of_its_sources(tmp_path: Path, name: str) -> None:
    done = npm("build", "--", str(tmp_path))
    assert done.returncode == 0, done.stderr
    fresh, stored = ((folder / name).read_text(encoding="utf-8") for folder in (tmp_path, BUNDLE))
    assert fresh == stored, f"rounds/ui/bundle/{name} is older than its sources: run `make front-end`"


def test_script_and_style_of_a_page_stay_small() -> None:
    sizes = [len(gzip.compress((BUNDLE / name).read_bytes(), 9)) for name in ("rounds.js", "rounds.css")]
    assert sum(sizes) <= 90_000


def test_no_list_of_packages_names_a_registry() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert len(re.findall(r'"integrity": "sha512-', text)) > 50
