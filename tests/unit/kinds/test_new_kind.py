"""A new kind is one folder and one line: everything else of the project then knows it."""

import json
import shutil
import subprocess
import sys
from difflib import ndiff
from pathlib import Path
from typing import Any

import pytest

from grader.course import ROOT

HERE = Path(__file__).parent
MODULE = "01-principle-1-interests"


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the walk saw in a copy of the project to which one folder and one line were added."""
    copy = tmp_path_factory.mktemp("project")
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc", ".ipynb_checkpoints", "gradebook.db")
    for folder in ("rounds", "grader", "assets", f"modules/{MODULE}"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignore)
    shutil.copytree(HERE / "match_kind", copy / "rounds/kinds/match", ignore=ignore)
    registry = copy / "rounds/kinds/registry.py"
    before = registry.read_text(encoding="utf-8")
    after = before.replace('    "reflect",\n', '    "reflect",\n    "match",\n', 1)
    registry.write_text(after, encoding="utf-8")
    lines = [line for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]
    assert lines == ['+     "match",']
    (copy / "node_modules").symlink_to(ROOT / "node_modules")
    subprocess.run(["node", "rounds/ui/build.mjs"], cwd=copy, check=True)
    walk = [sys.executable, str(HERE / "walk_match_kind.py"), str(copy / "answers.jsonl")]
    done = subprocess.run(
        walk, cwd=copy, env={"PYTHONPATH": str(copy), "PATH": ""}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    seen_by_page: dict[str, Any] = json.loads(done.stdout)
    assert seen_by_page["root"] == str(copy)
    return seen_by_page


def test_the_loader_and_the_check_take_it(seen: dict[str, Any]) -> None:
    assert seen["kind"] == ["rounds.kinds.match.spec", "rounds.kinds.match.spec", False]
    assert seen["problems"] == []
    assert len(seen["placed"]) == 2
    assert "with 5 points" in seen["placed"][1]


@pytest.mark.parametrize(
    ("mistake", "sentence"),
    [
        ("kind", 'exercise "match": kind "mach" is not one of'),
        ("kind", "did you mean match?"),
        ("field", 'exercise "match": chioces is not a field that is known here'),
        ("field", "did you mean choices?"),
        ("key", 'exercise "graded-match", item "clue-one": choice "won" is not one of two, one, three, four, five'),
        ("key's field", 'exercise "graded-match": mixt is not a field that is known here'),
        ("no key", 'exercise "match": is practice and has no key'),
    ],
)
def test_a_mistake_in_its_yaml_is_named(seen: dict[str, Any], mistake: str, sentence: str) -> None:
    assert len(seen["mistakes"][mistake]) == 1
    assert sentence in seen["mistakes"][mistake][0]


def test_its_page_gets_what_its_spec_lists_and_nothing_else(seen: dict[str, Any]) -> None:
    shown = {"id", "use", "title", "case", "task", "points", "kind", "choices", "clues"}
    assert set(seen["public"]) == shown
    assert {frozenset(clue) for clue in seen["public"]["clues"]} == {frozenset({"id", "text"})}
    assert "what only colleagues read" not in json.dumps(seen["card"])


def test_its_card_saves_answers_responds_and_shows_feedback(seen: dict[str, Any]) -> None:
    card = seen["card"]
    assert card["exercise"] == seen["public"]
    assert (card["status"]["answered"], card["status"]["total"], card["status"]["open"]) == (4, 5, ["clue-two"])
    assert card["said"]["clue-one"]["verdict"] == "wrong"
    assert card["scene"] == {"one": 0, "two": 1, "three": 1, "four": 1, "five": 1}
    assert (card["markable"], card["by_person"]) == (True, False)
    assert "Clue one &lt;b&gt;" in card["report"]
    assert "rounds-match" in seen["script"]
    assert ".rounds-match{" in seen["style"]


def test_it_is_marked_and_passes_the_gates(seen: dict[str, Any]) -> None:
    assert seen["marks"] == [1, 0]
    assert seen["gates"] == []
    assert set(seen["able"]) == {f"clue-{name}" for name in ("one", "two", "three", "four", "five")}


def test_its_feedback_is_escaped_and_names_the_slip(seen: dict[str, Any]) -> None:
    assert "You mixed two of them up" in seen["feedback"]
    assert "It says one &lt;by the way&gt;." in seen["feedback"]
    assert "<script>" not in seen["feedback"]


def test_editors_know_it_by_the_schema(seen: dict[str, Any]) -> None:
    exercises, keys = seen["schemas"]["exercises.schema.json"], seen["schemas"]["keys.schema.json"]
    mapping = exercises["properties"]["exercises"]["items"]["discriminator"]["mapping"]
    assert "author_notes" in exercises["$defs"][mapping["match"].rpartition("/")[2]]["properties"]
    assert any("mixed" in model.get("properties", {}) for model in keys["$defs"].values())
