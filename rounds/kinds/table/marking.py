"""Marking of `table`: 30 % totals, 30 % control, 20 % BATNA, 20 % reservation value.

BATNA and reservation value are judged by what the learner did before: their own audit of control and their
own weights. So an early slip does not cost twice; but what only follows from one is said to follow, not to be right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rounds.core.number_format import tenths
from rounds.core.score_sums import above, percent
from rounds.core.scoring import (
    Answer,
    ItemMark,
    Mark,
    Part,
    above_chance,
    balanced_recall,
    credited,
    not_blank,
    tally,
    with_slips,
    with_uncounted,
)
from rounds.core.text import listed
from rounds.kinds.table.answers import FilledTable, clean, left, progress, rows_of, uncounted, weights_of
from rounds.kinds.table.spec import CONTROLS, Exercise, Key, Profile
from rounds.models.batna import Alternative, best, table
from rounds.models.utility import additive

__all__ = ["left", "mark", "progress", "respond"]  # what a kind's marking has to do
TOTALS, CONTROL, CHOICE, RESERVATION = 0.3, 0.3, 0.2, 0.2  # our weights: half working out, half judging
TOLERANCE = 0.5  # points of 100
AUDITED = 0.5 - 1e-9  # half of the audit, chance taken off: before that nothing follows from it


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """`0.3 totals + 0.3 control + 0.2 choice + 0.2 reservation value`.

    Control is balanced recall with chance taken off. Choice and reservation value follow from the
    audit, so they count once half of it is right: ruling out everything but one row, and copying
    that row's value, is no work.
    """
    filled, notes = clean(exercise, answer)
    control = [_control(exercise, key, row.id, filled) for row in exercise.alternatives]
    truth: dict[str, str] = {name: about.control for name, about in key.control.items()}
    recall = balanced_recall(truth, filled.control)
    audit, chance = above_chance(recall, _no_audit(exercise, truth)), 1 / len(set(truth.values()))
    totals = [_total(exercise, key, p, row, filled) for p in exercise.profiles for row in p.compute]
    choices = [_choice(exercise, key, p, filled) for p in exercise.profiles]
    values = [_reservation(exercise, key, p, filled) for p in exercise.profiles]
    counts = above_chance(recall, chance) >= AUDITED
    if not counts:
        choices, values = ([replace(i, why=i.why.replace(*NOT_YET)) for i in part] for part in (choices, values))
    parts = (
        Part(f"Expected values: {credited(totals)} of {len(totals)} right", TOTALS * _share(totals), TOTALS),
        Part(_audit_sum(exercise, truth, control, recall), CONTROL * audit, CONTROL),
        _following("BATNAs", choices, CHOICE, recall, chance, counts),
        _following("Reservation values", values, RESERVATION, recall, chance, counts),
    )
    answered, total = progress(exercise, answer)
    mark = Mark(
        fraction=min(1.0, sum(part.earned for part in parts)),
        items=tuple(with_uncounted((*control, *totals, *choices, *values), uncounted(answer)[0])),
        answered=answered,
        total=total,
        summary=(
            "BATNA and reservation value are judged by your own audit and weights, so one slip does not cost you twice; they count once half of the audit is right.",
        ),
        notes=notes,
        parts=parts,
    )
    return with_slips(mark, mark.items, key.slips) if answered else mark


def _no_audit(exercise: Exercise, truth: Mapping[str, str]) -> float:
    """What knowing only that the status quo is your own decision earns, if everything else is called the same."""
    return max(
        balanced_recall(truth, {row: "own" if row == exercise.status_quo else same for row in truth})
        for same in CONTROLS
    )


def _audit_sum(exercise: Exercise, truth: Mapping[str, str], control: list[ItemMark], recall: float) -> str:
    counts = above(recall, _no_audit(exercise, truth), guessing="calling all but the status quo the same would reach")
    return f"Control: {credited(control)} of {len(control)} right, {percent(recall)} on average over the three sorts; {counts}"


def _following(what: str, items: list[ItemMark], most: float, recall: float, chance: float, counts: bool) -> Part:
    """What follows from the audit: all of it once half of the audit is right, and before that nothing."""
    says = f"{what}: {tally(items)}"
    if not counts:
        needed = percent(chance + AUDITED * (1 - chance))
        says += f"; they count once the audit averages {needed}, and yours is at {percent(recall)}"
    return Part(says, most * _share(items) * counts, most)


def _share(items: list[ItemMark]) -> float:
    return credited(items) / len(items) if items else 1.0


def _label(exercise: Exercise, filled: FilledTable, row: str) -> str:
    return filled.labels.get(row) or next((a.label for a in exercise.alternatives if a.id == row), row)


def _control(exercise: Exercise, key: Key, row: str, filled: FilledTable) -> ItemMark:
    mine, right = filled.control.get(row), key.control[row].control
    return ItemMark(
        id=f"control-{row}",
        text=_label(exercise, filled, row),
        verdict="blank" if mine is None else "right" if mine == right else "wrong",
        answer=CONTROLS[mine] if mine else "",
        expected=CONTROLS[right],
        why=key.control[row].why,
        slip=key.slip(row, mine) if mine and mine != right else None,
        group="Who controls it",
    )


def _total(exercise: Exercise, key: Key, person: Profile, row: str, filled: FilledTable) -> ItemMark:
    mine, weights = filled.totals.get((person.id, row)), weights_of(exercise, person, filled)
    rows = {r.id: r for r in rows_of(exercise, filled)}
    right = table(list(rows.values()), weights, exercise.status_quo)[row] if weights else None
    near = mine is not None and right is not None and abs(mine - right) <= TOLERANCE
    slip = None
    if mine is not None and not near:
        slip = _total_slip(exercise, key, rows, weights, row, mine) if weights else key.totals.weights_ignored
    return ItemMark(
        id=f"total-{person.id}-{row}",
        text=f"{person.label}: expected value of {_label(exercise, filled, row)}",
        verdict="blank" if mine is None else "right" if near else "wrong",
        answer=_tenths(mine),
        expected=_tenths(right),
        why=_working(exercise, rows, weights, row)
        if weights
        else "The weights must sum to 100 before anything can be worked out from them.",
        slip=slip,
        group="Expected values",
    )


def _tenths(value: float | None) -> str:
    return "" if value is None else tenths(value)


def _working(exercise: Exercise, rows: dict[str, Alternative], weights: dict[str, float], row: str) -> str:
    quo, utility = (additive(weights, rows[name].values) for name in (exercise.status_quo, row))
    terms = " + ".join(f"{weights[i.id]:g}% × {rows[row].values[i.id]:g}" for i in exercise.interests)
    p, value = rows[row].p, tenths(rows[row].p * utility + (1 - rows[row].p) * quo)
    if p == 1:
        return f"U = {terms} = {tenths(utility)}. It is certain, so its expected value is {value}."
    return (
        f"U = {terms} = {tenths(utility)}. It comes off with {p:.0%}, and otherwise the status quo ({tenths(quo)}) "
        f"remains: {p:g} × {tenths(utility)} + {1 - p:.4g} × {tenths(quo)} = {value}."
    )


def _total_slip(
    exercise: Exercise, key: Key, rows: dict[str, Alternative], weights: dict[str, float], row: str, mine: float
) -> str:
    equal = dict.fromkeys(weights, 1.0)
    p, utility = rows[row].p, additive(weights, rows[row].values)
    alike, alike_quo = (additive(equal, rows[name].values) for name in (row, exercise.status_quo))
    paths = (
        (key.totals.probability_ignored, utility),
        (key.totals.status_quo_left_out, p * utility),
        (key.totals.weights_ignored, p * alike + (1 - p) * alike_quo),
    )
    return next((slip for slip, value in paths if abs(mine - value) <= TOLERANCE), key.totals.otherwise)


FROM_THE_AUDIT = (
    "It follows from your audit, so it counts. But your audit isn't what the facts say: look again at who controls "
    "each alternative, and the BATNA changes."
)
NOT_YET = (", so it counts. But", ", and counts once half of your audit is right. But")
FROM_THE_CHOICE = "It follows from the BATNA you chose, so it counts. But by the facts that isn't the BATNA, and this isn't its value."


def _choice(exercise: Exercise, key: Key, person: Profile, filled: FilledTable) -> ItemMark:
    mine, weights = filled.choice.get(person.id), weights_of(exercise, person, filled)
    rows, about = rows_of(exercise, filled), key.profiles[person.id]
    by_audit = best(rows, weights, exercise.status_quo) if weights else ()
    right = mine is not None and mine in by_audit
    why, slip = about.why, None
    if mine is not None and not right:
        counts = next((r.admissible for r in rows if r.id == mine), False)
        slip = about.slips.get(mine) or (key.not_best if counts else key.not_admissible)
    true = _true_batna(exercise, key, filled, weights) if weights else ()
    follows = right and mine not in true
    if follows:
        why = f"{FROM_THE_AUDIT}\n\n{why}"
    if not by_audit:
        lack = "By your audit no alternative counts yet" if weights else "Your weights don't add up to 100 yet"
        why = f"{lack}, so there is no BATNA to choose.\n\n{why}"
    return ItemMark(
        id=f"choice-{person.id}",
        text=f"{person.label}: the BATNA",
        verdict="blank" if mine is None else "follows" if follows else "right" if right else "wrong",
        answer=_label(exercise, filled, mine) if mine else "",
        expected=_best_row(exercise, filled, true if follows else by_audit, "facts" if follows else "your own audit"),
        why=why,
        slip=slip,
        group="BATNA",
    )


def _best_row(exercise: Exercise, filled: FilledTable, rows: tuple[str, ...], by: str) -> str:
    if not rows:
        return ""
    names = listed([_label(exercise, filled, row) for row in rows])
    return names if by == "facts" else f"{names} (by {by})"


def _true_batna(exercise: Exercise, key: Key, filled: FilledTable, weights: dict[str, float]) -> tuple[str, ...]:
    """The BATNA with control as the key has it; of the learner's own rows only they know who controls them."""
    control = filled.control | {row: about.control for row, about in key.control.items()}
    return best(rows_of(exercise, replace(filled, control=control)), weights, exercise.status_quo)


def _reservation(exercise: Exercise, key: Key, person: Profile, filled: FilledTable) -> ItemMark:
    mine, chosen, weights = filled.rv.get(person.id), filled.choice.get(person.id), weights_of(exercise, person, filled)
    right = table(rows_of(exercise, filled), weights, exercise.status_quo)[chosen] if weights and chosen else None
    near = mine is not None and right is not None and abs(mine - right) <= TOLERANCE
    true = table(rows_of(exercise, filled), weights, exercise.status_quo) if weights else {}
    worth = [true[row] for row in _true_batna(exercise, key, filled, weights)] if weights else []
    follows = near and mine is not None and not any(abs(mine - value) <= TOLERANCE for value in worth)
    why = "The reservation value is what your BATNA is worth to you: an agreement must be worth at least as much."
    if right is not None:
        why += f" You chose {_label(exercise, filled, chosen or '')}, whose expected value is {tenths(right)}."
    else:
        why += " It follows from the BATNA you choose, so choose that first."
    if follows:
        why = f"{FROM_THE_CHOICE}\n\n{why}"
    return ItemMark(
        id=f"rv-{person.id}",
        text=f"{person.label}: the reservation value",
        verdict="blank" if mine is None else "follows" if follows else "right" if near else "wrong",
        answer=_tenths(mine),
        expected=_tenths(worth[0] if follows else right),
        why=why,
        slip=key.reservation if mine is not None and not near else None,
        group="Reservation value",
    )


def respond(exercise: Exercise, key: Key, answer: Answer) -> dict[str, ItemMark]:
    """Practice: what to say at once, for each part that is answered, once everything it follows from is there as well.

    The reason for the BATNA says what rows are worth, so it waits for the reservation value, and that in turn for the
    expected values that are still asked for.
    """
    filled = clean(exercise, answer)[0]
    said = not_blank(mark(exercise, key, answer).items)
    audited = all(row.id in filled.control for row in exercise.alternatives)
    for person in exercise.profiles:
        totals = {f"total-{person.id}-{row}" for row in person.compute}
        names, waits = (f"choice-{person.id}", f"rv-{person.id}"), bool(totals - said.keys())
        weighed = weights_of(exercise, person, filled) is not None
        premature = set() if weighed else totals | set(names)
        premature |= (set() if audited else {names[0]}) | (set() if person.id in filled.choice else {names[1]})
        said = {name: item for name, item in said.items() if name not in premature}
        (choice, value), about = (said.get(name) for name in names), key.profiles[person.id].why
        if choice:
            says = [choice.why.removesuffix(about).strip(), "Why comes with the reservation value below."]
            said[choice.id] = replace(choice, why="\n\n".join(filter(None, says)))
        if value:
            said[value.id] = replace(value, why=WAITS if waits else f"{value.why}\n\n{about}")
    return said


WAITS = "You'll read why once you have worked out the expected values that are left open."
