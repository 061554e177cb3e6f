"""Answers that two learners have in common, line for line or word for word: something to look at, not a verdict."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from grader.student_names import alike, shown
from grader.submissions.answers import Submitted
from rounds import kinds
from rounds.content.loader import Exercise, Module
from rounds.storage.answers import Answers

LEAST_WORDS = 12  # a shorter text can be the same by chance
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Trace:
    """What's compared of a learner's answers: the whole file, and each longer text by title, label and words."""

    file: str = ""  # its checksum; empty if no graded exercise was answered
    texts: tuple[tuple[str, str, str], ...] = ()


def trace(module: Module, submitted: Submitted) -> Trace:
    """What can be compared of a submission. Files without a graded answer and texts of a few words are always alike, so they don't count."""
    saved, answered = submitted.answers, {e.id for e in module.graded} & set(submitted.answers.latest)
    texts = [(e.title, label, words) for e in module.exercises for label, words in _texts(e, saved)]
    return Trace(hashlib.sha256(submitted.raw).hexdigest() if answered else "", tuple(texts))


def same_answers(traces: Mapping[str, Trace]) -> list[str]:
    """A sentence for each group of learners with the same answers file, and for each with the same text."""
    files: dict[str, list[str]] = {}
    texts: dict[tuple[str, str, str], set[str]] = {}  # who wrote it, by title, label and words
    for student, compared in sorted(traces.items()):
        if compared.file:
            files.setdefault(compared.file, []).append(student)
        for text in compared.texts:
            texts.setdefault(text, set()).add(student)
    whole = [group for group in files.values() if several(group)]
    said = [f"  The same answers, line for line: {_listed(group)}" for group in whole]
    shared: dict[tuple[str, tuple[str, ...]], list[str]] = {}  # the labels, by title and learners
    for (title, label, words), group in texts.items():
        if several(group) and not any(group <= set(same) for same in whole):
            shared.setdefault((title, tuple(sorted(group))), []).append(f"{label}, {len(words.split())} words")
    said += [
        f'  The same words in "{title}" ({"; ".join(parts)}): {_listed(group)}'
        for (title, group), parts in shared.items()
    ]
    if not said:
        return []
    return ["The same answers from more than one learner; look at them before you conclude anything:", *said]


def several(group: Iterable[str]) -> bool:
    """Whether these are more than one learner, as far as their names tell."""
    names = set(group)
    same = next((len(twins) for twins in alike(names)), 1)
    return len(names) > same


def _listed(group: Iterable[str]) -> str:
    return ", ".join(map(shown, group))


def _texts(exercise: Exercise, saved: Answers) -> Iterator[tuple[str, str]]:
    """The longer texts that a person reads, each with its label, as words alone: without capitals and punctuation."""
    rubric = kinds.of(exercise.kind).rubric
    for passage in rubric.passages(exercise, saved.of(exercise.id)) if rubric else []:
        words = _WORDS.findall(unicodedata.normalize("NFKC", passage.text).casefold())
        if len(words) >= LEAST_WORDS:
            yield passage.label, " ".join(words)
