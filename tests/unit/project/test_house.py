"""The house stays easy to see, and its documents tell the truth."""

import json
import re
import subprocess
import sys

import pytest

import rounds
from grader.authoring.check import schemas
from grader.course import ROOT, sources
from rounds.kinds import KINDS

FILES = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    if (ROOT / name).is_file()
]


def test_git_knows_the_files_that_these_tests_look_at() -> None:
    assert ROOT / "README.md" in FILES
    assert len(FILES) > 80


def test_each_room_stands_in_the_readmes_map_and_no_other() -> None:
    rooms = {path.relative_to(ROOT).parts[0] for path in FILES if len(path.relative_to(ROOT).parts) > 1}
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(\w+)/` \|", text, re.M))
    assert {room for room in rooms if not room.startswith(".")} == named


def test_modules_holds_only_notebooks_and_their_exercises() -> None:
    names = {source.name for source in sources()}
    found = {str(path.relative_to(ROOT / "modules")) for path in FILES if "modules" in path.relative_to(ROOT).parts[:1]}
    talks = {path for path in found if re.fullmatch(r"[a-z0-9-]+/talk-[a-z0-9-]+\.yaml", path)}
    assert found - talks == {f"{n}/{n}.ipynb" for n in names} | {f"{n}/exercises.yaml" for n in names}


def test_no_file_of_code_is_longer_than_four_hundred_lines() -> None:
    built = ("schema", "bundle")
    suffixes = {".py", ".js", ".mjs", ".css", ".j2"}
    code = [path for path in FILES if path.suffix in suffixes and not any(word in str(path) for word in built)]
    assert len(code) > 40
    assert {str(p): n for p in code if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400} == {}


def test_the_front_door_is_narrow() -> None:
    assert len(rounds.__all__) <= 8
    assert all(callable(getattr(rounds, name)) for name in rounds.__all__)


def test_notebooks_are_stored_without_outputs() -> None:
    notebooks = [path for path in FILES if path.suffix == ".ipynb"]
    assert len(notebooks) >= 2
    for path in notebooks:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert [c["id"] for c in cells if c.get("outputs") or c.get("execution_count")] == []


def mapped_files() -> set[str]:
    """The files that CONTRIBUTING's map names, by path: a line without indent names a folder, the lines below its files."""
    block = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("```")[3]
    mapped, folder = set(), ""
    for line in block.splitlines():
        if heading := re.match(r"([\w./<>-]+/)(?:\s|$)", line):
            folder = heading[1]
        elif names := re.match(r"  (\S+\.\w+(?:, \S+\.\w+)*)", line):
            mapped |= {folder + name for name in names[1].split(", ")}
    return mapped


def test_contributings_map_names_every_file_of_code_by_its_path_and_no_other() -> None:
    per_kind = re.compile(
        r"rounds/kinds/\w+/(kind|spec|marking|checks|learners|scene|surface|workload|answer_parts)\.py|rounds/kinds/\w+/view\.(js|css)"
    )
    code = {
        path.relative_to(ROOT).as_posix()
        for path in FILES
        if path.suffix in {".py", ".js", ".mjs", ".css"}
        and path.relative_to(ROOT).parts[0] in {"rounds", "grader"}
        and "bundle" not in path.parts  # built from the rest
        and path.read_text(encoding="utf-8").strip()
        and path.name != "__init__.py"
    }
    mapped = {name for name in mapped_files() if name.startswith(("rounds/", "grader/"))}
    assert len(code) > 150
    assert mapped - code == set()
    assert {name for name in code - mapped if not per_kind.fullmatch(name)} == set()


def test_the_schemas_that_editors_use_are_those_of_the_models() -> None:
    for name, text in schemas().items():
        assert (ROOT / "assets" / "schema" / name).read_text(encoding="utf-8") == text
    for source in sources():
        for path in (source.folder / "exercises.yaml", source.keys_path):
            (name,) = re.findall(r"^# yaml-language-server: \$schema=(\S+)$", path.read_text(encoding="utf-8"), re.M)
            assert (path.parent / name).resolve().is_file()


@pytest.mark.parametrize(
    "name", ["requirements.txt", "tests/requirements.txt", "binder/requirements.txt", "pyproject.toml"]
)
def test_requirements_name_versions_and_no_registry(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|file:", text)


def test_the_pinned_environment_has_everything_the_project_asks_for() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["teach"]]
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.M))
    assert {re.split(r"[<>=]", name)[0] for name in wanted} <= pinned


def test_binders_readme_gives_a_reason_for_every_package_that_the_image_asks_for() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["check"]]
    rows = re.findall(r"^\| ([a-z, -]+) \| \d+ \| \d+ \| \S", (ROOT / "binder" / "README.md").read_text(), re.M)
    assert {re.split(r"[<>=]", name)[0] for name in wanted} == {name for row in rows for name in row.split(", ")}


HEAVY = {
    "ipywidgets",
    "anywidget",
    "IPython",
    "nbgrader",
    "pandas",
    "matplotlib",
    "numpy",
    "jupyter_client",
    "traitlets",
}


def _imported(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_marking_imports_nothing_heavy() -> None:
    code = "from rounds import kinds\n" + "\n".join(f"kinds.of({kind!r})" for kind in KINDS)
    assert _imported(code + "\nimport rounds.core.scoring, rounds.storage.answers") & HEAVY == set()


def test_a_learners_kernel_loads_no_tables_plots_or_grading() -> None:
    code = "import rounds.cards.exercise, rounds.cards.submit, rounds.hosts.jupyter"
    assert _imported(code) & {"nbgrader", "pandas", "matplotlib", "numpy", "typer", "rich", "grader"} == set()
