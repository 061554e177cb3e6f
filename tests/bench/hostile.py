"""Five hundred submissions broken in every way and in mixtures of them, collected and marked by our command's own call."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.pipeline.learners.damaged_class import DamagedClass, happened

SUBMISSIONS = 500
SEED = 20261124


def measure() -> dict[str, float]:
    """How many were marked, in how many seconds, and how many of the answers that were left undamaged counted."""
    with tempfile.TemporaryDirectory(prefix="rounds-hostile-") as folder:
        room = DamagedClass(Path(folder).resolve(), SUBMISSIONS, SEED)
        result = room.mark()
        for sentence in (*result.failed, *result.wrong, *result.outside, *result.odd)[:20]:
            print(f"Not as it should be: {sentence}")
    return {
        "submissions": SUBMISSIONS,
        "ways": len(happened(room.damaged)),
        "mixtures": sum(len(one.ways) - len(one.undone) > 1 for one in room.damaged),
        "marked": result.marked,
        "not_marked": len(result.failed),
        "undamaged_answers": result.answers,
        "undamaged_answers_counted": result.counted,
        "wrong_scores": len(result.wrong),
        "undamaged_neighbors": result.neighbors,
        "undamaged_neighbors_right": result.neighbors_right,
        "changed_outside_the_folders": len(result.outside) + len(result.odd),
        "seconds_to_collect": result.collecting,
        "seconds": result.seconds,
    }
