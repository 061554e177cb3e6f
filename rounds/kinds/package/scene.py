"""What the page needs to draw the deals: the learner's points, and later what the best deals are worth. Nothing of the key.

The card asks for a deal that is as good as possible for both, so what stands out among the deals waits until the learner
has settled on one. Then comes the frontier and, in practice, which responds to the deal right away, the two fair
solutions. Graded work leaves those two out, since the deal can still be changed; the feedback names one of them.
"""

from __future__ import annotations

from typing import Any

from rounds.core.scoring import Answer
from rounds.kinds.package.marking import clean
from rounds.kinds.package.spec import ROLES, Exercise


def scene(exercise: Exercise, answer: Answer) -> dict[str, Any]:
    """The same after every answer, except for what waits for a deal; the page itself adds up what a deal is worth.

    Deals that stand out are pairs of points, own and other. Which levels make them up is for the learner to find.
    """
    game = exercise.game
    settled = clean(exercise, answer)[0].deal(exercise) is not None

    def worths(places: tuple[int, ...], shown: bool) -> list[list[float]]:
        return [list(worth) for worth in sorted({game.worths[place] for place in places})] if shown else []

    clause = exercise.contingent
    return {
        "points": {
            issue: {level: list(pair) for level, pair in levels.items()} for issue, levels in game.points.items()
        },
        "batna": list(game.batna),
        "roles": [{"id": name, "label": label} for name, label in ROLES.items()],
        "clause": {
            "issue": clause.issue,
            "event": clause.event,
            "belief": [clause.belief.own, clause.belief.other],
            "worth": {level: [list(side) for side in sides] for level, sides in game.bets.items()},
        },
        "split": list(game.worths[game.split]),
        "frontier": worths(game.frontier, settled),
        "nash": worths(game.nash, settled and exercise.use == "practice"),
        "fair": worths(game.kalai_smorodinsky, settled and exercise.use == "practice"),
    }
