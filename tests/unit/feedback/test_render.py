"""Feedback shows any text as text, wherever it comes from: a learner, an exercise or a key."""

from __future__ import annotations

import re

import pytest

from grader.course import find
from rounds.core.html import escape
from rounds.core.scoring import ItemMark, Line, Mark, Part, Verdict
from rounds.feedback.render import WORDS, feedback, note, self_study
from rounds.kinds.base import Exercise, Key
from tests.unit.core.test_html import Reader
from tests.unit.core.test_text import NASTY

SOURCE = find("01")[0]
OURS = {
    *("section", "p", "strong", "h3", "h4", "ul", "li", "ol", "span", "bdi", "b", "br", "details", "summary"),
    *("dl", "dt", "dd"),
    *("blockquote", "div", "table", "thead", "tbody", "tr", "th", "td"),
}
HARMLESS = {"class", "aria-label", "aria-hidden", "role", "value", "tabindex", "dir", "scope"}


def hostile_mark(text: str, verdict: Verdict) -> Mark:
    item = ItemMark("i", text, verdict, answer=text, expected=text + "!", why=text, slip="s", group=text, word=text)
    again = ItemMark("j", text * 30, verdict, answer=text * 30, expected=text, why=f"{text}\n\n{text}\n{text}")
    beside = ItemMark("k", text, verdict, answer=text, side_by_side=(Line(text, text), Line("You chose", text)))
    return Mark(
        fraction=0.5,
        items=(item, again, beside),
        answered=1,
        total=2,
        summary=(text,),
        slips={"s": text},
        times={"s": 2},
        notes=(text,),
        parts=(Part(text, 0.25, 0.5), Part(text, 0.25, 0.5)),
    )


def exercise_titled(name: str, title: str) -> tuple[Exercise, Key]:
    module, keys = SOURCE.load()
    return module.exercise(name).model_copy(update={"title": title}), keys[name]


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("verdict", WORDS)
def test_any_text_in_any_place_of_a_mark_stays_text(text: str, verdict: Verdict) -> None:
    for name in ("statements", "reflection"):
        exercise, key = exercise_titled(name, text)
        mark = hostile_mark(text, verdict)
        for page in (feedback(exercise, mark), self_study(exercise, key, mark, judged=text, read=["j"])):
            tags = Reader(page).tags
            assert {tag for tag, _ in tags} <= OURS
            assert {name for _, attributes in tags for name in attributes} <= HARMLESS
            if visible := escape(text).strip():
                assert str(page).count(visible) >= 4
            str(page).encode("utf-8")


def test_a_right_answer_is_not_told_twice_and_a_sentence_has_one_full_stop() -> None:
    exercise, _ = exercise_titled("statements", "T")
    items = tuple(
        ItemMark(f"i{n}", "Item", verdict, answer=answer, expected=expected, why="Because.")
        for n, (verdict, answer, expected) in enumerate(
            [("right", "Yes", "Yes"), ("wrong", "No.", "Yes"), ("wrong", "“No?”", "Yes!")]
        )
    )  # type: ignore[arg-type]
    page = str(feedback(exercise, Mark(fraction=0.3, items=items, answered=3, total=3)))
    told = [re.sub(r"<[^>]+>", "", part) for part in re.findall(r"</span> (Your answer.*?)</p>", page)]
    assert told == ["Your answer: No. Right: Yes.", "Your answer: “No?” Right: Yes!", "Your answer: Yes. "]


def test_a_note_is_announced() -> None:
    assert str(note("a < b")) == '<p class="rounds-note" role="note">a &lt; b</p>'


def test_of_many_slips_three_are_to_practice_next_and_the_rest_are_folded() -> None:
    exercise, _ = exercise_titled("statements", "Many")
    for count, folded in ((4, False), (5, True)):
        slips = {f"s{at}": f"Slip number {at}." for at in range(count)}
        mark = Mark(fraction=0.5, items=(), answered=1, total=2, slips=slips, times=dict.fromkeys(slips, 1))
        page = str(feedback(exercise, mark))
        assert all(text in page for text in slips.values())
        assert (f"<summary>{count - 3} more</summary>" in page) == folded


def test_one_long_line_sets_the_type_of_the_whole_list() -> None:
    exercise, _ = exercise_titled("statements", "Long")
    short = ItemMark("a", "Short.", "wrong", answer="Yes.", expected="No.")
    long = ItemMark("b", "Long. " * 40, "wrong", answer="So. " * 40, expected="No.")
    for items, plain in (((short,), 0), ((short, long), 2)):
        page = str(feedback(exercise, Mark(fraction=0.0, items=items, answered=1, total=2)))
        assert page.count("rounds-scene") == plain
        assert ("<b>" in page) == (not plain)
