"""What the course says where: nothing before it was told, nothing that contradicts it, and no answer but the right one.

Each path here once led to a line that did not follow from it.
"""

import json
import re

import pytest

from grader.course import ROOT, sources
from rounds.content.loader import Module
from rounds.kinds.dialogue import engine, listening_score
from rounds.kinds.dialogue.spec import Exercise
from rounds.kinds.reflect.spec import Key as ReflectionKey

COURSE = {source.name[:2]: source.load() for source in sources()}
TITLES = [module.title.split(":")[0] for module, _ in COURSE.values()]

LEAVING = ["leaving", "scared-of", "keep-still", "sit-down-first", "last-drink", "in-your-words", "the-van", "on-us"]
MRI = ["mri", "what-it-tells", "wont-go-along", "with-your-hand"]
FAMILY = ["family", "i-am-worried", "one-value"]
SICK = ["in-writing", "order-in-chart", "how-come-to-that", "how-come-to-that"]
BIOPSY = ["biopsy", "name-and-question", "who-does-it-all", "mine-to-do", "how-with-that"]
RING = ["how-with-that", "what-for-bone"]
NIGHT = ["name-on-it", "wife-on", "who-else-on", "last-time", "last-time"]
JOB = ["job", "see-first", "mornings-1", "still-lost", "before-me-2"]
TOLD = ["if-known", "scan-3", "shown-how"]
CRANE = ["leaving", "desk-plan", "blood-1"]
FAREWELL = ["pocket-pills", "sister-numbers", "offer-chair-here", "no-come-back", "net-company"]
CHIEF = [
    "before-my-side",
    "your-name-on-fridays",
    "others-if-you-said-yes",
    "fair-means-fair",
    "what-june-asks",
    "one-honest-number",
    "plant-and-desk",
    "you-fear-the-next-letter",
    "what-i-have-heard",
]
PAGE = ["two-weeks-one-page"]


def talk(where: str) -> Exercise:
    number, name = where.split()
    exercise = COURSE[number][0].exercise(name)
    assert isinstance(exercise, Exercise)
    return exercise


def told(where: str, moves: list[str]) -> str:
    """The conversation as one reads it, to the end of these moves."""
    played = engine.play(talk(where), moves)
    assert not played.refused, f"{where}: {len(played.steps)} of {len(moves)} moves were possible"
    return "\n".join([*(f"{s.opening}\n{s.said}\n{s.answer}" for s in played.steps), played.opening])


NEVER = {
    "a hip operation is not dialysis": ("03 game-practice", ["when-free"], "ialysis"),
    "no warm end after a threat": (
        "03 game",
        ["all-ready", "not-this-time", "next-opening", "gladly", "your-backup", "your-backup"],
        "My own phone",
    ),
    "no kidneys before she spoke of her brother": (
        "08 attending",
        [
            "mri",
            "worn-out",
            "with-your-hand",
            "what-else-today",
            "word-not-enough",
            "worn-out",
            "no-today",
            "bulges-too",
        ],
        "kidneys",
    ),
    "no Nora before she spoke of her": (
        "08 attending",
        [*MRI, "what-else-today", "word-not-enough", "worn-out", "no-today", "bulges-too", "part-of-them"],
        "Nora",
    ),
    "no urine test against kidney cancer": (
        "08 attending",
        [*MRI, "what-else-today", "word-not-enough", "from-the-start", "arms-dont-know", "no-today", "bulges-too"],
        "urine",
    ),
    "no boy before he spoke of him": (
        "08 attending",
        [*LEAVING, "keep-still", "you-decide", "in-a-hundred"],
        "the boy",
    ),
    "no film before he spoke of it": (
        "08 attending",
        [
            *[
                "leaving",
                "scared-of",
                "keep-still",
                "sit-down-first",
                "last-drink",
                "in-for-good",
                "on-us",
                "where-to",
            ],
            *["home-at-all", "you-decide", "in-a-hundred", "noon-then", "bag-by-the-bed"],
        ],
        "film",
    ),
    "nothing that was never written is quoted": (
        "08 protected-time",
        [
            "how-this-spring",
            "rather-they-asked",
            "grateful-to-her",
            "talk-to-them-myself",
            "all-on-you",
            "finance-is-blind",
            "hard-to-fill",
            "well-i-am-here",
            "take-the-tuesdays",
            "one-day-as-written",
        ],
        "As I wrote",
    ),
    "a promise does not please someone who told of a broken one": (
        "09 talk",
        [*JOB, *TOLD, "stay-five"],
        "walks a bit lighter",
    ),
    "no one is named who was not mentioned": (
        "09 talk",
        [
            *CRANE,
            "blood-2",
            "blood-3",
            "pocket-pills",
            "sister-numbers",
            "offer-chair-here",
            "no-come-back",
            "net-company",
        ],
        "Benny",
    ),
    "an offer that was made up does not end well": (
        "08 protected-time",
        [*CHIEF, "another-hospital-asked", "friday-for-tuesday", "title-and-what-else", *PAGE],
        "a great deal has happened",
    ),
    "a kitchen table that no one heard of is not in the ending": (
        "09 talk",
        [*CRANE, "room-2", "count-wait", "radio-tonight", "chart-3", "twelve-bind", *FAREWELL],
        "kitchen table",
    ),
    "what was left out of a report is not praised": (
        "09 talk",
        ["team", "table-first", "call-1", "name-signed", "others-2", "van-stop", "days-residents", "injuries-bruises"],
        "Now I can read",
    ),
    "no thanks for a limit that was never set": (
        "03 game",
        ["all-ready", "gladly", "next-opening", "gladly", "your-backup", "in-the-way"],
        "go on telling me",
    ),
    "no machine where a plan without it was made": (
        "08 attending",
        [*FAMILY, "what-is-everything", *SICK, "no-ventilator", "order-in-chart", "my-advice"],
        "puts in the tube",
    ),
    "no list is remembered that was never taken on": (
        "08 attending",
        [*BIOPSY, "leave-with-you", "leave-with-you", *RING, "by-noon-regular", "take-another-day"],
        "my list",
    ),
    "an order that was refused is not given": (
        "08 order",
        [*NIGHT, "still-no", "house-alone", "ray-on", "ray-on", "i-have-him", "name-on-it"],
        "pulls at his collar",
    ),
}


@pytest.mark.parametrize("what", NEVER)
def test_a_conversation_says_nothing_that_its_path_contradicts(what: str) -> None:
    where, moves, words = NEVER[what]
    assert words not in told(where, moves)


def test_the_best_path_asks_about_alcohol_and_treats_the_breath() -> None:
    for name, quantity in {"leaving": "drink", "family": "eased"}.items():
        exercise, key = talk("08 attending"), COURSE["08"][1]["attending"]
        played = engine.play(exercise, key.expert[name])  # type: ignore[attr-defined]
        assert played.ended
        assert played.values[quantity] == 1


@pytest.mark.parametrize(
    ("state", "move"),
    [
        ("leaving-sweat", "last-drink"),
        ("family-paper", "in-writing"),
        ("family-breath", "ease-her-first"),
    ],
)
def test_standard_care_is_not_graded_wrong(state: str, move: str) -> None:
    assert COURSE["08"][1]["attending"].moves[state][move].good  # type: ignore[attr-defined]


def test_the_best_path_says_that_pills_can_work_as_well_as_the_vein() -> None:
    path = COURSE["08"][1]["attending"].expert["leaving"]  # type: ignore[attr-defined]
    assert "as well as the vein" in told("08 attending", path)


def test_the_best_answer_to_the_request_for_a_scan_is_a_no_and_ordering_it_earns_less() -> None:
    exercise, key = talk("08 attending"), COURSE["08"][1]["attending"]
    path = key.expert["mri"]  # type: ignore[attr-defined]
    assert engine.play(exercise, path).state == "mri-together"
    ordered = engine.play(exercise, [*path[: path.index("bulges-too")], "put-it-in"])
    assert ordered.ended
    assert listening_score.earned(exercise, key, ordered).fraction < 0.75  # type: ignore[arg-type]


@pytest.mark.parametrize("case", ["leaving", "mri", "family", "biopsy"])
def test_the_same_line_is_right_in_one_scene_and_wrong_in_another(case: str) -> None:
    exercise, key = talk("08 attending"), COURSE["08"][1]["attending"]
    judged: dict[str, set[bool]] = {}
    for name, state in exercise.states.items():
        for move in state.moves if name.startswith(f"{case}-") else []:
            judged.setdefault(move.text, set()).add(key.moves[name][move.id].good)  # type: ignore[attr-defined]
    assert sum(len(verdicts) == 2 for verdicts in judged.values()) >= 3


def test_understanding_alone_lets_the_unsafe_order_stand() -> None:
    exercise, key = talk("08 order"), COURSE["08"][1]["order"]
    heard = key.expert[:8]  # type: ignore[attr-defined]
    stood = engine.play(exercise, [*heard, "afraid-for-him", "who-else-on"])
    assert stood.state == "order-hung"
    assert stood.values["found"] == 3
    assert listening_score.earned(exercise, key, stood).fraction < 0.7  # type: ignore[arg-type]
    assert engine.play(exercise, key.expert).state == "order-safe"  # type: ignore[attr-defined]


def test_kindness_without_a_limit_ends_with_his_list_on_your_desk() -> None:
    exercise, path = talk("08 attending"), list(COURSE["08"][1]["attending"].expert["biopsy"])  # type: ignore[attr-defined]
    assert engine.play(exercise, path).state == "biopsy-noon"
    path = ["whatever-else" if move == "leave-with-you" else move for move in path]
    assert engine.play(exercise, path).state == "biopsy-your-desk"


def _prose(module: Module) -> str:
    path = ROOT / "modules" / module.module / f"{module.module}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def test_a_notebook_sends_on_to_the_one_after_it() -> None:
    sent = 0
    for number, (module, _) in enumerate(COURSE.values()):
        for title in re.findall(r"go on with (.+?) in the meantime", _prose(module)):
            assert title == TITLES[number + 1], f"{module.module} sends on to {title}"
            sent += 1
    assert sent >= 7


def _exemplar(number: str) -> dict[str, str]:
    key = COURSE[number][1]["reflection"]
    assert isinstance(key, ReflectionKey)
    return key.exemplar


def test_an_exemplar_keeps_the_rules_of_its_exercise() -> None:
    assert re.search(r"My BATNA today is the first one", _exemplar("02")["alternatives"])
    assert _exemplar("02")["control"].startswith("The first entry is my own decision")
    assert len(re.findall(r"[.!?](?:\s|$)", _exemplar("03")["happened"])) <= 4
    assert "five hours" in _exemplar("07")["ask"]
    assert "Ask: five" in _exemplar("07")["line"]
    assert "came after line 6" not in _exemplar("08")["learned"]


def test_the_line_that_the_capstones_exemplar_quotes_can_be_said() -> None:
    exercise = talk("09 talk")
    quoted = re.findall(r"(?:I said|She said|He said|and then)[,:] '(.*?)[,.]' ", _exemplar("09")["moment"])
    said = "\n".join(m.text + "".join(o.says for o in m.outcomes) for s in exercise.states.values() for m in s.moves)
    assert len(quoted) >= 2
    assert [line for line in quoted if line not in said] == []
