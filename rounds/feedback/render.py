"""The feedback of one exercise as HTML: the same for an instructor's page and for self-study.

Everything that came from a learner or a YAML file is escaped. Right and wrong are said by word,
icon and color together.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from importlib import resources
from itertools import groupby

from rounds import kinds
from rounds.content.loader import Exercise
from rounds.core.score_sums import sum_of
from rounds.core.scoring import ItemMark, Mark
from rounds.core.text import clean, escape, paragraphs
from rounds.core.typed_numbers import UNREAD
from rounds.kinds.base import Key
from rounds.kinds.registry import Example, RubricLine

WORDS = {
    "right": ("✓", "Right"),
    "follows": ("↳", "Follows from yours"),
    "partly": ("◐", "Partly"),
    "wrong": ("✗", "Not this"),
    "missed": ("○", "Missed"),
    "blank": ("–", "No answer"),
    "unread": ("?", UNREAD),
}
HALF = "Only half answered"  # one part of an answer is there, and the other is not
LONG, SCENE = 90, 160  # characters: from here on, bold answers and bold items are a wall
FEW = 3  # right answers beside mistakes: more than these are folded


# What a score says, on an instructor's page and in self-study alike.
MEANING = 'What is marked here is what you answered in this notebook, not how you negotiate. Read the "why" even where you were right.'


@lru_cache(maxsize=1)
def style() -> str:
    """The style sheet of feedback, for a page that has none of ours."""
    return resources.files("rounds").joinpath("ui/styles/feedback.css").read_text(encoding="utf-8")


def number(value: float) -> str:
    """`6` or `6.25`: no needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def feedback(
    exercise: Exercise, key: Key, mark: Mark, heading: int = 3, *, read: Collection[str] = (), fold: bool = True
) -> str:
    """The feedback of a marked answer, as an HTML section with headings from level `heading`.

    `read` are the lines whose reasons stand in the exercise above already. Where all is right, the reasons are folded
    into one line, unless they stand folded already (`fold`).
    """
    parts = [f'<section class="rounds-feedback" aria-label="Feedback: {escape(exercise.title)}">']
    parts.append(f'<p class="rounds-score"><strong>{_score(exercise, mark)}</strong></p>')
    parts += [f'<p class="rounds-note" role="note">{escape(note)}</p>' for note in mark.notes]
    inner = _said(exercise, mark, heading, read)
    if fold and not kinds.of(exercise.kind).graded_by_person and is_perfect(mark):
        inner = f'<details class="rounds-folded"><summary>Everything is right: look at the reasons</summary>{inner}</details>'
    return "".join(parts) + inner + "</section>"


def is_perfect(mark: Mark) -> bool:
    """Whether nothing is left to say but why it is right."""
    return (mark.fraction or 0) >= 1 and all(item.verdict == "right" for item in mark.items) and not mark.notes


def _said(exercise: Exercise, mark: Mark, heading: int, read: Collection[str]) -> str:
    """All that stands below the score."""
    if by := kinds.of(exercise.kind).rubric:
        return _written(mark, heading) + _rubric(by.lines(exercise), heading)
    parts = []
    if mark.answered == 0 and not any(map(_typed, mark.items)):
        parts.append(
            "<p>You gave no answer here. What belonged where, and why, stands below: read it as a worked example.</p>"
        )
    else:
        parts += [f"<p>{escape(line)}</p>" for line in mark.summary]
        parts.append(sum_of(mark, exercise.points, heading))
    if mark.slips:
        parts.append(f"<h{heading}>What to practice next</h{heading}><ul>")
        for slip, text in mark.slips.items():
            times = mark.times[slip]
            count = f' <span class="rounds-count">({times} times)</span>' if times > 1 else ""
            parts.append(f"<li>{escape(text)}{count}</li>")
        parts.append("</ul>")
    return "".join(parts) + _items(mark, heading, read)


def self_study(
    exercise: Exercise,
    key: Key,
    mark: Mark,
    heading: int = 3,
    *,
    judged: str = "",
    with_rubric: bool = True,
    read: Collection[str] = (),
    fold: bool = True,
) -> str:
    """The feedback an instructor would give; for free text, which nobody reads here, an example as well.

    `judged` says how the learner judged it; `with_rubric` is False where the rubric stands below, to judge by.
    `read` and `fold` are those of `feedback`.
    """
    if not (by := kinds.of(exercise.kind).rubric):
        return feedback(exercise, key, mark, heading, read=read, fold=fold)
    inner = _written(mark, heading) if mark.answered else ""
    if with_rubric or not mark.answered:
        inner += _rubric(by.lines(exercise), heading)
    start = '<section class="rounds-feedback" aria-label="Compare"><p class="rounds-score"><strong>Not graded: you judge it yourself</strong></p>'
    told = f"<p>{escape(judged)}</p>" if judged else ""
    return f"{start}{told}{inner}{_example(by.example(exercise, key), mark, heading)}</section>"


def _typed(item: ItemMark) -> bool:
    """Whether something was answered that is not whole or cannot be read."""
    return item.verdict == "unread" or (item.verdict == "blank" and bool(item.answer))


def _score(exercise: Exercise, mark: Mark) -> str:
    if exercise.points is None:
        return f"Practice, not graded: {round(100 * (mark.fraction or 0))}%"
    if mark.fraction is None:
        return f"Up to {number(exercise.points)} points: your instructor reads this"
    return f"{number(mark.points(exercise.points))} of {number(exercise.points)} points"


def _items(mark: Mark, heading: int, read: Collection[str]) -> str:
    out = [f"<h{heading}>Item by item</h{heading}>"]
    level = heading + 1
    for group, items in groupby(mark.items, key=lambda item: item.group):
        if group:
            out.append(f"<h{level}>{escape(group)}</h{level}>")
        out.append(_group(list(enumerate(items, start=1)), read, alone=not group))
    return "".join(out)


def _group(items: list[tuple[int, ItemMark]], read: Collection[str], alone: bool) -> str:
    """What is not right and not read yet first, each line under its own number; the others below, folded if many.

    A group that is all right is folded as well, unless it is all there is.
    """
    again = [one for one in items if one[1].id in read]
    new = [one for one in items if one[1].id not in read]
    right = [one for one in new if one[1].verdict == "right"]
    rest = [one for one in new if one[1].verdict != "right"]
    few = len(right) <= FEW if rest or again else alone
    out = [_list([*rest, *right] if few else rest)] if rest or (few and right) else []
    if right and not few:
        out.append(_folded(f"{len(right)} right: look at {'them' if len(right) > 1 else 'it'}", right))
    if again:
        out.append(
            _folded(
                f"{len(again)} explained in the exercise above: look at {'them' if len(again) > 1 else 'it'} again",
                again,
                " rounds-read",
            )
        )
    return "".join(out)


def _folded(summary: str, items: list[tuple[int, ItemMark]], kind: str = "") -> str:
    return f'<details class="rounds-folded{kind}"><summary>{summary}</summary>{_list(items)}</details>'


def _list(items: list[tuple[int, ItemMark]]) -> str:
    return f'<ol class="rounds-items">{"".join(_item(*one) for one in items)}</ol>'


def _item(place: int, item: ItemMark) -> str:
    icon, word = WORDS[item.verdict]
    word = item.word or (HALF if item.verdict == "blank" and item.answer else word)
    given = f"Your answer: {_told(item.answer)} " if item.answer else ""
    name = "By the facts" if item.verdict == "follows" else "Right"
    known = item.verdict == "right" or (item.word and item.expected == item.answer)
    expected = f"{name}: {_told(item.expected)}" if item.expected and not known else ""
    scene = " rounds-scene" if len(item.text) > SCENE else ""
    return (
        f'<li value="{place}" class="rounds-{item.verdict}"><p class="rounds-item{scene}">{escape(item.text)}</p>'
        f'<p><span class="rounds-verdict"><span aria-hidden="true">{icon}</span> {word}.</span> {given}{expected}</p>'
        f"{paragraphs(item.why)}</li>"
    )


def _told(answer: str) -> str:
    """An answer as the end of a sentence: a short one in bold, since a long one would be a wall."""
    stop = "" if re.search(r"[.!?]['\"”’)]*$", answer) else "."
    told = f"<bdi>{escape(answer)}</bdi>"  # it may be in the learner's words, and those in any script
    return f"<b>{told}</b>{stop}" if len(answer) <= LONG else f"{told}{stop}"


def _written(mark: Mark, heading: int) -> str:
    out = []
    for item in mark.items:
        out.append(f"<h{heading}>{escape(item.text)}</h{heading}>")
        out.append(f'<blockquote dir="auto">{paragraphs(item.answer) or "<p>(blank)</p>"}</blockquote>')
    return "".join(out)


def _example(example: Example, mark: Mark, heading: int) -> str:
    """Self-study: a good answer to compare one's own with, once there is one."""
    if not mark.answered:
        return '<p class="rounds-note" role="note">Write something of your own first; then an example is shown to compare it with.</p>'
    out = [f"<h{heading}>An example, not the only good answer</h{heading}>"]
    for passage in example.passages:
        out.append(
            f"<p><strong>{escape(passage.label)}</strong></p><blockquote>{paragraphs(passage.text)}</blockquote>"
        )
    look = "".join(f"<li>{escape(line)}</li>" for line in example.look_for)
    return "".join(out) + (f"<h{heading}>What to look for in your own</h{heading}><ul>{look}</ul>" if look else "")


def _rubric(rubric: Sequence[RubricLine], heading: int) -> str:
    """The rubric as a table: a line each, with what 0, 1, 2 and 3 points look like."""
    head = "".join(f'<th scope="col">{n} points</th>' if n != 1 else '<th scope="col">1 point</th>' for n in range(4))
    lines = "".join(
        f'<tr><th scope="row">{escape(line.label)}</th>'
        + "".join(f"<td>{escape(level)}</td>" for level in line.levels)
        + "</tr>"
        for line in rubric
    )
    table = f'<table><thead><tr><th scope="col">Rubric</th>{head}</tr></thead><tbody>{lines}</tbody></table>'
    return f'<h{heading}>How it is judged</h{heading}><div class="rounds-scroll" tabindex="0" role="group" aria-label="Rubric">{table}</div>'


def plain(mark: Mark) -> str:
    """The feedback without markup, for a screen that shows no HTML."""
    return "\n".join(
        clean(line) for line in (*mark.notes, *mark.summary, *(part.says for part in mark.parts), *mark.slips.values())
    )
