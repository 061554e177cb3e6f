"""An exercise's cell comes into the notebook and out of it, and the rest of the file stays as it is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import grader.cli
import grader.course
from grader.authoring.check import check
from grader.authoring.place import place, place_all, remove
from grader.course import ROOT, Source, find
from rounds.core.errors import RoundsError

NAME = "01-principle-1-interests"


def cells(source: Source) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(source.notebook.read_text(encoding="utf-8"))["cells"]
    return found


def order(source: Source) -> list[str]:
    return [cell["id"] for cell in cells(source)]


def change(source: Source, how: Callable[[dict[str, Any]], Any]) -> None:
    notebook = json.loads(source.notebook.read_text(encoding="utf-8"))
    how(notebook)
    source.notebook.write_text(json.dumps(notebook), encoding="utf-8")


def cell(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(c for c in notebook["cells"] if c["id"] == name)
    return found


@pytest.mark.parametrize("module", [s.name for s in find(None)])
def test_what_is_placed_already_stays_byte_for_byte(module: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "modules" / module, tmp_path / "modules" / module)
    copy = find(module, tmp_path)[0]
    before = copy.notebook.read_bytes()
    said = place_all(copy)
    assert said
    assert all("is already shown" in sentence for sentence in said)
    assert copy.notebook.read_bytes() == before


@pytest.mark.parametrize("name", ["nights", "dig", "reflection"])  # practice, marked by the program, by a person
def test_a_cell_taken_out_and_placed_again_is_the_one_that_was(source: Source, name: str) -> None:
    before, was = source.notebook.read_bytes(), order(source)
    assert "no longer shown" in remove(source, name)
    assert name not in order(source)
    assert any(f'does not show "{name}"; type: python -m grader place 01 {name}' in says for says in check(source))
    assert "does not show" in remove(source, name)
    # Back where it was: behind the prose that leads to it stands what comes before it.
    ahead = [e for e in was[: was.index(name)] if not e.startswith(("prose", "import", "after-"))]
    place(source, name)
    if ahead:
        assert order(source)[order(source).index(name) - 1] == ahead[-1]
    assert check(source) == []
    first = source.notebook.read_bytes()
    place(source, name)
    assert source.notebook.read_bytes() == first
    assert sorted(first.splitlines()) == sorted(before.splitlines())


def test_a_cell_moves_behind_the_exercise_one_names(source: Source) -> None:
    said = place(source, "nights", after="dig")
    assert said.endswith('"nights" is now shown after "dig", with no points')
    at = order(source).index("nights")
    assert order(source)[at - 1] == "dig"
    assert order(source).count("nights") == 1
    assert "is already shown" in place(source, "nights", after="dig")
    assert "is already shown" in place(source, "nights")  # it is not moved back


def test_points_and_kind_that_changed_are_mended(source: Source) -> None:
    change(source, lambda d: cell(d, "dig")["metadata"]["nbgrader"].update(points=50, locked=False))
    change(source, lambda d: cell(d, "nights")["metadata"].update(nbgrader={"grade": True}))
    change(source, lambda d: cell(d, "reflection")["metadata"].clear())
    assert check(source) != []
    place_all(source)
    assert check(source) == []
    assert source.notebook.read_bytes() == (ROOT / "modules" / NAME / f"{NAME}.ipynb").read_bytes()


def test_a_cell_that_stands_twice_stands_once_afterward(source: Source) -> None:
    change(source, lambda d: d["cells"].append(dict(cell(d, "nights"), id="again")))
    place(source, "nights")
    assert check(source) == []
    assert "again" not in order(source)


def test_outputs_that_jupyterlab_saved_do_not_stay(source: Source) -> None:
    ran = {"outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}], "execution_count": 4}
    change(source, lambda d: cell(d, "dig").update(ran))
    place(source, "nights")
    assert check(source) == []


def test_what_others_wrote_into_the_notebook_stays(source: Source) -> None:
    picture = {"attachments": {"a.png": {"image/png": "iVBO"}}, "metadata": {"tags": ["mine"], "x": [1.5, "é\u2028"]}}
    change(source, lambda d: cell(d, "prose-1").update(picture))
    raw = {"cell_type": "raw", "id": "raw", "metadata": {"format": "text/html"}, "source": ["<b>\n", "two"]}
    change(source, lambda d: d["cells"].insert(3, raw))
    change(source, lambda d: d["metadata"].update(title="Ours", authors=[{"name": "Zoë"}]))
    before = json.loads(source.notebook.read_text(encoding="utf-8"))
    place(source, "nights", after="dig")
    after = json.loads(source.notebook.read_text(encoding="utf-8"))
    assert order(source) != [cell["id"] for cell in before["cells"]]
    assert {c["id"]: c for c in after.pop("cells")} == {c["id"]: c for c in before.pop("cells")}
    assert after == before


def test_the_id_of_another_cell_is_not_taken(source: Source) -> None:
    remove(source, "nights")
    change(source, lambda d: cell(d, "prose-1").update(id="nights"))
    place(source, "nights")
    assert len(set(order(source))) == len(order(source))
    assert check(source) == []


def test_with_nothing_shown_it_goes_before_the_cell_of_handing_in(source: Source) -> None:
    for exercise in source.load()[0].exercises:
        remove(source, exercise.id)
    place(source, "dig")
    assert order(source)[order(source).index("dig") + 1] == "hand-in"
    place_all(source)
    assert check(source) == []


REFUSED: dict[str, tuple[Callable[[Source], Any], str]] = {
    "an unknown exercise": (lambda s: place(s, "night"), 'has no exercise "night"; it has nights, nights-cover'),
    "behind one that is not shown": (lambda s: place(s, "dig", after="x"), '--after "x" is not shown there; name one'),
    "behind itself": (lambda s: place(s, "dig", after="dig"), '--after "dig" is not shown there'),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_refusal_says_what_there_is(source: Source, what: str) -> None:
    how, says = REFUSED[what]
    before = source.notebook.read_bytes()
    with pytest.raises(RoundsError) as caught:
        how(source)
    assert says in str(caught.value)
    assert source.notebook.read_bytes() == before


def test_a_damaged_notebook_or_a_mixed_cell_is_named(source: Source) -> None:
    change(source, lambda d: cell(d, "nights").update(source=['exercise("nights"); exercise("dig")']))
    with pytest.raises(RoundsError, match=r'cell 8: holds more than exercise\("nights"\)'):
        place(source, "leaving")
    source.notebook.write_text("{", encoding="utf-8")
    with pytest.raises(RoundsError, match="is not a notebook; restore it from git"):
        remove(source, "nights")
    source.notebook.unlink()
    with pytest.raises(RoundsError, match="there is no such file"):
        place(source, "nights")


@pytest.mark.parametrize("options", [["--remove"], ["--after", "dig"], ["nights", "--after", "dig", "--remove"]])
def test_options_that_do_not_fit_get_one_sentence(
    source: Source, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    monkeypatch.setattr(grader.course, "find", lambda module: find(module, source.folder.parent.parent))
    before = source.notebook.read_bytes()
    done = CliRunner().invoke(grader.cli.app, ["place", "01", *options])
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert source.notebook.read_bytes() == before
