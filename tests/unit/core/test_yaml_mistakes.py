"""A text without the quotes it needs: `check` says so in words, whatever YAML took it for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.authoring.check import check
from grader.course import find
from rounds.content.loader import load_module
from rounds.core import yaml_reader
from rounds.core.near_names import choices, few

SOURCE = find("01")[0]
EXERCISES = f"modules/{SOURCE.name}/exercises.yaml"
KEYS = f"grader/keys/{SOURCE.name}.yaml"
WHY = "why: "
QUOTE = "put the text in quotes"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of one module and its keys, in a folder with a name of its own."""
    shutil.copytree(SOURCE.folder, tmp_path / "modules" / SOURCE.name)
    shutil.copytree(SOURCE.keys_path.parent, tmp_path / "grader" / "keys")
    return tmp_path


def messages(root: Path, file: str, old: str, new: str) -> list[str]:
    """What `check` says once `new` was typed instead of the first `old`."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return check(find("01", root)[0])


def title() -> str:
    return SOURCE.load()[0].exercise("statements").title


IN_A_TITLE = {
    "One: two": f"there's a colon inside a text; {QUOTE}",
    "Pager #3 rings": f'" #" begins a comment, so the rest of the line is lost; {QUOTE}',
    "*Your* turn": f'a text that begins with "*" has to be in quotes; {QUOTE}',
    "&more of it": f'a text that begins with "&" has to be in quotes; {QUOTE}',
    "!important": f'a text that begins with "!" has to be in quotes; {QUOTE}',
    "%20": f'a text that begins with "%" has to be in quotes; {QUOTE}',
    "@home": f'a text that begins with "@" has to be in quotes; {QUOTE}',
    "`code`": f'a text that begins with "`" has to be in quotes; {QUOTE}',
    "- dash": f'a text that begins with "-" has to be in quotes; {QUOTE}',
    "> 5 hours": f'a text that begins with ">" has to be in quotes; {QUOTE}',
    "'Yes' or no": "a text goes on after its closing quote or bracket; put the whole text in quotes",
    "[sic] so": "a text goes on after its closing quote or bracket; put the whole text in quotes",
    "10": f'title is read as a number; {QUOTE}: "10"',
    "1.50": f"title is read as a number; {QUOTE}",
    "true": f'title is read as true or false; {QUOTE}: "true"',
    "null": f"title is read as nothing at all; {QUOTE}",
    "[sic]": f"title is read as a list; {QUOTE}",
    "{so}": f"title is read as a group of fields; {QUOTE}",
}


@pytest.mark.parametrize("typed", IN_A_TITLE)
def test_a_text_that_needs_quotes_is_told_so(copy: Path, typed: str) -> None:
    said = messages(copy, EXERCISES, f"title: {title()}", f"title: {typed}")
    assert [line for line in said if line.startswith(EXERCISES) and IN_A_TITLE[typed] in line], said


@pytest.mark.parametrize("typed", ["no", "Yes", "on", "off", "2026-11-30", "12:30", "007", "1_000", "0x1F", "=", "<<"])
def test_what_older_yaml_takes_for_something_else_is_a_text(copy: Path, typed: str) -> None:
    assert messages(copy, EXERCISES, f"title: {title()}", f"title: {typed}") == []
    assert load_module(find("01", copy)[0].folder).exercise("statements").title == typed


def test_numbers_and_switches_are_still_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "some.yaml").write_text("[8, -3, +4, 0, 1.5, .5, 2e3, true, False, null, ~]", encoding="utf-8")
    assert yaml_reader.read(tmp_path / "some.yaml") == [8, -3, 4, 0, 1.5, 0.5, 2000.0, True, False, None, None]


@pytest.mark.parametrize(
    ("typed", "says"),
    {
        "One place, and that is why: no": '"and that is why" looks like a piece of a text that a comma or colon cut off',
        "One place, and an hour": '"and an hour" looks like a piece of a text that a comma or colon cut off',
        "One place: and an hour": "there's a colon inside a text",
        "One place #4 and an hour": '" #" begins a comment, so the rest of the line is lost',
    }.items(),
)
def test_a_text_inside_braces_is_not_taken_for_fields(copy: Path, typed: str, says: str) -> None:
    quoted = SOURCE.keys_path.read_text(encoding="utf-8").partition(WHY)[2].partition("}")[0]
    said = messages(copy, KEYS, WHY + quoted, WHY + typed)
    assert [line for line in said if line.startswith(KEYS) and f"{says}; {QUOTE}" in line], said


def test_a_comment_that_is_meant_is_let_be(copy: Path) -> None:
    assert messages(copy, EXERCISES, "  points: 8\n", "  points: 8  # as many as there are lines\n# Pager: 3\n") == []


def test_a_conversations_keys_are_named_with_their_folder(tmp_path: Path) -> None:
    source = find("08")[0]
    shutil.copytree(source.folder, tmp_path / "modules" / source.name)
    shutil.copytree(source.keys_path.parent, tmp_path / "grader" / "keys")
    path = sorted((tmp_path / "grader" / "keys" / source.name).glob("talk-*.yaml"))[0]
    path.write_text(f"oops: one: two\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    said = check(find("08", tmp_path)[0])
    assert [line for line in said if line.startswith(f"grader/keys/{source.name}/{path.name}, line 1: ")], said


def test_a_mistyped_state_is_answered_with_the_nearest_ones(tmp_path: Path) -> None:
    source = find("08")[0]
    shutil.copytree(source.folder, tmp_path / "modules" / source.name)
    shutil.copytree(source.keys_path.parent, tmp_path / "grader" / "keys")
    path = sorted((tmp_path / "modules" / source.name).glob("talk-*.yaml"))[0]
    text = path.read_text(encoding="utf-8")
    state = text.partition("to: ")[2].split()[0].strip("},")
    path.write_text(text.replace(f"to: {state}", f"to: {state}x", 1), encoding="utf-8")
    (said,) = [line for line in check(find("08", tmp_path)[0]) if f'"{state}x"' in line]
    assert f'to: state "{state}x" is not one of {state}, ' in said
    assert said.endswith(f" more; did you mean {state}?")
    assert said.count(",") < 12


def test_a_long_list_is_cut_and_the_nearest_come_first() -> None:
    names = [f"state-{letter}" for letter in "abcdefghijklmnop"]
    assert choices("stat-p", names).startswith("state-p, ")
    assert choices("other", names).endswith(" and 8 more")
    assert few(names[:9]) == ", ".join(names[:9])
    assert choices("x", []) == "(none)"
