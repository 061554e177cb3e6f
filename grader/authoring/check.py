"""Checks exercises, keys and notebooks, and says what's wrong in sentences."""

from __future__ import annotations

import ast
import json
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from grader import course_time
from grader.authoring.coverage import unknown
from grader.authoring.place import metadata
from grader.authoring.survey_pairs import unpaired
from grader.course import HAND_IN, Source, sources
from rounds import kinds
from rounds.content import figures, tables
from rounds.content.loader import EXERCISES, AnyKey, Module, load_module
from rounds.content.study_time import MOST, minutes
from rounds.core import yaml_mistakes, yaml_reader
from rounds.core.errors import ContentError
from rounds.core.near_names import choices
from rounds.kinds.base import Id, Key, Strict
from rounds.kinds.dialogue import conversation_files
from rounds.kinds.dialogue import spec as dialogue
from rounds.kinds.sort.spec import Exercise as Sort

ALLOWED = {EXERCISES, ".ipynb_checkpoints"}


def check(source: Source) -> list[str]:
    """All problems of a module, a sentence each; none if everything is right."""
    try:
        course_time.zone()
        module, keys = source.load()
    except ContentError as error:
        return error.problems
    return [
        *_lost_texts(source),
        *_unused_slips(source, module, keys),
        *_points(source, module),
        *_picture(source, module),
        *_time(source),
        *_pairs(source, module),
        *_folder(source, module, keys),
        *_notebook(source, module),
    ]


def hinders(source: Source, *, keys: bool = True) -> bool:
    """Whether a module can't be released or, with its `keys`, graded, because of its content, its keys or its cells."""
    try:
        module = source.load()[0] if keys else load_module(source.folder)
    except ContentError:
        return True
    where = f"modules/{source.name}/{source.notebook.name}"
    shown: dict[str, dict[str, Any]] = {}
    try:
        for cell in json.loads(source.notebook.read_text(encoding="utf-8"))["cells"]:
            if cell.get("cell_type") == "code":
                shown |= dict.fromkeys(calls_in("".join(cell.get("source", "")), where, []), cell)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return True
    return bool(_exercises(where, module, shown))


def _lost_texts(source: Source) -> list[str]:
    """What YAML silently left out of a text."""
    beside = [*conversation_files.files(source.folder), *conversation_files.files(source.keys_path.parent, source.name)]
    return [
        f"{yaml_reader.short(path)}, line {line}: {says}"
        for path in (source.folder / EXERCISES, source.keys_path, *beside)
        for line, says in yaml_mistakes.lost(path.read_text(encoding="utf-8"))
    ]


def _unused_slips(source: Source, module: Module, keys: dict[str, Key]) -> list[str]:
    problems = []
    for exercise in module.judged:
        key = keys[exercise.id]
        where = f"grader/keys/{source.name}.yaml" if exercise.use == "graded" else f"modules/{source.name}/{EXERCISES}"
        named = json.dumps(key.model_dump(exclude={"slips"}))
        problems += [
            f'{where}, exercise "{exercise.id}": slip "{slip}" has feedback but nothing leads to it; use or remove it'
            for slip in key.slips
            if json.dumps(slip) not in named
        ]
    return problems


def _points(source: Source, module: Module) -> list[str]:
    problems = []
    for exercise, name in unknown(module):
        where = f'exercise "{exercise}": covers' if exercise else "teaches"
        problems.append(
            f"modules/{source.name}/{EXERCISES}, {where} names {name}, which assets/data/coverage.yaml does not have; correct it"
        )
    return problems


def _picture(source: Source, module: Module) -> list[str]:
    found = figures.problems(module.picture) if module.picture else []
    return [f"modules/{source.name}/{EXERCISES}, picture: {says}" for says in found]


def _time(source: Source) -> list[str]:
    if (takes := minutes(source.folder)) <= MOST:
        return []
    return [
        f"modules/{source.name}: takes about {takes} minutes, by its words and its items; a notebook takes {MOST} at most, so shorten readings, options or lists"
    ]


def _pairs(source: Source, module: Module) -> list[str]:
    if not any(item.pair for e in module.exercises if isinstance(e, Sort) for item in e.items):
        return []
    try:
        return list(unpaired([s for s in sources(source.folder.parent.parent) if s.name <= source.name], source.name))
    except ContentError:
        return []  # another module's problem, which its own check reports


def _folder(source: Source, module: Module, keys: dict[str, Key]) -> list[str]:
    # nbgrader releases everything in this folder to every learner.
    named, secret = talks_named(module, keys)
    extra = sorted(
        p.name
        for p in source.folder.iterdir()
        if p.name not in ALLOWED | {source.notebook.name} and not fnmatch(p.name, conversation_files.PATTERN)
    )
    problems = [
        f"modules/{source.name}: {name} does not belong here and would be released to learners; move it"
        for name in extra
    ]
    problems += [
        f"modules/{source.name}: no exercise names {path.name}; name it in states_in: or moves_in:, or remove it"
        for path in conversation_files.files(source.folder)
        if path.name not in named
    ]
    beside = source.keys_path.with_suffix("")
    return problems + [
        f"grader/keys/{source.name}: no key names {path.name}; name it in moves_in:, or remove it"
        for path in sorted(beside.iterdir() if beside.is_dir() else [])
        if f"{source.name}/{path.name}" not in secret
    ]


def talks_named(module: Module, keys: dict[str, Key]) -> tuple[set[str], set[str]]:
    """The conversation files that a module's exercises name: those that learners get, and those of graded keys."""
    public, secret = set[str](), set[str]()
    for exercise in module.exercises:
        if isinstance(exercise, dialogue.Exercise):
            public |= set(exercise.states_in)
            key = keys.get(exercise.id)
            if isinstance(key, dialogue.Key):
                (public if exercise.use == "practice" else secret).update(key.moves_in)
    return public, secret


def _notebook(source: Source, module: Module) -> list[str]:
    where = f"modules/{source.name}/{source.notebook.name}"
    try:
        notebook: dict[str, Any] = json.loads(source.notebook.read_text(encoding="utf-8"))
        cells = list(notebook["cells"])
    except FileNotFoundError:
        return [f"{where}: there is no such file; a notebook is named as its folder"]
    except (ValueError, KeyError, TypeError):
        return [f"{where}: is not a notebook; restore it from git"]
    problems = []
    if notebook.get("metadata", {}).get("kernelspec", {}).get("name") != "python3":
        problems.append(f"{where}: kernelspec must be python3, or JupyterLab asks learners for a kernel")
    if notebook.get("metadata", {}).get("rounds", {}).get("module") != module.module:
        problems.append(
            f'{where}: metadata needs rounds: {{"module": "{module.module}"}}, or it does not run when it opens'
        )
    shown: dict[str, dict[str, Any]] = {}
    for number, cell in enumerate(cells, start=1):
        if cell.get("cell_type") != "code":
            continue
        place = f"{where}, cell {number}"
        if cell.get("outputs") or cell.get("execution_count"):
            problems.append(f"{place}: holds outputs; clear them (pre-commit does)")
        if not cell.get("metadata", {}).get("jupyter", {}).get("source_hidden"):
            problems.append(f"{place}: shows code to learners; set jupyter: source_hidden in its metadata")
        for name in calls_in("".join(cell.get("source", "")), place, problems):
            if name in shown:
                problems.append(f'{place}: exercise "{name}" is shown a second time; show each once')
            shown[name] = cell
    return problems + _exercises(where, module, shown)


def calls_in(source: str, place: str, problems: list[str]) -> list[str]:
    """The exercises that a cell of code shows, by id; what is wrong with the cell is added to `problems`."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        problems.append(f'{place}: is not Python; write one line such as exercise("nights")')
        return []
    names = []
    for statement in tree.body:
        imports = isinstance(statement, ast.ImportFrom) and statement.module == "rounds"
        called = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
        if not imports and not (called and isinstance(statement.value.func, ast.Name)):  # type: ignore[attr-defined]
            problems.append(f'{place}: has other code than one of our calls; write one line such as exercise("nights")')
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            first = node.args[0] if node.args else None
            if node.func.id == "exercise" and isinstance(first, ast.Constant) and isinstance(first.value, str):
                names.append(first.value)
            elif node.func.id == "before_you_hand_in":
                names.append(HAND_IN)
            elif node.func.id == "figure" and isinstance(first, ast.Constant) and isinstance(first.value, str):
                problems += [f"{place}: {says}" for says in figures.problems(first.value)]
            elif node.func.id == "table" and isinstance(first, ast.Constant) and isinstance(first.value, str):
                problems += [f"{place}: {says}" for says in tables.problems(first.value)]
            elif node.func.id not in ("opening", "summary_card"):
                problems.append(
                    f'{place}: calls {node.func.id}; a notebook only calls exercise("..."), figure("..."), table("..."), opening(), summary_card() and before_you_hand_in()'
                )
    return names


def _exercises(where: str, module: Module, shown: dict[str, dict[str, Any]]) -> list[str]:
    problems = []
    wanted: dict[str, float | None] = {e.id: e.points for e in module.exercises} | {HAND_IN: 0}
    for name in shown:
        if name not in wanted:
            problems.append(
                f'{where}: shows "{name}", which {EXERCISES} does not have; it has {choices(name, [e.id for e in module.exercises])}; correct its id there, or take it out: python -m grader place {module.module[:2]} {name} --remove'
            )
    for name, points in wanted.items():
        if name not in shown:
            problems.append(f'{where}: does not show "{name}"; {_place(module, name)}')
            continue
        about = shown[name].get("metadata", {}).get("nbgrader")
        if points is None:
            if about:
                problems.append(
                    f'{where}, exercise "{name}": is practice, so its cell must carry no nbgrader metadata; {_place(module, name)}'
                )
            continue
        written = any(e.id == name and kinds.of(e.kind).graded_by_person for e in module.exercises)
        about = about or {}
        problems += [
            f'{where}, exercise "{name}": nbgrader metadata {field} is {about.get(field)!r}; it must be {value!r}; {_place(module, name)}'
            for field, value in (metadata(name, points, written) or {}).items()
            if about.get(field) != value
        ]
    return problems


def _place(module: Module, name: str) -> str:
    """What to do about a cell that's missing or wrong."""
    if name == HAND_IN:
        return "copy that cell from another notebook"
    return f"type: python -m grader place {module.module[:2]} {name}"


def summary(source: Source) -> str:
    """A line about a module without problems."""
    module, _ = source.load()
    points = sum(e.points or 0 for e in module.exercises)
    return f"{source.name}: {len(module.listed)} exercises, {len(module.graded)} graded, {points:g} points, about {minutes(source.folder)} minutes"


class _KeysFile(Strict):
    """The graded keys of one module: under each exercise's id the key of its kind."""

    module: str
    exercises: dict[Id, AnyKey]


def schemas() -> dict[str, str]:
    """The JSON Schema of both YAML files, by file name, for editors that complete and check what you type."""
    models: dict[str, type[Strict]] = {"exercises.schema.json": Module, "keys.schema.json": _KeysFile}
    return {name: json.dumps(model.model_json_schema(), indent=1) + "\n" for name, model in models.items()}


def write_schemas(folder: Path) -> None:
    """Write both schemas into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
