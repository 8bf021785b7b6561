"""Published coverage as it was issued: the numbers and the faults that are known of the files."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

from commonground.engine.figures import PublishedRow
from commonground.engine.published.periods import Period
from commonground.engine.published.read import read_file
from commonground.engine.published.reading import Check, Reading
from tests.shared_data import shared

ENGLAND, MMR1 = "E92000001", "mmr1_24m"
QUARTERS = [Period(year, quarter) for year in range(2014, 2024) for quarter in range(1, 5)][1:39]


@cache
def quarter(year: int, number: int) -> Reading:
    """The workbook of a quarter, read once for all tests."""
    folder = shared("ukhsa_cover_quarterly")
    (path,) = folder.glob(f"{year}_{year + 1}_Q{number}.*")
    return read_file(path)


def some_at_once(periods: list[Period]) -> list[object]:
    """One quarter of each layout in the quick suite, the others among the long tests: each takes some seconds."""
    quick = {
        Period(2014, 2),
        Period(2015, 1),
        Period(2016, 3),
        Period(2018, 3),
        Period(2019, 4),
        Period(2022, 2),
        Period(2023, 3),
    }
    return [one if one in quick else pytest.param(one, marks=pytest.mark.long) for one in periods]


def rows_of(reading: Reading, org: str, indicator: str = MMR1) -> list[PublishedRow]:
    """The figures of an organisation and indicator, one a release."""
    return [row for row in reading.rows if row.org_code == org and row.indicator == indicator]


def checks_of(reading: Reading, kind: str) -> list[Check]:
    """The checks of a kind."""
    return [check for check in reading.checks if check.kind == kind]


def authorities(reading: Reading, indicator: str = MMR1) -> list[PublishedRow]:
    """The authorities with a denominator."""
    found = [row for row in reading.rows if row.level == "authority" and row.indicator == indicator]
    return [row for row in found if row.denominator is not None]


@pytest.mark.parametrize("period", some_at_once(QUARTERS), ids=lambda period: period.label)
def test_every_quarter_loads_under_its_own_period(period: Period) -> None:
    found = quarter(period.year, period.quarter)
    # then: its sheets say which quarter it is, not its name
    assert {row.period for row in found.rows} == {period.label}
    assert {row.cohort_from for row in found.rows if row.indicator == MMR1} == {period.births("24 months")[0]}
    # and every age and most authorities are there, each with its cell
    assert len({row.indicator for row in found.rows}) >= 14
    assert len(authorities(found)) >= 127
    assert all(row.sheet and row.cell for row in found.rows)
    # and no organisation has two figures for one indicator in a release
    keys = [(row.release, row.org_code, row.indicator) for row in found.rows]
    assert len(keys) == len(set(keys))


def test_england_2015_16_q1_stands_beside_the_england_of_the_trusts() -> None:
    found = quarter(2015, 1)
    of_trusts, of_authorities = sorted(rows_of(found, ENGLAND), key=lambda row: row.release)
    assert (of_authorities.coverage, of_authorities.denominator) == (91.8, 137_980)
    assert of_trusts.release.startswith("cover-quarterly-pct/")
    assert of_trusts.denominator == 164_151
    missing = [
        row
        for row in found.rows
        if row.level == "authority" and row.indicator == MMR1 and row.denominator is None
    ]
    assert len(missing) == 16
    assert {row.status for row in missing} == {"missing"}


@pytest.mark.parametrize(
    ("year", "number", "children", "coverage"), [(2019, 2, 170_613, 90.13), (2022, 1, 149_055, 89.74)]
)
def test_england_mmr1_at_24_months(year: int, number: int, children: int, coverage: float) -> None:
    (row,) = rows_of(quarter(year, number), ENGLAND)
    assert row.denominator == children
    assert row.numerator is not None
    assert 100 * row.numerator / children == pytest.approx(coverage, abs=0.005)


@pytest.mark.parametrize(
    "period",
    some_at_once([one for one in QUARTERS if one >= Period(2018, 2) and one != Period(2019, 1)]),
    ids=lambda one: one.label,
)
def test_the_authorities_add_up_to_england_where_counts_are_published(period: Period) -> None:
    found = quarter(period.year, period.quarter)
    (england,) = rows_of(found, ENGLAND)
    counted = authorities(found)
    assert sum(row.denominator or 0 for row in counted) == england.denominator
    if england.numerator is not None:
        assert sum(row.numerator or 0 for row in counted) == england.numerator


def test_a_sheet_labelled_with_another_quarter_is_reported() -> None:
    (check,) = checks_of(quarter(2015, 1), "label against content")
    assert (check.sheet, check.cell) == ("24m_UT LA", "A3")
    assert "2014-15 Q4" in check.found
    row = rows_of(quarter(2015, 1), "E10000032")[0]
    assert "the sheet says 2014 Q4" in row.note


def test_england_withheld_in_2018_19_q1() -> None:
    (row,) = rows_of(quarter(2018, 1), ENGLAND)
    assert (row.status, row.denominator, row.numerator, row.coverage) == ("withheld", None, None, None)


def test_suppressed_authorities_of_2019_20_q1() -> None:
    found = quarter(2019, 1)
    (check,) = [one for one in checks_of(found, "England against its authorities") if one.indicator == MMR1]
    assert "163,308" in check.found
    assert "163,858" in check.found


def test_a_quarter_with_146_authorities() -> None:
    (check,) = [one for one in checks_of(quarter(2019, 3), "few authorities") if one.indicator == MMR1]
    assert check.found.startswith("146 authorities")


def test_a_data_file_without_quarter_and_with_columns_the_other_way_round() -> None:
    found = quarter(2019, 4)
    (order,) = checks_of(found, "columns changed over")
    assert order.sheet == "Data_file"
    assert "no column says which quarter the counts are of" in {one.found for one in found.checks}
    (england,) = rows_of(found, ENGLAND)
    assert sum(row.numerator or 0 for row in authorities(found)) == england.numerator == 138_084


def test_a_row_labelled_with_another_quarter_is_kept_apart() -> None:
    found = quarter(2020, 3)
    apart = [check for check in checks_of(found, "label against content") if check.apart]
    assert {check.sheet for check in apart} == {"Data_file"}
    assert "2020-21 Q1" in apart[0].found
    code = apart[0].org_code
    assert {row.org_code for row in found.apart} == {code}
    # its figure comes from the sheet of percentages instead, and says so
    assert rows_of(found, code)[0].status == "derived"


def test_names_have_no_line_breaks_and_merged_authorities_stand_under_their_codes() -> None:
    latest = quarter(2023, 3)
    assert not [row for row in latest.rows if "\n" in row.org_name]
    assert not rows_of(latest, "E06000028")
    assert rows_of(latest, "E06000058")[0].org_name.startswith("Bournemouth")
    assert rows_of(latest, "E06000060")[0].org_name == "Buckinghamshire"
    (city,) = rows_of(latest, "E09000001")
    assert city.denominator is None


def test_caveats_stand_on_the_figures_of_the_place_they_name() -> None:
    found = quarter(2019, 1)
    noted = {row.org_name for row in found.rows if "GP" in row.note or "practice" in row.note.casefold()}
    assert noted


def test_the_annual_table_of_england() -> None:
    folder = shared("ukhsa_cover_annual")
    (path,) = folder.glob("*T10_Eng24m.csv")
    rows = {row.period: row for row in read_file(path).rows if row.indicator == MMR1}
    assert (rows["2015-16"].coverage, rows["2015-16"].denominator) == (91.9, 663_413)
    assert rows["2019-20"].coverage == 90.6
    assert (rows["2024-25"].coverage, rows["2024-25"].denominator) == (88.9, 597_527)
    menb = {row.period: row for row in read_file(path).rows if row.indicator == "menb_booster_24m"}
    assert menb["2009-10"].status == "not applicable"


def test_the_annual_table_by_region() -> None:
    (path,) = shared("ukhsa_cover_annual").glob("*T15_RegMMR24m.csv")
    rows = {(row.period, row.org_code): row for row in read_file(path).rows}
    assert rows["2024-25", "E12000007"].coverage == 80.8
    assert rows["2015-16", ENGLAND].status == "percentage only"


def test_west_sussex_practices_without_the_six_that_stand_twice() -> None:
    found = read_file(shared("gp_coverage_west_sussex", "GP_immunisations_2019-20_2020-21.csv"))
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in found.rows:
        if row.indicator == MMR1:
            totals[row.period][0] += row.numerator or 0
            totals[row.period][1] += row.denominator or 0
    assert dict(totals) == {"2019-20": [8_498, 8_969], "2020-21": [8_487, 8_965]}
    twice = checks_of(found, "same figure twice")
    assert {check.org_code for check in twice} == {"H82014", "H82043", "H82058", "H82066", "H82099", "H82100"}
    assert len(twice) == len(found.apart) == 174
    # a percentage beside a blank denominator is not real
    hidden = [row for row in found.rows if row.org_code == "H82083" and row.denominator is None]
    assert {(row.status, row.coverage) for row in hidden} == {("suppressed", None)}


def test_qof_is_a_percentage_and_nothing_else() -> None:
    found = read_file(shared("qof_vaccination_2023-24", "qof_vaccine_2324.csv"), Period(2023))
    assert len(found.rows) == 6_267
    assert sum(row.status == "missing" for row in found.rows) == 27
    assert {row.status for row in found.rows if row.coverage is not None} == {"percentage only"}
    assert {row.definition for row in found.rows} == {"qof"}
    assert all(row.denominator is None and row.numerator is None for row in found.rows)
