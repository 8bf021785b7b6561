"""Layouts later than the files that are at hand, and GP-level tables: small workbooks written by hand."""

from __future__ import annotations

from datetime import date

import pytest

from commonground.engine.figures import PublishedRow
from commonground.engine.published.opening import open_bytes
from commonground.engine.published.read import read_opened
from commonground.engine.published.reading import Reading
from commonground.engine.records.problems import ExtractError
from tests.engine.published.books import COVER_2024_Q4, cover_2024_q3, gp_level, ods, xlsx


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


def test_columns_changed_over_are_refused() -> None:
    sheets = dict(COVER_2024_Q4)
    rows = [list(row) for row in sheets["Table_10"]]
    rows[4][7], rows[4][8] = rows[4][8], rows[4][7]
    with pytest.raises(ExtractError, match="the columns are changed over"):
        read_opened(open_bytes(xlsx({**sheets, "Table_10": rows}), "a.xlsx"))


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
    with pytest.raises(ExtractError, match="name it with --period"):
        read_opened(open_bytes(xlsx({"Table_1": table}), "gp.xlsx"))
