"""Fingerprints of texts: a typo in punctuation leaves them as they are, a changed word never does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.core.wording import fingerprint, words

WORD = st.text("abcdenorstwyéüßABCÉ0123456789", min_size=1, max_size=9)
BETWEEN = st.sampled_from(
    [" ", ", ", ". ", "; ", " — ", " – ", "? ", "!  ", " “", "” ", "’ ", ": ", " (", ") ", "\n\n", "…"]
)


def _written(parts: list[str], between: list[str]) -> str:
    return "".join(word + gap for word, gap in zip(parts, between, strict=False))


@given(st.data(), st.lists(WORD, min_size=1, max_size=12))
def test_punctuation_spaces_and_capitals_never_count(data: st.DataObject, parts: list[str]) -> None:
    gaps = st.lists(BETWEEN, min_size=len(parts), max_size=len(parts))
    one, other = (_written(parts, data.draw(gaps)) for _ in range(2))
    assert fingerprint(one) == fingerprint(f"“{other}”")
    assert fingerprint({"text": one}) == fingerprint({"text": other.upper()})


@given(st.data(), st.lists(WORD, min_size=1, max_size=12), WORD)
def test_another_word_always_counts(data: st.DataObject, parts: list[str], word: str) -> None:
    at = data.draw(st.integers(0, len(parts) - 1))
    changed = [*parts[:at], word, *parts[at + 1 :]]
    same = [words(part) for part in parts] == [words(part) for part in changed]
    assert (words(" ".join(parts)) == words(" ".join(changed))) == same
    assert words(" ".join([*parts, word])) != words(" ".join(parts))
    assert words(" ".join(parts[:at] + parts[at + 1 :])) != words(" ".join(parts))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("He agrees.", "He doesn't agree."),
        ("about 15%", "about 15"),
        ("a change of -5", "a change of 5"),
        ("1.5 hours", "15 hours"),
        ("now or later", "later or now"),
        ("its", "it's"),
    ],
)
def test_small_changes_of_meaning_count(before: str, after: str) -> None:
    assert fingerprint(before) != fingerprint(after)


def test_what_only_grading_uses_does_not_count() -> None:
    text = {"text": "Ask first."}
    assert fingerprint({**text, "points": 3, "covers": ["A1"], "same_as": ["abcdef"]}) == fingerprint(text)
