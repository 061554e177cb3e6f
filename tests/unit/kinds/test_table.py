"""`table`: the BATNA follows from the learner's own audit and weights, and an early slip does not cost twice."""

from typing import Any

import pytest

from rounds.kinds.table import learners
from rounds.kinds.table.marking import mark, progress, respond
from rounds.kinds.table.spec import CONTROLS
from tests.unit.kinds import samples

EXERCISE, KEY = samples.loaded(samples.table())
EXPERT = learners.expert(EXERCISE, KEY)


def changed(part: str, **values: Any) -> dict[str, Any]:
    return {**EXPERT, part: {**EXPERT[part], **values}}


def test_the_expected_values_are_those_worked_out_by_hand() -> None:
    # Tired: 80 % rest, 20 % pay. Stay 28; fewer hours 70; signed 0.9 x 40 + 0.1 x 28; dream 0.8 x 100 + 0.2 x 28.
    assert EXPERT["totals"] == {
        "tired": {"signed": pytest.approx(38.8), "dream": pytest.approx(85.6)},
        "poor": {"signed": pytest.approx(68.2)},
    }
    assert EXPERT["choice"] == {"tired": "cut", "poor": "signed"}
    assert EXPERT["rv"] == {"tired": pytest.approx(70), "poor": pytest.approx(68.2)}


def test_counting_on_a_yes_costs_the_audit_and_nothing_else() -> None:
    # Who takes the dream job for secured, and goes on from there without a mistake, loses only that judgment.
    answer = changed("control", dream="secured")
    answer |= {"choice": {"tired": "dream", "poor": "dream"}, "rv": {"tired": 85.6, "poor": 0.8 * 100 + 0.2 * 52}}
    graded = mark(EXERCISE, KEY, answer)
    # The audit: two thirds of balanced recall, where knowing only the status quo would have brought a half.
    assert graded.fraction == pytest.approx(1 - 0.3 * (1 - (2 / 3 - 1 / 2) / (1 / 2)))
    assert set(graded.slips) == {"mixed"}
    # Nothing that rests on the wrong audit is a green "Right": it follows from the learner's own, and says so.
    rest = {item.id: item for item in graded.items if item.id.startswith(("choice-", "rv-"))}
    assert {item.verdict for item in rest.values()} == {"follows"}
    assert {rest[name].expected for name in ("choice-tired", "rv-tired")} == {"Fewer hours", "70"}
    assert all("so it counts. But" in item.why for item in rest.values())
    right = mark(EXERCISE, KEY, EXPERT)
    assert {item.verdict for item in right.items} == {"right"}
    assert not any("so it counts. But" in item.why for item in right.items)


def test_what_follows_from_an_audit_that_is_mostly_wrong_is_not_said_to_count() -> None:
    answer = {"control": dict.fromkeys(("now", "cut", "signed", "dream"), "secured"), "totals": EXPERT["totals"]}
    answer |= {"choice": {"tired": "dream"}, "rv": {"tired": 85.6}}
    graded = mark(EXERCISE, KEY, answer)
    assert [part.earned for part in graded.parts[2:]] == [0, 0]
    told = {item.id: item for item in graded.items if item.id in ("choice-tired", "rv-tired")}
    assert {item.verdict for item in told.values()} == {"follows"}
    assert all("and counts once half of your audit is right. But" in item.why for item in told.values())


def test_the_dream_job_is_no_batna_for_one_who_judged_it_right() -> None:
    graded = mark(EXERCISE, KEY, changed("choice", tired="dream"))
    assert set(graded.slips) == {"asked", "not-following"}
    graded = mark(EXERCISE, KEY, changed("choice", tired="now"))
    assert "second-best" in graded.slips


def test_a_reservation_value_that_follows_from_a_wrong_choice_still_counts() -> None:
    wrong = {**changed("choice", tired="now"), "rv": {**EXPERT["rv"], "tired": 28}}
    graded = mark(EXERCISE, KEY, wrong)
    assert graded.fraction == pytest.approx(1 - 0.2 * 0.5)
    verdicts = {item.id: item.verdict for item in graded.items}
    assert (verdicts["choice-tired"], verdicts["rv-tired"], verdicts["rv-poor"]) == ("wrong", "follows", "right")


def test_practice_tells_no_value_that_is_still_asked_for() -> None:
    exercise, key, answer = own_table()
    answer = {**answer, "choice": {"tired": "now"}, "rv": {"tired": 1.0}, "totals": {}}
    said = respond(exercise, key, answer)
    assert said["rv-tired"].why == "You'll read why once you have worked out the expected values that are left open."
    assert (said["choice-tired"].verdict, said["choice-tired"].slip) == ("wrong", "second-best")
    assert said["choice-tired"].why == "Why comes with the reservation value below."
    said = respond(exercise, key, {**answer, "totals": learners.expert(exercise, key)["totals"]})
    assert said["choice-tired"].why == "Why comes with the reservation value below."
    assert said["rv-tired"].why.startswith("The reservation value is what your BATNA is worth")
    assert said["rv-tired"].why.endswith(samples.WHY)
    assert "28" in said["rv-tired"].why


@pytest.mark.parametrize(
    ("value", "slip"), [(40, "ignored"), (36, "left-out"), (0.9 * 55 + 0.1 * 40, "equal"), (12, "sums")]
)
def test_each_wrong_path_to_an_expected_value_is_named(value: float, slip: str) -> None:
    graded = mark(EXERCISE, KEY, changed("totals", tired={"signed": value, "dream": 85.6}))
    assert set(graded.slips) == {slip}
    assert graded.fraction == pytest.approx(1 - 0.3 / 3)


def test_a_choice_without_an_audit_earns_nothing() -> None:
    assert mark(EXERCISE, KEY, {"choice": EXPERT["choice"]}).fraction == 0


@pytest.mark.parametrize("control", CONTROLS)
def test_one_control_for_all_earns_nothing_for_the_choice_either(control: str) -> None:
    rows = [a.id for a in EXERCISE.alternatives]
    for row in rows:
        answer = {"control": dict.fromkeys(rows, control), "choice": {"tired": row, "poor": row}}
        assert mark(EXERCISE, KEY, answer).fraction == 0


@pytest.mark.parametrize("row", [a.id for a in EXERCISE.alternatives])
def test_ruling_out_all_but_one_row_and_copying_its_value_earns_no_more_than_the_audit(row: str) -> None:
    answer = learners.constants(EXERCISE)[f"only {row}"]
    assert (mark(EXERCISE, KEY, answer).fraction or 0) <= 0.05


def own_table() -> tuple[Any, Any, dict[str, Any]]:
    sample, key = samples.table()
    sample |= {"use": "practice", "points": None, "own_rows": 2}
    sample["profiles"] += [{"id": "you", "label": "You"}]
    key["profiles"]["you"] = {"why": "Yours."}
    exercise, keyed = samples.loaded((sample, key))
    return exercise, keyed, learners.expert(exercise, keyed)


def test_ones_own_weights_are_free_and_the_rest_follows_from_them() -> None:
    exercise, key, answer = own_table()
    for rest in (0, 35, 100):
        weights = {"rest": rest, "pay": 100 - rest}
        mine = {"cut": 0.8 * rest + 0.3 * (100 - rest)}
        signed = 0.9 * (0.3 * rest + 0.8 * (100 - rest)) + 0.1 * (0.2 * rest + 0.6 * (100 - rest))
        best = "cut" if mine["cut"] > signed else "signed"
        answer |= {"weights": {"you": weights}}
        answer["choice"]["you"], answer["rv"]["you"] = best, max(mine["cut"], signed)
        assert mark(exercise, key, answer).fraction == pytest.approx(1)


def test_weights_that_do_not_sum_to_100_decide_nothing() -> None:
    exercise, key, answer = own_table()
    graded = mark(exercise, key, {**answer, "weights": {"you": {"rest": 50, "pay": 40}}})
    assert (graded.fraction or 0) < 1
    choice = next(item for item in graded.items if item.id == "choice-you")
    assert choice.why.startswith("Your weights don't add up to 100 yet, so there is no BATNA to choose.")
    assert progress(exercise, {"weights": {"you": {"rest": 50, "pay": 40}}})[0] == 0
    assert progress(exercise, {"weights": {"you": {"rest": 60, "pay": 40}}})[0] == 1


def test_a_row_of_ones_own_that_wins_only_by_a_wrong_audit_follows_from_it() -> None:
    exercise, key, answer = own_table()
    row = {"label": "Locums", "scores": {"rest": 60, "pay": 60}, "p": 1, "control": "own"}
    # Fewer hours would be worth 70 to the tired one, and are called another's to decide; the poor one's best is 68.2.
    answer |= {"own": {"own-1": row}, "control": {**answer["control"], "cut": "needs-yes"}}
    answer["choice"], answer["rv"] = {"tired": "own-1"}, {"tired": 60}
    verdicts = {item.id: item.verdict for item in mark(exercise, key, answer).items}
    assert (verdicts["choice-tired"], verdicts["rv-tired"]) == ("follows", "follows")


def test_a_row_of_ones_own_can_be_the_batna() -> None:
    exercise, key, answer = own_table()
    row = {"label": "A locum <b>week</b>", "scores": {"rest": 90, "pay": 90}, "p": 1, "control": "own"}
    answer |= {"own": {"own-1": row}}
    answer["choice"] = dict.fromkeys(answer["choice"], "own-1")
    answer["rv"] = dict.fromkeys(answer["rv"], 90)
    graded = mark(exercise, key, answer)
    assert graded.fraction == pytest.approx(1)
    assert graded.notes == ()


def test_graded_tables_may_not_have_rows_of_ones_own() -> None:
    exercise, key = samples.table()
    assert "could be made up to pay" in samples.problems(({**exercise, "own_rows": 1}, key))[0].says


@pytest.mark.parametrize(
    "answer",
    [
        {"control": {"now": "mine"}}, {"control": ["own"]}, {"totals": {"tired": {"now": 3}}}, {"totals": {"nobody": {"signed": 3}}},
        {"choice": {"tired": "nobody"}}, {"rv": {"tired": "seventy"}}, {"weights": {"tired": {"rest": 100}}}, {"nobody": 1},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_noted_and_never_counts(answer: dict[str, Any]) -> None:
    graded = mark(EXERCISE, KEY, answer)
    assert graded.notes or any(item.verdict == "unread" for item in graded.items)
    assert graded.fraction == 0


CHANGES = {
    "weights that do not sum": (lambda e, k: e["profiles"][0].update(weights={"rest": 50, "pay": 40}), "its weights sum to 90"),
    "an uncertain status quo": (lambda e, k: e["alternatives"][0].update(p=0.5), "is the status quo, so its p is 1"),
    "nothing to compute": (lambda e, k: [p.pop("compute") for p in e["profiles"]], "asks for no expected value"),
    "a confusion without a slip": (lambda e, k: k["confusions"]["own"].pop("secured"), "no slip for own taken for secured"),
    "a weight below 0": (lambda e, k: e["profiles"][0].update(weights={"rest": 150, "pay": -50}), None),
    "graded weights of the learner's own": (lambda e, k: e["profiles"][0].pop("weights"), "is graded, so each profile needs weights"),
    "only two controls": (lambda e, k: k["control"]["dream"].update(control="own"), "have at least one of each"),
    "a score that is missing": (lambda e, k: e["alternatives"][1]["scores"].pop("pay"), "has no line in the key's scores of cut"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_fault_in_the_content_gets_a_sentence(name: str) -> None:
    exercise, key = samples.table()
    how, says = CHANGES[name]
    how(exercise, key)  # type: ignore[no-untyped-call]
    if says is None:
        with pytest.raises(ValueError, match=r"greater than or equal to 0|less than or equal to 100"):
            samples.models((exercise, key))
        return
    assert says in " ".join(p.says for p in samples.problems((exercise, key)))
