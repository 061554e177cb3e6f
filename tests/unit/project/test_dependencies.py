"""What is imported is declared in pyproject.toml, and what is declared is imported or started by name."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.cli import app
from grader.course import ROOT

OURS = {"rounds", "grader", "tests"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
# Nobody imports these. Each is started by name, or another package loads it.
BY_NAME = {
    "import-linter": "`make lint` and the test of the layers start it",
    "ipykernel": "a notebook's kernel starts it",
    "jupyter-repo2docker": "tests render Binder's image with its command",
    "jupyterhub": "the Hub's service and the test of the Hub start it",
    "jupyterlab": "`make course` starts it",
    "mypy": "`make lint` and pre-commit start it",
    "nbgrader": "learners fetch and submit with its page side; only the instructor's programs import it",
    "pre-commit": "git starts it at each commit",
    "psycopg": "SQLAlchemy loads it for an address that begins with postgresql+psycopg",
    "pyarrow": "pandas writes Parquet with it",
    "pytest-timeout": "pytest loads it",
    "ruff": "`make lint` and pre-commit start it",
    "types-pyyaml": "mypy reads it",
    "uv": "`make lock` starts it",
}


def declared(*extras: str) -> set[str]:
    """The packages that the project asks for, with those of some extras."""
    lines = [*PROJECT["dependencies"], *(line for name in extras for line in EXTRAS[name])]
    return {re.split(r"[<>=\[]", line)[0] for line in lines}


def imported(folder: Path) -> set[str]:
    """The packages, as pip names them, that the code of a folder imports: at the top, in functions and for types."""
    modules = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
    packages = packages_distributions()
    return {
        re.sub(r"[-_.]+", "-", packages.get(module, [f"{module} (not installed)"])[0]).lower()
        for module in modules - set(sys.stdlib_module_names) - OURS
    }


@pytest.mark.parametrize(
    ("folder", "extras"),
    [("rounds", ()), ("grader", ("teach",)), ("tests", ("teach", "hub", "test"))],
)
def test_what_is_imported_is_declared(folder: str, extras: tuple[str, ...]) -> None:
    found = imported(ROOT / folder)
    assert len(found) > 8
    assert found - declared(*extras) == set()


def test_what_is_declared_is_imported_or_started_by_name() -> None:
    used = {name for folder in OURS for name in imported(ROOT / folder)}
    assert declared(*EXTRAS) - used - set(BY_NAME) == set()


def test_what_learners_get_is_what_rounds_imports_or_starts_by_name() -> None:
    assert declared() - imported(ROOT / "rounds") - set(BY_NAME) == set()


def test_the_list_of_what_is_started_by_name_is_no_longer_than_it_must_be() -> None:
    assert set(BY_NAME) <= declared(*EXTRAS)
    assert set(BY_NAME) & imported(ROOT / "rounds") == set()


def pins(name: str) -> set[str]:
    """The pinned packages of a list, with versions and markers."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {line for line in lines if re.match(r"[a-z0-9]", line)}


def test_binder_pins_the_versions_that_everyone_else_runs_and_none_of_the_instructors_tables_and_charts() -> None:
    binder, everyone = pins("binder/requirements.txt"), pins("requirements.txt")
    assert binder < everyone
    left_out = {re.split("[= ]", line)[0] for line in everyone - binder}
    charts = {"contourpy", "cycler", "fonttools", "kiwisolver", "matplotlib", "numpy", "pillow", "pyparsing"}
    assert left_out == {"pandas", "pyarrow", "scipy"} | charts
    assert declared("check") <= {line.split("==")[0] for line in binder}


def test_the_tests_pin_the_versions_that_everyone_runs() -> None:
    # A marker may be dropped where a test needs the package everywhere.
    everyone, tests = (
        {line.split(" ;")[0] for line in pins(n)} for n in ("requirements.txt", "tests/requirements.txt")
    )
    assert everyone <= tests


def test_checking_and_grading_start_without_tables_and_statistics() -> None:
    code = "import sys, grader.cli, grader.authoring.check, grader.marking.autograde, grader.exchange.collect\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "grader.marking.autograde" in loaded
    assert loaded & {"pandas", "scipy", "pyarrow", "matplotlib", "numpy"} == set()


@pytest.mark.parametrize("command", ["report", "report --out {new}", "data --out {new}"])
def test_where_the_instructors_packages_are_missing_a_sentence_says_what_to_type(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "submitted").mkdir()
    monkeypatch.setitem(sys.modules, "pandas", None)  # as if it weren't installed, as on Binder
    for module in [name for name in sys.modules if name.startswith(("grader.report.", "grader.research."))]:
        monkeypatch.delitem(sys.modules, module)
        package, _, name = module.rpartition(".")
        monkeypatch.delattr(sys.modules[package], name, raising=False)  # where `from package import name` looks first
    options = [*command.format(new=tmp_path / "new").split(), "--folder", str(tmp_path / "submitted")]
    done = CliRunner().invoke(app, options)
    assert done.exit_code == 2, done.output
    assert (
        done.stderr
        == "This needs pandas, which isn't installed here. Type: python -m pip install -r requirements.txt\n"
    )
