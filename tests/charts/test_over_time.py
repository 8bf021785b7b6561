"""A series over time as a picture and a table that say the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.charts.over_time import Point, run_chart, xmr_chart

BASELINE = [86.1, 84.9, 87.2, 85.5, 86.4, 84.7, 85.8, 86.9, 85.2, 86.0, 85.6, 86.6]
LATER = [88.4, 89.1, 88.7, 89.6, 88.9, 89.8, 89.3]


def points(values: list[float | None]) -> list[Point]:
    return [Point(f"{at}", value) for at, value in enumerate(values)]


def test_a_shift_is_drawn_as_diamonds_and_said_in_the_table() -> None:
    chart = xmr_chart("one", "Coverage", points([*BASELINE, *LATER]))
    told = [row[2] for row in chart.table.rows]
    assert all("seven" in words or "limit" in words for words in told[-7:])
    assert chart.svg.count("<path") == sum(words != "within what chance does" for words in told)
    assert chart.svg.count("<circle") == sum(words == "within what chance does" for words in told)


def test_a_gap_is_a_gap_and_never_a_zero() -> None:
    chart = run_chart("one", "Coverage", points([86.0, None, 88.0]))
    assert [row[1] for row in chart.table.rows] == ["86.0%", "none", "88.0%"]
    assert chart.svg.count("<circle") == 2
    assert 'stroke="#005eb8"' not in chart.svg  # no line is drawn across the gap


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(ValueError, match="no figure"):
        run_chart("one", "Coverage", points([None]))


@given(st.lists(st.none() | st.floats(0, 100), min_size=2, max_size=40))
def test_every_figure_lies_inside_the_drawing(values: list[float | None]) -> None:
    if sum(value is not None for value in values) < 2:
        return
    for chart in (run_chart("one", "Coverage", points(values)), xmr_chart("one", "Coverage", points(values))):
        places = [float(y) for y in re.findall(r'c?y="(-?[\d.]+)"', chart.svg)]
        assert all(-1 <= y <= 260 for y in places)
        assert len(chart.table.rows) == len(values)
