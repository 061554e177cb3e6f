"""A class of 200 that depends on no content: two notebooks marked by a seeded chance, and both surveys."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import yaml

from grader.authoring import simulate
from grader.course import Source
from grader.report.classroom import Classroom, Part, Result, Submission
from grader.report.time_on_task import Work
from rounds.content.loader import Module, load_module
from rounds.kinds.base import Key

LEARNERS = 200
SLIPS = {
    "hasty": "You took the ask for the need.",
    "vague": "You left the need unnamed.",
    "late": "You asked too late.",
}
SCALE = ["strongly-disagree", "disagree", "neither", "agree", "strongly-agree"]


def _exercise(name: str, items: int, use: str = "graded", **more: Any) -> dict[str, Any]:
    bins = [{"id": b, "label": b} for b in ("position", "interest")]
    listed = [{"id": f"item-{at}", "text": f"{name}, statement {at}"} for at in range(items)]
    made = {"id": name, "kind": "sort", "use": use, "title": name.title(), "task": "Sort them.", "bins": bins}
    return made | {"items": listed} | ({"points": items} if use == "graded" else {}) | more


def _reflection() -> dict[str, Any]:
    rubric = [{"id": "need", "label": "The need", "levels": ["none", "hinted", "named", "explained"]}]
    made = {
        "id": "reflection",
        "kind": "reflect",
        "use": "graded",
        "title": "Reflection",
        "task": "Write.",
        "points": 3,
    }
    return made | {"fields": [{"id": "text", "label": "Your text"}], "rubric": rubric}


def _part(name: str, exercises: list[dict[str, Any]]) -> Part:
    about = {"module": name, "title": name[3:].title(), "exercises": exercises}
    module = Module.model_validate(about)
    return Part(name, module, {e.id: Key(slips=SLIPS) for e in module.exercises}, Path(name))


def classroom() -> Classroom:
    """200 learners: some hand in late, leave exercises out, wait for a person, or have a damaged file."""
    parts = [
        _part("01-first", [_exercise("warm-up", 4, "practice"), _exercise("needs", 12), _exercise("asks", 9), _reflection()]),
        _part("02-second", [_exercise("offers", 8), _exercise("lines", 6)]),
    ]  # fmt: skip
    made = Classroom([f"learner-{at:03d}" for at in range(LEARNERS)], parts)
    chance = Random(20261130)
    for student in made.students:
        ability = chance.gauss(0, 1)
        for part in parts:
            if chance.random() < (0.03 if part is parts[0] else 0.4):
                continue
            made.submissions[student, part.name] = _handed(made, part, ability, chance)
    return made


def _handed(made: Classroom, part: Part, ability: float, chance: Random) -> Submission:
    results: dict[str, Result] = {}
    earned = possible = 0.0
    awaited = False
    work = Work()
    for exercise in part.module.judged:
        results[exercise.id] = result = _result(made, part, exercise, ability, chance)
        if exercise.points and result.share is None:
            awaited = True
        elif exercise.points:
            earned, possible = earned + result.share * exercise.points, possible + exercise.points
        if result.answered:
            work.minutes[exercise.id] = round(chance.expovariate(0.2), 3)
            work.visits[exercise.id] = chance.randint(1, 4)
            work.saves[exercise.id] = chance.randint(1, 30)
    late = 0.9 if chance.random() < 0.1 else 1.0
    share = earned / possible if possible else None
    return Submission(
        results=results,
        work=work,
        damaged=chance.random() < 0.04,
        ungraded=False,
        awaited=awaited,
        share=None if share is None else share * late,
        earned=share,
    )


def _result(made: Classroom, part: Part, exercise: Any, ability: float, chance: Random) -> Result:
    if chance.random() < 0.04:
        return Result(0.0, 0, {}, ())
    if exercise.kind == "reflect":
        return Result(None if chance.random() < 0.3 else chance.randint(0, 3) / 3, 1, {}, ())
    items, slips, follows = {}, [], set()
    for at, item in enumerate(exercise.items):
        made.texts.setdefault((part.name, exercise.id, item.id), item.text)
        right = chance.gauss(0, 1) < ability + (at - 3) / 4
        items[item.id] = 1.0 if right else chance.choice((0.0, 0.0, 0.5))
        if right and chance.random() < 0.05:
            follows.add(item.id)
        elif not right and chance.random() < 0.6:
            slips.append((chance.choice(["hasty", "hasty", "vague", "late"]), item.id))
    if exercise.id == "lines":  # as in a conversation, learners meet different lines
        kept = chance.sample(sorted(items), 4)
        items, follows = {name: items[name] for name in kept}, follows & set(kept)
    share = max(0.0, 2 * sum(items.values()) / len(items) - 1)
    return Result(share, len(items), items, tuple(slips), frozenset(follows))


def surveys(root: Path) -> tuple[list[Source], Path]:
    """Two notebooks with a survey each, and the folder of what 200 learners answered; some leave things out."""
    names = ["nuisance", "prepared", "silent", "ready", "same"]
    first = _survey("00-before", [{"id": name} for name in names])
    turned = ("nuisance", "silent")
    later = _survey("09-after", [{"id": f"now-{n}", "pair": n, "reversed": n in turned} for n in names])
    sources = [_source(root, "00-before", first), _source(root, "09-after", later)]
    chance, folder = Random(7), root / "submitted"
    for at in range(LEARNERS):
        before = {name: chance.randint(1, 5) for name in names}
        after = {name: min(5, max(1, value + chance.choice((-1, 0, 0, 1, 1)))) for name, value in before.items()}
        after["same"] = before["same"]
        later_said = {f"now-{n}": SCALE[5 - v if n in turned else v - 1] for n, v in after.items()}
        for source, said in zip(sources, ({n: SCALE[v - 1] for n, v in before.items()}, later_said), strict=True):
            answer = {name: value for name, value in said.items() if chance.random() > 0.05}
            path = folder / f"learner-{at:03d}" / source.name / "answers.jsonl"
            path.parent.mkdir(parents=True)
            path.write_text(simulate.lines(load_module(source.folder), {"survey": answer}, at), encoding="utf-8")
    return sources, folder


def _survey(name: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    bins = [{"id": b, "label": b.replace("-", " ")} for b in SCALE]
    listed = [{"text": f"I feel {item['id']}", **item} for item in items]
    survey = {"id": "survey", "kind": "sort", "use": "survey", "title": "Today", "task": "How far?", "bins": bins}
    return {"module": name, "title": name, "exercises": [survey | {"items": listed}]}


def _source(root: Path, name: str, content: dict[str, Any]) -> Source:
    folder, keys = root / "modules" / name, root / "keys" / f"{name}.yaml"
    folder.mkdir(parents=True)
    keys.parent.mkdir(exist_ok=True)
    (folder / "exercises.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    keys.write_text(yaml.safe_dump({"module": name, "exercises": {}}), encoding="utf-8")
    return Source(folder, keys)
