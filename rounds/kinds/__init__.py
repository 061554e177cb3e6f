"""The kinds of exercise. Each folder here holds everything about one kind.

`spec.py` says what the YAML may hold, and of that what a learner may see; `checks.py` finds what's wrong with an exercise
and its key; `marking.py` marks, and is pure; `learners.py` simulates learners; `view.js` is what a learner works with.
`scene.py`, where there is one, works out in the kernel what the page shows after each answer, and `rubric.py` says what a
person grades by. `kind.py` names these parts. `of(name)` is the one way in for the rest of the code.
"""

from rounds.kinds.registry import KINDS, Kind, of

__all__ = ["KINDS", "Kind", "of"]
