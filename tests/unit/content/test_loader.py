"""Bad content gets a clear sentence: which file, exercise, item, what was found, what is allowed."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.authoring.check import check
from grader.course import ROOT, Source, find
from rounds.content.loader import EXERCISES, load_keys, load_module
from rounds.core.errors import ContentError, RoundsError

NAME = "01-principle-1-interests"
Change = Callable[[Any], None]


def change(path: Path, how: Change) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    how(data)
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")


def exercise(data: Any, name: str) -> Any:
    return next(e for e in data["exercises"] if e["id"] == name)


def problems(source: Source) -> str:
    return "\n".join(check(source))


def test_the_course_itself_has_no_problems() -> None:
    assert find(None)
    assert [problem for source in find(None) for problem in check(source)] == []


def _set(name: str, **values: Any) -> Change:
    return lambda data: exercise(data, name).update(values)


def _item(name: str, at: int, **values: Any) -> Change:
    return lambda data: exercise(data, name)["items"][at].update(values)


IN_EXERCISES = {
    "an unknown kind": (
        _set("nights", kind="sorting"),
        'exercise "nights": kind "sorting" is not one of sort, opening, select, order, grid, number, table, plane and 5 more; did you mean sort?',
    ),
    "a field with a typing slip": (
        _set("nights", titel="x"),
        'exercise "nights": titel is not a field that is known here',
    ),
    "a missing field": (lambda d: exercise(d, "nights").pop("task"), 'exercise "nights": task is missing; add it'),
    "an id that is not words": (
        _item("nights", 0, id="Not An Id"),
        'exercise "nights", item "Not An Id": id \'Not An Id\' must be lower-case words joined by hyphens',
    ),
    "an item id twice": (
        _item("nights", 0, id="off-rotation"),
        'exercise "nights", item "off-rotation": this item id is used more than once',
    ),
    "graded without points": (
        lambda d: exercise(d, "dig").pop("points"),
        'exercise "dig": is graded and has no points',
    ),
    "a graded key in the exercises": (
        lambda d: exercise(d, "statements").update(key=exercise(d, "nights")["key"]),
        'exercise "statements": is graded, so its key would reach the learner',
    ),
    "practice without a key": (
        lambda d: exercise(d, "leaving").pop("key"),
        'exercise "leaving": is practice and has no key',
    ),
    "practice with points": (_set("leaving", points=3), 'exercise "leaving": is practice and earns no points'),
    "an unknown bin": (
        lambda d: exercise(d, "nights")["key"]["items"]["zero"].update(bin="postion"),
        'exercise "nights", item "zero": bin "postion" is not one of position, interest, argument',
    ),
    "an item without a key": (
        lambda d: exercise(d, "nights")["key"]["items"].pop("zero"),
        'exercise "nights", item "zero": has no line in the key\'s items',
    ),
    "a confusion left out": (
        lambda d: exercise(d, "nights")["key"]["confusions"]["position"].pop("interest"),
        'exercise "nights": confusions has no slip for position taken for interest',
    ),
    "a slip without feedback": (
        lambda d: exercise(d, "leaving")["key"]["slips"].pop("threat-for-need"),
        'item "report-the-ward": slip "threat-for-need" is not one of',
    ),
    "too few items for guessing not to pay": (
        lambda d: (exercise(d, "nights")["items"].pop(), exercise(d, "nights")["key"]["items"].pop("zero")),
        "keep guessing from paying",
    ),
    "an unknown group": (
        _item("dig", 0, group="nobody"),
        'item "side-effects": group "nobody" is not one of daughter, emergency, roofer',
    ),
    "a line without a speaker": (
        lambda d: exercise(d, "slips")["items"][0].pop("speaker"),
        'item "same-as-june": is a line of a conversation and needs a speaker',
    ),
    "rubric and points that differ": (
        _set("reflection", points=7),
        'exercise "reflection": points is 7.0 but the rubric\'s 3 lines give 9',
    ),
    "two exercises of one id": (
        _set("leaving", id="nights"),
        'exercise "nights": this exercise id stands more than once',
    ),
    "a module that is not its folder": (
        lambda d: d.update(module="02-other"),
        "module is 02-other, but the folder is 01-principle-1-interests",
    ),
    "no choice that covers all": (
        lambda d: exercise(d, "nights-cover")["choose"].update(max=1),
        "no choice of 1 rows serves every column",
    ),
    "an unknown coverage point": (_set("nights", covers=["Z9"]), 'exercise "nights"'),
}


@pytest.mark.parametrize("what", IN_EXERCISES)
def test_a_slip_in_exercises_yaml_is_named(source: Source, what: str) -> None:
    how, sentence = IN_EXERCISES[what]
    change(source.folder / "exercises.yaml", how)
    found = problems(source)
    assert sentence in found
    assert f"{NAME}/exercises.yaml" in found or f"{NAME}.yaml" in found


IN_KEYS = {
    "a graded exercise without key": (
        lambda d: d["exercises"].pop("dig"),
        'exercise "dig": is graded and has no key here',
    ),
    "a key for no exercise": (
        lambda d: d["exercises"].update(digg=d["exercises"]["dig"]),
        'exercise "digg": is no graded exercise of this module',
    ),
    "a key for another module": (
        lambda d: d.update(module="09-capstone"),
        "module is 09-capstone; it must be 01-principle-1-interests",
    ),
    "an unknown item": (
        lambda d: d["exercises"]["dig"]["items"].update(ghost={"pick": True, "why": "x"}),
        'exercise "dig", item "ghost": is in the key\'s items but not in the exercise',
    ),
    "a field of the wrong type": (
        lambda d: d["exercises"]["dig"]["items"]["side-effects"].update(pick="perhaps"),
        'exercise "dig", item "side-effects": pick is \'perhaps\'',
    ),
    "a decoy without slip": (
        lambda d: d["exercises"]["dig"]["items"]["side-effects"].pop("slip"),
        'item "side-effects": is not to be ticked, so it needs a slip',
    ),
    "feedback nothing leads to": (
        lambda d: d["exercises"]["dig"]["slips"].update({"never-made": "You did. It touches. Try."}),
        'slip "never-made" has feedback but nothing leads to it',
    ),
}


@pytest.mark.parametrize("what", IN_KEYS)
def test_a_slip_in_the_keys_is_named(source: Source, what: str) -> None:
    how, sentence = IN_KEYS[what]
    change(source.keys_path, how)
    found = problems(source)
    assert sentence in found
    assert NAME in found


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("module: [", "line"),
        ("a: 1\na: 2\n", '"a" appears twice'),
        ("just text", "is 'just text'"),
        ("", "is a NoneType"),
    ],
)
def test_yaml_that_cannot_be_read_names_the_place(source: Source, text: str, sentence: str) -> None:
    (source.folder / "exercises.yaml").write_text(text, encoding="utf-8")
    found = problems(source)
    assert f"{NAME}/exercises.yaml" in found
    assert sentence in found


def test_a_file_that_is_not_text_or_not_there_is_named(source: Source) -> None:
    (source.folder / "exercises.yaml").write_bytes(b"\xff\xfe\x00")
    assert "is not UTF-8 text" in problems(source)
    (source.folder / "exercises.yaml").unlink()
    assert "there is no such file" in problems(source)


def notebook(how: Change) -> Callable[[Source], None]:
    def apply(source: Source) -> None:
        data = json.loads(source.notebook.read_text(encoding="utf-8"))
        how(data)
        source.notebook.write_text(json.dumps(data), encoding="utf-8")

    return apply


def _cell(data: Any, name: str) -> Any:
    return next(c for c in data["cells"] if c.get("id") == name)


IN_NOTEBOOK = {
    "points that differ": (
        lambda d: _cell(d, "dig")["metadata"]["nbgrader"].update(points=50),
        'exercise "dig": nbgrader metadata points is 50; it must be 5',
    ),
    "an exercise left out": (lambda d: d["cells"].remove(_cell(d, "nights")), 'does not show "nights"'),
    "an exercise shown twice": (
        lambda d: d["cells"].append(dict(_cell(d, "nights"), id="again")),
        'exercise "nights" is shown a second time',
    ),
    "an unknown exercise": (
        lambda d: _cell(d, "nights").update(source=['exercise("night")']),
        'shows "night", which exercises.yaml does not have',
    ),
    "code that is no call of ours": (lambda d: _cell(d, "nights").update(source=['print("x")']), "calls print"),
    "stored outputs": (lambda d: _cell(d, "nights").update(execution_count=3), "holds outputs"),
    "code in sight": (lambda d: _cell(d, "nights")["metadata"].pop("jupyter"), "shows code to learners"),
    "a reflection that is locked": (
        lambda d: _cell(d, "reflection")["metadata"]["nbgrader"].update(solution=False),
        "solution is False; it must be True",
    ),
    "another kernel": (lambda d: d["metadata"]["kernelspec"].update(name="ir"), "kernelspec must be python3"),
    "a notebook that does not run by itself": (lambda d: d["metadata"].pop("rounds"), "metadata needs rounds"),
}


@pytest.mark.parametrize("what", IN_NOTEBOOK)
def test_a_slip_in_the_notebook_is_named(source: Source, what: str) -> None:
    how, sentence = IN_NOTEBOOK[what]
    notebook(how)(source)
    assert sentence in problems(source)
    assert f"modules/{NAME}/{NAME}.ipynb" in problems(source)


def test_what_would_be_released_by_accident_is_named(source: Source) -> None:
    (source.folder / "answers.jsonl").write_text("{}")
    assert "answers.jsonl does not belong here and would be released" in problems(source)


def test_a_module_that_is_none_is_answered_with_those_there_are() -> None:
    with pytest.raises(RoundsError, match=NAME):
        find("77-nothing")


def test_a_changed_file_is_read_again(source: Source) -> None:
    assert load_module(source.folder).title.startswith("Principle 1")
    change(source.folder / "exercises.yaml", lambda d: d.update(title="Another title altogether"))
    module = load_module(source.folder)
    assert module.title == "Another title altogether"
    change(source.keys_path, lambda d: d["exercises"]["dig"]["items"]["side-effects"].update(why="A new reason."))
    assert load_keys(source.keys_path, module)["dig"].items["side-effects"].why == "A new reason."  # type: ignore[attr-defined]


def test_an_error_is_one_sentence_for_each_problem(source: Source) -> None:
    change(source.folder / "exercises.yaml", lambda d: (_set("dig", points=-1)(d), _set("slips", style="song")(d)))
    with pytest.raises(ContentError) as caught:
        load_module(source.folder)
    assert len(caught.value.problems) == 2


def test_a_field_with_the_name_of_a_kind_is_named_like_any_other(tmp_path: Path) -> None:
    name = "04-step-1-your-interests"
    folder = Path(shutil.copytree(ROOT / "modules" / name, tmp_path / "modules" / name))

    def spoil(data: Any) -> None:
        exercise(data, "ladder-practice")["key"]["sequences"]["protected-time"]["order"] = [None]

    change(folder / EXERCISES, spoil)
    with pytest.raises(ContentError, match=r"key\.sequences\.protected-time\.order is read as nothing at all"):
        load_module(folder)
