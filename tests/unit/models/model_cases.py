"""What the tests of the models share: drawn cases, and one worked example."""

from collections.abc import Mapping

from hypothesis import assume
from hypothesis import strategies as st

from rounds.models.batna import Alternative

NOISE = 1e-12  # far above what rounding does to utilities from 0 to 1, far below what sets two of ours apart

Weights = dict[str, float]
Case = tuple[list[Alternative], Weights, str]

tenths = st.integers(0, 10).map(lambda n: n / 10)  # coarse, so that ties and corners of three lines do occur
anywhere = st.floats(0, 1)


@st.composite
def cases(draw: st.DrawFn, values: st.SearchStrategy[float] = tenths, least: int = 1) -> Case:
    """Alternatives, weights and the id of the status quo, which stands anywhere and need not be admissible."""
    interests = ["pay", "time", "family", "growth"][: draw(st.integers(least, 4))]
    weights = {name: float(draw(st.integers(0, 5))) for name in interests}
    assume(any(weights.values()))
    ids = ["stay", "quit", "locum", "lab", "clinic"][: draw(st.integers(1, 5))]
    alternatives = [
        Alternative(
            name, {name: draw(values) for name in interests}, draw(values), draw(st.sampled_from([True, True, False]))
        )
        for name in ids
    ]
    return alternatives, weights, draw(st.sampled_from(ids))


def at_share(weights: Mapping[str, float], moved: str, share: float) -> Weights:
    """The weights with `moved` at that share of all the weight, the others in proportion, or equal if all are 0."""
    others = {name: weight for name, weight in weights.items() if name != moved}
    if not any(others.values()):
        others = dict.fromkeys(others, 1.0)
    return {name: share if name == moved else (1 - share) * others[name] / sum(others.values()) for name in weights}


# The worked example of these tests: five ways out of a job that asks too much. Illustrative figures.
JOB = [
    Alternative("stay", {"pay": 0.6, "time": 0.2, "growth": 0.4}),
    Alternative("part-time", {"pay": 0.2, "time": 1.0, "growth": 0.2}),
    Alternative("locum", {"pay": 1.0, "time": 0.3, "growth": 0.0}),
    Alternative("fellowship", {"pay": 0.0, "time": 0.4, "growth": 1.0}, p=0.8),
    Alternative("unsigned", {"pay": 1.0, "time": 0.9, "growth": 0.9}, p=0.9, admissible=False),
]
