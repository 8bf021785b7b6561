"""The gap between two coverages is shared out so that it adds up, as in the worked example (methods 2.4)."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.engine.comparing.attribution import Counts, Part, shapley, waterfall

CHIS = Counts(45, 60)
PARTS = [
    Part("moved_away", "chis", 10, -2, -10),
    Part("new_registration", "practice", 4, 2, 4),
    Part("never_reached_chis", "practice", 5, 5, 0),
    Part("absent_from_practice", "chis", 1, -1, 0),
]


def test_the_worked_example() -> None:
    steps = waterfall(CHIS, PARTS)
    assert steps is not None
    assert [step.points for step in steps] == pytest.approx([11.0, -2.6667, 9.2593, -1.8519], abs=1e-4)
    assert [step.percent for step in steps] == pytest.approx([86.0, 83.3333, 92.5926, 90.7407], abs=1e-4)
    assert shapley(CHIS, PARTS) == pytest.approx([11.0559, -2.3816, 8.8329, -1.7666], abs=1e-4)


def test_without_children_left_there_is_no_share() -> None:
    everybody = [Part("moved_away", "chis", 60, -45, -60), *PARTS[1:]]
    assert shapley(CHIS, everybody) is None
    assert waterfall(CHIS, everybody) is None


changes = st.integers(-6, 8)
parts = st.lists(
    st.builds(lambda n, d: Part("a", "practice", 1, n, d), changes, changes), min_size=1, max_size=5
)


@given(parts)
def test_shares_are_the_mean_over_every_order_and_add_up_to_the_gap(some: list[Part]) -> None:
    start = Counts(40, 60)
    shares = shapley(start, some)
    assert shares is not None
    end = Counts(40 + sum(part.numerator for part in some), 60 + sum(part.denominator for part in some))
    assert sum(shares) == pytest.approx((end.percent or 0) - (start.percent or 0))
    orders = list(permutations(range(len(some))))
    for place, share in enumerate(shares):
        gains = []
        for order in orders:
            steps = waterfall(start, [some[one] for one in order])
            assert steps is not None
            gains.append(steps[order.index(place)].points)
        assert share == pytest.approx(sum(gains) / len(gains))
