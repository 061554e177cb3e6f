"""The kind `package`: as hard for every learner, marked by roles and deal, with one trade named that is better."""

from collections.abc import Callable
from itertools import product
from random import Random
from statistics import mean
from typing import Any

import pytest

from grader.authoring.gates import DRAWN
from rounds.kinds.package import learners, marking
from rounds.kinds.package.game import Game
from rounds.kinds.package.scene import scene
from rounds.kinds.package.spec import ROLES, SHUFFLED_ROLES, Exercise
from rounds.models import deals
from tests.unit.kinds import samples

BASE, KEY = samples.loaded(samples.package())
SEEDS = range(500)
Answer = dict[str, Any]


def game_of(seed: int) -> Game:
    return BASE.drawn(seed).game


def test_every_learner_can_do_better_than_both_batnas_and_has_both_solutions() -> None:
    for seed in SEEDS:
        drawn = game_of(seed)
        assert any(own > drawn.batna[0] and other > drawn.batna[1] for own, other in drawn.worths)
        assert drawn.nash
        assert drawn.kalai_smorodinsky
        assert set(drawn.nash + drawn.kalai_smorodinsky) <= set(drawn.frontier)


def test_the_task_is_as_hard_for_every_learner() -> None:
    def hardness(drawn: Game) -> tuple[Any, ...]:
        earned = sorted(round(marking.deal_credit(drawn, place), 9) for place in range(len(drawn.deals)))
        fair = round(drawn.share(drawn.kalai_smorodinsky[0]), 9)
        return len(drawn.better(drawn.split)), round(drawn.share(drawn.split), 9), len(drawn.frontier), fair, *earned

    assert len({hardness(game_of(seed)) for seed in SEEDS}) == 1
    assert len(game_of(0).deals) == 270
    assert len(game_of(0).better(game_of(0).split)) == 59  # dozens of deals are better for both than the split
    assert game_of(0).share(game_of(0).split) == pytest.approx(6 * 9 / (25 * 35))


def test_learners_have_exercises_of_their_own() -> None:
    drawn = [BASE.drawn(seed) for seed in SEEDS]
    assert {tuple(e.role(i.id) for i in e.issues) for e in drawn} == {
        (*order, "division", "contingent")
        for order in product(SHUFFLED_ROLES, repeat=3)
        if len(set(order)) == 3
    }  # fmt: skip
    assert {len(e.draw.last) for e in drawn} == {1, 2}
    assert {e.draw.scale for e in drawn} == {1, 2}
    assert len({str(e.game.points) for e in drawn}) == 6 * 6 * 2
    assert BASE.drawn(3).draw == BASE.drawn(3).draw


def test_points_stay_whole_and_the_case_tells_the_learners_own_batna() -> None:
    for seed in range(20):
        drawn = BASE.drawn(seed)
        assert all(value == int(value) for pair in drawn.game.worths for value in pair)
        assert f"you have {38 * drawn.draw.scale} points and they have {36 * drawn.draw.scale}." in drawn.case


def test_every_expert_earns_everything_and_every_blank_nothing() -> None:
    for seed in SEEDS:
        drawn = BASE.drawn(seed)
        mark = marking.mark(drawn, KEY, learners.expert(drawn, KEY))
        assert mark.fraction == pytest.approx(1)
        assert (mark.answered, mark.total) == (10, 10)
        assert mark.slips == {}
        assert marking.mark(drawn, KEY, {}).fraction == 0


def test_no_constant_pays_and_guessing_hardly() -> None:
    every: dict[str, list[float]] = {}
    for seed in range(DRAWN):
        drawn = BASE.drawn(seed)
        for name, answer in learners.constants(drawn).items():
            every.setdefault(name, []).append(marking.mark(drawn, KEY, answer).fraction or 0)
    assert len(every) == 30
    assert max(map(mean, every.values())) <= 0.05
    guesses = [
        marking.mark(drawn, KEY, learners.random(drawn, Random(seed))).fraction or 0
        for seed in range(1000)
        for drawn in [BASE.drawn(seed)]
    ]
    assert 0.02 < mean(guesses) <= 0.15


def answer_of(drawn: Exercise, place: int, roles: dict[str, str] | None = None) -> Answer:
    levels = drawn.game.deals[place]
    right = {issue.id: drawn.role(issue.id) for issue in drawn.issues}
    return {
        "deal": {issue.id: level for issue, level in zip(drawn.issues, levels, strict=True)},
        "roles": right if roles is None else roles,
    }


def deal_mark(drawn: Exercise, place: int) -> Any:
    return marking.mark(drawn, KEY, answer_of(drawn, place)).items[-1]


def test_roles_are_two_fifths_and_the_deal_three() -> None:
    drawn = BASE.drawn(1)
    best, split = drawn.game.nash[0], drawn.game.split
    assert marking.mark(drawn, KEY, answer_of(drawn, best, {})).fraction == pytest.approx(0.6)
    assert marking.mark(drawn, KEY, answer_of(drawn, split)).fraction == pytest.approx(0.4)
    assert marking.mark(drawn, KEY, {"roles": answer_of(drawn, 0)["roles"]}).fraction == pytest.approx(0.4)


def test_one_role_for_all_issues_earns_nothing() -> None:
    drawn = BASE.drawn(1)
    for role in ROLES:
        roles = {issue.id: role for issue in drawn.issues}
        assert marking.mark(drawn, KEY, {"roles": roles}).fraction == pytest.approx(0)
        assert marking.mark(drawn, KEY, {"roles": roles}).times == {"mixed": 4}


def test_both_fair_solutions_earn_everything_though_they_differ() -> None:
    drawn = BASE.drawn(1)
    nash, fair = drawn.game.nash, drawn.game.kalai_smorodinsky
    assert nash != fair
    for place in (*nash, *fair):
        assert marking.mark(drawn, KEY, answer_of(drawn, place)).fraction == pytest.approx(1)


def test_no_deal_below_a_batna_earns_anything_and_what_is_wrong_is_named() -> None:
    drawn = BASE.drawn(2)
    of = drawn.game
    slips: dict[str, int] = {}
    for place, (own, other) in enumerate(of.worths):
        item = deal_mark(drawn, place)
        slips[item.slip] = slips.get(item.slip, 0) + 1
        if own <= of.batna[0]:
            assert (item.verdict, item.slip) == ("wrong", KEY.below_own)
        elif other <= of.batna[1]:
            assert (item.verdict, item.slip) == ("wrong", KEY.below_other)
        elif item.slip == KEY.split:
            assert item.verdict == "wrong"
        elif item.slip == KEY.left_on_the_table:
            assert item.verdict == "partly"
            assert place not in of.frontier
        elif item.slip in KEY.lopsided.model_dump().values():
            assert place in of.frontier
    assert slips.keys() == {None, *(s for s in KEY.slips if s != "mixed")}
    assert deal_mark(drawn, of.split).slip == KEY.split


def test_the_trade_that_is_named_is_better_and_no_smaller_one_is() -> None:
    for seed in range(10):
        of = game_of(seed)
        for place, before in enumerate(of.worths):
            trade = of.trade(place)
            assert (trade is None) == (place in of.frontier)
            if trade is None:
                continue
            assert deals.dominates(of.worths[trade], before)
            better = [n for n, w in enumerate(of.worths) if w[0] > before[0] and w[1] > before[1]]
            assert not better or trade in better
            fewest = min((len(of.changes(place, n)) for n in better), default=len(of.changes(place, trade)))
            assert len(of.changes(place, trade)) == fewest


def test_the_feedback_says_the_trade_in_words_and_points() -> None:
    drawn = BASE.drawn(2)
    of = drawn.game
    why = deal_mark(drawn, of.split).why
    scale = drawn.draw.scale
    shared = next(i for i in drawn.issues if drawn.role(i.id) == "compatible")
    assert f"59 are better.\n\nA trade that is better for both of you: {shared.label}: " in why.replace(
        " for both.", "."
    )
    assert f"You: +{8 * scale} points, The chief: +{7 * scale}." in why
    assert "on the Pareto frontier" in deal_mark(drawn, of.nash[0]).why


def test_what_is_said_of_a_deal_tells_whether_it_lies_above_or_below_the_batnas() -> None:
    drawn = BASE.drawn(2)
    of, scale = drawn.game, drawn.draw.scale
    assert f"{6 * scale} above and {9 * scale} above the BATNAs" in deal_mark(drawn, of.split).why
    most = max(range(len(of.deals)), key=lambda place: of.worths[place][0])
    assert f"{50 * scale} above and {13 * scale} below the BATNAs" in deal_mark(drawn, most).why


def test_half_a_deal_is_no_deal_yet_and_practice_says_nothing_of_it() -> None:
    drawn = BASE.drawn(2)
    answer = learners.expert(drawn, KEY)
    del answer["deal"]["site"], answer["roles"]["site"]
    mark = marking.mark(drawn, KEY, answer)
    assert mark.answered == 8
    assert mark.items[-1].verdict == "blank"
    assert mark.fraction == pytest.approx(0.4 * (0.8 - 0.2) / 0.8)
    assert set(marking.respond(drawn, KEY, answer)) == {f"role-{i}" for i in ("start", "team", "stipend", "terms")}


def test_what_cannot_be_read_is_noted_and_does_not_count() -> None:
    drawn = BASE.drawn(2)
    for answer in (
        {"deal": 3},
        {"deal": {"site": "moon"}},
        {"deal": {"site": ["main"]}},
        {"roles": {"site": "boss"}},
        {"roles": {"nowhere": "take"}},
        {"more": 1},
    ):
        mark = marking.mark(drawn, KEY, answer)
        assert mark.fraction == 0
        assert mark.answered == 0
        assert mark.notes == ("1 part(s) of the answer could not be read and did not count.",)


def test_the_page_gets_the_points_and_neither_roles_nor_key() -> None:
    drawn = BASE.drawn(2)
    assert not {"roles", "shuffled", "division", "contingent", "batna", "scales", "key"} & set(drawn.public())
    shown = scene(drawn, {})
    settled = scene(drawn, learners.expert(drawn, KEY))
    waits = {"frontier", "nash", "fair"}
    assert {n: v for n, v in shown.items() if n not in waits} == {n: v for n, v in settled.items() if n not in waits}
    assert shown["points"]["terms"]["by-results"] == [12 * drawn.draw.scale, 9 * drawn.draw.scale]
    assert [role["id"] for role in shown["roles"]] == list(ROLES)  # in one order for all: it tells nothing


def test_what_stands_out_among_the_deals_waits_until_one_is_settled() -> None:
    practice = BASE.model_copy(update={"use": "practice", "points": None}).drawn(2)
    graded = BASE.drawn(2)
    answer = learners.expert(graded, KEY)
    half = {**answer, "deal": {name: level for name, level in answer["deal"].items() if name != "site"}}
    for before in ({}, {"roles": answer["roles"]}, half):
        for exercise in (practice, graded):
            shown = scene(exercise, before)
            assert (shown["frontier"], shown["nash"], shown["fair"]) == ([], [], [])
    # Practice says at once what it thinks of a deal; graded work can still be changed, so no deal is named as fair.
    assert all(scene(practice, answer)[name] for name in ("frontier", "nash", "fair"))
    assert scene(graded, answer)["frontier"]
    assert (scene(graded, answer)["nash"], scene(graded, answer)["fair"]) == ([], [])


def test_the_page_gets_what_the_best_deals_are_worth_and_not_what_they_are() -> None:
    for seed in range(20):
        drawn = BASE.model_copy(update={"use": "practice", "points": None}).drawn(seed)
        of, shown = drawn.game, scene(drawn, learners.expert(drawn, KEY))
        for name, places in (("frontier", of.frontier), ("nash", of.nash), ("fair", of.kalai_smorodinsky)):
            assert shown[name] == [list(worth) for worth in sorted({of.worths[place] for place in places})]
        assert shown["split"] == list(of.worths[of.split])
        levels = {level.id for issue in drawn.issues for level in issue.levels}
        standing_out = str([shown[name] for name in ("frontier", "nash", "fair", "split")])
        assert not [level for level in levels if level in standing_out]


def change(path: str, value: Any) -> Callable[[dict[str, Any], dict[str, Any]], None]:
    """Sets a place in the exercise or, after `key.`, in the key; None takes it away."""

    def do(exercise: dict[str, Any], key: dict[str, Any]) -> None:
        *way, last = path.removeprefix("key.").split(".")
        at: Any = key if path.startswith("key.") else exercise
        for step in way:
            at = at[int(step)] if isinstance(at, list) else at[step]
        if value is None:
            del at[last]
        else:
            at[last] = value

    return do


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("division", "moon", 'issue "moon" is not one of'),
        ("division", "terms", "role's issue id is used more than once"),
        ("scales", [0], "scales must be whole numbers"),
        ("roles.take.own", [0, 30], "role take must give each side as many points"),
        ("roles.take.own", [0, 12, 19], "worth at least twice as much to one side, not 19 and 10"),
        ("roles.compatible.other", [14, 7, 0], "role compatible: points must rise for both sides"),
        ("roles.give.other", [30, 15, 0], "role give: points must rise for one side as they fall"),
        ("roles.division.other", [48, 36, 24, 12, 0], "worth about as much to both, not 20 and 48"),
        ("contingent.worth.fixed", None, "has no line in the key's contingent worth"),
        ("contingent.worth.fixed.own.fails", 5, "one of which pays the same"),
        ("contingent.belief.other", 0.8, "by-results must be better than fixed for both"),
        ("contingent.belief.own", 0.75, "no whole number of points"),
        ("batna.own", 44, "must be better than the BATNA for both"),
        ("batna", {"own": 0, "other": 0}, "already reaches"),
        ("case", "You have {nothing}.", "cannot be filled in"),
        ("key.roles.take", None, "roles lacks the why of take"),
        ("key.roles.take", "Worth {much}.", "cannot be filled in"),
        ("key.deal", "It brings {much}.", "cannot be filled in"),
        ("key.confusions.take.give", None, "confusions has no slip for take taken for give"),
        ("key.split", "unheard", 'slip "unheard" is not one of'),
        ("key.lopsided.own", "unheard", 'slip "unheard" is not one of'),
    ],
)
def test_a_mistake_in_the_yaml_is_named(path: str, value: Any, says: str) -> None:
    assert says in samples.said(samples.package(), change(path, value))
