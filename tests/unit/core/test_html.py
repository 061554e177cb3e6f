"""Text stays text wherever it is put on a page, and there is one way to say that something is markup."""

from __future__ import annotations

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from grader.course import ROOT
from rounds.cards.base import Card, Markup
from rounds.core.html import NOTHING, Html, bullets, element, escape, join, paragraphs, style_sheet, trusted_markup
from rounds.core.text import clean
from tests.unit.core.test_text import NASTY


class Reader(HTMLParser):
    """What a browser would make of markup: its tags with their attributes, and its text."""

    def __init__(self, markup: Html) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(str(markup))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_an_element_is_written_as_html_has_it() -> None:
    made = element("p", "a < b", element("br"), element("b", "c"), None, class_="x", aria_label='"q"', tabindex=0)
    assert str(made) == '<p class="x" aria-label="&quot;q&quot;" tabindex="0">a &lt; b<br><b>c</b></p>'
    assert str(element("details", open=True, hidden=False, title=None)) == "<details open></details>"
    assert str(join(["1 < 2", None, element("i", "x"), NOTHING])) == "1 &lt; 2<i>x</i>"
    assert str(paragraphs("a < b\nc\n\nd")) == "<p>a &lt; b<br>c</p><p>d</p>"
    assert str(bullets(["a", element("b", "c")], class_="x")) == '<ul class="x"><li>a</li><li><b>c</b></li></ul>'
    assert bullets([]) == NOTHING
    assert not NOTHING
    assert element("p")


@given(st.text())
def test_escaped_text_has_no_tags_and_can_be_written(text: str) -> None:
    assert Reader(Html(escape(text))).tags == []
    escape(text).encode("utf-8")


@given(st.text() | st.sampled_from(NASTY))
def test_any_text_inside_an_element_or_an_attribute_stays_that_text_and_no_more(text: str) -> None:
    read = Reader(element("p", text, title=text))
    assert [(tag, set(attributes)) for tag, attributes in read.tags] == [("p", {"title"})]
    assert read.text == clean(text)
    assert read.tags[0][1]["title"] == clean(text)
    str(element("p", text, title=text)).encode("utf-8")


@given(st.text() | st.sampled_from(NASTY))
def test_any_text_in_paragraphs_lists_and_lines_makes_no_other_tag(text: str) -> None:
    made = join([paragraphs(text), bullets([text, text]), text])
    assert {tag for tag, _ in Reader(made).tags} <= {"p", "br", "ul", "li"}
    assert not [name for _, attributes in Reader(made).tags for name in attributes]


def test_markup_that_was_made_a_text_again_is_shown_and_does_nothing() -> None:
    assert str(element("p", f"{element('b', 'x')}")) == "<p>&lt;b&gt;x&lt;/b&gt;</p>"


@pytest.mark.parametrize("name", ["script", "style", "p onclick=x", "P", "", "a>b", "1"])
def test_what_would_not_be_an_element_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is not an element"):
        element(name, "alert(1)")


@pytest.mark.parametrize("name", ["onclick", "onerror", "x y", "a>", "x=", '"', ""])
def test_what_would_act_or_be_no_attribute_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is not an attribute"):
        element("p", **{name: "alert(1)"})


ACTING = ["javascript:alert(1)", " JavaScript:x", "\tdata:text/html,x", "vbscript:x"]
# A browser skips a tab or a line end anywhere; hidden characters are gone once the address is clean.
DISGUISED = [
    "java\nscript:x",
    "java\tscript:x",
    "\r\njavascript:x",
    "java\u200bscript:x",
    "\ufeffdata:x",
    "vb\u202escript:x",
]


@pytest.mark.parametrize("address", [*ACTING, *DISGUISED])
def test_a_link_leads_to_a_page_and_nowhere_else(address: str) -> None:
    with pytest.raises(ValueError, match="does not lead to"):
        element("a", "x", href=address)
    for page in ("../a/b.ipynb", "#top", "https://a.org/?a=1&b=2", "mailto:a@b.org", "modules/a"):
        assert Reader(element("a", "x", href=page)).tags == [("a", {"href": page})]


def test_an_element_without_content_takes_none_and_a_style_sheet_cannot_end_early() -> None:
    with pytest.raises(ValueError, match="holds nothing"):
        element("br", "x")
    with pytest.raises(ValueError, match="no end tags"):
        style_sheet("p {} </style><script>")
    assert str(style_sheet("a > b {}")) == "<style>a > b {}</style>"


def test_a_cards_trait_for_markup_takes_no_text() -> None:
    class Shown(Card):
        report = Markup().tag(sync=True)

    card = Shown()
    assert card.report == ""
    card.report = element("p", "<")
    assert card.state() == {"report": "<p>&lt;</p>"}
    with pytest.raises(traitlets.TraitError, match="escaped by construction"):
        card.report = "<p>from anywhere</p>"
    assert card.report == "<p>&lt;</p>"


# ---- in the code ---------------------------------------------------------------------------------

CODE = [path for folder in ("rounds", "grader") for path in sorted((ROOT / folder).rglob("*.py"))]
BUILDER = ROOT / "rounds" / "core" / "html.py"
TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?=[\s>/{]|$)")


def put_together(tree: ast.AST) -> list[tuple[int, str]]:
    """Every text that is filled in or joined by hand, by line: f-strings, `.format`, `%`, `+` and `.join`."""
    texts = []
    for node in ast.walk(tree):
        parts: list[ast.expr] = []
        if isinstance(node, ast.JoinedStr):
            parts = node.values
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "join")
        ):
            parts = [node.func.value]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mod, ast.Add)):
            parts = [node.left, node.right]
        texts += [
            (node.lineno, part.value)  # type: ignore[attr-defined]
            for part in parts
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
    return texts


def by_hand(tree: ast.AST) -> list[tuple[int, str]]:
    return [(line, text) for line, text in put_together(tree) if TAG.search(text)]


@pytest.mark.parametrize(
    "code",
    [
        "f'<p>{x}</p>'",
        "f'{x}</td>'",
        "'<p class=\"a\">{}</p>'.format(x)",
        "'<li>%s</li>' % x",
        "'<b>' + x",
        "x + '</b>'",
        "'</li><li>'.join(x)",
        "f'<h{level}>'",
    ],
)
def test_markup_put_together_by_hand_is_found(code: str) -> None:
    assert by_hand(ast.parse(code))


@pytest.mark.parametrize("code", ["f'{a}<{b}'", "'<%s' % x", "f'{a} < {b} > {c}'", "'a <- b' + x", "f'{x} <= 3'"])
def test_signs_that_are_no_markup_are_not(code: str) -> None:
    assert not by_hand(ast.parse(code))


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_markup_is_put_together_by_hand(path: Path) -> None:
    assert path == BUILDER or by_hand(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_markup_is_made_by_the_builder_or_comes_in_through_the_one_door() -> None:
    calls: dict[str, set[str]] = {"Html": set(), "trusted_markup": set()}
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in calls:
                    calls[name].add(path.relative_to(ROOT).as_posix())
    assert calls["Html"] == {"rounds/core/html.py"}
    assert calls["trusted_markup"] == {
        "rounds/content/figures.py",  # SVG files of ours
        "grader/report/charts.py",  # what matplotlib draws
        "grader/returning/comments.py",  # Markdown that mistune has escaped
    }
    assert str(trusted_markup("<svg/>")) == "<svg/>"
