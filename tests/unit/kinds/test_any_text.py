"""Whatever a learner's keyboard, autocorrect or extension puts into a text is saved, shown, graded and given back."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import UTC, datetime
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.course import ROOT, Source, sources
from grader.report import figures
from grader.report.classroom import read_class
from grader.report.page import page
from rounds import kinds
from rounds.cards.exercise import ExerciseCard
from rounds.content.loader import Exercise
from rounds.core.text import all_storable, clean, isolated, storable
from rounds.feedback.render import feedback
from rounds.hosts import jupyter
from rounds.kinds import KINDS
from rounds.storage.answers import read
from rounds.storage.backup_archive import pack
from rounds.storage.backup_plan import bring_back, plan_for
from rounds.storage.locations import Place

HALF_EMOJI = """\
{"v": 1, "seed": 7, "time": "2026-11-30T10:00:00Z", "module": "01-principle-1-interests"}
{"v": 1, "seed": 7, "time": "2026-11-30T10:01:00Z", "exercise": "reflection", "answer": {"position": "half an emoji \\ud83d here"}}
"""
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
NASTY = (
    *("half \ud83d", "\ude00 other half", "\ud83d\ude00", "\ude00\ud83d", "a\x00b", "\x00", "\ufffe\uffff"),
    *(
        "line\u2028paragraph\u2029end",
        "next\x85line\x0b\x0c\x1c",
        "\u202egnp.exe",
        "\u2069\u2069 closes what is not open",
        "\u2067never closed",
    ),
    *(
        "\u05e9\u05dc\u05d5\u05dd 1, 2",
        "e\u0301\u0301\u0301",
        "\U000e0001\U000e007f tags",
        "\U0010ffff",
        "\ufeffmark",
        "=1+1",
        "<b>&amp;",
    ),
)
# All of Unicode, halves of characters included.
texts = st.text(st.characters(exclude_categories=()), max_size=30) | st.sampled_from(NASTY)


@lru_cache(maxsize=1)
def every() -> dict[str, list[tuple[Source, Exercise]]]:
    """The exercises of the course by their kind."""
    by_kind: dict[str, list[tuple[Source, Exercise]]] = {kind: [] for kind in KINDS}
    for source in sources():
        for exercise in source.load()[0].exercises:
            by_kind[exercise.kind].append((source, exercise))
    return by_kind


# The kinds in which a learner types words, with a learner who types the same ones everywhere.
WRITTEN = {
    kind: learners.words
    for kind in KINDS
    if hasattr(learners := import_module(f"rounds.kinds.{kind}.learners"), "words")
}


def spoiled(draw: st.DrawFn, value: Any) -> Any:
    """JSON data in which some texts are replaced, and some members are added or renamed, by anything."""
    if isinstance(value, str):
        return draw(texts) if draw(st.booleans()) else value
    if isinstance(value, list):
        return [spoiled(draw, member) for member in value]
    if not isinstance(value, dict):
        return value
    members = {draw(texts) if draw(st.integers(0, 9)) == 0 else name: spoiled(draw, m) for name, m in value.items()}
    return {**members, draw(texts): draw(texts)} if draw(st.integers(0, 3)) == 0 else members


@st.composite
def given_answers(draw: st.DrawFn, kind: str) -> tuple[Source, Exercise, dict[str, Any]]:
    """An exercise of a kind, and an answer to it as the browser sends it."""
    source, exercise = draw(st.sampled_from(every()[kind]))
    learners, seed = kinds.of(kind).learners, draw(st.integers(0, 99))
    answer = spoiled(draw, learners.random(exercise.drawn(seed), Random(seed)))
    if kind in WRITTEN:
        answer |= WRITTEN[kind](exercise, draw(texts))
    return source, exercise, json.loads(json.dumps(answer))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_with_a_box_for_words_says_where_they_go(kind: str) -> None:
    # Where words are typed, letters may run either way, so such a box has `dir: "auto"`.
    views = (ROOT / "rounds" / "kinds" / kind).rglob("*.js")
    boxes = any("dir:" in text or "textarea" in text for text in (view.read_text(encoding="utf-8") for view in views))
    assert boxes == (kind in WRITTEN)
    assert every()[kind]


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15)
@given(data=st.data())
def test_any_text_is_saved_shown_graded_and_taken_along(kind: str, data: st.DataObject) -> None:
    source, exercise, answer = data.draw(given_answers(kind))
    with tempfile.TemporaryDirectory() as folder:
        place = Place(source.folder, Path(folder) / "here.jsonl", source.keys_path)
        widget = ExerciseCard(place, exercise)
        widget.receive({"do": "commit", "change": answer, "n": "1"})
        assert widget.status["problem"] == ""
        saved = read(place.answers_path)
        assert saved.of(exercise.id) == all_storable(answer)
        place.answers_path.read_text(encoding="utf-8")
        if widget.markable:
            widget.receive({"do": "mark"})
            assert widget.status["problem"] == ""
        again = ExerciseCard(place, exercise)  # the page opened again
        for one in (widget, again):
            assert one.answer == saved.of(exercise.id)
            json.dumps(jupyter.widget(one).get_state(), ensure_ascii=False).encode("utf-8")
        drawn, key = exercise.drawn(saved.seed_of(exercise.id)), source.load()[1].get(exercise.id)
        if key is not None:
            mark = kinds.of(kind).marking.mark(drawn, key, saved.of(exercise.id))
            html = str(feedback(drawn, mark))
            html.encode("utf-8")
            assert not set(html) & {*TURNING, "\x00"}
        there = Place(source.folder, Path(folder) / "there.jsonl", source.keys_path)
        bring_back(plan_for(pack([place]), [there]))
        assert read(there.answers_path).latest == read(place.answers_path).latest


@given(texts)
def test_what_json_can_carry_is_kept_as_given(text: str) -> None:
    kept = storable(text)
    kept.encode("utf-8")
    assert storable(kept) == kept
    assert "\x00" not in kept
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert kept == whole.replace("\x00", "\ufffd")
    if not any(letter == "\x00" or "\ud800" <= letter <= "\udfff" for letter in text):
        assert kept == text


@given(texts)
def test_a_text_in_a_line_leaves_the_rest_of_the_line_alone(text: str) -> None:
    shown = isolated(text)
    opened = shown.startswith("\u2068")
    inside = shown[1:-1] if opened else shown
    assert inside == clean(text)
    assert not set(inside) & set(TURNING)
    assert shown.endswith("\u2069") == opened


@pytest.mark.parametrize("half", ["\\ud83d", "\\u0000"], ids=["half", "NUL"])
def test_a_file_that_holds_such_text_opens(tmp_path: Path, half: str) -> None:
    source = sources()[1]
    place = Place(source.folder, tmp_path / "answers.jsonl", source.keys_path)
    place.answers_path.write_text(HALF_EMOJI.replace("\\ud83d", half), encoding="utf-8")
    widget = ExerciseCard(place, source.load()[0].exercise("reflection"))
    assert widget.answer == {"position": "half an emoji \ufffd here"}
    json.dumps(jupyter.widget(widget).get_state(), ensure_ascii=False).encode("utf-8")


def test_a_half_written_as_bytes_costs_no_line(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    emoji = "\ud83d\ude00".encode("utf-8", "surrogatepass")  # as some old programs write it: each half by itself
    path.write_bytes(HALF_EMOJI.encode().replace(b"\\ud83d", b"\xed\xa0\xbd and " + emoji))
    saved = read(path)
    assert saved.of("reflection") == {"position": "half an emoji \ufffd and \U0001f600 here"}
    assert saved.problems == ()


def test_the_report_on_such_a_class_can_be_written(tmp_path: Path) -> None:
    written = [(kind, *every()[kind][-1]) for kind in WRITTEN]
    for at, text in enumerate(NASTY):
        for kind, source, exercise in written:
            folder = tmp_path / f"learner-{at}" / source.name
            folder.mkdir(parents=True, exist_ok=True)
            answer = {**WRITTEN[kind](exercise, text), text: text}
            line = {"v": 1, "seed": 7, "time": text, "exercise": exercise.id, "answer": answer}
            with (folder / "answers.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
    used = {source.name: source for _, source, _ in written}
    shutil.copytree(tmp_path / "learner-0", tmp_path / "\u202e\u05e9\u05dc\u05d5\u05dd")
    course = figures.course(read_class(list(used.values()), tmp_path))
    text = page(course, None, datetime(2026, 12, 1, tzinfo=UTC))
    text.encode("utf-8")
    assert not set(text) & set(TURNING)
    assert "<bdi>\u05e9\u05dc\u05d5\u05dd</bdi>" in text
