"""The two settings: in a clone the key is within reach; in a course rounds only saves."""

import shutil
from pathlib import Path

import pytest

from grader.authoring.simulate import answers, lines
from grader.course import ROOT, sources
from rounds.cards.exercise import ExerciseCard
from rounds.cards.front_page import front_page
from rounds.cards.submit import notebook_feedback, progress
from rounds.content.loader import load_module
from rounds.content.study_time import minutes
from rounds.core.errors import PlaceError
from rounds.core.html import escape
from rounds.feedback.render import feedback
from rounds.hosts import jupyter
from rounds.storage.locations import MY_ANSWERS, find, root

NAME = "01-principle-1-interests"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "modules", tmp_path / "modules", ignore=shutil.ignore_patterns(".ipynb_*"))
    shutil.copytree(ROOT / "grader" / "keys", tmp_path / "grader" / "keys")
    return tmp_path


@pytest.fixture
def released(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "modules" / NAME, tmp_path / "home" / NAME))


def test_in_a_clone_answers_go_to_a_folder_of_their_own(clone: Path) -> None:
    place = find(clone / "modules" / NAME)
    assert place.self_study
    assert place.answers_path == clone / MY_ANSWERS / f"{NAME}.jsonl"
    assert set(place.keys()) == {e.id for e in place.module().judged}


def test_in_a_course_answers_stand_beside_the_notebook_and_no_graded_key_is_known(released: Path) -> None:
    place = find(released)
    assert not place.self_study
    assert place.answers_path == released / "answers.jsonl"
    assert set(place.keys()) == {e.id for e in place.module().exercises if e.use == "practice"}


def test_a_folder_without_exercises_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match="Fetch or download the whole folder again"):
        find(tmp_path)


def test_the_clone_is_found_from_anywhere_in_it(clone: Path, released: Path) -> None:
    assert root(clone / "modules" / NAME) == root(clone) == clone
    assert root(Path("/")) is None


def test_what_a_learner_may_see_holds_no_key() -> None:
    for source in sources():
        for exercise in load_module(source.folder).exercises:
            assert not {"key", "covers"} & set(exercise.public())


def test_no_trait_of_a_graded_widget_holds_anything_of_its_key(clone: Path) -> None:
    place = find(clone / "modules" / NAME)
    for exercise in place.module().graded:
        shown = jupyter.widget(ExerciseCard(place, exercise))
        state = repr({name: value for name, value in shown.get_state().items() if name not in ("_esm", "_css")})
        key = place.keys()[exercise.id]
        texts = [
            *key.slips.values(),
            *(item.why for item in getattr(key, "items", {}).values() if hasattr(item, "why")),
        ]
        assert exercise.kind == "reflect" or texts
        assert [text for text in texts if text in state] == []


def test_marking_myself_gives_what_an_instructor_would_give(clone: Path) -> None:
    place = find(clone / "modules" / NAME)
    module, keys = place.module(), place.keys()
    place.answers_path.parent.mkdir()
    place.answers_path.write_text(lines(module, answers(module, keys, "ability:0.6", 5), 5))
    own, shown = notebook_feedback(place)
    earned, possible = (sum(points) for points in zip(*own.values(), strict=True))
    from grader.course import mark_all as instructors

    marks = instructors(module, keys, place.answers().read())
    automatic = module.graded_by_program
    assert possible == sum(e.points or 0 for e in automatic)
    assert earned == pytest.approx(sum(marks[e.id].points(e.points or 0) for e in automatic))
    assert 0 < earned < possible
    for exercise in automatic:
        pages = [str(feedback(exercise, marks[exercise.id], heading=level)) for level in (3, 4, 5)]
        assert any(page in str(shown) for page in pages)


def test_a_widget_saves_what_the_browser_sends_and_marks_on_request(clone: Path) -> None:
    place = find(clone / "modules" / NAME)
    widget = ExerciseCard(place, place.module().exercise("statements"))
    assert widget.report == ""
    widget.receive({"do": "commit", "change": {"pills": "interest"}, "n": 1})
    assert place.answers().read().of("statements") == {"pills": "interest"} == widget.answer
    assert (widget.status["answered"], widget.status["total"]) == (1, 24)
    assert widget.report == ""
    widget.receive({"do": "mark"})
    assert "of 8 points" in widget.report


def test_in_a_course_a_widget_never_marks_graded_work(released: Path) -> None:
    place = find(released)
    widget = ExerciseCard(place, place.module().exercise("statements"))
    widget.receive({"do": "mark"})
    assert widget.report == ""
    assert not widget.markable


@pytest.mark.parametrize("message", [None, 7, "x", {"do": "commit"}, {"do": "commit", "change": [1]}, {"do": "fly"}])
def test_a_message_that_makes_no_sense_changes_nothing(released: Path, message: object) -> None:
    place = find(released)
    widget = ExerciseCard(place, place.module().exercise("statements"))
    before = place.answers_path.read_bytes()
    widget.receive(message)
    assert place.answers_path.read_bytes() == before


def test_a_second_widget_of_the_same_exercise_follows(clone: Path) -> None:
    place = find(clone / "modules" / NAME)
    one, other = (ExerciseCard(place, place.module().exercise("dig")) for _ in range(2))
    one.receive({"do": "commit", "change": {"believed": True}, "n": 1})
    assert other.answer == {"believed": True}


def test_a_save_that_fails_is_said_and_the_answer_stays(released: Path) -> None:
    place = find(released)
    widget = ExerciseCard(place, place.module().exercise("dig"))
    place.answers_path.unlink()
    place.answers_path.mkdir()
    widget.receive({"do": "commit", "change": {"believed": True}, "n": 1})
    assert widget.status["problem"].startswith("Not saved")


def test_practice_answers_at_once_item_by_item(released: Path) -> None:
    place = find(released)
    widget = ExerciseCard(place, place.module().exercise("nights"))
    assert widget.said == {}
    widget.receive({"do": "commit", "change": {"zero": "interest", "airway": "interest"}, "n": 1})
    assert {name: said["verdict"] for name, said in widget.said.items()} == {"zero": "wrong", "airway": "right"}
    assert widget.said["zero"]["slip"]


def test_the_front_page_shows_every_notebook_its_time_and_how_far_one_is(clone: Path) -> None:
    html = str(front_page(clone))
    module = load_module(clone / "modules" / NAME)
    assert f'href="modules/{NAME}/{NAME}.ipynb"' in html
    assert f"{minutes(clone / 'modules' / NAME)} min" in html
    assert "Not begun" in html
    place = find(clone / "modules" / NAME)
    place.answers().commit("statements", {i.id: "position" for i in module.exercise("statements").items})  # type: ignore[union-attr]
    assert "1 of 9 exercises answered" in str(front_page(clone))
    assert [row["answered"] for row in progress(place, place.answers().read())] == [24, 0, 0, 0, 0]


def test_a_front_page_away_from_the_course_says_so(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match="front page"):
        str(front_page(tmp_path))


def test_alone_a_reflection_is_compared_with_an_example_once_something_is_written(clone: Path) -> None:
    place = find(clone / "modules" / NAME)
    exemplar = place.keys()["reflection"].exemplar["rewrite"]  # type: ignore[attr-defined]
    widget = ExerciseCard(place, place.module().exercise("reflection"))
    widget.receive({"do": "mark"})
    assert "Write something of your own first" in widget.report
    assert escape(exemplar) not in widget.report
    widget.receive({"do": "commit", "change": {"position": "<b>no</b> nights"}, "n": 1})
    widget.receive({"do": "mark"})
    assert escape(exemplar) in widget.report
    assert "nights" not in widget.report.partition(escape(exemplar))[0]  # the text stands once, in its box
    assert "Not graded" in widget.report
