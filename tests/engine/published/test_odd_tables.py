"""Tables as somebody might hand them over: marks, units, totals, periods and headings in other shapes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from commonground.engine.figures import PublishedRow
from commonground.engine.published.opening import open_bytes
from commonground.engine.published.read import read_opened
from commonground.engine.published.reading import Check, Reading
from commonground.engine.records.problems import ExtractError
from tests.engine.published.books import Rows, xlsx

QUARTER = "April to June 2025"
HEADINGS = (
    "Code",
    "Local authority",
    "Region name",
    "Number of children who reached 24 months in reporting quarter",
    "Coverage at 24 months MMR1 (%)",
    "Coverage at 24 months MenB Booster (%)",
)
ENGLAND = ("E92000001", "England", "", 1200, 90.5, 88.5)
HACKNEY = ("E09000012", "Hackney", "London", 800, 90.5, 87.5)
BRENT = ("E09000005", "Brent", "London", 400, 96.5, 91.5)


def table(*rows: Sequence[object], headings: Rows = (HEADINGS,), title: str = QUARTER) -> Reading:
    """A sheet of a quarter, read."""
    sheet = [[f"Table 6. Immunisations at 24 months: {title}"], ["One table"], *headings, *rows]
    return read_opened(open_bytes(xlsx({"Table_6": sheet}), "cover.xlsx"))


def figure(reading: Reading, code: str, indicator: str = "mmr1_24m") -> PublishedRow:
    """The one figure of a place."""
    [found] = [row for row in reading.rows if (row.org_code, row.indicator) == (code, indicator)]
    return found


def of_kind(reading: Reading, kind: str) -> list[Check]:
    """The checks of a kind."""
    return [check for check in reading.checks if check.kind == kind]


def test_one_column_of_shares_beside_one_of_percentages() -> None:
    found = table(*([*row[:4], row[4] / 100, row[5]] for row in (ENGLAND, HACKNEY, BRENT)))
    assert figure(found, "E09000012").numerator == 724
    assert figure(found, "E09000012", "menb_booster_24m").numerator == 700


@pytest.mark.parametrize("odd", [0.905, 1])
def test_a_share_in_a_column_of_percentages_is_kept_apart_and_never_taken_for_one_per_cent(
    odd: float,
) -> None:
    found = table(ENGLAND, [*HACKNEY[:4], odd, 87.5], BRENT)
    assert [(row.org_code, row.numerator) for row in found.apart] == [("E09000012", None)]
    [check] = of_kind(found, "contradiction")
    assert (check.cell, check.apart, "may be a share" in check.found) == ("E5", True, True)
    assert figure(found, "E09000005").numerator == 386


def test_a_column_of_noughts_is_nought_per_cent() -> None:
    found = table(*([*row[:4], 0, row[5]] for row in (HACKNEY, BRENT)))
    assert (figure(found, "E09000012").numerator, figure(found, "E09000012").coverage) == (None, 0)
    assert "0 to 4 of 800" in figure(found, "E09000012").note


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("Quarter 1 2024-25", "2024-25 Q1"),
        ("Q1 2024/25", "2024-25 Q1"),
        ("Q4 (January to March) 2024 to 2025", "2024-25 Q4"),
        ("2024-25 quarter 3", "2024-25 Q3"),
        ("2024 to 2025, quarter 2", "2024-25 Q2"),
        ("FY2024_25_Q4", "2024-25 Q4"),
        ("April 2024 to June 2024", "2024-25 Q1"),
        ("January to March 2024/25", "2024-25 Q4"),
        ("October–December 2024/25", "2024-25 Q3"),
        ("Jan-Mar 25", "2024-25 Q4"),
        ("Apr-Jun 2024", "2024-25 Q1"),
        ("quarter ending June 2024", "2024-25 Q1"),
        ("quarter ended 31 March 2025", "2024-25 Q4"),
    ],
)
def test_a_quarter_however_it_is_written(written: str, period: str) -> None:
    assert {row.period for row in table(ENGLAND, HACKNEY, title=written).rows} == {period}


@pytest.mark.parametrize("written", ["Quarter 5 2024-25", "quarterly coverage, 2024 to 2025", "Q1 2024-26"])
def test_a_quarter_that_can_not_be_told_is_never_taken_for_its_year(written: str) -> None:
    with pytest.raises(ExtractError, match="which quarter or year"):
        table(ENGLAND, HACKNEY, title=written)


def test_the_number_of_a_note_is_no_part_of_a_name_and_its_words_stand_with_the_figures() -> None:
    note = ["[note 3] Includes City of London."]
    found = table(
        ["E92000001", "England [note 3]", *ENGLAND[2:]],
        ["E09000012", "Hackney [note 3]", *HACKNEY[2:]],
        ["E09000005", "Brent*", *BRENT[2:]],
        headings=(note, ["Code [note 1]", "Local authority [note 2]", *HEADINGS[2:]]),
    )
    assert [figure(found, code).org_name for code in ("E09000012", "E09000005")] == ["Hackney", "Brent"]
    assert figure(found, "E92000001").level == "country"
    assert "Includes City of London." in figure(found, "E09000012").note


@pytest.mark.parametrize("name", ["Total", "All authorities", ""])
def test_a_sum_or_a_row_of_nobody_is_no_authority_and_is_reported(name: str) -> None:
    found = table(ENGLAND, HACKNEY, ["", name, "", 1200, 89.1, 88.0])
    assert {row.org_name for row in found.rows} == {"England", "Hackney"}
    assert [check.cell for check in of_kind(found, "row of no place")] == ["D6"]


def test_a_column_of_numbers_under_a_heading_of_which_nothing_is_known_is_reported() -> None:
    found = table([*HACKNEY, 250], [*BRENT, 300], headings=([*HEADINGS, "18m_MMR2_Number"],))
    assert [check.cell for check in of_kind(found, "column not understood")] == ["G3"]


def csv_of(*lines: str) -> Reading:
    """A text of comma-separated lines, read."""
    return read_opened(open_bytes("\n".join([*lines, ""]).encode(), "table.csv"))


def test_qof_reports_what_it_can_not_use_and_takes_no_practice_twice() -> None:
    found = csv_of(
        "Year,Practice code,Practice name,Achievement",
        "2023-24,Z99001,A,91.2",
        "2023-24,Z99001,A,80",
        "2023-24,Z99002,B,0.95",
        "2023-24,Z99003,C,what",
        "2023-24,Z99004,D,120",
        "2023-24,Z99005,E,88.1",
        "2023-24,,Total,90",
    )
    assert {row.org_code: (row.status, row.coverage) for row in found.rows} == {
        "Z99003": ("missing", None),
        "Z99005": ("percentage only", 88.1),
    }
    assert {(check.kind, check.cell) for check in found.checks} == {
        ("same figure twice", "D3"),
        ("contradiction", "D4"),
        ("value not understood", "D5"),
        ("contradiction", "D6"),
        ("row of no place", "A8"),
    }


def test_qof_with_counts_and_indicators() -> None:
    found = csv_of(
        "Year,Practice code,Indicator,Numerator,Denominator,Achievement",
        "2023-24,Z99001,VI001,91,100,91.0",
        "2023-24,Z99001,VI002,10,12,83.3",
        "2023-24,Z99002,VI002,13,12,83.3",
    )
    assert {(row.indicator, row.numerator, row.denominator, row.status) for row in found.rows} == {
        ("VI001", 91, 100, "ok"),
        ("VI002", 10, 12, "ok"),
    }
    assert [check.cell for check in of_kind(found, "numerator above denominator")] == ["F4"]


def test_every_long_table_of_a_workbook_is_read() -> None:
    heads = ["Year", "ODS_Code", "Age", "Item", "Numerator", "Denominator"]
    sheets: dict[str, Rows] = {
        year: [heads, [year, "Z99001", "24m", "MMR1", 9, 10]] for year in ("2019-20", "2020-21")
    }
    found = read_opened(open_bytes(xlsx(sheets), "long.xlsx"))
    assert {row.period for row in found.rows} == {"2019-20", "2020-21"}


def test_a_row_without_a_code_is_no_organisation_and_a_percentage_of_other_counts_is_doubted() -> None:
    found = csv_of(
        "Year,ODS_Code,Age,Item,Numerator,Denominator,Proportion",
        "2019-20,Z99001,24m,MMR1,9,10,0.9",
        "2019-20,Z99002,24m,MMR1,9,10,0.7",
        "2019-20,,24m,MMR1,18,20,0.9",
    )
    assert {row.org_code for row in found.rows} == {"Z99001", "Z99002"}
    assert [(check.cell, check.org_code) for check in of_kind(found, "contradiction")] == [("E3", "Z99002")]
    assert [check.cell for check in of_kind(found, "row of no place")] == ["A4"]


def test_an_error_cell_is_reported_and_not_taken_for_an_empty_one() -> None:
    found = table(ENGLAND, [*HACKNEY[:3], "#N/A", "#DIV/0!", "#REF!"], [*BRENT[:4], "#VALUE!", 91.5])
    assert {check.cell: check.found[:9] for check in of_kind(found, "value not understood")} == {
        "D5": "“#N/A” is",
        "E5": "“#DIV/0!”",
        "F5": "“#REF!” i",
        "E6": "“#VALUE!”",
    }
    assert figure(found, "E09000012").status == "missing"


def test_a_text_that_breaks_off_is_refused_and_one_with_a_short_title_is_not() -> None:
    lines = [
        "Year,ODS_Code,Age,Item,Numerator,Denominator",
        *(f"2019-20,Z9900{n},24m,MMR1,9,10" for n in range(4)),
    ]
    whole = "\n".join(lines)
    assert len(read_opened(open_bytes(whole.encode(), "whole.csv")).rows) == 4
    with pytest.raises(ExtractError, match="breaks off within its last row, 5"):
        open_bytes(whole[:-6].encode(), "cut.csv")


def test_a_merged_heading_stands_over_every_column_up_to_the_next() -> None:
    found = table(
        ["E92000001", "England", 1000, 90.5, 91.5, 1000, 90.1, 85.2],
        ["E09000012", "Hackney", 200, 90.5, 91.5, 300, 92.0, 85.0],
        headings=(
            ["Code", "Local authority", "24 months", "", "", "5 years", "", ""],
            ["", "", "Denominator", "MMR1 %", "DTaP/IPV/Hib/HepB %", "Denominator", "MMR1 %", "MMR2 %"],
        ),
    )
    assert {
        indicator: (
            figure(found, "E09000012", indicator).numerator,
            figure(found, "E09000012", indicator).cell,
        )
        for indicator in ("mmr1_24m", "dtap_ipv_hib_hepb_24m", "mmr1_5y", "mmr2_5y")
    } == {
        "mmr1_24m": (181, "D6"),
        "dtap_ipv_hib_hepb_24m": (183, "E6"),
        "mmr1_5y": (276, "G6"),
        "mmr2_5y": (255, "H6"),
    }


def test_headings_over_three_rows_with_two_that_are_merged() -> None:
    found = table(
        ["E09000012", "Hackney", 150, 200, 160, 201],
        headings=(
            ["Code", "Local authority", "24 months", "", "", ""],
            ["", "", "MMR1", "", "MenB booster", ""],
            ["", "", "Num", "Denom", "Num", "Denom"],
        ),
    )
    first, second = figure(found, "E09000012"), figure(found, "E09000012", "menb_booster_24m")
    assert (first.numerator, first.denominator, second.numerator, second.denominator) == (150, 200, 160, 201)


def test_headings_whose_places_stand_in_the_lower_row() -> None:
    found = table(
        ["E09000012", "Hackney", 200, 90.5, 91.5],
        headings=(
            ["", "", "Number of children", "Coverage at 24 months", "Coverage at 24 months"],
            ["Code", "Local authority", "24 months", "MMR1 (%)", "MenB Booster (%)"],
        ),
    )
    assert (
        figure(found, "E09000012").numerator,
        figure(found, "E09000012", "menb_booster_24m").numerator,
    ) == (
        181,
        183,
    )


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_text_with_titles_above_its_headings_is_cut_where_its_rows_are(mark: str) -> None:
    rows = [HEADINGS, HACKNEY, BRENT]
    lines = [
        "24 months, by authority, England; April to June 2025",
        *(mark.join(map(str, row)) for row in rows),
    ]
    found = read_opened(open_bytes("\n".join(lines).encode("utf-16"), "table.csv"))
    assert figure(found, "E09000012").numerator == 724


def test_trusts_and_practices_under_shorter_headings() -> None:
    trusts = table(
        ["North East", "Gateshead", "5KF", "1,000", "95.0%", "n/a"],
        headings=(
            ["SHA", "PCT", "PCT ODS code", "Number of children 24 months", "24 months MMR %", "24m PCV %"],
        ),
    )
    found = figure(trusts, "5KF")
    assert (found.numerator, found.level, found.status) == (950, "pct", "derived")
    practices = table(
        ["Z99001", "Invented", "70F", "E10000032", 40, 92.5],
        headings=(
            [
                "GP practice code",
                "GP practice name",
                "SICBL code",
                "UTLA code",
                "Children aged 24 months",
                "MMR1 24m %",
            ],
        ),
        title="April 2022 to March 2023",
    )
    found = figure(practices, "Z99001")
    assert (found.numerator, found.level, found.parent_code, found.period) == (
        37,
        "practice",
        "70F",
        "2022-23",
    )


@pytest.mark.parametrize(
    ("heading", "indicator"),
    [
        ("Coverage at 24 months MMR1/MMRV1 (%)", "mmr1_24m"),
        ("Coverage at 24 months MMR/MMRV dose 2 (%)", "mmr2_24m"),
        ("24m MMR2 %", "mmr2_24m"),
        ("Coverage at 24 months DTaP/IPV/Hib/HepB dose 4 (%)", "dtap_ipv_hib_hepb_dose4_24m"),
        ("Coverage at 18 months MMRV2 (%)", "mmr2_18m"),
        ("Coverage at 24 months 6-in-1 (%)", "dtap_ipv_hib_hepb_24m"),
        ("Coverage at 24 months hepatitis B (%)", "hepb_24m"),
    ],
)
def test_the_headings_of_the_schedule_of_2026(heading: str, indicator: str) -> None:
    age = " ".join(heading.replace("24m", "24 months").split("at ")[-1].split()[:2])
    found = table(
        ["E09000012", "Hackney", 200, 90.5],
        headings=(
            [
                "Code",
                "Local authority",
                f"Number of children who reached {age} in reporting quarter",
                heading,
            ],
        ),
        title="April to June 2026",
    )
    one = figure(found, "E09000012", indicator)
    assert (one.numerator, one.denominator, one.age) == (181, 200, age)


def test_a_second_dose_above_the_first_is_reported() -> None:
    found = table(
        ["E09000012", "Hackney", 200, 90.5, 91.5],
        headings=([*HEADINGS[:2], "24m Denominator", "24m MMR1 %", "24m MMR2 %"],),
    )
    assert [check.cell for check in of_kind(found, "booster above its primary")] == ["E4"]


@pytest.mark.parametrize("code", ["E06000048", "E06000057"])
def test_an_area_whose_code_was_replaced_is_one_series_and_says_so(code: str) -> None:
    found = table([code, "Northumberland", "North East", 800, 90.5, 87.5], BRENT)
    one = figure(found, "E06000057")
    assert (one.numerator, one.parent_code) == (724, "E12000001")
    assert ("the file calls it E06000048, its code before 2013-04-01" in one.note) is (code == "E06000048")
    assert not of_kind(found, "contradiction")
