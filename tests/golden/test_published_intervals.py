"""Coverage and its Wilson limits against numbers that others published, where they are at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest

from commonground.engine.statistics.intervals import Z_95, percentages, wilson
from tests.shared_data import SHARED

DATA = SHARED
METHODS = DATA / "phe_indicator_methods"
COUNTY = DATA / "gp_coverage_west_sussex" / "LTLA_annual.json"
Z_998 = 3.0902323

pytestmark = pytest.mark.skipif(not METHODS.is_dir(), reason="the shared data are not beside this repository")

CONTRADICTS_ITSELF = ("England", "2020/21", "Hib/MenC", "24 months")
"""Published as 90.17% between limits of 89.71% and 89.86%; its children make 89.79%."""

Row = dict[str, Any]


def sheet(file: str, name: str) -> Iterator[Row]:
    """The rows of a sheet of the R package PHEindicatormethods' test data, by heading."""
    book = openpyxl.load_workbook(METHODS / file, data_only=True, read_only=True)
    heading, *rows = book[name].iter_rows(values_only=True)
    for row in rows:
        yield dict(zip(map(str, heading), row, strict=True))


def test_the_proportions_of_phe_indicator_methods_to_six_places_and_more() -> None:
    rows = [
        row
        for row in sheet("testdata_Proportion.xlsx", "testdata_Prop")
        if row["Numerator"] and row["Denominator"]
    ]
    assert len(rows) >= 5
    for row in rows:
        x, n = row["Numerator"], row["Denominator"]
        per = row["multiplier"]
        assert per * x / n == pytest.approx(row["value"], rel=1e-9)
        for z, confidence in ((Z_95, "95_0"), (Z_998, "99_8")):
            limits = [per * limit for limit in wilson(x, n, z)]
            assert limits == pytest.approx(
                [row[f"lower{confidence}cl"], row[f"upper{confidence}cl"]], abs=1e-7 * per
            )


def test_its_limits_of_one_count_at_two_confidences() -> None:
    rows = [row for row in sheet("testdata_Byars_Wilson.xlsx", "testdata_B_W") if row["method"] == "Wilson"]
    assert len(rows) >= 4
    deviates = {"95%": Z_95, "99.8%": Z_998}
    for row in rows:
        if deviate := deviates.get(row["confidence"]):
            limits = wilson(row["x"], row["n"], deviate)
            assert limits == pytest.approx((row["lowercl"], row["uppercl"]), abs=1e-6)


@pytest.mark.skipif(not COUNTY.is_file(), reason="the county's tables are not beside this repository")
def test_coverage_of_england_and_a_county_as_published() -> None:
    """COVER 2017/18 to 2021/22: percentages and limits from the published children, to the published place."""
    read = json.loads(COUNTY.read_text(encoding="utf-8"))
    rows = [row for row in read if row.get("Numerator") and row.get("Denominator")]
    assert {row["Area"] for row in rows} >= {"England"}
    assert len(rows) >= 100
    for row in rows:
        x, n = row["Numerator"], row["Denominator"]
        assert wilson(x, n) == pytest.approx((row["Lower_CL"], row["Upper_CL"]), abs=5.1e-5), row
        if (row["Area"], row["Year"], row["Item"], row["Age"]) != CONTRADICTS_ITSELF:
            assert x / n == pytest.approx(row["Proportion"], abs=5.1e-5), row
            assert percentages(x, n)[0] == pytest.approx(100 * row["Proportion"], abs=0.06)
