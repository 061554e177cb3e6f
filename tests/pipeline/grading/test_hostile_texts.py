"""What learners write is shown as they wrote it, and can do nothing: on the page, in the notebook, in Formgrader."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbconvert.filters import markdown2html

from rounds.core.text import clean
from tests.pipeline.learners import hostile_texts
from tests.pipeline.room import AUTO, Room, words

NAMES = tuple(hostile_texts.PAYLOADS)
OURS = frozenset(
    [
        "html",
        "details",
        "summary",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "p",
        "strong",
        "b",
        "bdi",
        "br",
        "a",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "div",
        "section",
        "span",
        "blockquote",
        "ul",
        "ol",
        "li",
    ]
)
ATTRIBUTES = frozenset(
    [
        "class",
        "id",
        "href",
        "lang",
        "name",
        "content",
        "charset",
        "scope",
        "role",
        "tabindex",
        "aria-label",
        "aria-hidden",
        "dir",
    ]
)
# Which of them could act: only our own links within the page may have an address.
LINK = re.compile(r"#[a-z-]+")


def acting(markup: str) -> list[str]:
    """Every element and attribute of a page that is not one of ours."""
    found = []
    for element in BeautifulSoup(markup, "html.parser").find_all(True):
        if element.name not in OURS:
            found.append(element.name)
        for name, value in element.attrs.items():
            if element.name == "html" and name == "data-stamp" and str(value).isalnum():
                continue  # which grade the page shows
            if element.name == "li" and name == "value" and str(value).isdecimal():
                continue  # the place of an item whose neighbors stand elsewhere
            if name not in ATTRIBUTES or (name == "href" and not LINK.fullmatch(str(value))):
                found.append(f"{element.name}.{name}={value}")
    return found


def reflection(room: Room, name: str) -> Any:
    return next(c for c in room.notebook(name).cells if c.metadata.get("nbgrader", {}).get("grade_id") == "reflection")


def shown_texts(markup: str) -> list[str]:
    """What a reader sees as the learner's words."""
    return [quote.get_text("\n") for quote in BeautifulSoup(markup, "html.parser").find_all("blockquote")]


def letters(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize(
    "markup",
    ["<script>1</script>", "<p onclick=x>y</p>", "<a href='javascript:x'>y</a>", "<img src=x>", "<svg/onload=x>"],
)
def test_the_search_for_what_acts_finds_it(markup: str) -> None:
    assert acting(f"<main><p>{markup}</p></main>")


@pytest.mark.parametrize("name", NAMES)
def test_learner_text_cannot_act_on_the_feedback_page(room: Room, name: str) -> None:
    page = room.page(f"writes-{name}")
    assert acting(page) == []
    assert page.count("<blockquote") == len(hostile_texts.FIELDS)


@pytest.mark.parametrize("name", NAMES)
def test_learner_text_cannot_act_in_the_marked_notebook(room: Room, name: str) -> None:
    cells = room.notebook(f"writes-{name}").cells
    html_of = [out.data["text/html"] for cell in cells for out in cell.get("outputs", []) if "text/html" in out.data]
    assert len(html_of) == 4
    submitted = next(c for c in cells if c.metadata.get("nbgrader", {}).get("grade_id") == "hand-in")
    for markup in (*html_of, submitted.source, reflection(room, f"writes-{name}").source):
        assert acting(markup) == []


@pytest.mark.parametrize("name", NAMES)
def test_learner_text_is_no_markdown_and_no_formula_in_formgrader(room: Room, name: str) -> None:
    source = reflection(room, f"writes-{name}").source
    rendered = markdown2html(source)  # as Formgrader's page does
    assert acting(rendered) == []
    assert shown_texts(rendered) == shown_texts(source)
    quote = BeautifulSoup(rendered, "html.parser").find("blockquote")
    assert quote is not None
    assert quote.find_parent(class_="tex2jax_ignore") is not None


@pytest.mark.parametrize("name", NAMES)
def test_learner_text_is_shown_as_it_was_written(room: Room, name: str) -> None:
    written = letters(clean(hostile_texts.PAYLOADS[name]))
    found = [letters(text) for text in shown_texts(room.page(f"writes-{name}"))]
    assert found == [written] * len(hostile_texts.FIELDS)


@pytest.mark.parametrize("name", ["override", "zero-width", "controls"])
def test_hidden_and_control_characters_are_not_shown(room: Room, name: str) -> None:
    page = room.page(f"writes-{name}")
    assert not re.search("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad\x00\x07\x1b\x7f\x85]", page)


@pytest.mark.parametrize("name", ["long", "one-long-word"])
def test_a_very_long_text_is_cut_and_says_so(room: Room, name: str) -> None:
    page = room.page(f"writes-{name}")
    assert len(page) < 300_000
    assert page.count("[…]") >= len(hostile_texts.FIELDS)


def test_a_time_that_is_no_time_is_escaped(room: Room) -> None:
    page = room.page("writes-a-time")
    assert acting(page) == []
    assert html.escape("<script>alert(1)</script>") in page


@pytest.mark.parametrize("name", NAMES)
def test_what_a_learner_writes_changes_no_automatic_mark(room: Room, name: str) -> None:
    assert room.auto(f"writes-{name}") == AUTO
    grade = room.grades(f"writes-{name}")["reflection"]
    assert grade.waits
    assert grade.auto is None


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_with_an_odd_name_is_counted_and_not_shown(room: Room, name: str) -> None:
    assert "1 answer(s) belong to no exercise of this notebook" in words(room.page(f"writes-{name}"))
    assert "1 answer(s) belong to no exercise of this notebook" in room.log_of(f"writes-{name}")
