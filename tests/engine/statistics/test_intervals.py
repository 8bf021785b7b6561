"""The Wilson interval against published numbers, and its bounds on any count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.engine.statistics.intervals import Z_95, percentages, wilson

Z_998 = 3.090232


@pytest.mark.parametrize(
    ("x", "n", "z", "lower", "upper"),
    [
        (65, 100, Z_95, 0.552544, 0.736358),
        (65, 100, Z_998, 0.495495, 0.778354),
        (1045, 5000, Z_95, 0.197955, 0.220491),
        (1045, 5000, Z_998, 0.191794, 0.227316),
        (1, 100, Z_95, 0.001767, 0.054486),
        (20, 100, Z_998, 0.105192, 0.347111),
    ],
)
def test_published_intervals_to_a_millionth(x: int, n: int, z: float, lower: float, upper: float) -> None:
    assert wilson(x, n, z) == pytest.approx((lower, upper), abs=1e-6)


@pytest.mark.parametrize(("x", "n"), [(6, 5), (-1, 5), (0, 0), (1, -3)])
def test_what_is_no_count_out_of_a_count_is_refused_in_a_sentence(x: int, n: int) -> None:
    with pytest.raises(ValueError, match=rf"There is no interval for {x} of {n} children: .*\.$"):
        wilson(x, n)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_proportion_and_mirrors_its_complement(count: tuple[int, int]) -> None:
    x, n = count
    lower, upper = wilson(x, n)
    assert 0 <= lower <= x / n <= upper <= 1
    assert wilson(n - x, n) == pytest.approx((1 - upper, 1 - lower), abs=1e-9)


def test_percentages_have_one_decimal_place() -> None:
    assert percentages(65, 100) == (65.0, 55.3, 73.6)
    assert percentages(0, 5) == (0.0, 0.0, 43.4)
    assert percentages(5, 5) == (100.0, 56.6, 100.0)
