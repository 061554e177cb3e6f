"""How much there is to read in a conversation, and how many lines there are to choose or write."""

from __future__ import annotations

from random import Random

from rounds.kinds.dialogue import engine
from rounds.kinds.dialogue.spec import Exercise
from rounds.kinds.workload import Workload, words

TALKS = 40  # random conversations; one that goes well is about as long as the longest of them
OWN_LINE = 4  # writing a line takes as long as choosing this many


def workload(exercise: Exercise) -> Workload:
    """The longest of forty random conversations: all that is said, and every line that could be chosen."""
    return max(_talk(exercise, Random(seed)) for seed in range(TALKS))


def _talk(exercise: Exercise, rng: Random) -> Workload:
    read, lines = words(exercise.title, exercise.case, exercise.task), 0
    point = engine.start(exercise)
    while can := engine.possible(exercise, point):
        lines += 1 + OWN_LINE * exercise.states[point[0]].write
        read += words(engine.opening(exercise, point), *(move.text for move in can))
        move = rng.choice(can)
        if exercise.key:
            read += words(exercise.key.moves[point[0]][move.id].why)
        outcome, point = engine.step(exercise, point, move)
        read += words(outcome.says)
    return Workload(read + words(engine.opening(exercise, point)), lines)
