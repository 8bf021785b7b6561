"""Numbers out of cells, numerators out of percentages, quarters out of texts."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.engine.published.periods import Period, quarter_in, quarter_of, year_in
from commonground.engine.published.values import (
    cell_name,
    is_share,
    numerators,
    printed,
    printed_places,
    row_of,
)
from commonground.engine.statistics.two_proportions import change_probability, size_probability


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), st.integers(0, 3))
def test_a_derived_numerator_is_the_true_one_and_only_where_it_is_the_only_one(
    counts: tuple[int, int], places: int
) -> None:
    children, had = counts
    # given: a percentage rounded to so many places
    unit = Fraction(1, 10**places)
    value = round(Fraction(100 * had, children) / unit) * unit
    # when
    found = numerators(value, unit / 2, children)
    # then: the true numerator is always among them
    assert found.fewest <= had <= found.most
    # and each of them, and no other, lies within half a unit
    inside = [x for x in range(children + 1) if abs(Fraction(100 * x, children) - value) <= unit / 2]
    assert (found.fewest, found.most) == (inside[0], inside[-1])
    assert found.only == (had if len(inside) == 1 else None)


@pytest.mark.parametrize(
    ("text", "number", "places", "status"),
    [
        ("91.8", Fraction("91.8"), 1, ""),
        ("597,527", Fraction(597_527), 0, ""),
        ("91.7 (91.4)", Fraction("91.7"), 1, ""),
        ("93.8 (94 ()", Fraction("93.8"), 1, ""),
        ("0", Fraction(0), 0, ""),
        ("0.0", Fraction(0), 1, ""),
        ("", None, 0, "missing"),
        ("-", None, 0, "missing"),
        ("N.A.", None, 0, "missing"),
        (":", None, 0, "missing"),
        ("*", None, 0, "withheld"),
        ("[x]", None, 0, "withheld"),
        ("[c]", None, 0, "suppressed"),
        ("[z]", None, 0, "not applicable"),
        ("-99", None, 0, "not applicable"),
        ("35% to 69%", None, 0, "suppressed"),
        ("about 90", None, 0, "unknown"),
        ("=1+1", None, 0, "unknown"),
    ],
)
def test_a_cell_is_a_number_or_says_why_not(
    text: str, number: Fraction | None, places: int, status: str
) -> None:
    found = printed(text, 4, 6)
    assert (found.number, found.places, found.status, found.cell) == (number, places, status, "G5")


def test_a_star_is_what_its_sheet_says_it_is() -> None:
    assert printed("*", 0, 0, "selective").status == "suppressed"
    legend = {
        "**": "These LAs are currently unable to report",
        "note 3": "City of London is included in Hackney.",
    }
    assert printed("**", 0, 0, "selective", legend).status == "missing"
    assert printed("[note 3]", 0, 0, "", legend).status == "not applicable"


def test_a_column_was_printed_to_the_places_of_its_longest_number() -> None:
    def column(*texts: str) -> list:  # type: ignore[type-arg]
        return [printed(text, 0, 0) for text in texts]

    assert printed_places(column("95", "91.8", "-"), share=False) == 1
    assert printed_places(column("93.85953253460421", "90", "88.1818181818"), share=False) == 9
    assert printed_places(column("0.9375", "1", "0.95"), share=True) == 4
    assert is_share(column("1", "0.5", "*"))
    assert not is_share(column("1", "0.5", "88"))


@given(st.integers(0, 5000), st.integers(0, 20_000))
def test_cells_are_named_as_a_spreadsheet_names_them(row: int, column: int) -> None:
    assert row_of(cell_name(row, column)) == row
    assert [cell_name(0, at) for at in (0, 25, 26, 701, 702)] == ["A1", "Z1", "AA1", "ZZ1", "AAA1"]


@given(st.dates(date(2010, 1, 1), date(2030, 12, 31)))
def test_quarters_follow_one_another_and_hold_their_days(day: date) -> None:
    quarter = quarter_of(day)
    assert quarter.start <= day <= quarter.end
    assert quarter.before.end + timedelta(days=1) == quarter.start
    assert quarter_in(quarter.label) == quarter
    first, last = quarter.births("24 months")
    assert (first.year + 2, first.month, first.day) == (
        quarter.start.year,
        quarter.start.month,
        quarter.start.day,
    )
    assert last == quarter_of(last).end


@pytest.mark.parametrize(
    ("text", "quarter"),
    [
        ("2014/15 Q2", Period(2014, 2)),
        ("2015-1", Period(2015, 1)),
        ("2014 Q4", Period(2014, 4)),
        ("FY2019_20_Q1", Period(2019, 1)),
        ("Table 5 … October to December 2023 (July to September 2023)", Period(2023, 3)),
        ("01/04/2015 to 30/06/2015", Period(2015, 1)),
        ("1 January 2025 to 30 March 2025", Period(2024, 4)),
        ("CURRENT Quarter (Jan-March 2019)", Period(2018, 4)),
        ("2014/16 Q2", None),
        ("April 2019 to March 2020", None),
        ("2014 to 2016 estimates", None),
    ],
)
def test_a_quarter_is_read_however_it_is_written(text: str, quarter: Period | None) -> None:
    assert quarter_in(text) == quarter


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2019/20", 2019),
        ("2019 to 2020", 2019),
        ("April 2019 to March 2020", 2019),
        ("2014 to 2016", None),
        ("", None),
    ],
)
def test_a_year_is_read_however_it_is_written(text: str, year: int | None) -> None:
    assert year_in(text) == (None if year is None else Period(year))


def test_a_change_is_told_from_chance() -> None:
    # Fisher's tea tasting: 3 of 4 against 1 of 4, two-sided 34/70
    assert change_probability(3, 4, 1, 4) == pytest.approx(34 / 70)
    assert change_probability(5, 5, 0, 0) == 1
    assert change_probability(900, 1000, 800, 1000) < 1e-9
    # ten against none: two halves to the tenth
    assert size_probability(10, 0) == pytest.approx(2 / 2**10)
    assert size_probability(0, 0) == 1
    with pytest.raises(ValueError, match="5 of 4 children is no count"):
        change_probability(5, 4, 1, 4)
