"""Marking of a worksheet: each line counts the same, and a line that follows from another is judged by what is chosen there.

A line with one choice is right or wrong. A line with many earns all if it is complete and nothing else is chosen, half
with one choice too many or too few, and nothing with more: so ticking everything, or at random, earns next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rounds.core.scoring import Answer, ItemMark, Part
from rounds.core.text import listed
from rounds.kinds.sheet.spec import Line, OptionKey, Worksheet, WorksheetKey

ONE_OFF = 0.5  # what a line with many earns with one choice too many or too few
NOTHING = "(nothing yet)"
BLANK = "Nothing is chosen in this line, so it earns nothing."


@dataclass(frozen=True)
class Filled:
    """A worksheet as the learner has it: what is chosen in each line."""

    case: Worksheet
    chosen: dict[str, tuple[str, ...]]

    @property
    def filled(self) -> int:
        """How many lines have a choice."""
        return len(self.chosen)

    def open(self) -> list[str]:
        """The lines without a choice."""
        return [line.id for line in self.case.lines if line.id not in self.chosen]


def read(case: Worksheet, entries: Answer) -> tuple[Filled, int]:
    """The worksheet, and how many entries could not be read."""
    chosen: dict[str, tuple[str, ...]] = {}
    lost = len(entries.keys() - {line.id for line in case.lines})
    for line in case.lines:
        value, ids = entries.get(line.id), [option.id for option in line.options]
        if line.many and isinstance(value, dict):
            lost += sum(name not in ids or tick is not True for name, tick in value.items())
            ticked = tuple(name for name in ids if value.get(name) is True)
        else:
            ticked = (value,) if not line.many and isinstance(value, str) and value in ids else ()
            lost += value is not None and not ticked
        if ticked:
            chosen[line.id] = ticked
    return Filled(case, chosen), lost


def belongs(about: WorksheetKey, line: str, option: str, chosen: dict[str, tuple[str, ...]]) -> bool:
    """Whether an option is right, given what is chosen in the line before."""
    key = about.lines[line]
    right = key.options[option].right
    if isinstance(right, bool):
        return right
    return not set(right).isdisjoint(chosen.get(key.after or "", ()))


def _right(sheet: Filled, about: WorksheetKey, line: Line) -> list[str]:
    return [option.id for option in line.options if belongs(about, line.id, option.id, sheet.chosen)]


def _off(sheet: Filled, about: WorksheetKey, line: Line) -> set[str]:
    """The options that are chosen and don't belong, or belong and aren't chosen."""
    return set(sheet.chosen.get(line.id, ())) ^ set(_right(sheet, about, line))


def share(sheet: Filled, about: WorksheetKey, line: Line) -> float:
    """What a line earns, from 0 to 1."""
    if line.id not in sheet.chosen:
        return 0.0
    off = len(_off(sheet, about, line))
    if not line.many:
        return float(sheet.chosen[line.id][0] in _right(sheet, about, line))
    return 1.0 if not off else ONE_OFF if off == 1 else 0.0


def parts(sheet: Filled, about: WorksheetKey) -> list[Part]:
    """The sum: each line that counts, and what it earns."""
    counting = [line for line in sheet.case.lines if about.lines[line.id].counts]
    return [
        Part(_sum(sheet, about, line), share(sheet, about, line) / len(counting), 1 / len(counting))
        for line in counting
    ]


def _sum(sheet: Filled, about: WorksheetKey, line: Line) -> str:
    if line.id not in sheet.chosen:
        return f"{line.label}: {NOTHING}"
    if not line.many:
        return f"{line.label}: {'right' if share(sheet, about, line) else 'not right'}"
    off = len(_off(sheet, about, line))
    says = "complete" if not off else "one choice off, so half counts" if off == 1 else f"{off} choices off"
    return f"{line.label}: {says}"


def items(sheet: Filled, about: WorksheetKey) -> Iterator[ItemMark]:
    """Each line with one choice, and each option of a line with many."""
    for line in sheet.case.lines:
        if line.many and line.id in sheet.chosen:
            yield from _options(sheet, about, line)
        else:
            yield _whole(sheet, about, line)


def _options(sheet: Filled, about: WorksheetKey, line: Line) -> Iterator[ItemMark]:
    right, key = _right(sheet, about, line), about.lines[line.id]
    for option in line.options:
        did, should = option.id in sheet.chosen[line.id], option.id in right
        slip = key.options[option.id].slip if did else key.missed
        yield ItemMark(
            id=f"{line.id}-{option.id}",
            text=option.name,
            verdict="right" if did == should else "wrong" if did else "missed",
            answer="Chosen" if did else "Not chosen",
            expected="Choose it" if should else "Leave it out",
            why=key.options[option.id].why,
            slip=None if did == should else slip,
            group=line.label,
        )


def _whole(sheet: Filled, about: WorksheetKey, line: Line) -> ItemMark:
    """A line in one piece: what is chosen, what belongs, and why; of several slips the first."""
    key, chosen = about.lines[line.id].options, sheet.chosen.get(line.id, ())
    names = {option.id: option.name for option in line.options}
    right = _right(sheet, about, line)
    expected = listed([f"“{names[name]}”" for name in right])
    if not chosen:
        return ItemMark(line.id, line.label, "blank", expected=expected, why=BLANK, group=sheet.case.label)
    off = _off(sheet, about, line)
    earned = share(sheet, about, line)
    about_them = [name for name in names if name in (off if line.many and off else chosen)]
    slips = [slip for name in about_them if (slip := _slip(key[name], about.lines[line.id].missed, name in chosen))]
    return ItemMark(
        id=line.id,
        text=line.label,
        verdict="right" if earned == 1 else "partly" if earned else "wrong",
        answer=listed([f"“{names[name]}”" for name in chosen]),
        expected=expected if earned < 1 else "",
        why="\n\n".join(f"“{names[name]}”: {key[name].why}" for name in about_them),
        slip=slips[0] if earned < 1 and slips else None,
        group=sheet.case.label,
    )


def _slip(option: OptionKey, missed: str | None, chosen: bool) -> str | None:
    return option.slip if chosen else missed


def said(sheet: Filled, about: WorksheetKey) -> dict[str, ItemMark]:
    """Practice: what to say about each line, once it and the line that it follows from are filled in."""
    return {
        f"{sheet.case.id}-{line.id}": _whole(sheet, about, line)
        for line in sheet.case.lines
        if line.id in sheet.chosen and (about.lines[line.id].after or line.id) in sheet.chosen
    }


def broken(sheet: Filled, about: WorksheetKey) -> list[str]:
    """Why each breach that is chosen must not be."""
    return [why for (line, option), why in about.breaches().items() if option in sheet.chosen.get(line, ())]
