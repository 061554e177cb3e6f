"""Fingerprints of answers: the same for the same answer, so that a person's grade can be tied to the answer it was for."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping

from rounds import kinds
from rounds.content.loader import Exercise, Module
from rounds.storage.answers import Answers

Prints = Mapping[str, str]  # by exercise, the fingerprint of its answer


def fingerprints(module: Module, saved: Answers) -> dict[str, str]:
    """A fingerprint of each graded answer: the same for the same answer, whatever else is in the file."""
    return {exercise.id: _fingerprint(exercise, saved) for exercise in module.graded}


def _fingerprint(exercise: Exercise, saved: Answers) -> str:
    answer: object = [saved.seed_of(exercise.id), saved.of(exercise.id)]
    if rubric := kinds.of(exercise.kind).rubric:  # only what a person reads: the text, without the space around it
        passages = rubric.passages(exercise, saved.of(exercise.id))
        answer = {passage.id: "\n".join(_plain(passage.text).splitlines()) for passage in passages}
    return hashlib.sha256(json.dumps(answer, sort_keys=True).encode()).hexdigest()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()
