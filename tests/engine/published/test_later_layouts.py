"""Layouts later than the files that are at hand, and GP-level tables: small workbooks written by hand."""

from __future__ import annotations

from datetime import date

import pytest

from commonground.engine.figures import PublishedRow
from commonground.engine.published.opening import open_bytes
from commonground.engine.published.periods import Period
from commonground.engine.published.read import read_opened
from commonground.engine.published.reading import Reading
from commonground.engine.records.problems import ExtractError
from tests.engine.published.books import COVER_2024_Q4, Rows, cover_2024_q3, gp_level, ods, xlsx


def figures(reading: Reading) -> dict[tuple[str, str], PublishedRow]:
    """The figures of a reading by organisation and indicator."""
    return {(row.org_code, row.indicator): row for row in reading.rows}


@pytest.mark.parametrize("written", [xlsx, ods])
def test_the_layout_of_2024_25_q4_is_read(written: type) -> None:
    # given: counts in Table_10 by ODS code, percentages in Table_6 by ONS code
    found = read_opened(open_bytes(written(COVER_2024_Q4), "any name.dat"))
    rows = figures(found)
    # then: the counts stand, under the ONS's code, with cohort dates worked out and not read
    hackney = rows["E09000012", "mmr1_24m"]
    assert (hackney.numerator, hackney.denominator, hackney.status) == (700, 800, "ok")
    assert (hackney.sheet, hackney.cell) == ("Table_10", "H6")
    assert hackney.parent_code == "E12000007"
    assert (hackney.cohort_from, hackney.cohort_to) == (date(2023, 1, 1), date(2023, 3, 31))
    assert hackney.release.startswith("cover-quarterly/2024-25 Q4/")
    # and what has no counts is derived where one numerator alone fits
    assert (rows["E09000005", "pcv_booster_24m"].numerator, rows["E09000005", "pcv_booster_24m"].status) == (
        377,
        "derived",
    )
    # and withheld, not applicable and a note stay what they are
    assert rows["E09000005", "menb_booster_24m"].status == "withheld"
    assert rows["E09000001", "mmr1_24m"].status == "not applicable"
    assert "included in Hackney" in rows["E09000001", "mmr1_24m"].note
    assert "unregistered population" in rows["E09000005", "mmr1_24m"].note


def test_a_cohort_date_that_the_sheet_has_wrong_is_reported() -> None:
    found = read_opened(open_bytes(xlsx(COVER_2024_Q4), "a.xlsx"))
    (wrong,) = [check for check in found.checks if check.kind == "cohort dates"]
    assert (wrong.sheet, wrong.cell) == ("Cover", "B4")
    assert "2024-01-01 to 2024-03-31" in wrong.found


def test_small_numbers_and_empty_columns_of_2024_25_q3() -> None:
    rows = figures(read_opened(open_bytes(ods(cover_2024_q3()), "a.ods")))
    assert rows["E09000005", "hepb_24m"].status == "suppressed"
    assert rows["E09000005", "hepb_24m"].coverage is None
    assert (rows["E09000012", "hepb_12m"].status, rows["E09000012", "hepb_12m"].denominator) == (
        "no children",
        0,
    )
    assert rows["E09000012", "pcv1_12m"].status == "withheld"
    assert rows["E09000012", "pcv1_12m"].denominator == 300
    assert rows["E09000005", "pcv1_12m"].coverage == 90.0
    # a column kept for a vaccine that is not given any more is no figure
    assert not [row for row in rows.values() if row.indicator == "pcv2_12m"]


@pytest.mark.parametrize("written", [xlsx, ods])
def test_gp_level_tables_hide_a_blank_denominator(written: type) -> None:
    found = read_opened(open_bytes(written(gp_level()), "gp.xlsx"))
    rows = figures(found)
    # a numerator where only one fits, at 92.5% of 40
    assert (rows["Z99001", "mmr1_24m"].numerator, rows["Z99001", "mmr1_24m"].status) == (37, "derived")
    assert rows["Z99001", "mmr1_24m"].parent_code == "70F"
    assert rows["Z99001", "mmr1_24m"].period == "2019-20"
    # a percentage beside a blank denominator is not real
    hidden = rows["Z99002", "mmr1_24m"]
    assert (hidden.status, hidden.coverage, hidden.numerator) == ("suppressed", None, None)
    assert [check.cell for check in found.checks if check.kind == "hidden denominator"] == ["G6", "I6"]
    # 91.2% of 1,500 is 1,368 and nothing else; nought is a number
    assert rows["Z99003", "mmr1_24m"].numerator == 1368
    assert (rows["Z99003", "mmr2_5y"].numerator, rows["Z99003", "mmr2_5y"].status) == (0, "derived")


def test_headings_over_several_rows_and_several_tables_in_a_sheet() -> None:
    # given: a table by country with headings over three rows, and one by region below it, as in 2022-23
    rows: Rows = [
        ["Table 3. Completed UK primary immunisations at 5 years, by country: July to September 2022"],
        ["Geographical area", "Number of local authorities / health boards", "Primary", "", "Booster"],
        ["", "", "DTaP/IPV/", "MMR1%", "DTaP/IPV%"],
        ["", "", "Hib3%", "", ""],
        ["Wales", 7, "95.8 (95.7)", "95.8 (95.6)", "90.5 (90.4)"],
        ["Table 3b. UKHSA regions"],
        ["UKHSA regions", "Number of local authorities", "Primary:\nMMR1%", "Primary:\nMMR2%"],
        ["London", 33, "87.8 (88.1)", "74.0 (73.3)"],
    ]
    found = read_opened(open_bytes(xlsx({"5y_Region": rows}), "a.xlsx"))
    values = {(row.org_name, row.indicator): (row.coverage, row.cell) for row in found.rows}
    assert values == {
        ("Wales", "dtap_ipv_hib_5y"): (95.8, "C5"),
        ("Wales", "mmr1_5y"): (95.8, "D5"),
        ("Wales", "dtap_ipv_booster_5y"): (90.5, "E5"),
        ("London", "mmr1_5y"): (87.8, "C8"),
        ("London", "mmr2_5y"): (74.0, "D8"),
    }
    assert {row.org_code for row in found.rows} == {"W92000004", "E12000007"}
    assert {row.status for row in found.rows} == {"percentage only"}


def test_two_columns_that_say_the_same_are_not_read() -> None:
    rows: Rows = [
        [
            "ODS Upper Tier LA Code",
            "Upper Tier LA Name",
            "24m HepB Denominator",
            "24m HepB%",
            "24m HepB Denominator",
            "24m HepB %",
            "24m Denominator",
            "24m MMR1%",
        ],
        ["704", "Hackney", 40, 75, 50, 80, 400, 90.25],
    ]
    found = read_opened(open_bytes(xlsx({"HepB_LA": rows}), "a.xlsx"), Period(2016, 2))
    assert [(row.indicator, row.numerator) for row in found.rows] == [("mmr1_24m", 361)]
    unread = [check for check in found.checks if check.kind == "column not understood"]
    assert [check.cell for check in unread] == ["C1", "D1", "E1", "F1"]


def test_an_annual_workbook_is_read_whole() -> None:
    # given: a cover with the year, the United Kingdom, the years of England, its regions, and authorities
    sheets: dict[str, Rows] = {
        "Cover": [["Childhood vaccination coverage statistics, England, 2024 to 2025"]],
        "T2": [
            ["Table 2. Completed primary immunisations in children aged 24 months in the UK, by country"],
            ["Geographic area", "Note", "Number aged 24 months", "Coverage at 24 months MMR1 (%)"],
            ["Wales", "[z]", "28,422", 93],
        ],
        "T10": [
            [
                "Table 10. Completed primary immunisations in children aged 24 months in England since 2009 to 2010"
            ],
            ["[note 7]", "In 2015 to 2016, national figures contain estimated data"],
            [
                "Financial year",
                "Notes",
                "Number of children aged 24 months",
                "Coverage of MMR1 (%)",
                "Coverage of MenC (%)",
            ],
            ["2015 to 2016", "[note 7]", 663413, 91.9150634700529, "[z]"],
            ["2024 to 2025", "[z]", "597,527", 88.9, "[z]"],
        ],
        "T15": [
            [
                "Table 15. Measles, mumps, and rubella (MMR) in children aged 24 months since 2009 to 2010, by region"
            ],
            ["Financial year", "Notes", "England", "North East", "London"],
            ["2024 to 2025", "[z]", 88.9, 93.9, 80.8],
        ],
        "T20": [
            ["Table 20. Coverage at 24 months by upper tier local authority"],
            [
                "Code",
                "Local authority",
                "Region name",
                "Number of children who reached 24 months in reporting year",
                "Coverage at 24 months MMR1 (%)",
            ],
            ["E12000007", "London", "", 9000, 80.8],
            ["E09000005", "Brent", "London", 4000, 76.5],
        ],
    }
    found = read_opened(open_bytes(xlsx(sheets), "a.xlsx"))
    values = {(row.period, row.org_code, row.indicator): row for row in found.rows}
    assert values["2024-25", "W92000004", "mmr1_24m"].denominator == 28_422
    england = values["2015-16", "E92000001", "mmr1_24m"]
    assert (england.coverage, england.denominator, england.status) == (91.9, 663_413, "percentage only")
    assert "estimated data" in england.note
    assert values["2024-25", "E92000001", "mmr1_24m"].denominator == 597_527
    assert (
        values["2024-25", "E12000007", "mmr1_24m"].level,
        values["2024-25", "E12000007", "mmr1_24m"].coverage,
    ) == ("region", 80.8)
    brent = values["2024-25", "E09000005", "mmr1_24m"]
    assert (brent.numerator, brent.parent_code, brent.level) == (None, "E12000007", "authority")
    assert brent.note.startswith("3,058 to 3,062 of 4,000")
    assert {row.release.split("/")[0] for row in found.rows} == {"cover-annual"}


def test_columns_changed_over_are_refused() -> None:
    sheets = dict(COVER_2024_Q4)
    rows = [list(row) for row in sheets["Table_10"]]
    rows[4][7], rows[4][8] = rows[4][8], rows[4][7]
    with pytest.raises(ExtractError, match="the columns are changed over"):
        read_opened(open_bytes(xlsx({**sheets, "Table_10": rows}), "a.xlsx"))


def test_columns_changed_over_in_a_table_with_a_figure_a_row_are_refused() -> None:
    rows = "".join(f"2019-20,Z9900{n},24m,MMR1,{40 + n},38\n" for n in range(4))
    table = f"Year,ODS_Code,Age,Item,Numerator,Denominator\n{rows}".encode()
    with pytest.raises(ExtractError, match=r"^gp.csv: in 4 of 4 rows .* the columns are changed over"):
        read_opened(open_bytes(table, "gp.csv"))


def test_one_impossible_figure_is_kept_apart_and_named() -> None:
    sheets = dict(COVER_2024_Q4)
    rows = [list(row) for row in sheets["Table_10"]]
    rows.append(["England", "116", "County Durham", "", "2024-25", "FY2024_25_Q4", "100", "101", "100", ""])
    found = read_opened(open_bytes(xlsx({**sheets, "Table_10": rows}), "a.xlsx"))
    (row,) = found.apart
    assert (row.org_name, row.cell) == ("County Durham", "H8")
    (check,) = [check for check in found.checks if check.kind == "numerator above denominator"]
    assert (check.sheet, check.cell, check.apart) == ("Table_10", "H8", True)
    assert ("116", "mmr1_24m") not in figures(found)


def test_a_file_without_a_period_asks_for_it() -> None:
    table = gp_level()["Table_1"][3:]
    with pytest.raises(ExtractError, match="give its period"):
        read_opened(open_bytes(xlsx({"Table_1": table}), "gp.xlsx"))
