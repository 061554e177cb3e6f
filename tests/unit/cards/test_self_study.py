"""Self-study: judging your own reflection, marks that were asked for, where to go on, and the transcript."""

import json
import re
import shutil
from pathlib import Path

import pytest

from grader.authoring.simulate import answers, lines
from grader.course import ROOT
from grader.course import mark_all as instructors
from grader.marking.graded_notebook import strangers
from grader.report.time_on_task import history
from rounds import kinds
from rounds.cards.exercise import ExerciseCard
from rounds.cards.front_page import front_page
from rounds.cards.submit import SubmitCard, notebook_feedback
from rounds.cards.transcript import TranscriptCard, record
from rounds.core.html import escape
from rounds.core.scoring import ItemMark, Mark, Verdict
from rounds.feedback.render import MEANING, feedback
from rounds.storage.answers import AnswersFile, read
from rounds.storage.backup_archive import pack
from rounds.storage.backup_plan import bring_back, plan_for
from rounds.storage.locations import MY_ANSWERS, Place, find
from rounds.storage.mark_cache import fitting, marked, remember
from rounds.storage.progress import course_progress, go_on
from rounds.storage.receipts import receipt
from rounds.storage.self_assessment import judged_id, known_ids

NAMES = [f.name for f in sorted((ROOT / "modules").iterdir()) if f.name[:2] in ("00", "01", "02")]
NAME = NAMES[1]
RUBRIC = ("to-the-interest", "their-side", "said-again")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The first three notebooks: a course small enough to read quickly."""
    (tmp_path / "grader" / "keys").mkdir(parents=True)
    for name in NAMES:
        shutil.copytree(ROOT / "modules" / name, tmp_path / "modules" / name)
        shutil.copy(ROOT / "grader" / "keys" / f"{name}.yaml", tmp_path / "grader" / "keys")
    return tmp_path


@pytest.fixture
def place(clone: Path) -> Place:
    return find(clone / "modules" / NAME)


@pytest.fixture
def released(tmp_path: Path) -> Place:
    return find(Path(shutil.copytree(ROOT / "modules" / NAME, tmp_path / "home" / NAME)))


def answered(place: Place, learner: str = "ability:0.6", seed: int = 5) -> None:
    module, keys = place.module(), place.keys()
    place.answers_path.parent.mkdir(exist_ok=True)
    place.answers_path.write_text(lines(module, answers(module, keys, learner, seed), seed))


def reflecting(place: Place) -> ExerciseCard:
    return ExerciseCard(place, place.module().exercise("reflection"))


def way(place: Place) -> str:
    """The front page, without its style sheets."""
    return str(front_page(place.folder)).rpartition("</style>")[2]


def judge(widget: ExerciseCard, **points: object) -> None:
    change = {name.replace("_", "-"): value for name, value in points.items()}
    widget.receive({"do": "judge", "change": change, "n": 1})


# Judging your own reflection


def test_a_reflection_is_judged_line_by_line_and_the_points_come_back(place: Place) -> None:
    answered(place)
    widget = reflecting(place)
    assert not widget.judging["open"]
    widget.receive({"do": "mark"})
    assert widget.judging["open"]
    judge(widget, to_the_interest=2)
    judge(widget, their_side=3, said_again=1)
    again = reflecting(place)
    assert again.judging["open"]
    assert again.judging["levels"] == {"to-the-interest": 2, "their-side": 3, "said-again": 1}
    assert "You gave yourself 6 of 9. Not graded." in str(notebook_feedback(place)[1])


def test_nothing_can_be_judged_before_something_is_written(place: Place) -> None:
    widget = reflecting(place)
    widget.receive({"do": "mark"})
    assert not widget.judging["open"]


@pytest.mark.parametrize("points", [4, -1, True, "3", 1.5, None, [1]])
def test_only_points_from_0_to_3_for_lines_of_the_rubric_are_kept(place: Place, points: object) -> None:
    answered(place)
    widget = reflecting(place)
    judge(widget, to_the_interest=points, nonsense=2, their_side=1)
    assert place.answers().read().of(judged_id("reflection")) == {"their-side": 1}


def test_a_text_that_changed_since_it_was_judged_is_named(place: Place) -> None:
    answered(place)
    widget = reflecting(place)
    judge(widget, their_side=1)
    assert not widget.judging["changed"]
    later = {
        "v": 1,
        "seed": 5,
        "time": "2999-01-01T00:00:00Z",
        "exercise": "reflection",
        "answer": {"position": "Other."},
    }
    with place.answers_path.open("a") as file:
        file.write(json.dumps(later) + "\n")
    assert reflecting(place).judging["changed"]


def test_in_a_course_there_is_nothing_to_judge(released: Place) -> None:
    widget = reflecting(released)
    judge(widget, their_side=1)
    assert widget.judging == {}
    assert set(released.answers().read().latest) == set()


def test_no_exercise_can_have_the_id_of_a_judging() -> None:
    from pydantic import TypeAdapter, ValidationError

    from rounds.kinds.base import Id

    name = judged_id("reflection")
    assert name in known_ids(find(ROOT / "modules" / NAME).module())
    with pytest.raises(ValidationError):
        TypeAdapter(Id).validate_python(name)


def test_a_judging_changes_no_mark_no_receipt_and_no_progress(place: Place) -> None:
    answered(place)
    module, keys = place.module(), place.keys()
    before = place.answers().read()
    marks, code, page = instructors(module, keys, before), receipt(module, before), way(place)
    AnswersFile(place.answers_path, NAME).commit(judged_id("reflection"), dict.fromkeys(RUBRIC, 3))
    after = place.answers().read()
    assert len(after.latest) == len(before.latest) + 1
    assert instructors(module, keys, after) == marks
    assert receipt(module, after) == code
    assert way(place) == page
    assert len(history(place.answers_path.read_bytes())) > len(before.latest)


def test_a_judging_in_a_submission_is_not_an_answer_to_an_unknown_exercise(tmp_path: Path) -> None:
    saved = tmp_path / "answers.jsonl"
    AnswersFile(saved, NAME).commit(judged_id("reflection"), {"their-side": 1})
    AnswersFile(saved, NAME).commit("nonsense/judged", {"their-side": 1})
    assert strangers(find(ROOT / "modules" / NAME).module(), read(saved)) == {"nonsense/judged"}


# The page an instructor gives


def test_marking_the_whole_notebook_says_what_an_instructors_page_says(place: Place) -> None:
    template = (ROOT / "grader/templates/rounds_feedback/index.html.j2").read_text(encoding="utf-8")
    assert MEANING in template
    answered(place)
    with place.answers_path.open("a") as file:
        file.write("torn {\n")
    card = SubmitCard(place)
    card.receive({"do": "mark"})
    assert "not how you negotiate. Read the &quot;why&quot;" in card.report
    assert "damaged line(s) of the answers file" in card.report
    for exercise in place.module().graded:
        assert f"<summary>{exercise.title}" in card.report.replace("&#x27;", "'")


# Marks, and where to go on


def test_only_what_the_learner_asked_to_have_marked_counts_as_marked(place: Place) -> None:
    answered(place)
    assert "points" not in way(place)
    assert fitting(place, place.answers().read()) == ({}, 0)
    widget = ExerciseCard(place, place.module().exercise("dig"))
    widget.receive({"do": "mark"})
    marks, changed = fitting(place, place.answers().read())
    assert (set(marks), changed) == ({"dig"}, 0)
    assert "of 5 points for 1 of 4 graded<" in way(place)


def test_what_is_not_begun_is_neither_marked_nor_shown_nor_counted(place: Place) -> None:
    secret = reasons(place, "cover", "slips")
    card = SubmitCard(place)
    card.receive({"do": "mark"})
    assert "No points yet" in card.report
    place.answers().commit("statements", {"pills": "interest"})
    place.answers().commit("dig", {"believed": True})
    card.receive({"do": "mark"})
    every = place.module().graded
    marks, _ = fitting(place, place.answers().read())
    assert set(marks) == {"statements", "dig"}
    assert " of 13 points</strong> for 2 of 4 exercises, without the reflection" in card.report
    assert card.report.count("Not begun, so not graded: you can still do it.") == len(every) - 2
    assert card.report.count("<summary>") - card.report.count("right: look") == 2
    assert [why for why in secret if why in card.report] == []
    assert "of 13 points for 2 of 4 graded<" in way(place)
    assert record(course_progress(place.folder))["rows"][1]["points"].endswith(" of 13")


def reasons(place: Place, *names: str) -> list[str]:
    """The reasons that the keys of some exercises give, as a page shows them."""
    whys: list[str] = []
    for name in names:
        mark = kinds.of(place.module().exercise(name).kind).marking.mark
        whys += [escape(item.why) for item in mark(place.module().exercise(name), place.keys()[name], {}).items]
    assert len(whys) > 5
    return whys


def test_an_empty_exercise_marked_all_the_same_is_not_remembered(place: Place) -> None:
    widget = ExerciseCard(place, place.module().exercise("statements"))
    widget.receive({"do": "mark"})
    assert "0 of 8 points" in widget.report
    assert fitting(place, place.answers().read()) == ({}, 0)
    remember(place, marked(place.answers().read(), {"statements": (0, 8)}))  # as an earlier version did
    assert "of 8 points" not in way(place)


def test_a_reflection_written_in_part_says_so_in_the_record(place: Place) -> None:
    place.answers().commit(
        "reflection", {"position": "No nights.", "rewrite": "One sentence, where two are asked for."}
    )
    assert record(course_progress(place.folder))["rows"][1]["reflection"] == "1 of 4 parts written"
    fields = place.module().exercise("reflection").fields  # type: ignore[union-attr]
    place.answers().commit("reflection", {field.id: "Words. And more." for field in fields})
    assert record(course_progress(place.folder))["rows"][1]["reflection"] == "written"


# Feedback item by item


def marks_of(*verdicts: Verdict) -> Mark:
    items = tuple(
        ItemMark(id=f"i{n}", text=f"Item {n}", verdict=v, why="W", group="G") for n, v in enumerate(verdicts, 1)
    )
    return Mark(fraction=0.5, items=items, answered=len(items), total=len(items))


@pytest.mark.parametrize(
    ("verdicts", "shown", "folded"),
    [
        (("right", "right", "wrong", "right", "right", "blank"), ["3", "6"], ["1", "2", "4", "5"]),
        (("right", "partly", "right", "right"), ["2", "1", "3", "4"], []),
        (("right",) * 6, [], ["1", "2", "3", "4", "5", "6"]),
        (("missed",) * 2, ["1", "2"], []),
    ],
)
def test_mistakes_come_first_under_their_own_numbers_and_many_right_ones_are_folded(
    place: Place, verdicts: tuple[Verdict, ...], shown: list[str], folded: list[str]
) -> None:
    html = str(feedback(place.module().exercise("statements"), marks_of(*verdicts)))
    first, _, rest = html.partition("<details")
    assert re.findall(r'<li value="(\d+)"', first) == shown
    assert re.findall(r'<li value="(\d+)"', rest) == folded
    assert (f"<summary>{len(folded)} right: look at them</summary>" in rest) == bool(folded)


def test_the_mark_of_an_answer_that_changed_since_counts_no_more(place: Place) -> None:
    answered(place)
    notebook_feedback(place)
    assert "for 4 of 4 graded<" in way(place)
    place.answers().commit("dig", dict.fromkeys(place.answers().read().of("dig")))
    assert "of 16 points for 3 of 4 graded, 1 changed since" in way(place)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"%s": 7}', '{"%s": {"dig": [1]}}', '{"%s": {"dig": ["x", 2, 3]}}', '{"%s": {"dig": [5, 5]}}'],
)
def test_a_damaged_file_of_marks_counts_as_none(place: Place, text: str) -> None:
    answered(place)
    (place.answers_path.parent / "marks.json").write_text(text.replace("%s", NAME))
    assert fitting(place, place.answers().read()) == ({}, 0)
    assert notebook_feedback(place)[0]
    assert len(fitting(place, place.answers().read())[0]) == 4


def test_the_front_page_says_where_to_begin_and_where_to_go_on(clone: Path, place: Place) -> None:
    places = [find(clone / "modules" / name) for name in NAMES]
    titles = [p.module().title for p in places]
    assert f"Begin here: {titles[0]}" in str(front_page(clone))
    place.answers().commit("dig", {"believed": True})
    page = str(front_page(clone))
    assert f"Go on here: {titles[1]}" in page
    assert "0 of 12 graded exercises answered, 0 of 11 practice exercises tried, 0 of 3 reflections written." in page
    answered(place)
    assert f"Go on here: {titles[2]}" in str(front_page(clone))  # the next one with work left
    answered(places[2])
    assert f"Go on here: {titles[0]}" in str(front_page(clone))
    answered(places[0])
    assert go_on(course_progress(clone)) is None
    page = str(front_page(clone))
    assert "All graded work is answered." in page
    assert "12 of 12 graded exercises answered, 11 of 11 practice exercises tried, 3 of 3 reflections written." in page


# The record


def test_the_record_tells_what_was_done_and_no_answer(clone: Path, place: Place) -> None:
    answered(place)
    widget = reflecting(place)
    assert record(course_progress(clone))["rows"][1]["points"] == ""
    marks, _ = notebook_feedback(place)
    judge(widget, to_the_interest=2, their_side=3, said_again=1)
    told = record(course_progress(clone))
    assert [row["begun"] for row in told["rows"]] == [False, True, False]
    row = told["rows"][1]
    assert (row["graded"], row["practice"]) == ("4 of 4", "4 of 4")
    assert row["points"] == " of ".join(f"{sum(points):g}" for points in zip(*marks.values(), strict=True))
    assert row["reflection"] == "written; own judgment 6 of 9"
    assert row["first"].startswith("2026-01-05") and row["last"] > row["first"]  # noqa: PT018  (one span)
    assert (told["answered"], told["graded"], told["begun"]) == (4, 12, 1)
    assert (told["first"], told["last"]) == (row["first"], row["last"])
    text = str(place.answers().read().of("reflection")["position"])
    assert len(text) > 10
    assert text not in str(told)


def test_the_record_looks_again_when_it_is_opened(clone: Path, place: Place) -> None:
    shown = TranscriptCard(clone)
    assert shown.record["answered"] == 0
    answered(place)
    shown.receive({"do": "look"})
    assert shown.record["answered"] == 4
    shutil.rmtree(clone / "modules")
    shown.receive({"do": "look"})
    assert shown.record["answered"] == 4


def test_answers_of_no_exercise_and_times_that_are_none_make_no_day_of_work(clone: Path, place: Place) -> None:
    (clone / MY_ANSWERS).mkdir()
    lines_ = [
        {"v": 1, "seed": 5, "time": "2026-03-01T10:00:00Z", "module": NAME},
        {"v": 1, "time": "2026-03-02T10:00:00Z", "exercise": "nonsense", "answer": {"a": 1}},
        {"v": 1, "time": "yesterday", "exercise": "dig", "answer": {"believed": True}},
    ]
    place.answers_path.write_text("".join(json.dumps(line) + "\n" for line in lines_))
    row = record(course_progress(clone))["rows"][1]
    assert row["begun"]
    assert (row["first"], row["last"]) == ("", "")


def test_a_judging_comes_along_with_the_answers(tmp_path: Path, place: Place) -> None:
    answered(place)
    own = dict.fromkeys(RUBRIC, 2)
    AnswersFile(place.answers_path, NAME).commit(judged_id("reflection"), own)
    file = pack([place])
    place.answers_path.unlink()
    place.answers().commit("dig", {"believed": True})  # not an empty file, which would take everything as it is
    bring_back(plan_for(file, [place]))
    assert place.answers().read().of(judged_id("reflection")) == own
