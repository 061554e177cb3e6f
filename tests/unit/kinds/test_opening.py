"""The opening question of every notebook: its line is saved and comes back at the end, and nothing counts or marks it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader.authoring import simulate
from grader.authoring.check import summary
from grader.course import Source, find, sources
from grader.research.own_words import WITHHELD, known_strings, only_known_parts, without_own_words
from rounds.cards.contents import ContentsCard
from rounds.cards.exercise import ExerciseCard
from rounds.cards.submit import SubmitCard
from rounds.content.loader import load_module
from rounds.core.errors import ContentError
from rounds.storage.answers import NAME, read
from rounds.storage.locations import Place
from rounds.storage.receipts import receipt
from tests.unit.cards.page import Page

SOURCE = find("01")[0]
MODULE = SOURCE.load()[0]
LINE = "Why nights? <b>Tell me</b>, please."
FIRST, SECOND = "first-line", "second-line"


def cells(source: Source) -> list[str]:
    notebook = json.loads(source.notebook.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"]]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(SOURCE.folder, tmp_path / NAME, SOURCE.keys_path)


def page(place: Place, name: str) -> Page:
    return Page(ExerciseCard(place, MODULE.exercise(name)))


def commit(place: Place, name: str, change: dict[str, Any]) -> None:
    ExerciseCard(place, MODULE.exercise(name)).receive({"do": "commit", "change": change, "n": "1"})


@pytest.mark.parametrize("source", sources(), ids=[source.name[:2] for source in sources()])
def test_every_notebook_opens_with_a_question_and_asks_it_again_before_the_reflection(source: Source) -> None:
    openings = [e for e in source.load()[0].exercises if e.kind == "opening"]
    assert [(e.id, e.shows_answer_of) for e in openings] == [(FIRST, None), (SECOND, FIRST)]
    text = cells(source)
    # The title, what is done so far, a few lines of a scene, and the question.
    assert [n for n, cell in enumerate(text) if cell == f'exercise("{FIRST}")'] == [3]
    assert len(f"{text[0]} {text[2]}".split()) <= 120
    assert text.index(f'exercise("{SECOND}")') == text.index('exercise("reflection")') - 2
    assert not [cell for cell in text if "scrap of paper" in cell]


def test_the_survey_waits_for_the_first_exercise() -> None:
    text = cells(find("00")[0])
    assert text.index('exercise("everyday")') < text.index('exercise("survey")') < text.index('exercise("spot")')


def test_the_first_line_is_beside_the_second_try_at_once_and_after_a_reload(place: Place) -> None:
    cards = [ExerciseCard(place, MODULE.exercise(name)) for name in (FIRST, SECOND)]
    first, second = map(Page, cards)
    assert second.shows["earlier"] == {}
    commit(place, FIRST, {"line": LINE})
    assert first.shows["answer"] == second.shows["earlier"] == {"line": LINE}
    assert second.shows["answer"] == {}
    commit(place, SECOND, {"line": "And behind the nights?"})
    again = page(place, SECOND).shows
    assert (again["earlier"], again["answer"]) == ({"line": LINE}, {"line": "And behind the nights?"})
    assert page(place, FIRST).shows["earlier"] == {}
    assert read(place.answers_path).of(FIRST) == {"line": LINE}


@pytest.mark.parametrize("self_study", [True, False])
def test_its_card_judges_nothing(tmp_path: Path, self_study: bool) -> None:
    place = Place(SOURCE.folder, tmp_path / NAME, SOURCE.keys_path if self_study else None)
    assert place.self_study == self_study
    commit(place, FIRST, {"line": LINE})
    card = ExerciseCard(place, MODULE.exercise(FIRST))
    card.receive({"do": "mark"})
    assert (card.markable, card.by_person, card.said, card.report, card.judging) == (False, False, {}, "", {})
    assert card.badge == "Not graded"


def test_a_line_changes_nothing_that_is_counted(place: Place) -> None:
    module, keys = SOURCE.load()
    for name, answer in simulate.answers(module, keys, "expert", 7).items():
        place.answers().commit(name, answer)

    def counted() -> object:
        saved = read(place.answers_path)
        return receipt(module, saved), SubmitCard(place).rows, ContentsCard(place).rows, ContentsCard(place).next

    before = counted()
    commit(place, FIRST, {"line": LINE})
    commit(place, SECOND, {"line": LINE})
    assert counted() == before
    assert ContentsCard(place).rows
    assert not {row["id"] for row in ContentsCard(place).rows} & {FIRST, SECOND}
    assert f"{len(module.exercises) - 2} exercises" in summary(SOURCE)


def test_a_line_alone_leads_on_to_the_first_exercise(place: Place) -> None:
    commit(place, FIRST, {"line": LINE})
    assert ContentsCard(place).next["id"] == "nights"


def test_research_data_have_the_line_only_with_texts() -> None:
    for name in (FIRST, SECOND):
        known = known_strings(MODULE.exercise(name), None)
        for text in (LINE, "555 0100"):
            answer = {"line": text, "Anna Kowalski": "x"}
            assert without_own_words(answer, known) == {"line": WITHHELD}
            assert only_known_parts(answer, known) == {"line": text}


MISTAKES = {
    "a second try without a first": (
        {"again": "frist-line"},
        'exercise "second-line": earlier opening "frist-line" is not one of first-line; did you mean first-line?',
    ),
    "a second try at an exercise": ({"again": "nights"}, 'earlier opening "nights" is not one of first-line'),
    "its own second try": ({"again": SECOND}, 'earlier opening "second-line" is not one of first-line'),
    "points": ({"points": 3}, 'exercise "second-line": is an opening, which nobody marks; remove points: and key:'),
    "a key": ({"key": {}}, 'exercise "second-line": is an opening, which nobody marks; remove points: and key:'),
    "another use": ({"use": "practice", "key": {}}, "is an opening with use: practice; make it use: opening"),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_what_is_wrong_in_it_is_named(tmp_path: Path, what: str) -> None:
    change, sentence = MISTAKES[what]
    folder = tmp_path / SOURCE.name
    folder.mkdir()
    opening = {"id": FIRST, "kind": "opening", "use": "opening", "title": "What do you say?", "task": "Type it."}
    module = MODULE.model_dump(mode="json", exclude={"exercises"})
    exercises = [opening, MODULE.exercise("nights").model_dump(mode="json", exclude_defaults=True)]
    exercises.append({**opening, "id": SECOND, "again": FIRST} | change)
    (folder / "exercises.yaml").write_text(json.dumps({**module, "exercises": exercises}), encoding="utf-8")
    with pytest.raises(ContentError) as error:
        load_module(folder)
    assert sentence in str(error.value)


def test_another_kind_is_no_opening(tmp_path: Path) -> None:
    folder = tmp_path / SOURCE.name
    folder.mkdir()
    nights = MODULE.exercise("nights").model_dump(mode="json", exclude_defaults=True, exclude={"key"})
    module = MODULE.model_dump(mode="json", exclude={"exercises"})
    (folder / "exercises.yaml").write_text(json.dumps({**module, "exercises": [{**nights, "use": "opening"}]}))
    with pytest.raises(ContentError, match="is an opening of kind sort; make it kind: opening"):
        load_module(folder)


def test_answers_from_before_there_were_openings_still_open(place: Place) -> None:
    place.answers_path.write_text(
        '{"v": 1, "seed": 7, "time": "2026-01-05T10:00:00Z", "module": "01-principle-1-interests"}\n'
        '{"v": 1, "seed": 7, "time": "2026-01-05T10:01:00Z", "exercise": "nights", "answer": {"zero": "position"}}\n'
    )
    assert page(place, "nights").shows["answer"] == {"zero": "position"}
    shown = page(place, SECOND).shows
    assert (shown["answer"], shown["earlier"], shown["status"]["problem"]) == ({}, {}, "")
