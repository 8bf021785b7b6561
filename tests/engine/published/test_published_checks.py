"""Releases against each other, long tables, caveats, and the book of words itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from commonground.engine.published.across import checks_across
from commonground.engine.published.opening import open_bytes
from commonground.engine.published.periods import Period
from commonground.engine.published.read import read_opened
from commonground.engine.published.reading import Reading
from commonground.engine.records.problems import ExtractError
from commonground.engine.rules.files import RulebookError
from commonground.engine.rules.loader import RULEBOOK, load_rulebook
from commonground.engine.rules.published_book import load_published_book
from tests.engine.published.books import xlsx


def quarter(number: int, counts: dict[str, tuple[int, int]], **more: list[list[object]]) -> Reading:
    """A quarter of 2022-23 with counts of MMR1 at 24 months by authority."""
    label = f"FY2022_23_Q{number}"
    rows: list[list[object]] = [
        [
            "Upper tier local authority ODS code",
            "Upper tier local authority name",
            "Financial year quarter",
            "24m_Denom",
            "24m_MMR1_Num",
            "24m_MMR1_Denom",
        ],
    ]
    rows += [[f"Z{at}", name, label, n, x, n] for at, (name, (x, n)) in enumerate(counts.items())]
    return read_opened(open_bytes(xlsx({"Data_file": rows, **more}), f"Q{number}.xlsx"))


def test_a_change_beyond_chance_is_reported_and_chance_is_not() -> None:
    earlier = quarter(1, {"Brookshire": (950, 1000), "Hillshire": (19, 20), "Meadowshire": (950, 1000)})
    later = quarter(2, {"Brookshire": (850, 1000), "Hillshire": (17, 20), "Meadowshire": (560, 600)})
    found = {(check.kind, check.org_name): check for check in checks_across([earlier, later])}
    # ten points of a thousand children are no chance, of twenty they may be; a list that shrinks is another matter
    assert set(found) == {("change beyond chance", "Brookshire"), ("denominator changed", "Meadowshire")}
    change = found["change beyond chance", "Brookshire"]
    assert "-10.0 points" in change.found
    assert change.file == "Q2.xlsx"
    assert change.cell == "E2"


def test_a_quarter_that_is_not_there_is_no_step() -> None:
    earlier = quarter(1, {"Brookshire": (950, 1000)})
    assert not list(checks_across([earlier, quarter(3, {"Brookshire": (850, 1000)})]))


def test_a_caveat_becomes_a_note_and_one_about_nobody_is_reported() -> None:
    caveats: list[list[object]] = [
        [
            "Upper tier local authority name",
            "Current quarter (April to June 2022)",
            "Last quarter (January to March 2022)",
        ],
        ["Brookshire", "3 practices did not export", "old"],
        ["Hillshire and Meadowshire", "moved to another system", ""],
        ["Woodshire", "nothing came", ""],
    ]
    found = quarter(1, {"Brookshire": (9, 10), "Hillshire": (9, 10), "Meadowshire": (9, 10)}, Caveats=caveats)
    notes = {row.org_name: row.note for row in found.rows}
    assert notes == {
        "Brookshire": "3 practices did not export",
        "Hillshire": "moved to another system",
        "Meadowshire": "moved to another system",
    }
    (without,) = [check for check in found.checks if check.kind == "caveat without its place"]
    assert (without.org_name, without.cell) == ("Woodshire", "A4")


LA_CSV = """CollectionYearRange,Parent_Org_Code,Parent_Org_Name,Org_Code,Org_Name,Child_Age,Indicator,Value
2022-23,E12000007,London,E09000005,Brent,24m,24m_Eligible_Pop,400
2022-23,E12000007,London,E09000005,Brent,24m,MMR_24m,300
2022-23,E12000007,London,E09000005,Brent,5y,MMR2_5y,z
2022-23,E12000007,London,E09000005,Brent,5y,5y_Eligible_Pop,500
"""


def test_the_annual_csv_of_nhs_england_pairs_children_and_vaccinated() -> None:
    rows = {row.indicator: row for row in read_opened(open_bytes(LA_CSV.encode(), "la.csv")).rows}
    assert (rows["mmr1_24m"].numerator, rows["mmr1_24m"].denominator, rows["mmr1_24m"].coverage) == (
        300,
        400,
        75.0,
    )
    assert (rows["mmr1_24m"].level, rows["mmr1_24m"].parent_code) == ("authority", "E12000007")
    assert rows["mmr1_24m"].release.startswith("nhs-annual/2022-23/")
    assert (rows["mmr2_5y"].status, rows["mmr2_5y"].denominator) == ("not applicable", 500)


def test_the_dashboard_csv_has_percentages() -> None:
    text = (
        "Year,OrgCode,OrgName,OrgType,VacCode,Value\n2022-23,E92000001,England,National,24m_Eligible_Pop,600000\n"
        "2022-23,E92000001,England,National,PCV_12m,93.7\n2022-23,E92000001,England,National,MMR_24m,89.25\n"
        "2016-17,E92000001,England,National,PCV_12m,93.5\n2022-23,E12000007,London,Region,BCG_3m,:\n"
    )
    rows = {(row.period, row.indicator): row for row in read_opened(open_bytes(text.encode(), "d.csv")).rows}
    assert (rows["2022-23", "mmr1_24m"].denominator, rows["2022-23", "mmr1_24m"].coverage) == (600_000, 89.2)
    # PCV without a number is one dose for those born since 2020 and two before
    assert ("2022-23", "pcv1_12m") in rows
    assert ("2016-17", "pcv2_12m") in rows
    assert rows["2022-23", "bcg_3m"].status == "missing"
    assert rows["2022-23", "bcg_3m"].level == "region"


def test_duplicates_with_other_numbers_are_both_kept_apart() -> None:
    text = (
        "Year,ODS_Code,Age,Item,Numerator,Denominator,Proportion,PCN_Code\n"
        "2019/20,Z99001,24 months,MMR1,30,40,0.75,U1\n2019/20,Z99001,24 months,MMR1,31,40,0.775,U2\n"
        "2019/20,Z99002,24 months,MMR1,20,40,0.5,U1\n"
    )
    found = read_opened(open_bytes(text.encode(), "c.csv"))
    assert [row.org_code for row in found.rows] == ["Z99002"]
    assert [row.cell for row in found.apart] == ["E3", "E2"]
    (check,) = found.checks
    assert "neither is used" in check.what_to_do
    assert "under U1 and U2" in check.found


def test_a_percentage_for_practices_needs_its_year() -> None:
    data = b"Practice code,Practice name,perc_achievement\nZ99001,Brook,89.6\nZ99002,Hill,:\n"
    with pytest.raises(ExtractError, match="--period"):
        read_opened(open_bytes(data, "q.csv"))
    rows = read_opened(open_bytes(data, "q.csv"), Period(2023)).rows
    assert [(row.period, row.coverage, row.status) for row in rows] == [
        ("2023/24", 89.6, "percentage only"),
        ("2023/24", None, "missing"),
    ]


def test_the_words_of_tables_change_no_version_of_the_counting_rules(tmp_path: Path) -> None:
    folder = tmp_path / "rulebook"
    shutil.copytree(RULEBOOK, folder)
    before = load_rulebook(folder).version
    marks = folder / "published" / "marks.yaml"
    marks.write_text(marks.read_text(encoding="utf-8").replace("[x]", "[xx]"), encoding="utf-8")
    load_rulebook.cache_clear()
    assert load_rulebook(folder).version == before


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("labels.yaml", "indicator: mmr1_24m", "indicator: mmr9_24m", "no indicator has the id “mmr9_24m”"),
        ("marks.yaml", "status: withheld", "status: hidden away", "“hidden away” is no status"),
        ("checks.yaml", "source: NHSD-RAP", "source: NOBODY", "no source has the tag “NOBODY”"),
    ],
)
def test_a_mistake_in_the_book_names_file_and_line(
    file: str, old: str, new: str, sentence: str, tmp_path: Path
) -> None:
    folder = tmp_path / "rulebook"
    shutil.copytree(RULEBOOK, folder)
    path = folder / "published" / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulebookError, match=rf"{file}, line \d+: {sentence}"):
        load_published_book(folder)
