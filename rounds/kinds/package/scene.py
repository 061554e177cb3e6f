"""What the page needs to draw the deals: the learner's points, and which deals stand out. Nothing of the key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rounds.kinds.package.game import game
from rounds.kinds.package.marking import ROLES
from rounds.marking import Answer

if TYPE_CHECKING:
    from rounds.kinds.package.spec import Exercise


def scene(exercise: Exercise, answer: Answer) -> dict[str, Any]:
    """The same after every answer, so it travels once: the page itself adds up what a deal is worth."""
    drawn = game(exercise)

    def deals(places: tuple[int, ...]) -> list[list[str]]:
        return [list(drawn.deals[place]) for place in places]

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
        # Deals as lists of levels, in the order of the issues.
        "split": list(drawn.deals[drawn.split]),
        "frontier": deals(drawn.frontier),
        "nash": deals(drawn.nash),
        "fair": deals(drawn.kalai_smorodinsky),
    }
