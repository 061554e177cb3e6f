"""The feedback of one exercise as HTML: the same for an instructor's page and for self-study.

Right and wrong are always a word, an icon and a color.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from importlib import resources
from itertools import groupby

from rounds import kinds
from rounds.content.loader import Exercise
from rounds.core import html
from rounds.core.html import Content, Html, element
from rounds.core.number_format import two_decimals
from rounds.core.score_sums import sum_of
from rounds.core.scoring import ItemMark, Mark
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
LONG, SCENE = 90, 160  # characters: from here on, bold answers and bold items are a wall, and so none is bold
NO_ANSWER = "You gave no answer here. What belongs where, and why, is below: read it as a worked example."
FEW = 3  # right answers shown with mistakes: more than these are folded
FIRST_SLIPS = 3  # to practice next; more than one beyond these are folded


# What a score says, on an instructor's page and in self-study alike.
MEANING = 'What is graded here is what you answered in this notebook, not how you negotiate. Read the "why" even where you were right.'


@lru_cache(maxsize=1)
def style() -> str:
    """The style sheet of feedback, for a page that has none of ours."""
    return resources.files("rounds").joinpath("ui/styles/feedback.css").read_text(encoding="utf-8")


def feedback(
    exercise: Exercise, mark: Mark, heading: int = 3, *, read: Collection[str] = (), fold: bool = True
) -> Html:
    """The feedback on a graded answer: a section with headings from level `heading`.

    `read` are the ids of lines whose reasons the exercise above shows already. Where all is right, it is one line with
    the reasons folded into it, unless the whole is folded already (`fold` is False).
    """
    details = _below_the_score(exercise, mark, heading, read)
    label = f"Feedback: {exercise.title}"
    if fold and not kinds.of(exercise.kind).graded_by_person and is_perfect(mark):
        score = element("strong", _score(exercise, mark), class_="rounds-score")
        return _section(label, _folded(html.join([score, ". Everything is right: look at the reasons"]), details))
    notes = [note(text) for text in mark.notes]
    return _section(label, _score_line(_score(exercise, mark)), *notes, details)


def note(text: str) -> Html:
    """A sentence that everyone should notice."""
    return element("p", text, class_="rounds-note", role="note")


def _section(label: str, *content: Content) -> Html:
    return element("section", *content, class_="rounds-feedback", aria_label=label)


def _score_line(score: str) -> Html:
    return element("p", element("strong", score), class_="rounds-score")


def is_perfect(mark: Mark) -> bool:
    """Whether nothing is left to say but why it is right."""
    return (mark.fraction or 0) >= 1 and all(item.verdict == "right" for item in mark.items) and not mark.notes


def _below_the_score(exercise: Exercise, mark: Mark, heading: int, read: Collection[str]) -> Html:
    if by := kinds.of(exercise.kind).rubric:
        return html.join([_written(mark, heading), _rubric(by.lines(exercise), heading)])
    parts: list[Content] = []
    if mark.answered == 0 and not any(map(_half_or_unread, mark.items)):
        parts.append(element("p", NO_ANSWER))
    else:
        parts += [element("p", line) for line in mark.summary]
        parts.append(sum_of(mark, exercise.points, heading))
    if mark.slips:
        parts += [element(f"h{heading}", "What to practice next"), _slips(mark)]
    return html.join([*parts, _items(mark, heading, read)])


def _slips(mark: Mark) -> Html:
    """The most frequent first; of many, the rest are folded, since no one practices six things next."""
    slips = [_slip(text, mark.times[slip]) for slip, text in mark.slips.items()]
    if len(slips) <= FIRST_SLIPS + 1:
        return html.bullets(slips)
    rest = slips[FIRST_SLIPS:]
    return html.join([html.bullets(slips[:FIRST_SLIPS]), _folded(f"{len(rest)} more", html.bullets(rest))])


def _slip(text: str, times: int) -> Html:
    count = element("span", f"({times} times)", class_="rounds-count")
    return html.join([text, " ", count] if times > 1 else [text])


def self_study(
    exercise: Exercise,
    key: Key,
    mark: Mark,
    heading: int = 3,
    *,
    judged: str = "",
    on_card: bool = False,
    read: Collection[str] = (),
    fold: bool = True,
) -> Html:
    """The feedback an instructor would give; for free text, which nobody reads here, an example as well.

    `judged` says how the learner judged it. `on_card` is where it stands below the exercise itself, which shows the
    learner's text already, and the rubric to judge by.
    `read` and `fold` are those of `feedback`.
    """
    if not (by := kinds.of(exercise.kind).rubric):
        return feedback(exercise, mark, heading, read=read, fold=fold)
    return _section(
        "Compare",
        _score_line("Not graded: you judge it yourself"),
        element("p", judged) if judged else None,
        _written(mark, heading) if mark.answered and not on_card else None,
        _rubric(by.lines(exercise), heading) if not (on_card and mark.answered) else None,
        _example(by.example(exercise, key), mark, heading),
    )


def _half_or_unread(item: ItemMark) -> bool:
    """Whether something was answered that is not whole or cannot be read."""
    return item.verdict == "unread" or (item.verdict == "blank" and bool(item.answer))


def _score(exercise: Exercise, mark: Mark) -> str:
    if exercise.points is None:
        return f"Practice, not graded: {round(100 * (mark.fraction or 0))}%"
    if mark.fraction is None:
        return f"Up to {two_decimals(exercise.points)} points: your instructor reads this"
    return f"{two_decimals(mark.points(exercise.points))} of {two_decimals(exercise.points)} points"


NumberedItem = tuple[int, ItemMark]  # a line of the feedback, under its number in the exercise


def _items(mark: Mark, heading: int, read: Collection[str]) -> Html:
    parts = [element(f"h{heading}", "Item by item")]
    for group, items in groupby(mark.items, key=lambda item: item.group):
        if group:
            parts.append(element(f"h{heading + 1}", group))
        parts.append(_group(list(enumerate(items, start=1)), read, alone=not group))
    return html.join(parts)


def _group(items: list[NumberedItem], read: Collection[str], alone: bool) -> Html:
    """What is not right and not read yet first, each line under its own number; the others below, folded if many.

    A group that is all right is folded as well, unless it is all there is.
    """
    again = [(number, item) for number, item in items if item.id in read]
    unread = [(number, item) for number, item in items if item.id not in read]
    right = [(number, item) for number, item in unread if item.verdict == "right"]
    rest = [(number, item) for number, item in unread if item.verdict != "right"]
    few = len(right) <= FEW if rest or again else alone
    parts = [_list([*rest, *right] if few else rest)] if rest or (few and right) else []
    if right and not few:
        parts.append(_folded(f"{len(right)} right: look at {_them(right)}", _list(right)))
    if again:
        summary = f"{len(again)} explained in the exercise above: look at {_them(again)} again"
        parts.append(_folded(summary, _list(again), " rounds-read"))
    return html.join(parts)


def _them(items: Sequence[NumberedItem]) -> str:
    return "them" if len(items) > 1 else "it"


def _folded(summary: Content, content: Html, more_classes: str = "") -> Html:
    return element("details", element("summary", summary), content, class_=f"rounds-folded{more_classes}")


def _list(items: list[NumberedItem]) -> Html:
    # A list looks the same from its first line to its last, so one long line decides for all.
    scenes = any(len(item.text) > SCENE for _, item in items)
    long = any(len(answer) > LONG for _, item in items for answer in (item.answer, item.expected))
    return element("ol", *(_item(number, item, scenes, long) for number, item in items), class_="rounds-items")


def _item(number: int, item: ItemMark, scenes: bool, long: bool) -> Html:
    icon, word = WORDS[item.verdict]
    word = item.word or (HALF if item.verdict == "blank" and item.answer else word)
    name = "By the facts" if item.verdict == "follows" else "Right"
    known = item.verdict == "right" or (item.word and item.expected == item.answer)
    verdict = element("span", element("span", icon, aria_hidden="true"), f" {word}.", class_="rounds-verdict")
    told: list[Content] = [verdict, " "]
    if item.answer and not item.side_by_side:
        told += ["Your answer: ", *_sentence_end(item.answer, long), " "]
    right = [f"{name}: ", *_sentence_end(item.expected, long)] if item.expected and not known else []
    if item.side_by_side:
        right = []
    apart = right and item.answer and long
    scene = " rounds-scene" if scenes else ""
    return element(
        "li",
        element("p", item.text, class_=f"rounds-item{scene}"),
        element("p", *told, *([] if apart else right)),
        element("p", *right) if apart else "",
        _side_by_side(item),
        html.paragraphs(item.why),
        value=number,
        class_=f"rounds-{item.verdict}",
    )


def _side_by_side(item: ItemMark) -> Html:
    """Lines to compare, each under its label; one of them is in the learner's own words, so in any script."""
    if not item.side_by_side:
        return html.NOTHING
    pairs = (
        element("div", element("dt", line.label), element("dd", html.paragraphs(line.words), dir="auto"))
        for line in item.side_by_side
    )
    return element("dl", *pairs, class_="rounds-beside")


def _sentence_end(answer: str, long: bool) -> list[Content]:
    """An answer as the end of a sentence: in bold, unless answers here are `long`, which would be a wall."""
    stop = "" if re.search(r"[.!?]['\"”’)]*$", answer) else "."
    told = element("bdi", answer)  # it may be in the learner's words, and those in any script
    return [told if long else element("b", told), stop]


def _written(mark: Mark, heading: int) -> Html:
    parts = []
    for item in mark.items:
        text = html.paragraphs(item.answer) or element("p", "(blank)")
        parts += [element(f"h{heading}", item.text), element("blockquote", text, dir="auto")]
    return html.join(parts)


def _example(example: Example, mark: Mark, heading: int) -> Html:
    """A good answer to compare with, once there is something to compare."""
    if not mark.answered:
        return note("Write something of your own first; then an example is shown to compare it with.")
    parts = [element(f"h{heading}", "An example, not the only good answer")]
    for passage in example.passages:
        label = element("p", element("strong", passage.label))
        parts += [label, element("blockquote", html.paragraphs(passage.text))]
    if example.look_for:
        parts += [element(f"h{heading}", "What to look for in your own"), html.bullets(example.look_for)]
    return html.join(parts)


def _rubric(rubric: Sequence[RubricLine], heading: int) -> Html:
    """The rubric as a table: a line each, with what 0, 1, 2 and 3 points look like."""
    columns = ("Rubric", "0 points", "1 point", "2 points", "3 points")
    head = element("thead", element("tr", *(element("th", column, scope="col") for column in columns)))
    rows = [
        element("tr", element("th", line.label, scope="row"), *(element("td", level) for level in line.levels))
        for line in rubric
    ]
    table = element("table", head, element("tbody", *rows))
    scrolling = element("div", table, class_="rounds-scroll", tabindex=0, role="group", aria_label="Rubric")
    return html.join([element(f"h{heading}", "How it is judged"), scrolling])
