"""Every notebook of the course, through nbgrader's own steps: who knows gets the points, who guesses does not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.authoring import simulate
from grader.course import HAND_IN, Source, sources
from grader.office import Office
from rounds import kinds
from rounds.storage.answers import NAME
from tests.pipeline.room import words

EVERY = sources()
IDS = [source.name for source in EVERY]
GUESSERS = 4
LEARNERS = {"expert": "expert", "blank": "blank", "constant": "constant"} | {
    f"guesser-{seed}": "random" for seed in range(GUESSERS)
}


class Marked:
    """One notebook, submitted by a few learners and graded."""

    def __init__(self, source: Source, where: Path) -> None:
        self.source, self.name = source, source.name
        self.office = Office(where / "office", where / "exchange")
        module, keys = source.load()
        self.points = {e.id: e.points or 0.0 for e in module.graded_by_program}
        self.written = [e.id for e in module.graded_by_person]
        self.office.step("generate_assignment", self.name)
        for seed, (learner, kind) in enumerate(LEARNERS.items()):
            simulate.write(module, keys, kind, seed, self.folder(learner))
        forged = self.folder("forged")
        forged.mkdir(parents=True)
        (forged / NAME).write_text(_forged(source, simulate.answers(module, keys, "expert", 9)))
        for learner in (*LEARNERS, "forged"):
            self.office.step("autograde", self.name, learner)
        for learner in ("guesser-0", "forged"):
            self.office.step("generate_feedback", self.name, learner)

    def folder(self, learner: str) -> Path:
        return self.office.root / "submitted" / learner / self.name

    def scores(self, learner: str) -> dict[str, float | None]:
        """The automatic score of each cell."""
        with self.office.gradebook() as gradebook:
            found = gradebook.find_submission_notebook(self.name, self.name, learner)
            return {grade.name: grade.auto_score for grade in found.grades}

    def page(self, learner: str) -> str:
        return (self.office.root / "feedback" / learner / self.name / f"{self.name}.html").read_text(encoding="utf-8")


def _forged(source: Source, expert: dict[str, object]) -> str:
    """An expert's answers with impossible parts in them, and an impossible seed."""
    lines = [json.dumps({"v": 1, "seed": -5, "module": source.name})]
    for name, answer in expert.items():
        assert isinstance(answer, dict)
        odd = (
            {**answer, "no-such-part": {"x": 1e308}, "moves": [*answer["moves"], "win"]}
            if "moves" in answer
            else answer
        )
        lines.append(json.dumps({"v": 1, "exercise": name, "answer": {**odd, "nobody": "nothing"}, "seen": None}))
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module", params=EVERY, ids=IDS)
def marked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marked]:
    return Marked(request.param, tmp_path_factory.mktemp(request.param.name))


def test_the_expert_has_every_automatic_point_of_every_exercise(marked: Marked) -> None:
    scores = marked.scores("expert")
    assert marked.points
    assert {name: scores[name] for name in marked.points} == marked.points


def test_blank_work_gets_nothing_and_waits_for_nobody(marked: Marked) -> None:
    scores = marked.scores("blank")
    assert set(scores) == {*marked.points, *marked.written, HAND_IN}
    assert set(scores.values()) == {0}


def test_guessers_and_one_answer_for_all_get_next_to_nothing(marked: Marked) -> None:
    total = sum(marked.points.values())

    def share(learner: str) -> float:
        return sum(marked.scores(learner)[name] or 0 for name in marked.points) / total

    assert share("constant") <= 0.05
    assert sum(share(f"guesser-{seed}") for seed in range(GUESSERS)) / GUESSERS <= 0.2


def test_a_forged_answer_counts_for_what_is_valid_in_it(marked: Marked) -> None:
    # An impossible seed draws as no seed does, so the figures of another learner's seed are judged by these.
    module, keys = marked.source.load()
    scores = marked.scores("forged")
    for exercise in module.graded:
        drawn, key = exercise.drawn(None), keys[exercise.id]
        if drawn is not exercise and not kinds.of(exercise.kind).graded_by_person:
            given = simulate.answers(module, keys, "expert", 9)[exercise.id]
            mark = kinds.of(exercise.kind).marking.mark(drawn, key, given)
            assert scores[exercise.id] == mark.points(exercise.points or 0)
        elif not kinds.of(exercise.kind).graded_by_person:
            assert scores[exercise.id] == exercise.points, exercise.id
    assert "could not be read and did not count" in words(marked.page("forged"))


def test_the_page_says_of_every_exercise_what_was_given_and_why(marked: Marked) -> None:
    module, _ = marked.source.load()
    page = words(marked.page("guesser-0"))
    for exercise in module.graded:
        assert words(exercise.title) in page
    # Each exercise that a program graded shows the sum that leads to the score in the gradebook.
    sums, scores = (
        re.findall(r'<ul class="rounds-adds-up">(.*?)</ul>', marked.page("guesser-0")),
        marked.scores("guesser-0"),
    )
    earned = [re.findall(r"<b>([\d.]+) of ([\d.]+) points</b>", one)[-1] for one in sums]
    assert [(float(got), float(most)) for got, most in earned] == [
        (scores[n], most) for n, most in marked.points.items()
    ]
    assert "What to practice next" in page
    assert "Item by item" in page
    assert not re.search(r"\{\w+[:}]|\bnan\b", page)  # figures that were not filled in
