"""What an option gives away without its case: learners who go by length, courtesy, a question mark or a list of words.

A kind whose answers are chosen among texts has a `surface.py`. It says which texts can be chosen together, and what
someone answers who takes the one with the highest score. None of these learners reads the case.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from rounds.core.scoring import Answer

Scores = Sequence[float]
Ear = Callable[[Sequence[str]], Scores]  # a score for each text; of those offered together, the highest is taken
Option = tuple[str, bool]  # a text that can be chosen, and whether it is right


class Counted(NamedTuple):
    """The answers of two learners who know the same half: one guesses the rest, one trusts that all counts are equal."""

    guessing: Answer
    counting: Answer


POLITE = (
    "please|thank(s| you)|sorry|apologi[sz]e|appreciate|grateful|glad|happy to|may i|could (you|we|i)|would you|"
    "if you like|of course|i (understand|see|hear)|that makes sense|with respect|kind(ly)?|help|together|take your time"
)
_POLITE = re.compile(rf"\b({POLITE})\b", re.IGNORECASE)
_WARM = re.compile(r"\btell me|\blet me put (it|that) together|\bsounds? (like|as)|\bwhat would\b", re.IGNORECASE)
_COLD = re.compile(r"\bpromise|\bbelieve me|\btrust me|!", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[?!…]|\d+")


def longest(texts: Sequence[str]) -> Scores:
    """The longest."""
    return [len(text) for text in texts]


def second_longest(texts: Sequence[str]) -> Scores:
    """The longest but one, which people take who have heard that the longest is too obvious."""
    order = sorted(range(len(texts)), key=lambda at: -len(texts[at]))
    return [1.0 if len(texts) > 1 and at == order[1] else 0.0 for at in range(len(texts))]


def shortest(texts: Sequence[str]) -> Scores:
    """The shortest."""
    return [-len(text) for text in texts]


def politest(texts: Sequence[str]) -> Scores:
    """The one with the most words of courtesy."""
    return [len(_POLITE.findall(text)) for text in texts]


def question_mark(texts: Sequence[str]) -> Scores:
    """The one that asks."""
    return [float("?" in text) for text in texts]


def stock_phrases(texts: Sequence[str]) -> Scores:
    """The one with the phrases that books on listening recommend, less those that they warn of."""
    return [len(_WARM.findall(text)) - len(_COLD.findall(text)) for text in texts]


EARS: dict[str, Ear] = {
    "the longest": longest,
    "the second longest": second_longest,
    "the shortest": shortest,
    "the politest": politest,
    "the question mark": question_mark,
    "stock phrases": stock_phrases,
}


def word_list(heard: Iterable[Option]) -> Ear:
    """Someone who has learned from other options which words and pairs of words the right ones have (naive Bayes)."""
    counts = {True: Counter[str](), False: Counter[str]()}
    total = Counter[bool]()
    for text, right in heard:
        counts[right].update(_words(text))
        total[right] += 1

    def weight(word: str) -> float:
        # Two made-up texts of each sort, one with the word, so that no word counts for certain.
        return math.log((counts[True][word] + 1) / (total[True] + 2)) - math.log(
            (counts[False][word] + 1) / (total[False] + 2)
        )

    return lambda texts: [sum(map(weight, _words(text))) for text in texts]


def _words(text: str) -> set[str]:
    words = _WORD.findall(text.lower().replace("’", "'"))
    return {*words, *(f"{a} {b}" for a, b in pairwise(words))}


def best(texts: Sequence[str], ear: Ear) -> int:
    """The place of the text that an ear takes; of equal ones the first."""
    scores = ear(texts)
    return max(range(len(texts)), key=lambda at: scores[at])


def upper_half(texts: Sequence[str], ear: Ear) -> list[int]:
    """The places of the texts that score more than the middle one, for lists where several may be chosen."""
    scores = ear(texts)
    middle = sorted(scores)[(len(scores) - 1) // 2] if scores else 0.0
    return [at for at, score in enumerate(scores) if score > middle]
