"""Learners who write into the reflection what might act on a page, in a spreadsheet or on a reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rounds.storage.answers import NAME
from tests.pipeline.room import Student, line

PAYLOADS = {
    "html": "<h1>Full marks</h1><a href='https://evil.example'>here</a><iframe src='//evil.example'></iframe><style>*{}</style>",
    "script": "</p></blockquote></section><script>alert(1)</script><SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "onerror": "<img src=x onerror=alert(1)><svg/onload=alert(1)><body onload=alert(1)>",
    "attribute": "\" onmouseover=\"alert(1)\" x=\"' onfocus='alert(1)' autofocus='",
    "formula": '=HYPERLINK("https://evil.example","x")\n+1+1\n-2\n@SUM(A1)\n\t=1+1',
    "override": "abc\u202egnp.exe\u202c \u2066left\u2069 \u200fx\u200e",
    "zero-width": "pay\u200bload \ufeffx\u2060y soft\u00adhyphen",
    "long": "why and because " * 10_000,
    "one-long-word": "w" * 160_000,
    "markdown": (
        "# Heading\n\n[click](javascript:alert(1))\n\n![x](x 'onerror=alert(1)')\n\n```html\n<script>alert(1)</script>\n```\n\n"
        "    <script>alert(1)</script>\n\n<div>\n\n<script>alert(1)</script>\n\n</div>\n\n- a\n- b\n\n<https://evil.example>"
    ),
    "blank-lines": "one\n \t\n\u00a0\n\u2028\n\x0c\n<script>alert(1)</script>\r\r<img src=x onerror=alert(1)>\x85\x85**bold**",
    "math": "$\\href{javascript:alert(1)}{x}$ $$\n\\def\\a{\\a}\\a\n$$ \\(x\\) \\[\\style{color:red}{y}\\] \\begin{align}z\\end{align}",
    "template": "{{ 7 * 7 }} {% raw %} {% include 'base' %} {# gone #} ${7*7} <%= 7 %>",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62; &amp;lt;b&amp;gt;",
    "comment": "<!-- <script>alert(1)</script> --!> --> <![CDATA[ <script>alert(1)</script> ]]> <?php x ?>",
    "half-emoji": "half \ud83d, other half \ude00, turned \ude00\ud83d",
    "turning": "\u2069\u202e\u05e9\u05dc\u05d5\u05dd\u2067 1, 2\u2028never closed",
    "controls": "a\x00b\x1b[31mred\x07\x7f\u0085\u2028 \ufffe end",
}
FIELDS = ("position", "why", "theirs", "rewrite")


def _writes(text: str) -> Callable[[Path], None]:
    def at_home(work: Path) -> None:
        with (work / NAME).open("a", encoding="utf-8") as file:
            # Also as the time and the name of an exercise: whatever is shown may be an attack.
            file.write(line("reflection", dict.fromkeys(FIELDS, text)) + "\n")
            file.write(line(text, {text: text}, time=text) + "\n")

    return at_home


def _time(work: Path) -> None:
    lines = (work / NAME).read_text().splitlines()
    with (work / NAME).open("w", encoding="utf-8") as file:
        for text in lines:
            file.write(text.replace('"time": "', '"time": "<script>alert(1)</script>') + "\n")


STUDENTS = (
    *(Student(f"writes-{name}", at_home=_writes(text)) for name, text in PAYLOADS.items()),
    Student("writes-a-time", at_home=_time),
)
