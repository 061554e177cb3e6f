"""Feedback that was asked for: there again after a reload, said once, and one line where all is right."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from grader.course import ROOT
from rounds import kinds
from rounds.cards.exercise import ExerciseCard
from rounds.cards.submit import SubmitCard
from rounds.core.html import escape
from rounds.feedback.render import feedback
from rounds.storage.locations import Place, find
from rounds.storage.mark_cache import digest
from rounds.storage.self_assessment import known_ids
from rounds.storage.shown_feedback import feedback_id

NAMES = [f.name for f in sorted((ROOT / "modules").iterdir()) if f.name[:2] in ("01", "03", "05", "07")]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("asked")
    shutil.copytree(ROOT / "grader" / "keys", where / "grader" / "keys")
    for name in NAMES:
        shutil.copytree(ROOT / "modules" / name, where / "modules" / name)
    return where


@pytest.fixture
def place(clone: Path) -> Place:
    found = find(clone / "modules" / NAMES[0])
    found.answers_path.unlink(missing_ok=True)
    return found


def shown(place: Place, name: str) -> ExerciseCard:
    """The card as a page that is loaded again gets it."""
    return ExerciseCard(place, place.module().exercise(name))


def expert(place: Place, name: str) -> dict[str, Any]:
    exercise = place.module().exercise(name)
    answer: dict[str, Any] = kinds.of(exercise.kind).learners.expert(exercise, place.keys()[name])
    return answer


@pytest.mark.parametrize("name", ["nights", "statements", "reflection"])
def test_feedback_that_was_asked_for_is_there_again_for_the_same_answers(place: Place, name: str) -> None:
    place.answers().commit(name, expert(place, name))
    assert shown(place, name).report == ""  # nobody asked yet
    first = shown(place, name)
    first.receive({"do": "mark"})
    again = shown(place, name)
    assert again.report == first.report != ""
    assert not again.outdated
    lines = place.answers_path.read_text().count("\n")
    again.receive({"do": "mark"})  # the same once more is no news
    assert place.answers_path.read_text().count("\n") == lines


def test_feedback_on_earlier_answers_is_shown_as_that_and_gives_no_new_answer_away(place: Place) -> None:
    items = [item.id for item in place.module().exercise("statements").items]  # type: ignore[union-attr]
    place.answers().commit("statements", {items[0]: "position"})
    first = shown(place, "statements")
    first.receive({"do": "mark"})
    place.answers().commit("statements", {items[0]: "interest", items[1]: "interest"})
    again = shown(place, "statements")
    assert (again.report, again.outdated) == (first.report, True)
    place.answers().commit("statements", {items[0]: "position", items[1]: None})  # back to what it was for
    assert not shown(place, "statements").outdated
    again.receive({"do": "mark"})
    assert not again.outdated


def test_the_whole_notebooks_feedback_is_there_again(place: Place) -> None:
    place.answers().commit("statements", expert(place, "statements"))
    card = SubmitCard(place)
    assert card.report == ""
    card.receive({"do": "mark"})
    again = SubmitCard(place)
    assert (again.report, again.outdated) == (card.report, False)
    place.answers().commit("statements", {"uncle": "position", "nephew": "position"})
    then = SubmitCard(place)
    assert then.outdated
    assert then.report == card.report  # points of what stands now are not claimed for it
    assert shown(place, "statements").report == ""  # asked for on another card


def test_what_is_begun_after_the_whole_notebook_was_marked_is_not_given_away_by_a_reload(place: Place) -> None:
    place.answers().commit("statements", expert(place, "statements"))
    card = SubmitCard(place)
    card.receive({"do": "mark"})
    row = next(iter(expert(place, "cover")["cells"]))
    place.answers().commit("cover", {"cells": {row: {}}, "chosen": {row: True}})
    again = SubmitCard(place)
    assert again.report == card.report
    assert again.outdated
    place.answers().commit("cover", {"cells": {row: None}, "chosen": {row: None}})  # taken back
    assert not SubmitCard(place).outdated


def test_a_page_that_stays_open_knows_as_well_whether_its_feedback_is_on_what_stands(place: Place) -> None:
    items = [item.id for item in place.module().exercise("statements").items]  # type: ignore[union-attr]
    place.answers().commit("statements", {items[0]: "position"})
    card = shown(place, "statements")
    card.receive({"do": "mark"})
    for bin_, outdated in (("interest", True), ("position", False)):
        card.receive({"do": "commit", "change": {items[0]: bin_}, "n": 1})
        assert card.outdated is outdated


def test_the_whole_notebooks_feedback_is_current_again_when_an_answer_is_changed_back(place: Place) -> None:
    items = [item.id for item in place.module().exercise("statements").items]  # type: ignore[union-attr]
    place.answers().commit("statements", {items[0]: "position"})
    whole, card = SubmitCard(place), shown(place, "statements")
    whole.receive({"do": "mark"})
    for bin_, outdated in (("interest", True), ("position", False)):
        card.receive({"do": "commit", "change": {items[0]: bin_}, "n": 1})  # which tells all cards of the page
        assert whole.outdated is outdated
    shown(place, "cover").receive(
        {"do": "commit", "change": {"chosen": {next(iter(expert(place, "cover")["cells"])): True}}, "n": 1}
    )
    assert whole.outdated  # what is begun since isn't in it


def test_in_a_course_practice_is_shown_again_and_nothing_graded_ever(place: Place, tmp_path: Path) -> None:
    course = find(Path(shutil.copytree(ROOT / "modules" / NAMES[0], tmp_path / NAMES[0])))
    course.answers().commit("nights", expert(place, "nights"))
    card = shown(course, "nights")
    card.receive({"do": "mark"})
    assert shown(course, "nights").report == card.report != ""
    course.answers().commit("statements", expert(place, "statements"))
    answers = course.answers().read()
    forged = {"of": {"statements": digest(answers.seed_of("statements"), answers.of("statements"))}}
    course.answers().commit(feedback_id("statements"), forged)
    assert shown(course, "statements").report == ""
    assert set(answers.latest) <= known_ids(course.module())


@pytest.mark.parametrize(
    "odd", [{"of": 3}, {"of": {}}, {"of": {"nights": ["x"]}}, {"of": {"nights": "gone"}}, {"by": 1}, {}]
)
def test_a_line_about_feedback_that_is_none_harms_nothing(place: Place, odd: dict[str, Any]) -> None:
    place.answers().commit("nights", expert(place, "nights"))
    place.answers().commit(feedback_id("nights"), odd)
    place.answers().commit(feedback_id(), odd)
    assert shown(place, "nights").report == ""
    assert SubmitCard(place).report == ""


def visible(html: str) -> str:
    """What is in sight before anything is unfolded."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<details.*?</details>", " ", html, flags=re.DOTALL)))


def test_perfect_work_is_one_line_that_unfolds(place: Place) -> None:
    module, keys = place.module(), place.keys()
    for name, line in (
        ("nights", "Practice, not graded: 100%"),
        ("statements", "8 of 8 points"),
        ("cover", "4 of 4 points"),
    ):
        exercise = module.exercise(name)
        mark = kinds.of(exercise.kind).marking.mark(exercise, keys[name], expert(place, name))
        html = str(feedback(exercise, mark))
        before, _, inside = html.partition('<details class="rounds-folded">')
        assert visible(before).strip() == ""
        summary = visible(inside.partition("</summary>")[0]).strip()
        assert summary == f"{line} . Everything is right: look at the reasons"
        assert inside.endswith("</details></section>")
        assert all(escape(item.why.split("\n")[0]) in inside for item in mark.items)
        assert "Everything is right" not in str(feedback(exercise, replace(mark, fraction=0.9)))


def test_what_practice_said_already_is_folded_and_no_sentence_stands_twice(clone: Path) -> None:
    folded = 0
    for name in NAMES:
        where = find(clone / "modules" / name)
        where.answers_path.unlink(missing_ok=True)
        for exercise in (e.drawn(7) for e in where.module().exercises if e.use == "practice"):
            kind = kinds.of(exercise.kind)
            able = kind.learners.able(exercise, where.keys()[exercise.id], 0.6, Random(3))
            where.answers().commit(exercise.id, able)
            card = shown(where, exercise.id)
            card.receive({"do": "mark"})
            for said in card.said.values():
                reason = escape(said["text"].split("\n")[0])
                if len(reason) > 60:
                    assert " ".join(reason.split()) not in visible(card.report), (exercise.id, reason)
            plain = re.sub(r"<details.*?</details>", "", card.report, flags=re.DOTALL)
            lines = [line.strip() for line in re.findall(r"<(?:p|li)[^>]*>([^<]{25,})", plain)]
            assert len(lines) == len(set(lines)), exercise.id
            read = [said for said in card.said.values() if said["text"]]
            assert ("explained in the exercise above" in card.report) >= (bool(read) and exercise.kind != "order"), (
                exercise.id
            )
            folded += "explained in the exercise above" in card.report
    assert folded > 5


def test_a_reason_that_stands_with_the_reservation_value_is_not_told_again_with_the_choice(clone: Path) -> None:
    where = find(clone / "modules" / "05-step-2-your-batna")
    where.answers_path.unlink(missing_ok=True)
    exercise = where.module().exercise("protected-time")
    given = kinds.of("table").learners.expert(exercise, where.keys()["protected-time"])
    given["control"]["university"] = "secured"  # words at dinner, taken for a letter
    given["choice"]["outgrown"], given["rv"]["outgrown"] = "university", 70.3
    where.answers().commit("protected-time", given)
    card = shown(where, "protected-time")
    card.receive({"do": "mark"})
    assert card.said["choice-outgrown"]["word"] == "Follows from yours"
    assert "It follows from your audit" not in visible(card.report)
    assert "With control as the facts have it" not in visible(card.report)
