"""Takes the kind `match` from its YAML to its feedback, in a copy of the project that has it, and prints what it saw.

It runs in a process of its own, since a process has one registry.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml

from grader.authoring import simulate
from grader.authoring.check import check, schemas
from grader.authoring.gates import gate
from grader.authoring.place import place as place_cell
from grader.course import ROOT, Source, find
from rounds import kinds
from rounds.cards import front_end
from rounds.cards.exercise import ExerciseCard
from rounds.feedback.render import feedback
from rounds.storage.answers import Answers, Entry
from rounds.storage.attempts import Attempt, attempt
from rounds.storage.locations import Place

MODULE = "01-principle-1-interests"
UNLISTED = "what only colleagues read"
CHOICES = ("one", "two", "three", "four", "five")
SLIP = "You mixed two of them up; look at what each clue asks for, and try it once more with a pencil."
KEY = {
    "clues": {f"clue-{choice}": {"choice": choice, "why": f"It says {choice} <by the way>."} for choice in CHOICES},
    "mixed": "mixed-up",
    "slips": {"mixed-up": SLIP},
}


def exercise(name: str, **more: Any) -> dict[str, Any]:
    """A `match` exercise as YAML has it."""
    return {
        **{
            "id": name,
            "kind": "match",
            "title": "Match the clues",
            "task": "Match each clue.",
            "author_notes": UNLISTED,
        },
        "choices": [{"id": choice, "label": choice.title()} for choice in CHOICES],
        "clues": [{"id": f"clue-{c}", "text": f"Clue {c} <b>", "source": UNLISTED} for c in CHOICES],
        **more,
    }


def write(source: Source, exercises: list[dict[str, Any]], key: dict[str, Any]) -> None:
    """Put exercises at the end of the module, and the key of the graded one into the keys."""
    path = source.folder / "exercises.yaml"
    path.write_text(yaml.safe_dump({**BEFORE, "exercises": [*BEFORE["exercises"], *exercises]}), encoding="utf-8")
    graded = {**KEYS_BEFORE["exercises"], "graded-match": key}
    source.keys_path.write_text(yaml.safe_dump({**KEYS_BEFORE, "exercises": graded}), encoding="utf-8")


def said(exercises: list[dict[str, Any]], key: dict[str, Any]) -> list[str]:
    """What is wrong with these exercises."""
    write(SOURCE, exercises, key)
    return check(SOURCE)


SOURCE = find(MODULE)[0]
BEFORE = yaml.safe_load((SOURCE.folder / "exercises.yaml").read_text(encoding="utf-8"))
KEYS_BEFORE = yaml.safe_load(SOURCE.keys_path.read_text(encoding="utf-8"))
PRACTICE, GRADED = exercise("match", use="practice", key=KEY), exercise("graded-match", use="graded", points=5)

write(SOURCE, [PRACTICE, GRADED], KEY)
placed = [place_cell(SOURCE, name) for name in ("match", "graded-match")]
seen: dict[str, Any] = {"root": str(ROOT), "placed": placed, "problems": check(SOURCE)}

wrong_choice = {**KEY, "clues": {**KEY["clues"], "clue-one": {"choice": "won", "why": "Because."}}}  # type: ignore[dict-item]
seen["mistakes"] = {
    "kind": said([PRACTICE | {"kind": "mach"}, GRADED], KEY),
    "field": said([PRACTICE | {"chioces": []}, GRADED], KEY),
    "key": said([PRACTICE, GRADED], wrong_choice),
    "key's field": said([PRACTICE, GRADED], {**KEY, "mixt": "mixed-up"}),
    "no key": said([exercise("match", use="practice"), GRADED], KEY),
}
write(SOURCE, [PRACTICE, GRADED], KEY)

module, keys = SOURCE.load()
practice, graded = module.exercise("match"), module.exercise("graded-match")
kind = kinds.of("match")
seen["kind"] = [type(practice).__module__, type(keys["graded-match"]).__module__, kind.graded_by_person]
seen["public"] = practice.public()
seen["schemas"] = {name: json.loads(text) for name, text in schemas().items()}
seen["gates"] = [fault for e in (practice, graded) for fault in gate(SOURCE, e, keys[e.id]).faults()]
seen["able"] = simulate.answers(module, keys, "ability:0.5", 3)["graded-match"]

right, blank = kind.learners.expert(graded, keys["graded-match"]), dict[str, Any]()
seen["marks"] = [Attempt(graded, answer).mark(keys["graded-match"]).fraction for answer in (right, blank)]
half = {**right, "clue-one": "two", "clue-two": "<script>"}
mark = attempt(graded, Answers({"graded-match": Entry(half, "")}, 1, ())).mark(keys["graded-match"])
seen["feedback"] = str(feedback(graded, mark))

card = ExerciseCard(Place(SOURCE.folder, Path(sys.argv[1]), SOURCE.keys_path), practice)
card.receive({"do": "commit", "change": half, "n": 1})
card.receive({"do": "mark"})
seen["card"] = {name: getattr(card, name) for name in card.trait_names(sync=True)}
seen["script"], seen["style"] = front_end.script(), front_end.style()
print(json.dumps(seen))
