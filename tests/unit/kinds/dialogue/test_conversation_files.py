"""States and judgments in files of their own: found, checked, named in errors, and never released."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.authoring import check
from grader.course import Source
from rounds.content.loader import load_keys, load_module
from rounds.core.errors import ContentError
from tests.unit.kinds.dialogue import sample_conversation

NAME = "08-talk"


class Files:
    """A module whose conversation is in files of its own, and its graded key."""

    def __init__(self, root: Path) -> None:
        self.source = Source(root / "modules" / NAME, root / "grader" / "keys" / f"{NAME}.yaml")
        self.exercise, self.key = sample_conversation.sample()
        self.states = self.exercise.pop("states")
        self.moves = self.key.pop("moves")
        self.exercise["states_in"], self.key["moves_in"] = ["talk-a.yaml"], [f"{NAME}/talk-a.yaml"]
        self.talk, self.secret = (
            self.source.folder / "talk-a.yaml",
            self.source.keys_path.with_suffix("") / "talk-a.yaml",
        )
        for path in (self.talk, self.secret):
            path.parent.mkdir(parents=True)
        self.write()

    def write(self) -> None:
        every: dict[Path, Any] = {
            self.talk: self.states,
            self.secret: self.moves,
            self.source.folder / "exercises.yaml": {"module": NAME, "title": "T", "exercises": [self.exercise]},
            self.source.keys_path: {"module": NAME, "exercises": {"talk": self.key}},
        }  # fmt: skip
        for path, data in every.items():
            path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")

    def load(self) -> tuple[Any, Any]:
        self.write()
        module = load_module(self.source.folder)
        return module.exercises[0], load_keys(self.source.keys_path, module)["talk"]

    def problem(self) -> str:
        with pytest.raises(ContentError) as problems:
            self.load()
        return "\n".join(problems.value.problems)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def test_states_and_judgments_come_from_their_files(files: Files) -> None:
    exercise, key = files.load()
    assert set(exercise.states) == set(files.states)
    assert set(key.moves) == set(files.moves)


def test_a_change_of_such_a_file_alone_is_noticed(files: Files) -> None:
    files.load()
    files.states["sum"]["label"] = "Quite another label"
    files.moves["sum"]["wait"]["why"] = "Because of quite another reason."
    exercise, key = files.load()
    assert exercise.states["sum"].label == "Quite another label"
    assert key.moves["sum"]["wait"].why == "Because of quite another reason."


CHANGES: dict[str, tuple[Any, str]] = {
    "an unknown field of a move": (lambda f: f.states["sum"]["moves"][0].update(txt="?"), 'talk-a.yaml, state "sum", move "press": txt is not a field'),
    "an unknown field of a judgment": (lambda f: f.moves["sum"]["press"].update(god=True), 'talk-a.yaml, state "sum": press.god is not a field'),
    "a move that leads nowhere": (lambda f: f.states["sum"]["moves"][0]["outcomes"][0].update(to="no"), f'modules/{NAME}/talk-a.yaml, exercise "talk", item "sum/press"'),
    "a move without a judgment": (lambda f: f.moves["sum"].pop("press"), f'keys/{NAME}/talk-a.yaml, exercise "talk", item "sum/press": has no line'),
    "a state that appears twice": (lambda f: f.exercise.update(states={"sum": f.states["sum"]}), 'talk-a.yaml, state "sum": is in the exercise'),
    "a file that is not there": (lambda f: f.exercise.update(states_in=["talk-b.yaml"]), "talk-b.yaml: there is no such file"),
    "a file somewhere else": (lambda f: f.exercise.update(states_in=["../talk-b.yaml"]), "'../talk-b.yaml'; it must be of the form talk-name.yaml"),
    "a graded key beside the exercises": (lambda f: f.key.update(moves_in=[f"../../modules/{NAME}/talk-a.yaml"]), "within grader/keys"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_fault_names_file_state_and_move(files: Files, name: str) -> None:
    how, says = CHANGES[name]
    how(files)
    assert says in files.problem()


def test_a_file_that_no_exercise_names_is_a_problem(files: Files) -> None:
    module, keys = files.source.load()
    assert check.talks_named(module, keys) == ({"talk-a.yaml"}, {f"{NAME}/talk-a.yaml"})
    before = [p for p in check.check(files.source) if "talk" in p and "ipynb" not in p and "covers" not in p]
    assert before == []
    files.talk.with_name("talk-old.yaml").write_text("{}")
    files.secret.with_name("talk-old.yaml").write_text("{}")
    files.talk.with_name("notes.yaml").write_text("{}")
    said = "\n".join(check.check(files.source))
    assert f"modules/{NAME}: no exercise names talk-old.yaml" in said
    assert f"grader/keys/{NAME}: no key names talk-old.yaml" in said
    assert f"modules/{NAME}: notes.yaml does not belong here" in said
