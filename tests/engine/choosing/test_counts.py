"""Given figures of several periods and releases, when they are added up, then no child is counted twice."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.engine.choosing.counts import counts_of, notes_of
from commonground.engine.choosing.window import Window, first_day, last_day, read_window
from commonground.engine.errors import UserError
from commonground.engine.figures import PublishedRow
from tests.figures_made import INDICATOR, published

FIRST = 2019 * 4 + 1
"""April to June 2019."""


def quarter(at: int, covered: int, children: int, **more: object) -> PublishedRow:
    period = (first_day(FIRST + at), last_day(FIRST + at))
    return published("Z99001", covered, children, period=period, **more)  # type: ignore[arg-type]


WINDOW = read_window("2019-20")
YEAR = (WINDOW.first, WINDOW.last)


def test_four_quarters_are_added_up() -> None:
    found = counts_of([quarter(at, 9, 10 + at) for at in range(8)], INDICATOR, WINDOW)["Z99001"]
    assert found.count is not None
    assert (found.count.covered, found.count.children, found.count.quarters) == (36, 46, 4)


def test_a_year_goes_before_its_quarters() -> None:
    rows = [*(quarter(at, 9, 10) for at in range(4)), published("Z99001", 37, 41, period=YEAR)]
    count = counts_of(rows, INDICATOR, WINDOW)["Z99001"].count
    assert count is not None
    assert (count.covered, count.children, count.quarters) == (37, 41, 4)


def test_two_years_and_a_year_beside_quarters_fill_a_longer_window() -> None:
    rows = [published("Z99001", 37, 41, period=YEAR), *(quarter(at, 9, 10) for at in range(4, 8))]
    count = counts_of(rows, INDICATOR, read_window("2019-20..2020-21"))["Z99001"].count
    assert count is not None
    assert (count.covered, count.children, count.quarters) == (73, 81, 8)


def test_of_two_releases_the_later_holds_and_reading_twice_changes_nothing() -> None:
    rows = [
        published("Z99001", 30, 41, period=YEAR, as_at=date(2020, 6, 1), release="first"),
        published("Z99001", 37, 41, period=YEAR, as_at=date(2020, 9, 1), release="second"),
    ]
    for given_rows in (rows, rows[::-1], [*rows, *rows]):
        count = counts_of(given_rows, INDICATOR, WINDOW)["Z99001"].count
        assert count is not None
        assert (count.covered, count.releases) == (37, ("second",))


def test_a_withheld_quarter_leaves_three() -> None:
    rows = [*(quarter(at, 9, 10) for at in range(3)), quarter(3, 0, 0, status="withheld")]
    count = counts_of(rows, INDICATOR, WINDOW)["Z99001"].count
    assert count is not None
    assert (count.children, count.quarters) == (30, 3)


def test_how_a_figure_was_read_is_no_caveat_of_its_place() -> None:
    shared = "2 practices have not shared their data"
    rows = [
        published("E10000099", None, 40, status="derived", note=f"derived: 38 of 40; {shared}"),
        published(
            "E10000099", None, 41, status="derived", note=f"derived: 39 of 41; {shared}", indicator="mmr1_5y"
        ),
        published("E10000098", None, 41, status="derived", note="derived: 39 of 41"),
        published("E10000097", 40, 41, note="counted with its neighbour"),
        published("E10000095", 40, 41),
        published("E10000095", None, None, status="missing", note="0 are printed", indicator="hepb_12m"),
        published("E10000095", None, None, status="missing", note="0 are printed", indicator="hepb_24m"),
        published("E10000096", 40, 41, note="long ago", period=(date(2001, 4, 1), date(2002, 3, 31))),
    ]
    assert notes_of(rows, INDICATOR, read_window("2024-25")) == {
        "E10000099": (shared,),
        "E10000097": ("counted with its neighbour",),
    }


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2019-20", date(2019, 4, 1), date(2020, 3, 31)),
        ("2019/20..2020/21", date(2019, 4, 1), date(2021, 3, 31)),
        ("2019-20 Q2..2020-21 Q1", date(2019, 7, 1), date(2020, 6, 30)),
        ("2019-20Q4..2020-21Q3", date(2020, 1, 1), date(2020, 12, 31)),
        ("2019-10-01..2020-09-30", date(2019, 10, 1), date(2020, 9, 30)),
        (" 2019-04-01 .. 2021-03-31 ", date(2019, 4, 1), date(2021, 3, 31)),
    ],
)
def test_windows_as_people_write_them(written: str, first: date, last: date) -> None:
    assert read_window(written) == Window(first, last)


@pytest.mark.parametrize(
    "written",
    ["", "..", "2019", "2019-21", "2019-20 Q5", "2019-20..2018-19", "2020-03-31..2019-04-01", "9999-00"],
)
def test_what_is_no_window_is_refused(written: str) -> None:
    with pytest.raises(UserError, match=r"\.$"):
        read_window(written)


@given(st.integers(1950 * 4, 2090 * 4), st.integers(1, 4))
def test_any_whole_number_of_years_from_any_quarter_is_a_window(start: int, years: int) -> None:
    first, last = first_day(start), last_day(start + 4 * years - 1)
    window = read_window(f"{first}..{last}")
    assert window == Window(first, last)
    assert window.quarters == 4 * years
    assert read_window(str(window)) == window


@given(st.integers(1950 * 4, 2090 * 4), st.sampled_from([1, 2, 3, 5, 6, 7]))
def test_a_quarter_or_an_uneven_number_of_them_is_none(start: int, quarters: int) -> None:
    with pytest.raises(UserError):
        read_window(f"{first_day(start)}..{last_day(start + quarters - 1)}")
