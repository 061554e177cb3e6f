"""What the course replaces in nbgrader: every time the same, once, and never where nbgrader has changed."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import nbgrader.api
import nbgrader.apps.api
import pytest
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback

from grader.course import ROOT
from grader.gradebook.formgrader_api import FormgraderAPI
from grader.literal_paths import LiteralGlob
from grader.nbgrader_patches import PATCHES, Patch, PatchError, install


def standing(patch: Patch) -> object:
    """What a patched name means now."""
    place: object = import_module(patch.module)
    for part in patch.name.split("."):
        place = getattr(place, part)
    return place


def test_installing_twice_replaces_each_name_once() -> None:
    import_module("nbgrader.server_extensions.formgrader.base")
    for _ in range(2):
        install()
        assert [patch.name for patch in PATCHES if standing(patch) is not patch.new] == []
    assert len({(patch.module, patch.name) for patch in PATCHES}) == len(PATCHES) > 10


def test_each_patch_has_a_reason() -> None:
    assert [patch.name for patch in PATCHES if len(patch.why.split()) < 6] == []


@pytest.mark.parametrize("name", sorted({patch.name for patch in PATCHES if "." not in patch.name}))
def test_a_name_that_nbgrader_no_longer_has_ends_with_a_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    patch = next(patch for patch in PATCHES if patch.name == name)
    monkeypatch.delattr(f"{patch.module}.{name}")
    with pytest.raises(PatchError, match=rf"{patch.module}\.{name} isn't there.* grader/nbgrader_patches\.py"):
        patch.apply()


@pytest.mark.parametrize(
    ("module", "name", "changed"),
    [
        ("nbgrader.apps.api", "Autograde", GenerateFeedback),
        ("nbgrader.apps.api", "Autograde", "nbgrader.converters.Autograde"),
        ("nbgrader.api", "create_engine", SimpleNamespace()),
        ("nbgrader.utils", "glob", SimpleNamespace()),
    ],
)
def test_a_name_that_means_something_else_by_now_is_not_replaced(
    module: str, name: str, changed: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{module}.{name}", changed)
    (patch,) = [patch for patch in PATCHES if (patch.module, patch.name) == (module, name)]
    with pytest.raises(PatchError, match="is something else"):
        patch.apply()
    assert standing(patch) is changed


def test_with_another_nbgrader_its_command_ends_with_the_sentence_before_it_reads_a_submission(tmp_path: Path) -> None:
    code = (
        "import sys, nbgrader.apps.api\n"
        "del nbgrader.apps.api.Autograde\n"
        "sys.argv = ['nbgrader', 'autograde', '01-principle-1-interests']\n"
        "from nbgrader.apps.nbgraderapp import main\n"
        "main()\n"
    )
    (tmp_path / "nbgrader_config.py").write_text(
        f"__file__ = {str(ROOT / 'grader' / 'nbgrader_config.py')!r}\nexec(open(__file__).read())\n", encoding="utf-8"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("This nbgrader doesn't fit the course: nbgrader.apps.api.Autograde isn't there.")
    assert not (tmp_path / "gradebook.db").exists()


def test_the_converters_are_nbgraders_with_its_configuration() -> None:
    install()
    api = nbgrader.apps.api
    for ours, base in ((api.Autograde, Autograde), (api.GenerateAssignment, GenerateAssignment)):
        assert issubclass(ours, base)
        assert base.__name__ in ours.section_names()  # c.Autograde.force = True counts for it, too
    assert isinstance(nbgrader.utils.glob, LiteralGlob)
    assert nbgrader.utils.glob.escape("[") == "[[]"


@pytest.mark.parametrize(
    ("error", "log", "kept"),
    [
        ("Traceback …\nnbgrader.converters.base.NbGraderException: Nothing was graded", "[ERROR] Nothing …", False),
        ("Traceback …\nnbgrader.converters.base.NbGraderException: Nothing was graded", "", True),
        ("Traceback …\nZeroDivisionError: division by zero", "[INFO] Converting", True),
    ],
    ids=["said in the log", "not said in the log", "a fault of ours"],
)
def test_formgrader_shows_a_traceback_only_of_what_the_log_does_not_explain(
    error: str, log: str, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        nbgrader.apps.api.NbGraderAPI, "autograde", lambda *_: {"success": False, "error": error, "log": log}
    )
    result = FormgraderAPI.autograde(object.__new__(FormgraderAPI), "01", "someone")
    assert ("error" in result) == kept
    assert result["log"] == log
