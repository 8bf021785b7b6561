"""Given practices on a map, when a day's travel is sought, then the nearby ones with most at stake go together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.engine.choosing.day_trip import distance_km, reach_km

PLACES = st.tuples(st.floats(49.9, 55.8), st.floats(-5.7, 1.8))


def test_a_known_distance() -> None:
    charing_cross, brighton = (51.5074, -0.1278), (50.8225, -0.1372)
    assert distance_km(charing_cross, brighton) == pytest.approx(76.2, abs=0.3)


@given(PLACES, PLACES)
def test_a_distance_is_the_same_both_ways_and_none_from_itself(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    assert distance_km(one, other) == pytest.approx(distance_km(other, one))
    assert distance_km(one, one) == 0


def test_half_an_hour_across_a_city() -> None:
    assert reach_km(30, 22, 1.35) == pytest.approx(8.148, abs=0.001)
