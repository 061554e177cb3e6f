"""The benchmark table of step 4: dated rows with sources, shown so that everyone can read them."""

import csv
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from grader.authoring.check import calls_in
from grader.course import ROOT
from rounds.content import tables
from rounds.content.loader import load_module
from rounds.core.errors import PlaceError
from rounds.kinds.select.spec import Exercise as Select

ROWS = tables.rows("benchmarks")
MODULE = load_module(ROOT / "modules" / "07-step-4-the-ask")
# "(Glod 2020)" at the end of a sentence names the row's source; the two surveys are made up, and say so.
CITED = re.compile(r"\(([^()]+ \d{4}(?:-\d\d)?)\)\.$")
ILLUSTRATIVE = {"Lakes survey": "benchmark-practice", "Prairie survey": "benchmarks"}


def _sentences() -> list[tuple[str, str, str]]:
    found = []
    for name in ILLUSTRATIVE.values():
        exercise = MODULE.exercise(name)
        assert isinstance(exercise, Select)
        for item in exercise.items:
            cited = CITED.search(item.text)
            assert cited, f"{name}, {item.id}: names no source"
            found.append((f"{name}, {item.id}", item.text, cited[1]))
    return found


def test_each_row_says_what_it_is_and_where_and_when_it_was_found() -> None:
    assert len(ROWS) >= 15
    for row in ROWS:
        assert list(row) == ["id", "figure", "unit", "role", "size", "year", "kind", "source", "looked_up", "note"]
        assert [name for name, value in row.items() if not value.strip()] == []
        assert row["kind"] in {"requirement", "recommendation", "survey"}
        assert re.fullmatch(r"(19|20)\d\d(-\d\d)?", row["year"])
        assert re.search(r"\b20\d\d(-\d\d)?$", row["source"])
        assert row["looked_up"] == "2026-11-30"
        assert row["note"].startswith("Checked against ")
    ids = [row["id"] for row in ROWS]
    assert len(set(ids)) == len(ids)


def test_every_figure_that_a_sentence_quotes_stands_in_the_table() -> None:
    sentences = [s for s in _sentences() if s[2].rsplit(" ", 1)[0] not in ILLUSTRATIVE]
    assert len(sentences) >= 12
    for where, text, source in sentences:
        figures = [row["figure"] for row in ROWS if row["source"] == source]
        assert figures, f"{where}: the table has no source {source!r}"
        said = CITED.sub("", text)
        assert any(re.search(rf"(?<![\d.]){re.escape(figure)}(?!\d)", said) for figure in figures), where


def test_a_survey_that_is_made_up_is_called_illustrative_in_its_case() -> None:
    for survey, name in ILLUSTRATIVE.items():
        assert f"the {survey}. (It is illustrative" in MODULE.exercise(name).case
        assert survey not in {row["source"] for row in ROWS}
        assert sum(survey in source for _, _, source in _sentences()) >= 6


def test_the_table_has_a_caption_and_a_head_for_each_row_and_column() -> None:
    tree = ElementTree.fromstring(str(tables.markup("benchmarks")))  # noqa: S314  (our own markup)
    (table,) = tree.iter("table")
    assert table.findtext("caption") == tables.about("benchmarks")["caption"]
    assert [th.get("scope") for th in table.findall("thead/tr/th")] == ["col"] * 8
    body = table.findall("tbody/tr")
    assert len(body) == len(ROWS)
    for line, row in zip(body, ROWS, strict=True):
        heads = line.findall("th")
        assert [th.get("scope") for th in heads] == ["row"]
        cells = [heads[0].text, *(td.text for td in line.findall("td"))]
        assert {row[c] for c in ("role", "figure", "unit", "year", "kind", "source", "looked_up")} <= set(cells)
    (region,) = [node for node in tree.iter() if node.get("role") == "region"]
    assert region.get("tabindex") == "0"
    assert region.get("aria-label")


def test_a_cell_of_the_table_cannot_act(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad.csv").write_text('role,figure\n"<script>x</script>",<b>1</b>\n', encoding="utf-8")
    (tmp_path / "bad.json").write_text(
        '{"caption": "<i>", "note": "n", "columns": {"role": "R", "figure": "F"}}', encoding="utf-8"
    )
    monkeypatch.setattr(tables, "FOLDERS", (tmp_path,))
    assert tables.problems("bad") == []
    assert re.findall(r"<(?:script|b|i)>", str(tables.markup("bad"))) == []


@pytest.mark.parametrize(
    ("text", "about", "says"),
    [
        ("role\n", '{"caption": "c", "note": "n", "columns": {"role": "R"}}', "bad.csv has no rows"),
        ("role\nx\n", '{"caption": "c", "note": "n", "columns": {"rule": "R"}}', "shows the column rule"),
        ("role\nx\n", '{"note": "n", "columns": {"role": "R"}}', "bad.json has no caption"),
        ("role\nx\n", "{", "bad.json cannot be read"),
        ("role\nx\n", "[]", "bad.json is not a JSON object"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, about: str, says: str
) -> None:
    (tmp_path / "bad.csv").write_text(text, encoding="utf-8")
    (tmp_path / "bad.json").write_text(about, encoding="utf-8")
    monkeypatch.setattr(tables, "FOLDERS", (tmp_path,))
    assert [says in problem for problem in tables.problems("bad")] == [True]


def test_a_notebook_that_shows_a_table_that_is_not_there_is_found_by_check() -> None:
    problems: list[str] = []
    assert calls_in('table("benchmark")', "here", problems) == []
    assert problems == ['here: There is no table "benchmark"; there are benchmarks.']
    with pytest.raises(PlaceError):
        str(tables.markup("benchmark"))


def test_the_file_is_a_plain_csv_that_a_spreadsheet_opens() -> None:
    with tables.path("benchmarks").open(encoding="utf-8", newline="") as file:
        assert {len(line) for line in csv.reader(file)} == {10}
