"""What the page needs to draw the deals: the learner's points, and what the best deals are worth. Nothing of the key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rounds.kinds.package.game import game
from rounds.kinds.package.marking import ROLES
from rounds.marking import Answer

if TYPE_CHECKING:
    from rounds.kinds.package.spec import Exercise


def scene(exercise: Exercise, answer: Answer) -> dict[str, Any]:
    """The same after every answer, so it travels once: the page itself adds up what a deal is worth.

    Deals that stand out are pairs of points, own and other. Which levels make them up is for the learner to find.
    """
    drawn = game(exercise)

    def worths(places: tuple[int, ...]) -> list[list[float]]:
        return [list(worth) for worth in sorted({drawn.worths[place] for place in places})]

    clause = exercise.contingent
    return {
        "points": {
            issue: {level: list(pair) for level, pair in levels.items()} for issue, levels in drawn.points.items()
        },
        "batna": list(drawn.batna),
        "roles": [{"id": name, "label": label} for name, label in ROLES.items()],
        "clause": {
            "issue": clause.issue,
            "event": clause.event,
            "belief": [clause.belief.own, clause.belief.other],
            "worth": {level: [list(side) for side in sides] for level, sides in drawn.clause.items()},
        },
        "split": list(drawn.worths[drawn.split]),
        "frontier": worths(drawn.frontier),
        "nash": worths(drawn.nash),
        "fair": worths(drawn.kalai_smorodinsky),
    }
