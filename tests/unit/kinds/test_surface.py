"""What options give away without their case: the learners who go by it do what their names say."""

from random import Random

import pytest

from grader.authoring.gates import gate
from grader.course import sources
from rounds import kinds
from rounds.kinds.surface import EARS, best, upper_half, word_list

LINES = ["No.", "Thank you, and I'm sorry that you had to wait.", "Tell me about Tuesday?", "I promise you it's fine!"]


@pytest.mark.parametrize(
    ("ear", "taken"),
    [
        ("the longest", 1),
        ("the second longest", 3),
        ("the shortest", 0),
        ("the politest", 1),
        ("the question mark", 2),
        ("stock phrases", 2),
    ],
)
def test_each_ear_takes_the_line_that_it_is_named_for(ear: str, taken: int) -> None:
    assert best(LINES, EARS[ear]) == taken


def test_a_list_of_words_takes_what_was_right_elsewhere() -> None:
    heard = [("tell me more", True), ("what worries you", True), ("you must stay", False), ("don't worry", False)]
    assert best(["you must rest", "what worries her", "don't move"], word_list(heard)) == 1


def test_of_a_list_the_half_that_sounds_best_is_ticked_and_nothing_where_all_sound_alike() -> None:
    assert upper_half(LINES, EARS["the longest"]) == [1, 3]
    assert upper_half(LINES, EARS["the question mark"]) == [2]
    assert upper_half(["a", "b"], EARS["the politest"]) == []


def test_every_kind_with_texts_to_choose_has_surface_learners() -> None:
    assert {name for name in kinds.KINDS if kinds.of(name).surface} >= {"select", "dialogue", "sort", "order", "sheet"}


def test_counting_pays_where_all_bins_are_alike_and_knowing_half_is_no_more_than_half() -> None:
    source = next(s for s in sources() if s.name.startswith("02"))
    module, keys = source.load()
    exercise = module.exercise("offers")
    part = kinds.of("sort").surface
    assert part
    pair = part.by_count(exercise, keys["offers"], Random(1))
    assert pair
    marks = [kinds.of("sort").marking.mark(exercise, keys["offers"], answer).fraction for answer in pair]
    assert all(0 < (mark or 0) <= 1 for mark in marks)
    assert "equal counts" in gate(source, exercise, keys["offers"]).surface
