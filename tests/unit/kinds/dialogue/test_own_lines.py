"""What learners write before they choose is kept and shown beside an expert's line, and never earns or costs a point."""

from __future__ import annotations

from typing import Any

import pytest

from grader.research.own_words import WITHHELD, known_strings, only_known_parts, parts, without_own_words
from rounds.cards.exercise import ExerciseCard
from rounds.core.scoring import begun
from rounds.feedback.render import feedback
from rounds.kinds.dialogue.marking import SAME, clean, left, mark, progress, respond
from rounds.kinds.dialogue.own_lines import own_lines
from rounds.kinds.dialogue.scene import scene
from rounds.storage.answers import merge
from tests.unit.kinds import samples
from tests.unit.kinds.dialogue import sample_conversation

EXERCISE, KEY = samples.models(sample_conversation.sample())
PATH = list(KEY.expert)  # type: ignore[attr-defined]
WROTE = "So what's it like? <b>Tell me.</b>"
HOSTILE: tuple[Any, ...] = (
    *("text", 3, True, ["text"], {"0": ["text"]}, {"0": 3}, {"0": None}, {"0": {"0": {"0": "text"}}}, {"-1": "text"}),
    *({"00": "text"}, {"1.0": "text"}, {"²": "text"}, {"١": "text"}, {"200": "text"}, {"": "text"}, {"moves": "text"}),
    [[[[["text"]]]]],
)


@pytest.mark.parametrize("lines", [{}, {"0": WROTE}, {str(at): "w" * 50_000 for at in range(12)}, {"0": "half \ud83d"}])
def test_an_own_line_never_earns_or_costs_a_point(lines: dict[str, str]) -> None:
    for path in (PATH, ["press", *PATH[1:]], PATH[:3], []):
        with_lines, without = mark(EXERCISE, KEY, {"moves": path, "lines": lines}), mark(EXERCISE, KEY, {"moves": path})
        assert (with_lines.fraction, with_lines.parts, with_lines.slips) == (
            without.fraction,
            without.parts,
            without.slips,
        )
        assert [item.verdict for item in with_lines.items] == [item.verdict for item in without.items]
        assert with_lines.notes == ()
        str(feedback(EXERCISE, with_lines)).encode()


def test_a_line_without_a_choice_is_no_move() -> None:
    answer = {"moves": PATH[:2], "lines": {"2": WROTE}}
    assert progress(EXERCISE, answer) == progress(EXERCISE, {"moves": PATH[:2]})
    assert left(EXERCISE, answer) == ["moves"]
    assert mark(EXERCISE, KEY, {"lines": {"0": WROTE}}).fraction == 0
    assert begun({"lines": {"0": WROTE}})
    assert WROTE not in repr(mark(EXERCISE, KEY, answer))


@pytest.mark.parametrize("lines", HOSTILE, ids=repr)
def test_what_is_no_line_is_ignored_with_a_note(lines: Any) -> None:
    answer = {"moves": PATH, "lines": lines}
    graded = mark(EXERCISE, KEY, answer)
    assert graded.fraction == mark(EXERCISE, KEY, {"moves": PATH}).fraction
    assert graded.notes == ("A part of the answer could not be read and did not count.",)
    assert own_lines(answer) == {}
    assert not any(item.side_by_side for item in graded.items)
    assert scene(EXERCISE, answer)["ended"]


@pytest.mark.parametrize("text", ["", " \n\u200b "])
def test_a_blank_line_is_none_and_needs_no_note(text: str) -> None:
    answer = {"moves": PATH, "lines": {"0": text}}
    assert own_lines(answer) == {}
    assert clean(EXERCISE, answer)[1] == ()


def test_feedback_puts_the_own_line_beside_the_chosen_one_and_an_experts() -> None:
    chosen = ["press", *PATH[1:]]
    page = str(feedback(EXERCISE, mark(EXERCISE, KEY, {"moves": chosen, "lines": {"0": WROTE, "1": "Yes."}})))
    first = page.index("You wrote</dt>")
    assert (
        page[first:].index("Tell me.&lt;/b&gt;")
        < page[first:].index("You chose</dt>")
        < page[first:].index("An expert says")
    )
    assert page.count("You wrote</dt>") == page.count("An expert says</dt>") == 2
    assert "&#x27;press?&#x27;" in page
    assert "<b>Tell me" not in page


def test_the_experts_line_is_named_once_where_it_is_the_one_chosen() -> None:
    wrong, same = (dict(items[0].side_by_side) for items in (
        mark(EXERCISE, KEY, {"moves": path, "lines": {"0": WROTE}}).items for path in (["press"], PATH)
    ))  # fmt: skip
    assert wrong == {"You wrote": WROTE, "You chose": "'press?'", "An expert says": "'ask?'"}
    assert same == {"You wrote": WROTE, "You chose": "'ask?'", "An expert says": SAME}


def test_another_good_line_is_beside_the_one_an_expert_takes_on_the_way_so_far() -> None:
    at = PATH.index("affirm")  # where another open question is good, too
    answer = {"moves": [*PATH[:at], "again"], "lines": {str(at): WROTE}}
    item = mark(EXERCISE, KEY, answer).items[at]
    assert item.verdict == "right"
    assert dict(item.side_by_side)["An expert says"] == "'affirm?'"
    astray = {**answer, "moves": ["press", *PATH[1:at], "again"]}  # off the expert's way, what is good is good
    assert dict(mark(EXERCISE, KEY, astray).items[at].side_by_side)["An expert says"] == SAME


def test_practice_says_it_at_once_for_moves_that_are_made_and_no_sooner() -> None:
    said = respond(EXERCISE, KEY, {"moves": PATH[:1], "lines": {"0": WROTE, "1": WROTE}})
    assert list(said) == ["step-0"]
    assert said["step-0"].side_by_side


def test_the_page_is_told_where_to_write_and_whom_one_has_met() -> None:
    exercise, key = sample_conversation.sample()
    exercise["states"]["hear-sleep"]["write"] = exercise["states"]["end"]["write"] = True
    exercise["others"] = {"ask": "Dr. Low"}
    made, _ = samples.models((exercise, key))
    assert [scene(made, {"moves": PATH[:at]})["write"] for at in (0, 1, 2)] == [False, True, False]
    assert [scene(made, {"moves": path})["other"] for path in ([], ["ask"], ["press"])] == ["Chief", "Dr. Low", "Chief"]
    assert [scene(made, {"moves": PATH[:at]})["chooses"] for at in (0, 1)] == [True, False]
    assert [step["told"] for step in scene(made, {"moves": PATH[:2]})["steps"]] == [True, False]
    assert "Dr. Low" not in repr(made.public())
    assert not scene(made, {"moves": PATH})["write"]
    said = samples.said((exercise, key), lambda e, k: e["others"].update(nobody="Dr. High"))
    assert 'others: first move "nobody"' in said


def test_taking_a_conversation_back_takes_its_lines_back() -> None:
    saved = merge({"moves": PATH[:2]}, {"lines": {"0": "One.", "2": "Two."}})
    assert own_lines(saved) == {0: "One.", 2: "Two."}
    again = merge(saved, {"moves": [], "lines": {"0": "Three.", "2": None}})  # one patch, if the kernel is slow
    assert own_lines(again) == {0: "Three."}


def test_research_data_keeps_own_lines_only_if_asked_for() -> None:
    known = known_strings(EXERCISE, KEY)
    answer = {"moves": PATH[:1], "lines": {"0": "I'm Anna.", "1": "555 123 4567", "of-anna": "x"}}
    withheld = without_own_words(answer, known)
    assert parts(withheld) == {"moves/1": PATH[0], "lines/0": WITHHELD, "lines/1": WITHHELD}
    assert parts(only_known_parts(answer, known))["lines/0"] == "I'm Anna."


def test_a_card_of_practice_gets_the_three_lines_as_text() -> None:
    item = mark(EXERCISE, KEY, {"moves": PATH[:1], "lines": {"0": WROTE}}).items[0]
    said = ExerciseCard._say(type("Card", (), {"_exercise": EXERCISE})(), item)
    assert said["beside"][0] == {"label": "You wrote", "words": WROTE}
