"""What the documents tell people to type, press and open is there."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from nbgrader.apps.nbgraderapp import NbGraderApp

import rounds
from grader.cli import app
from grader.course import ROOT, sources
from grader.exports.grade_table import Grade, GradeTable, Learner, Work
from grader.exports.layouts import LAYOUTS
from rounds import launch
from rounds.content.study_time import minutes
from rounds.kinds import KINDS
from tests.pipeline.commands import three_ways

HANDBOOK = ROOT / "grader" / "README.md"
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "ACCESSIBILITY.md", "SECURITY.md")),
    *(ROOT / folder / "README.md" for folder in ("grader", "grader/hub", "binder")),
]
OURS = "python -m grader "
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
# What people press in the course, as the documents have it.
BUTTONS = ("Grade my work", "Download my answers", "Bring answers back", "Download what is on this page")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code(text: str) -> Iterator[str]:
    """Each line of a block of code, and each piece of code in a sentence or a table."""
    blocks = re.split(r"^ *```.*\n", text, flags=re.M)
    for number, part in enumerate(blocks):
        if number % 2:
            yield from part.splitlines()
        else:
            yield from re.findall(r"`([^`\n]+(?:\n[^`\n]+)?)`", part)


def typed(beginning: str) -> list[tuple[str, str]]:
    """What the documents tell people to type that begins so, after that beginning, with the document's name."""
    start = re.compile(rf"(?:\S*/)?{re.escape(beginning)}(?=[a-z])")
    lines = {
        (name_of(path), " ".join(piece.split()))
        for path in DOCUMENTS
        for piece in code(text_of(path))
        if start.match(piece)
    }
    return sorted((name, start.sub("", line, count=1)) for name, line in lines)


def slug(heading: str) -> str:
    """The address of a heading within its page, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-")


def test_every_document_of_the_course_is_looked_at() -> None:
    beside = {p for p in ROOT.rglob("*.md") if not {".venv", "node_modules"} & set(p.relative_to(ROOT).parts)}
    assert {p for p in beside if not p.relative_to(ROOT).parts[0].startswith(".")} == set(DOCUMENTS)


@pytest.mark.parametrize(("document", "command"), typed(OURS))
def test_a_command_of_ours_takes_what_the_documents_give_it(document: str, command: str) -> None:
    name, *arguments = shlex.split(command, comments=True)
    assert name in COMMANDS, document
    if arguments:  # a sentence may name a command without them
        COMMANDS[name].make_context(name, arguments)


@pytest.mark.parametrize(("document", "command"), typed("nbgrader "))
def test_a_command_of_nbgraders_takes_what_the_documents_give_it(document: str, command: str) -> None:
    known: Any = NbGraderApp()
    words = shlex.split(command, comments=True)
    while words and words[0] in known.subcommands:
        known = known.subcommands[words.pop(0)][0]()
    assert not isinstance(known, NbGraderApp), (document, command)
    options = {*known.flags, *known.aliases} | {
        f"{cls.__name__}.{trait}" for cls in known.classes for trait in cls.class_trait_names(config=True)
    }
    # A plugin's settings are read when it is loaded.
    asked = {word.lstrip("-").partition("=")[0] for word in words if word.startswith("--")}
    assert {name for name in asked if "Plugin." not in name} <= options, (document, command)


def test_handbook_and_readme_tell_what_to_type() -> None:
    named = {command.split()[0] for document, command in typed(OURS) if document == name_of(HANDBOOK)}
    assert set(COMMANDS) - named <= {"simulate", "demo"}, "a command that the instructor's handbook doesn't mention"
    assert len(typed("nbgrader ")) > 8


def test_the_handbooks_three_ways_are_the_ones_that_are_tried_to_the_same_grade() -> None:
    (table,) = re.findall(r"^\| step \|.*\n\|[-|]+\n((?:\|.*\n)+)", text_of(HANDBOOK), re.M)
    ours, nbgraders = (re.findall(rf"`{beginning}([\w-]+)", table) for beginning in (OURS, "nbgrader "))
    assert ours == [*three_ways.OURS, "export"]
    assert nbgraders == ["generate_assignment", "release_assignment", *three_ways.NBGRADERS, "export"]


def test_the_targets_of_make_that_documents_name_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.M))
    named = typed("make ")
    assert len(named) > 8
    assert [(document, command) for document, command in named if command.split()[0] not in targets] == []


def test_the_course_starts_with_the_options_that_documents_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        launch.main(["--help"])
    known = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    pieces = [piece for path in DOCUMENTS for piece in code(text_of(path))]
    asked = {option for piece in pieces if "rounds.launch" in piece for option in re.findall(r" (--[a-z-]+)", piece)}
    asked |= {option for piece in pieces for option in re.findall(r'ARGS="(--[a-z-]+)', piece)}
    assert {"--app", "--teach"} <= asked <= known


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_lead_to_a_file_and_a_heading_that_exist(document: Path) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text_of(document)):
        file, _, heading = link.partition("#")
        target = (document.parent / file).resolve() if file else document
        assert target.exists(), link
        if heading:
            headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text_of(target), flags=re.M | re.S), re.M)
            assert heading in {slug(one) for one in headings}, link


def test_the_readme_is_short_and_shows_the_course() -> None:
    text = text_of(ROOT / "README.md")
    assert len(text.splitlines()) <= 125
    ((told, picture),) = re.findall(r"!\[([^]]+)\]\((assets/[^)]+)\)", text)
    assert len(told) > 40
    assert text.index(picture) < 1500
    assert (ROOT / picture).stat().st_size < 150_000


@pytest.mark.parametrize("button", BUTTONS)
def test_the_buttons_that_documents_name_are_in_the_course(button: str) -> None:
    assert [name_of(p) for p in DOCUMENTS if button in " ".join(text_of(p).split())] != []
    assert [p for p in (ROOT / "rounds").rglob("*.js") if button in text_of(p)] != []


def test_the_handbooks_table_of_exports_has_each_layouts_columns() -> None:
    book = GradeTable((Learner("ana"),), (Work("01", 30.0),), {("ana", "01"): Grade(20.0)})
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+?) \| ", text_of(HANDBOOK), re.M))
    assert rows.keys() == LAYOUTS.keys()
    for name, layout in LAYOUTS.items():
        heads = next(csv.reader(io.StringIO(layout(book, {}).decode("utf-8-sig"))))
        notebooks = [head for head in heads if "01" in head]  # some programs want more words in it
        fixed, found = re.subn(r", then one for each notebook[^,]*", "", rows[name])
        assert fixed.split(", ") == [head for head in heads if head not in notebooks]
        assert found == len(notebooks)


def test_the_files_that_contributings_walkthroughs_open_exist() -> None:
    chapter = text_of(ROOT / "CONTRIBUTING.md").split("## Five changes, file by file")[1].split("\n## ")[0]
    assert len(re.findall(r"^### ", chapter, re.M)) == 5
    named = re.findall(r"(?:rounds|grader|tests|assets)/[\w/.<>-]*", chapter)
    assert len(named) > 40
    assert [path for path in named if not (ROOT / path.rstrip(".").replace("<kind>", "order")).exists()] == []


def test_contributing_says_what_each_kind_needs() -> None:
    _, _, table = text_of(ROOT / "CONTRIBUTING.md").partition("### What each kind needs")
    rows = re.findall(r"^\| `(\w+)` \| .+ \| .+ \| .+ \|$", table, re.M)
    assert sorted(rows) == sorted(KINDS)


def test_the_version_is_the_same_wherever_it_is_named() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    extension = json.loads(text_of(ROOT / "rounds" / "labextension" / "package.json"))
    ((cited, day),) = re.findall(r"^version: (\S+)\ndate-released: (\S+)$", text_of(ROOT / "CITATION.cff"), re.M)
    headings = re.findall(r"^## (.+)$", text_of(ROOT / "CHANGELOG.md"), re.M)
    assert headings[0] == "[Unreleased]"
    assert headings[1] == f"[{project['version']}] - {day}"
    assert rounds.__version__ == project["version"] == extension["version"] == cited
    assert f"| {cited.partition('.')[0]}.x" in text_of(ROOT / "SECURITY.md")


def test_the_readmes_table_of_notebooks_is_true() -> None:
    text = text_of(ROOT / "README.md")
    assert len(sources()) == 10
    for source in sources():
        module, _ = source.load()
        points = sum(e.points or 0 for e in module.exercises)
        row = f"| [{module.title}](modules/{source.name}/{source.name}.ipynb) | {minutes(source.folder)} min | {points:g} |"
        assert row in text
