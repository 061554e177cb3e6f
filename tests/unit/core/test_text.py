from html.parser import HTMLParser
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course import sources
from rounds import kinds
from rounds.core.text import clean, is_blank, listed, paragraphs_in
from rounds.feedback.render import feedback

NASTY = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "</p></section><iframe src=//evil>",
    "=HYPERLINK(1)",
    "\u202etxt.exe",
    "a\u200bb\ufeff",
    "\ud800 lone",
    "&lt;b&gt;",
    "'\"`${7*7}{{7*7}}",
    "\x00\x1b[31m",
]


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(html)
    return parser.tags


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\u2066", "\ufeff", "\u00ad"])
def test_hidden_characters_are_dropped_where_text_is_shown(hidden: str) -> None:
    assert clean(f"a{hidden}b") == "ab"


def test_joiners_that_languages_need_stay() -> None:
    assert clean("می\u200cخواهم 👩\u200d⚕️") == "می\u200cخواهم 👩\u200d⚕️"


@pytest.mark.parametrize("blank", ["", " \n\t", "\u200b\ufeff", "\u00a0", "\u200d"])
def test_what_cannot_be_read_is_blank(blank: str) -> None:
    assert is_blank(blank)
    assert not is_blank(blank + ".")


def test_paragraphs_end_at_a_blank_line_and_keep_their_lines() -> None:
    assert paragraphs_in(" a < b\r\nc \n \n\nd\n") == ["a < b\nc", "d"]
    assert paragraphs_in(" \n ") == []


@pytest.mark.parametrize("length", [20_000, 20_001, 50_000])
def test_a_text_too_long_to_show_is_cut_once_however_often_it_is_cleaned(length: int) -> None:
    shown = clean("x" * length)
    assert len(shown) == 20_000
    assert shown.endswith(" […]") == (length > 20_000)
    assert clean(clean(shown)) == shown


def test_words_are_listed_as_people_do() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


@pytest.mark.parametrize("nasty", NASTY)
def test_learner_text_is_only_text_on_the_feedback_page(nasty: str) -> None:
    source = sources()[0]
    module, keys = source.load()
    reflection = next(e for e in module.exercises if e.kind == "reflect")
    mark = kinds.of("reflect").marking.mark(reflection, keys[reflection.id], {f.id: nasty for f in reflection.fields})
    html = str(feedback(reflection, mark))
    html.encode("utf-8")
    allowed = {"section", "p", "strong", "h3", "blockquote", "br", "div", "table", "thead", "tbody", "tr", "th", "td"}
    assert {tag for tag, _ in tags(html)} <= allowed
    assert all(not name.startswith("on") for _, attributes in tags(html) for name in attributes)


def test_feedback_says_right_and_wrong_in_words() -> None:
    for source in sources():
        module, keys = source.load()
        for exercise in module.judged:
            if exercise.kind == "reflect":
                continue
            kind, key = kinds.of(exercise.kind), keys[exercise.id]
            guess = kind.learners.random(exercise, Random(1))
            expert = kind.learners.expert(exercise, key)
            assert "Right." in str(feedback(exercise, kind.marking.mark(exercise, key, expert)))
            html = str(feedback(exercise, kind.marking.mark(exercise, key, guess)))
            assert any(word in html for word in ("Not this.", "Missed.", "Partly."))


def test_the_style_sheets_reach_a_page_from_the_package() -> None:
    from rounds.feedback.render import style

    assert ".rounds-feedback" in style()
    assert (Path(__file__).parents[3] / "rounds" / "ui" / "styles" / "feedback.css").read_text(
        encoding="utf-8"
    ) == style()
