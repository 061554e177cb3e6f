"""The report's page: nothing from outside, nothing from a name or an answer acts, each picture has its words."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from markupsafe import Markup
from typer.testing import CliRunner

from grader.authoring import simulate
from grader.cli import app
from grader.course import find
from grader.report import charts, figures
from grader.report.classroom import Classroom, read_class
from grader.report.figures import Course
from grader.report.page import page
from grader.report.surveys import Pair, Report
from rounds.core.errors import RoundsError
from rounds.kinds.table import learners
from tests.unit.report.sample_class import HOSTILE, hand_in, make, modules

MADE = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("class") / "submitted"
    make(found)
    return found


@pytest.fixture(scope="module")
def classroom(folder: Path) -> Classroom:
    return read_class(modules(), folder)


@pytest.fixture(scope="module")
def course(classroom: Classroom) -> Course:
    return figures.course(classroom)


def pair(number: int) -> Pair:
    return Pair(
        f"i{number}", f"j{number}", f"I <b>ask</b> {number}", number == 1, 12, 2.5, 3.0, 0.5, 0.1, 0.9, 0.6, 0.1, 1.1
    )


SURVEY = Report(5, 14, 1, (pair(1), pair(2)))


@pytest.fixture(scope="module")
def text(course: Course) -> str:
    return page(course, SURVEY, MADE)


class Reader(HTMLParser):
    """Every tag with its attributes, and the text between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_nothing_is_fetched_and_only_our_script_runs(text: str) -> None:
    read = Reader(text)
    assert [tag for tag, _ in read.tags].count("script") == 1
    assert not {"img", "link", "iframe", "object", "embed", "base", "form", "image"} & {tag for tag, _ in read.tags}
    for tag, attributes in read.tags:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        for name in ("href", "src", "xlink:href", "srcset", "action"):
            assert (attributes.get(name) or "#").startswith("#"), (tag, attributes)
    assert not re.search(r"https?://|//[a-z]|@import|url\((?!#)", text)


def test_the_policy_allows_the_script_that_stands_there(text: str) -> None:
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'" in text


def test_hostile_names_are_shown_as_text(text: str) -> None:
    words = "".join(Reader(text).words)
    for name in HOSTILE:
        assert name.removeprefix("\u202e").replace("/", "∕") in words
    assert "\u202e" not in text
    assert "49" not in re.findall(r"<th scope=\"row\">(49)", text)


def test_each_picture_has_a_name_and_words_and_no_id_stands_twice(text: str) -> None:
    pictures = re.findall(r"<figure>(.*?)</figure>", text, re.DOTALL)
    assert len(pictures) >= 6
    for drawn in pictures:
        assert re.search(r'<svg [^>]*role="img" aria-label="[^"]{8,}"', drawn)
        assert re.search(r"<figcaption><b>[^<]{8,}</b> [^<]{40,}</figcaption>", drawn)
        assert "xmlns" not in drawn
        assert "metadata" not in drawn
        assert "<style" not in drawn
        assert not re.search(r"#0(?:10203|40506|70809|a0b0c)", drawn)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert {name[1:] for name in re.findall(r'href="(#[^"]+)"', text)} <= set(ids)


@pytest.mark.parametrize("title", HOSTILE)
def test_a_chart_escapes_its_title(course: Course, title: str) -> None:
    drawn = charts.histogram(replace(course.notebooks[0], number=title))
    assert drawn
    (svg,) = [tag for tag in Reader(drawn.svg).tags if tag[0] == "svg"]
    assert set(svg[1]) == {"viewbox", "role", "aria-label"}
    assert title.removeprefix("\u202e") in (svg[1]["aria-label"] or "")
    assert not {"script", "img"} & {tag for tag, _ in Reader(drawn.svg).tags}
    assert isinstance(drawn.svg, Markup)  # so the page doesn't escape it a second time


def test_every_table_can_be_sorted_and_read_without_a_script(text: str) -> None:
    tables = re.findall(r"<table data-sort>.*?</table>", text, re.DOTALL)
    assert len(tables) >= 8
    for table in tables:
        heads = len(re.findall(r'<th scope="col">', table))
        rows = re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2], re.DOTALL)
        assert rows
        assert {len(re.findall(r"<t[dh][ >]", row)) for row in rows} == {heads}
        for value in re.findall(r'data-v="([^"]*)"', table):
            assert value == "" or re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", value), value


def test_it_says_that_a_score_is_no_skill_and_what_each_figure_means(text: str) -> None:
    for words in (
        "A score here is not a skill",
        "Below .2, look at the item",
        "a longer gap counts as a pause",
        "noncentral t",
    ):
        assert words in text


def test_without_names_no_name_stands_there(course: Course) -> None:
    text = page(course, SURVEY, MADE, anonymous=True)
    assert "learner-" not in text
    assert "zz-empty" not in text
    assert "alert(1)" not in text
    assert "haven't submitted at least one notebook" in text


def test_damaged_files_are_counted_and_what_can_be_read_counts(classroom: Classroom, course: Course, text: str) -> None:
    # The torn one and the missing one.
    assert course.damaged == 2
    assert "2 answers files were missing, empty or damaged in part" in text
    whole = classroom.submissions["learner-00", modules()[0].name]
    assert whole.damaged
    assert sum(result.answered for result in whole.results.values()) > 0
    assert "zz-empty" in {one.student for one in course.help}
    assert ".hidden" not in classroom.students


def test_the_shares_are_those_of_the_marks(classroom: Classroom, course: Course) -> None:
    part = classroom.parts[0]
    found = classroom.of(part)["learner-05"]
    auto = part.module.graded_by_program
    earned = sum(round((found.results[e.id].share or 0) * (e.points or 0), 2) for e in auto)
    assert found.share == pytest.approx(earned / sum(e.points or 0 for e in auto), abs=1e-6)
    assert found.awaited
    notebook = course.notebooks[0]
    assert notebook.submitted == 14 + len(HOSTILE)
    assert notebook.spread["median"] == pytest.approx(sorted(notebook.shares)[len(notebook.shares) // 2])


def test_the_difficulty_of_an_item_is_the_mean_of_what_it_earned(classroom: Classroom, course: Course) -> None:
    part = classroom.parts[0]
    exercise = part.module.graded[0]
    results = [one.results[exercise.id] for one in classroom.of(part).values()]
    first = next(iter(results[0].items))
    item = course.notebooks[0].items[0]
    assert item.difficulty == pytest.approx(fmean(r.items[first] for r in results if r.answered))
    assert item.learners == sum(bool(r.answered) for r in results)


def test_what_only_follows_from_a_slip_earns_its_points_and_is_counted_apart(tmp_path: Path) -> None:
    (source,) = find("05")
    module, keys = source.load()
    exercise: Any = module.exercise("three-doctors")
    right = learners.expert(exercise, keys["three-doctors"])
    # A handshake is taken for a signature, and the rest is worked out from there without a mistake.
    promised = {**right, "control": {**right["control"], "river": "secured"}}
    worked = {person.id: learners.worked_out(exercise, person, promised["control"]) for person in exercise.profiles}
    promised["choice"] = {name: chosen for name, (_, chosen) in worked.items()}
    promised["rv"] = {name: values[chosen or ""] for name, (values, chosen) in worked.items()}
    assert promised["choice"]["hill"] == "river"
    for student, answer in (("ada", right), ("bo", promised)):
        path = tmp_path / student / source.name / "answers.jsonl"
        path.parent.mkdir(parents=True)
        path.write_text(simulate.lines(module, {"three-doctors": answer}, 1), encoding="utf-8")
    found = figures.course(read_class([source], tmp_path))
    items = {item.text: item for item in found.notebooks[0].items if item.exercise == exercise.title}
    value = items[f"{exercise.profiles[1].label}: the reservation value"]
    assert (value.follows, value.difficulty, value.learners) == (1, 1, 2)
    river = items["Head of quality across the river"]
    assert (river.follows, river.difficulty) == (0, 0.5)
    shown = page(found, None, MADE, anonymous=True)
    assert '<th scope="col">Follows from a slip</th>' in shown
    row = shown[shown.index(value.text.split(":")[0] + ": the reservation value") :].split("</tr>")[0]
    assert re.findall(r"<td data-v=.([^\"]*).>", row)[:3] == ["2", "1.0", "1"]


def test_where_learners_see_different_lines_the_exercise_is_one_item(course: Course) -> None:
    items = course.notebooks[1].items
    assert any(item.whole and item.text == "the exercise as a whole" for item in items)
    assert sum(not item.whole for item in items) > 20


def test_the_slips_are_sorted_and_have_their_text_and_item(course: Course) -> None:
    assert len(course.slips) > 1
    assert all(a.share >= b.share for a, b in zip(course.slips, course.slips[1:], strict=False))
    for slip in course.slips:
        assert len(slip.text.split()) >= 12
        assert 0 < slip.learners <= slip.answered
        assert slip.at_item <= slip.times
    assert any(slip.item for slip in course.slips)


def test_the_weakest_are_named_and_the_strongest_are_not(course: Course) -> None:
    named = [one.student for one in course.help]
    assert "learner-13" not in named
    weak = {"zz-empty", *(name.replace("/", "∕") for name in HOSTILE)}
    assert weak >= set(named) - {f"learner-0{at}" for at in range(5)}
    assert len(named) > 1
    assert named[0] == "zz-empty"
    assert all(a.concerns >= b.concerns for a, b in zip(course.help, course.help[1:], strict=False))


def test_an_empty_class_gives_a_page(tmp_path: Path) -> None:
    (tmp_path / "submitted").mkdir()
    text = page(figures.course(read_class(modules(), tmp_path / "submitted")), None, MADE)
    assert "0 learners, 0 notebooks submitted" in text
    assert "No one, so far." in text
    assert "no two surveys" in text


def test_a_single_learner_gives_a_page_without_coefficients(tmp_path: Path) -> None:
    for source in modules():
        hand_in(tmp_path / "submitted", "one", source, "ability:0.5", 1)
    text = page(figures.course(read_class(modules(), tmp_path / "submitted")), None, MADE)
    assert "Cronbach's alpha isn't given" in text
    assert "at least 10 are needed" in text
    assert "nan" not in text.lower().replace("finance", "")


def test_a_broken_gradebook_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "submitted").mkdir()
    broken = tmp_path / "gradebook.db"
    broken.write_bytes(b"no database at all" * 100)
    with pytest.raises(RoundsError, match=r"gradebook.db is damaged or cut off \(file is not a database\)"):
        read_class(modules(), tmp_path / "submitted", f"sqlite:///{broken}")
    assert broken.read_bytes().startswith(b"no database")


def run(monkeypatch: pytest.MonkeyPatch, *options: Any) -> Any:
    monkeypatch.setattr("grader.course.find", lambda name: modules())
    return CliRunner().invoke(app, ["report", *map(str, options)])


def test_the_command_writes_the_page_and_says_where(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "report.html"
    done = run(monkeypatch, "--folder", folder, "--out", out, "--anonymous")
    assert done.exit_code == 0, done.output
    assert f"The report is in {out}. It names no learner." in done.stderr
    assert "learner-" not in out.read_text(encoding="utf-8") + done.output


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--folder", "{t}/none", "--out", "{t}/r.html"), "isn't a folder"),
        (("--folder", "{t}", "--out", "{t}"), "is a folder; name a file"),
        (("--folder", "{t}", "--out", "{t}/no/such/r.html"), "could not be written"),
        (("--folder", "{t}", "--out", "{t}/r.html", "--gradebook", "{t}/none.db"), "isn't a file; name the gradebook"),
    ],
)
def test_a_bad_argument_is_one_sentence(
    options: tuple[str, ...], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run(monkeypatch, *(option.format(t=tmp_path) for option in options))
    assert done.exit_code == 2
    assert says in done.stderr
    assert "Traceback" not in done.output


def test_json_stays_the_comparison_of_the_surveys(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.report.command.compare", lambda sources, where: SURVEY)
    printed = json.loads(run(monkeypatch, "--json", "--folder", folder).output)
    assert printed["pairs"][0]["effect"] == 0.6
