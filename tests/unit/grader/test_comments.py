"""An instructor's comment is Markdown, and nothing in it can act or ask another host."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from grader.returning.comments import as_html
from tests.pipeline.learners.hostile_texts import PAYLOADS


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("You name *the need*. **Well done.**", "<p>You name <em>the need</em>. <strong>Well done.</strong></p>\n"),
        ("One line\nand the next", "<p>One line<br>\nand the next</p>\n"),
        ("- ask\n- listen", "<ul>\n<li>ask</li>\n<li>listen</li>\n</ul>\n"),
        ("# Great", "<p><strong>Great</strong></p>\n"),
        ("<b>a</b> & b", "<p>&lt;b&gt;a&lt;/b&gt; &amp; b</p>\n"),
        ("No response.", "<p>No response.</p>\n"),
        ("![them](https://example.org/a.png)", '<p><a href="https://example.org/a.png">them</a></p>\n'),
    ],
)
def test_a_comment_is_rendered_as_markdown(typed: str, html: str) -> None:
    assert as_html(typed) == html


@pytest.mark.parametrize("typed", [*PAYLOADS.values(), "[x](javascript:alert(1))", "![x](javascript:alert(1))", "<img src=x onerror=alert(1)>", '[x](http://a"onmouseover="alert(1))', "[x]: javascript:alert(1)\n\n[x]"])  # fmt: skip
def test_nothing_in_a_comment_acts_or_fetches(typed: str) -> None:
    page = BeautifulSoup(as_html(typed), "html.parser")
    allowed = {"p", "em", "strong", "br", "ul", "ol", "li", "a", "code", "pre", "blockquote", "hr", "del", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
    assert {element.name for element in page.find_all(True)} <= allowed
    for element in page.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on")]
        assert not str(element.get("href", "")).strip().lower().startswith(("javascript:", "data:", "vbscript:"))
