"""No graded key reaches a learner before marking: not in what is released, not in what is installed."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.course import ROOT, sources
from rounds.content.loader import EXERCISES
from rounds.kinds.dialogue import conversation_files
from tests.pipeline.commands.background_commands import UV
from tests.pipeline.room import COURSE, MODULE, SOURCE, Room, files

TEXT = ("why", "exemplar", "look_for", "slips")


def plain(text: str) -> str:
    """Letters and digits only: neither quoting nor wrapping nor escaping can hide a sentence."""
    return re.sub(r"[^a-z0-9]+", "", re.sub(r"\\u[0-9a-f]{4}|\\n", "", text.lower()))


def sentences(value: Any, inside: bool = False) -> Iterator[str]:
    """Every text of a key: why, slips, exemplars, what to look for."""
    if isinstance(value, dict):
        for name, child in value.items():
            yield from sentences(child, inside or name in TEXT)
    elif isinstance(value, list):
        for child in value:
            yield from sentences(child, inside)
    elif inside and isinstance(value, str) and len(plain(value)) > 30:
        yield value


def keys_of(path: Path) -> dict[str, Any]:
    """The graded keys of a module, with what is said of the moves of conversations in files of their own."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["exercises"]
    for key in found.values():
        for name in key.get("moves_in", []):
            key.setdefault("moves", {}).update(yaml.safe_load((path.parent / name).read_text(encoding="utf-8")))
    return found


def public_text(folder: Path) -> str:
    """All that a module's YAML tells every learner."""
    return "\n".join(
        path.read_text(encoding="utf-8") for path in [folder / EXERCISES, *conversation_files.files(folder)]
    )


@lru_cache
def secret_texts() -> set[str]:
    """The texts of all graded keys, without those that a practice exercise gives to everyone."""
    public = "".join(plain(public_text(source.folder)) for source in sources())
    every = {plain(text) for source in sources() for text in sentences(keys_of(source.keys_path))}
    return {text for text in every if text not in public}


# Where a key says of a name what is right, by the kinds' own words.
PARTS = ("items", "rows", "cards", "control")
FIELDS = ("bin", "pick", "zone", "function", "control", "good")


def answers_in(key: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each name of a key with what is said of it."""
    for part in PARTS:
        yield from key.get(part, {}).items()
    for judged in key.get("moves", {}).values():
        yield from judged.items()


@lru_cache
def mapping() -> list[tuple[bytes, re.Pattern[bytes]]]:
    """Each graded item, and how YAML or JSON writes it with its place."""
    patterns = set()
    for source in sources():
        for key in keys_of(source.keys_path).values():
            for name, place in answers_in(key):
                field = next((field for field in FIELDS if field in place), None)
                if field:
                    value = re.escape(str(place[field]).lower())
                    patterns.add((name, rf"(?<![\w-]){re.escape(name)}\W{{1,12}}({field})?\W{{1,12}}{value}\b"))
                elif "serves" in place:
                    patterns.add((name, rf"(?<![\w-]){re.escape(name)}\W{{1,12}}serves\b"))
    return [(name.lower().encode(), re.compile(text.encode(), re.IGNORECASE)) for name, text in sorted(patterns)]


def places_in(raw: bytes) -> list[bytes]:
    """What a graded item and its place are found by in there. Most names are nowhere in a file: that is quick to see."""
    lowered = raw.lower()
    return [place.pattern for name, place in mapping() if name in lowered and place.search(raw)]


def leaks(folder: Path) -> list[str]:
    """Every place in the files of a folder where a graded key can be read."""
    found = []
    for path in files([folder]):
        raw = path.read_bytes()
        text = plain(raw.decode("utf-8", "replace"))
        found += [f"{path}: {secret[:40]}" for secret in secret_texts() if secret in text]
        found += [f"{path}: {place!r}" for place in places_in(raw)]
        found += [f"{path}: {place!r} in the name" for place in places_in(path.name.encode())]
    return found


def test_the_search_knows_every_text_and_every_place_of_a_key() -> None:
    assert len(secret_texts()) > 400
    assert len(mapping()) > 300
    own = {line.split(": ", 1)[1] for line in leaks(ROOT / "grader" / "keys")}
    assert own == {text[:40] for text in secret_texts()} | {repr(place.pattern) for _, place in mapping()}


def test_the_search_finds_a_key_that_was_written_another_way(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"another-week": "interest", "side-effects": false}')
    assert len(leaks(tmp_path)) == 2
    (tmp_path / "a.json").write_text(
        "A gentle question,\\n and still\n   one specific medicine. What it would give her she says in \\u0061another line."
    )
    assert len(leaks(tmp_path)) == 1


def test_the_sources_of_the_notebooks_hold_no_graded_key() -> None:
    assert len(files([ROOT / "modules"])) >= 2
    assert leaks(ROOT / "modules") == []


@pytest.mark.parametrize("place", ["course/release", f"exchange/{COURSE}/outbound", f"learners/blank/{MODULE}"])
def test_a_released_folder_holds_no_graded_key(submitted: Room, place: str) -> None:
    folder = submitted.root / place
    names = {path.name for path in files([folder])} - {"answers.jsonl"}
    assert names == {SOURCE.notebook.name, EXERCISES}
    assert leaks(folder) == []


def test_a_released_notebook_holds_no_outputs(submitted: Room) -> None:
    from nbformat import read

    released = read(submitted.office.root / "release" / MODULE / SOURCE.notebook.name, as_version=4)
    graded = [cell for cell in released.cells if "nbgrader" in cell.metadata]
    assert len(graded) == 6
    assert not [cell for cell in released.cells if cell.get("outputs")]


def test_before_marking_there_is_no_feedback_page(pages_before: list[Path], room: Room) -> None:
    assert pages_before == []
    assert len(sorted(room.root.rglob("*.html"))) > 100


@pytest.fixture(scope="session")
def wheel(scratch: Path) -> Path:
    """What is installed on a learner's machine, unpacked."""
    subprocess.run(
        [UV, "build", "--wheel", "--quiet", "--out-dir", str(scratch / "wheel"), str(ROOT)], check=True, cwd=scratch
    )
    (built,) = (scratch / "wheel").glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(scratch / "unpacked")
    return scratch / "unpacked"


def test_the_wheel_holds_the_library_and_no_graded_key(wheel: Path) -> None:
    names = {path.relative_to(wheel).as_posix() for path in files([wheel])}
    assert "rounds/storage/answers.py" in names
    assert leaks(wheel) == []


def test_the_wheel_holds_neither_the_office_nor_the_notebooks(wheel: Path) -> None:
    tops = {path.name for path in wheel.iterdir()}
    assert {top.split("-")[0] for top in tops} == {"rounds", "negotiation_rounds"}
    names = {path.relative_to(wheel).as_posix() for path in files([wheel])}
    assert names >= {"rounds/assets/figures/napkin.svg", "rounds/assets/data/benchmarks.csv"}
    assert "rounds/assets/data/benchmarks.json" in names
    assert not [path for path in files([wheel]) if path.suffix in (".yaml", ".yml", ".ipynb", ".jsonl", ".db")]


@pytest.mark.parametrize("name", [s.stem for s in sorted((ROOT / "grader" / "keys").glob("*.yaml"))])
def test_no_learners_file_tells_the_slips_of_a_graded_key(name: str) -> None:
    # The ids of slips that only graded keys have say what the traps are.
    graded = {
        slip for key in keys_of(ROOT / "grader" / "keys" / f"{name}.yaml").values() for slip in key.get("slips", {})
    }
    folder = ROOT / "modules" / name
    public = public_text(folder)
    exercises = yaml.safe_load((folder / EXERCISES).read_text(encoding="utf-8"))["exercises"]
    practice = {e["id"]: e.get("key", {}).get("slips", {}) for e in exercises}
    only = graded - {slip for slips in practice.values() for slip in slips}
    assert only
    # A single word such as "pressed" can be in any story; as an id it is alone, as a name or a value.
    assert not [s for s in only if re.search(s if "-" in s else rf"(?m)^\s*{s}:|[:,\[]\s*{s}\s*([,}}\]]|$)", public)]
