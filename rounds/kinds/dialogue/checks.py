"""What can be wrong in a conversation and its key. Fast, since a learner's kernel checks what it loads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise, product

from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.dialogue import engine, listening_score
from rounds.kinds.dialogue.marking import scale
from rounds.kinds.dialogue.outlook import Point
from rounds.kinds.dialogue.spec import ASKED, FOUND, Exercise, Judged, Key, Move, Outcome, Quantity, Score, State

DECISIONS = 12  # a conversation with hidden interests: the fewest states with moves, and moves of an expert
ENDINGS = 4  # and the fewest endings
MOST_COURSES = 50_000  # points to look at before a trap counts as possible


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong in the exercise, or else in its key."""
    problems = list(_parts(exercise))
    if problems:
        return problems
    problems += [
        Problem(s, "cannot be reached from the start; lead to it or remove it")
        for s in exercise.states
        if s not in _reached(exercise)
    ]
    if cycle := _cycle(exercise):
        problems.append(
            Problem(cycle, "leads back to itself, so the conversation might never end; go on to a new state")
        )
    if exercise.interests and not problems:
        problems += _listening(exercise)
    return problems if key is None or problems else _key(exercise, key)


def _parts(exercise: Exercise) -> Iterator[Problem]:
    names = [q.id for q in exercise.tracked]
    known = [*names, FOUND] if exercise.interests else names
    states = list(exercise.states)
    if len(states) < 2:
        yield Problem("", "has fewer than two states; add states: or name files of them in states_in:")
    yield from base.unique(known, "quantity")
    for quantity in exercise.quantities:
        if not quantity.least <= quantity.start <= quantity.most or quantity.least == quantity.most:
            yield Problem(quantity.id, "starts outside its range, or has none; correct least, start and most")
    yield from base.one_of(exercise.start, states, "start: state")
    first = [move.id for move in exercise.states[exercise.start].moves] if exercise.start in states else []
    for name in exercise.others:
        yield from base.one_of(name, first, "others: first move")
    for state_id, state in exercise.states.items():
        yield from base.unique([m.id for m in state.moves], "move")
        if state.opening[-1].when:
            yield Problem(state_id, "its last opening has a condition; the last one must always hold")
        if state.moves and all(m.when for m in state.moves):
            yield Problem(state_id, "each of its moves has a condition, so there could be none; leave one without")
        for move in state.moves:
            where = f"{state_id}/{move.id}"
            if move.outcomes[-1].when:
                yield Problem(where, "its last outcome has a condition; the last one must always hold")
            for outcome in move.outcomes:
                yield from base.one_of(outcome.to, states, "to: state", where)
                for name in outcome.effects:
                    yield from base.one_of(name, names, "quantity", where)
                for name in outcome.when:
                    yield from base.one_of(name, known, "quantity", where)
            for name in move.when:
                yield from base.one_of(name, known, "quantity", where)
        for opening in state.opening:
            for name in opening.when:
                yield from base.one_of(name, known, "quantity", state_id)


def _listening(exercise: Exercise) -> Iterator[Problem]:
    """The rules of a conversation with hidden interests."""
    talking = [s for s in exercise.states.values() if s.moves]
    ends = {name: s for name, s in exercise.states.items() if not s.moves}
    if len(talking) < DECISIONS:
        yield Problem(
            "", f"has {len(talking)} states with moves; a conversation with interests has at least {DECISIONS}"
        )
    if len(ends) < ENDINGS:
        yield Problem("", f"has {len(ends)} endings (states without moves); give it at least {ENDINGS}")
    for name, state in ends.items():
        if not state.label:
            yield Problem(name, "is an ending without a label; say in a few words how it ended")
    asked, opened = set[str](), set[str]()
    for where, move in _moves(exercise):
        for outcome in move.outcomes:
            for name in exercise.hidden & set(outcome.effects):
                yield from _interest(where, move, outcome, name)
                (asked if move.style == "open" else opened).add(name)
        if move.style == "offer":
            yield from _offer(exercise, where, move)
    for name in sorted(exercise.hidden):
        if name not in asked:
            yield Problem(name, f"no open question asks about it; give a move of style open the effect {name}: 1")
        if name not in opened:
            yield Problem(name, f"no reflection opens it; give a move of style reflect the effect {name}: 1")


def _moves(exercise: Exercise) -> Iterator[tuple[str, Move]]:
    for state_id, state in exercise.states.items():
        for move in state.moves:
            yield f"{state_id}/{move.id}", move


def _interest(where: str, move: Move, outcome: Outcome, name: str) -> Iterator[Problem]:
    if outcome.effects[name] != 1:
        yield Problem(where, f"changes the interest {name} by {outcome.effects[name]:g}; an interest goes up by 1")
    if move.style not in engine.LISTENING:
        yield Problem(where, f"is of style {move.style} and changes the interest {name}; only open and reflect do")
    bounds = [when[name] for when in (move.when, outcome.when) if name in when]
    if move.style == "reflect" and not any((b.at_least or 0) >= ASKED for b in bounds):
        yield Problem(where, f"opens {name} though nobody may have asked; add when: {{{name}: {{at_least: 1}}}}")


def _offer(exercise: Exercise, where: str, move: Move) -> Iterator[Problem]:
    """An offer before two interests are open raises tension, whichever of its outcomes applies."""
    if "tension" not in (q.id for q in exercise.quantities):
        yield Problem(where, "is an offer, and an early one raises tension; add a quantity with the id tension")
        return
    if FOUND in move.when and not any(move.when[FOUND].holds(count) for count in (0, 1)):
        return
    for outcome in move.outcomes:
        early = FOUND not in outcome.when or any(outcome.when[FOUND].holds(count) for count in (0, 1))
        if early and outcome.effects.get("tension", 0) <= 0:
            yield Problem(
                where,
                "is an offer that may come before two interests are open without raising tension; put first an "
                "outcome with when: {found: {at_most: 1}} that does",
            )
            return
        if set(outcome.when) <= {FOUND} and all(
            FOUND not in outcome.when or outcome.when[FOUND].holds(n) for n in (0, 1)
        ):
            return  # whatever comes below is for later offers


def _key(exercise: Exercise, key: Key) -> list[Problem]:
    problems = base.one_of(key.unfinished, key.slips, "unfinished: slip")
    problems += _judgments(exercise, key)
    if not exercise.interests:
        if not isinstance(key.score, str):
            return [*problems, Problem("", "has a score in parts and no interests; name the quantity that is marked")]
        problems += base.one_of(key.score, [q.id for q in exercise.quantities], "score: quantity")
        return problems or _best(exercise, key, key.score)
    problems += _scores(exercise, key)
    problems += [] if problems else [*_experts(exercise, key), *_traps(exercise, key)]
    return problems


def _judgments(exercise: Exercise, key: Key) -> Iterator[Problem]:
    talking = {name: state for name, state in exercise.states.items() if state.moves}
    yield from base.same_ids(talking, key.moves, "moves")
    breach = False
    for name, state in talking.items():
        judged = key.moves.get(name, {})
        ids = [m.id for m in state.moves]
        for problem in base.same_ids(ids, judged, f"moves of {name}"):
            yield Problem(f"{name}/{problem.item}", problem.says)
        for move, judgment in judged.items():
            breach = breach or judgment.breach
            yield from _judgment(key, f"{name}/{move}", judgment)
    if breach and key.ethics is None:
        yield Problem("", "has a move with breach: true and no cap; add ethics: {cap: 0.4}")
    elif key.ethics is not None and not breach:
        yield Problem("", "has ethics: and no move with breach: true; mark one, or remove ethics:")


def _judgment(key: Key, where: str, judgment: Judged) -> Iterator[Problem]:
    if not judgment.good and judgment.slip is None:
        yield Problem(where, "is a poor move and needs a slip: the mistake")
    elif judgment.slip is not None:
        yield from base.one_of(judgment.slip, key.slips, "slip", where)
    if judgment.good and judgment.breach:
        yield Problem(where, "is judged good and a breach; a breach is never good")


def _best(exercise: Exercise, key: Key, quantity: str) -> list[Problem]:
    try:
        floor, best = scale(exercise, quantity)
    except ValueError as error:
        return [Problem("", str(error))]
    if best <= floor:
        says = f"its best path brings {best:g} and a guesser or one fixed style {floor:g}; change the effects, so that choosing well pays"
        return [Problem("", says)]
    return [
        Problem(
            f"{step.state}/{step.move}",
            "is judged poor, yet the best path goes through it; fix the effects or the judgment",
        )
        for step in engine.play(exercise, engine.best_path(exercise, quantity)).steps
        if not key.moves[step.state][step.move].good
    ]


def _scores(exercise: Exercise, key: Key) -> Iterator[Problem]:
    if isinstance(key.score, str):
        yield Problem("", "has interests, so its score has parts: interests, process, value, relationship")
        return
    if isinstance(key.score, Score) != isinstance(key.expert, list):
        yield Problem(
            "", "has one score and several expert paths or the other way round; give both by first move, or neither"
        )
        return
    if not isinstance(key.score, Score):
        first = [m.id for m in exercise.states[exercise.start].moves]
        yield from base.same_ids(first, key.score, "score")
        yield from base.same_ids(first, key.expert, "expert")
    for score in [key.score] if isinstance(key.score, Score) else key.score.values():
        for name in score.interests:
            yield from base.one_of(name, [i.id for i in exercise.interests], "score: interest")
        relation = score.relationship
        for name in (score.process.quantity, score.value.quantity, relation.plus, relation.minus):
            yield from base.one_of(name, [q.id for q in exercise.quantities], "score: quantity")
        if score.value.best <= score.value.batna or relation.best <= relation.least:
            yield Problem("", "has a part of its score whose best is not above its least; correct it")


def _experts(exercise: Exercise, key: Key) -> Iterator[Problem]:
    paths = {"": key.expert} if isinstance(key.expert, list) else key.expert
    for first, path in paths.items():
        where = f"expert {first}".strip()
        played = engine.play(exercise, path)
        if played.refused or not played.ended:
            here = f'in state "{played.state}", where you can say {", ".join(played.possible)}'
            what = f"its move {len(played.steps) + 1} is not possible" if played.refused else "it does not end"
            yield Problem(
                where, f"the path cannot be played to the end: {what}, {here if played.possible else 'after the end'}"
            )
            continue
        if first and path[0] != first:
            yield Problem(where, f"begins with {path[0]}; it must begin with {first}")
        if len(path) < DECISIONS:
            yield Problem(where, f"makes {len(path)} moves; a conversation with interests takes at least {DECISIONS}")
        earned = listening_score.earned(exercise, key, played)
        if earned.fraction != 1:
            yield Problem(
                where,
                f"earns {earned.fraction:.3f} and not 1: {earned.parts_text}; fix the path, the effects or the bests",
            )
        for step in played.steps:
            if not key.moves[step.state][step.move].good:
                yield Problem(
                    f"{step.state}/{step.move}",
                    "is judged poor, yet the expert makes it; fix the path or the judgment",
                )


def _traps(exercise: Exercise, key: Key) -> list[Problem]:
    """States that can leave a learner without a good move."""
    doubtful = {
        name
        for name, state in exercise.states.items()
        if state.moves and not _covered(exercise, [m for m in state.moves if key.moves[name][m.id].good])
    }
    if not doubtful:
        return []
    says = "may leave a learner no good move: {}; judge one good there, or leave a good one without a condition"
    traps: dict[str, str] = {}
    for point in courses(exercise, doubtful):
        if point is None:
            return [
                Problem(name, says.format("there are too many courses to look at all of them"))
                for name in sorted(doubtful)
            ]
        name = point[0]
        if name in doubtful - set(traps) and not any(
            key.moves[name][m.id].good for m in engine.possible(exercise, point)
        ):
            at = engine.values(exercise, point)
            traps[name] = ", ".join(f"{n} {at[n]:g}" for m in exercise.states[name].moves for n in m.when)
    return [Problem(name, says.format(f"where {at or 'it stands'}")) for name, at in traps.items()]


def _covered(exercise: Exercise, moves: list[Move]) -> bool:
    """Whether one of the moves is possible whatever the quantities in their conditions may be."""
    if any(not move.when for move in moves):
        return True
    names = sorted({name for move in moves for name in move.when if name != FOUND})
    if not moves or any(FOUND in move.when for move in moves):
        return False
    ranges = [_values(next(q for q in exercise.tracked if q.id == name), moves) for name in names]
    return all(
        any(all(bound.holds(at[name]) for name, bound in move.when.items()) for move in moves)
        for at in (dict(zip(names, point, strict=True)) for point in product(*ranges))
    )


def _values(quantity: Quantity, moves: Iterable[Move]) -> list[float]:
    """Each value of a quantity at which a condition may change, with those between."""
    edges = {quantity.least, quantity.most}
    for move in moves:
        if bound := move.when.get(quantity.id):
            edges |= {edge for edge in (bound.at_least, bound.at_most) if edge is not None}
    inner = sorted(edge for edge in edges if quantity.least <= edge <= quantity.most)
    return sorted({*inner, *((a + b) / 2 for a, b in pairwise(inner))})


def courses(exercise: Exercise, wanted: Iterable[str] | None = None) -> Iterator[Point | None]:
    """Every point that can be reached on the way to `wanted`, once; quantities that no condition names stay at their start.

    Ends with None where there are more points than can be looked at.
    """
    named = {n for s in exercise.states.values() for n in _conditions(s)}
    kept = [q.id in named or (FOUND in named and q.id in exercise.hidden) for q in exercise.tracked]
    origin = engine.start(exercise)
    toward = set(exercise.states) if wanted is None else _leading_to(exercise, wanted)
    seen, waiting = {origin}, [origin]
    while waiting:
        point = waiting.pop()
        yield point
        if len(seen) > MOST_COURSES:
            yield None
            return
        for move in engine.possible(exercise, point):
            name, after = engine.step(exercise, point, move)[1]
            at = tuple(a if keep else b for a, b, keep in zip(after, origin[1], kept, strict=True))
            if name in toward and (name, at) not in seen:
                seen.add((name, at))
                waiting.append((name, at))


def _conditions(state: State) -> Iterator[str]:
    for move in state.moves:
        yield from move.when
        for outcome in move.outcomes:
            yield from outcome.when


def _leading_to(exercise: Exercise, wanted: Iterable[str]) -> set[str]:
    leading = set(wanted)
    while more := {n for n, s in exercise.states.items() if n not in leading and leading & set(_next(s))}:
        leading |= more
    return leading


def _next(state: State) -> list[str]:
    return [outcome.to for move in state.moves for outcome in move.outcomes]


def _reached(exercise: Exercise) -> set[str]:
    reached, waiting = {exercise.start}, [exercise.start]
    while waiting:
        for name in _next(exercise.states[waiting.pop()]):
            if name not in reached:
                reached.add(name)
                waiting.append(name)
    return reached


def _cycle(exercise: Exercise) -> str | None:
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> str | None:
        if name in above:
            return name
        if name in done:
            return None
        for other in _next(exercise.states[name]):
            if repeated := visit(other, (*above, name)):
                return repeated
        done.add(name)
        return None

    return visit(exercise.start, ())
