"""Marking of `grid`: 60 % for the cells, 40 % for a choice of options that serves every interest."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from rounds.core.score_sums import less
from rounds.core.scoring import Answer, ItemMark, Mark, Part, Verdict, chosen, hits_less_false, with_slips
from rounds.core.text import listed
from rounds.kinds.grid.spec import Exercise, Key

CELLS, CHOICE = 0.6, 0.4  # our weights: most of the thinking is in the grid, and the choice follows from it


class Ticks(NamedTuple):
    """What can be graded of an answer: the columns ticked in each row, and the rows chosen."""

    cells: dict[str, set[str]]
    rows: set[str]


def clean(exercise: Exercise, answer: Answer) -> tuple[Ticks, tuple[str, ...]]:
    """The part of `answer` that can be graded, and notes about the rest."""
    columns = [c.id for c in exercise.columns]
    rows = [r.id for r in exercise.rows]
    cells, picked = answer.get("cells"), answer.get("chosen")
    notes: set[str] = set()
    if not isinstance(cells, dict):
        cells = {}
    ticked = {}
    for row in rows:
        line = cells.get(row)
        ticked[row], note = chosen(line if isinstance(line, dict) else {}, columns, "cell(s)")
        notes.update(note)
    taken, note = chosen(picked if isinstance(picked, dict) else {}, rows, "choice(s)")
    if set(answer) - {"cells", "chosen"} or set(cells) - set(rows):
        notes.add("A part of the answer could not be read and did not count.")
    return Ticks(ticked, taken), (*sorted(notes), *note)


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """Two parts: the grid, and the choice."""
    ticks = clean(exercise, answer)[0]
    return any(ticks.cells.values()) + bool(ticks.rows), 2


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, by the names the page has for it, in its order.

    In graded work that is every row without a tick, which may be meant that way: the learner is asked, and no more.
    Practice has responded to each row by then.
    """
    ticks = clean(exercise, answer)[0]
    empty = [row for row, ticked in ticks.cells.items() if not ticked]
    if exercise.use == "practice" and len(empty) < len(ticks.cells):
        empty = []
    return empty + ([] if ticks.rows else ["choice"])


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """`0.6 max(0, hits/H - false/F) + 0.4 [at most max rows chosen, which serve every column]`."""
    ticks, notes = clean(exercise, answer)
    label = {c.id: c.label for c in exercise.columns}
    items = [i for row in exercise.rows for i in _row(exercise, key, row.id, ticks)]
    wanted = sum(len(r.serves) for r in key.rows.values())
    unwanted = len(exercise.rows) * len(label) - wanted
    hits = sum(len(ticks.cells[r] & set(served.serves)) for r, served in key.rows.items())
    false = sum(len(ticks.cells[r] - set(served.serves)) for r, served in key.rows.items())
    choice = _choice(exercise, key, ticks)
    answered, total = progress(exercise, answer)
    serves = choice.verdict == "right"
    chose = "your choice serves every interest" if serves else "no choice yet that serves every interest"
    cells = CELLS * hits_less_false(hits, wanted, false, unwanted)
    mark = Mark(
        fraction=cells + CHOICE * serves,
        items=(*items, choice),
        answered=answered,
        total=total,
        summary=("Any choice that serves every interest earns its part in full.",),
        notes=notes,
        parts=(
            Part(f"The grid: {less(hits, wanted, false, unwanted)}", cells, CELLS),
            Part(f"The options you chose: {chose}", CHOICE * serves, CHOICE),
        ),
    )
    return with_slips(mark, [*_cell_slips(exercise, key, ticks), choice], key.slips) if answered else mark


def respond(exercise: Exercise, key: Key, answer: Answer) -> dict[str, ItemMark]:
    """Practice: what to say at once, for each row with a tick and for the choice.

    While a tick or an option is still to come, only what is there is judged, without a reason: that would
    name the rest.
    """
    ticks = clean(exercise, answer)[0]
    rows = [row.id for row in exercise.rows if ticks.cells[row.id]]
    said = {row: _so_far(exercise, key, row, ticks) for row in rows}
    return {**said, "choice": _choice_so_far(exercise, key, ticks)} if ticks.rows else said


def _so_far(exercise: Exercise, key: Key, row: str, ticks: Ticks) -> ItemMark:
    whole, ticked, serves = _row(exercise, key, row, ticks)[0], ticks.cells[row], set(key.rows[row].serves)
    if serves <= ticked:
        return whole
    label = {c.id: c.label for c in exercise.columns}
    wrong = [c for c in label if c in ticked - serves]
    good = [label[c] for c in label if c in ticked & serves]
    does = [f"it serves {listed([f'“{name}”' for name in good])}"] if good else []
    doesn_t = [f"it doesn't serve {listed([f'“{label[c]}”' for c in wrong])}"] if wrong else []
    why = f"So far: {', and '.join(does + doesn_t)}. Which other interests does it serve?"
    return replace(whole, why=why, expected="", slip=_slip(key, row, wrong[0], True) if wrong else None)


def _choice_so_far(exercise: Exercise, key: Key, ticks: Ticks) -> ItemMark:
    whole, most = _choice(exercise, key, ticks), exercise.choose.max
    if whole.verdict == "right" or len(ticks.rows) >= most:
        return whole
    why = f"What you chose doesn't serve every interest yet. You can choose up to {most} options."
    return replace(whole, verdict="partly", why=why, slip=None)


def _row(exercise: Exercise, key: Key, row: str, ticks: Ticks) -> list[ItemMark]:
    label = {c.id: c.label for c in exercise.columns}
    ticked, serves = ticks.cells[row], set(key.rows[row].serves)
    verdict: Verdict = (
        "blank" if not ticked and serves else "right" if ticked == serves else "partly" if ticked & serves else "wrong"
    )
    wrong = [c for c in label if (c in ticked) != (c in serves)]
    slips = [_slip(key, row, c, c in ticked) for c in wrong]
    return [
        ItemMark(
            id=row,
            text=next(r.label for r in exercise.rows if r.id == row),
            verdict=verdict,
            answer=listed([label[c] for c in label if c in ticked]) or ("" if verdict == "blank" else "nothing"),
            expected=listed([label[c] for c in label if c in serves]) or "nothing",
            why=key.rows[row].why,
            slip=slips[0] if slips and verdict != "blank" else None,
        )
    ]


def _slip(key: Key, row: str, column: str, ticked: bool) -> str:
    return key.rows[row].slips.get(column) or (key.overclaimed if ticked else key.overlooked)


def _cell_slips(exercise: Exercise, key: Key, ticks: Ticks) -> list[ItemMark]:
    return [
        ItemMark(
            id=f"{row.id}/{c.id}", text="", verdict="wrong", slip=_slip(key, row.id, c.id, c.id in ticks.cells[row.id])
        )
        for row in exercise.rows
        for c in exercise.columns
        if (c.id in ticks.cells[row.id]) != (c.id in key.rows[row.id].serves)
    ]


def _choice(exercise: Exercise, key: Key, ticks: Ticks) -> ItemMark:
    label = {r.id: r.label for r in exercise.rows}
    left = [c.label for c in exercise.columns if c.id not in key.covered(ticks.rows)]
    most = exercise.choose.max
    verdict: Verdict = "wrong"
    if not ticks.rows:
        verdict, why = "blank", "You chose no options."
    elif len(ticks.rows) > most:
        why = f"You chose {len(ticks.rows)} options; at most {most} are allowed."
    elif left:
        why = f"The options you chose leave out: {listed(left)}."
    else:
        verdict, why = "right", "Every interest is served."
    return ItemMark(
        id="choice",
        text=exercise.choose.task,
        verdict=verdict,
        answer=listed([f"“{label[r].rstrip('.')}”" for r in label if r in ticks.rows]),
        expected=f"At most {most} options that serve every interest",
        why=f"{why}\n\n{key.cover.why}",
        slip=key.cover.uncovered if verdict == "wrong" else None,
    )
