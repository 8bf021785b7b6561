"""Tables about practices: each layout is known by its columns, and gives what it is known to hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from commonground.cli.main import main
from commonground.engine.published.opening import open_bytes, open_published
from commonground.engine.published.practice_data import (
    Payment,
    read_deprivation,
    read_ethnicity,
    read_list_sizes,
    read_mappings,
    read_payments,
    read_postcode_deprivation,
    read_suppliers,
)
from commonground.engine.records.problems import ExtractError
from tests.shared_data import shared


@pytest.mark.parametrize(
    ("file", "rows", "as_at", "patients"),
    [
        ("gp-reg-pat-prac-all_2021-01.csv", 6_658, date(2021, 1, 1), 60_606_345),
        ("gp-reg-pat-prac-quin-age_2017-09_sample.csv", 172, date(2017, 9, 1), 28_281),
        ("ncl_emis_list_size_2026-02.csv", 173, date(2026, 2, 25), 1_828_516),
    ],
)
def test_three_layouts_of_list_sizes(file: str, rows: int, as_at: date, patients: int) -> None:
    found, problems = read_list_sizes(open_published(shared("gp_list_size", file)))
    assert (len(found), problems) == (rows, [])
    assert {one.as_at for one in found} == {as_at}
    assert sum(one.patients for one in found if one.sex == one.age == "ALL") == patients


def test_five_year_ages_add_up_to_the_list() -> None:
    found, _ = read_list_sizes(
        open_published(shared("gp_list_size", "gp-reg-pat-prac-quin-age_2017-09_sample.csv"))
    )
    (code, *_) = {one.code for one in found}
    whole = next(one.patients for one in found if one.code == code and one.sex == one.age == "ALL")
    assert (
        sum(one.patients for one in found if one.code == code and one.sex != "ALL" and one.age != "ALL")
        == whole
    )


@pytest.mark.parametrize(
    ("file", "rows", "millions"), [("15-16", 7_841, 92.7), ("18-19", 7_279, 90.7), ("22-23", 6_669, 6.9)]
)
def test_payments_of_three_years_whose_columns_differ(file: str, rows: int, millions: float) -> None:
    found, problems = read_payments(open_published(shared("nhs_payments", f"{file}.csv.gz")))
    assert (len(found), problems) == (rows, [])
    assert sum(one.childhood for one in found) / 1e6 == pytest.approx(millions, abs=0.05)
    assert any(one.childhood < 0 for one in found) or file == "18-19"
    assert {one.contract for one in found} >= {"GMS", "PMS"}


def test_mapping_and_suppliers() -> None:
    found, _ = read_mappings(open_published(shared("gp_list_size", "gp-reg-pat-prac-map_2022-01.csv.gz")))
    assert len(found) == 6_527
    assert (found[0].code, found[0].sub_icb_code, found[0].as_at) == ("A81001", "16C", date(2022, 1, 1))
    suppliers, _ = read_suppliers(
        open_published(shared("gp_system_supplier", "ODS_to_Supplier_Mapping_2019.csv"))
    )
    assert sum(one.supplier.startswith("EMIS") for one in suppliers) == 4_125
    assert sum(one.supplier == "TPP" for one in suppliers) == 2_515


def test_deprivation_in_three_layouts() -> None:
    found, _ = read_deprivation(open_published(shared("deprivation", "practice_imd.csv")))
    assert len(found) == 6_437
    assert {one.decile for one in found} == set(range(1, 11))
    editions, _ = read_deprivation(
        open_published(shared("deprivation", "fingertips_93553_practice_imd_2010_2015_2019.csv.gz"))
    )
    assert {one.year for one in editions} == {2010, 2015, 2019}
    postcodes, without = read_postcode_deprivation(
        open_published(shared("deprivation", "2019_deprivation_postcode.csv.gz"))
    )
    assert (len(postcodes), len(without)) == (13_999, 944)
    assert {one.reason for one in without} == {"there is no value"}
    assert postcodes[0].postcode == "TS18 1HU"


def test_ethnicity_is_a_share_or_nothing() -> None:
    found, without = read_ethnicity(open_published(shared("ethnicity", "practice_ethnicity.csv")))
    assert len(found) + len(without) == 6_437
    assert all(0 <= one.share <= 1 for one in found)


def test_a_payback_is_negative_and_a_bad_row_is_named() -> None:
    head = (
        "Practice Code,Practice Name,Contract Type,Number of Registered Patients (Last Known Figure),"
        "Childhood Vaccination and Immunisation Scheme,Total NHS Payments to General Practice\n"
    )
    data = (
        head
        + "Z99001,BROOK SURGERY,GMS,4000,-12.50,1000\nZ99002,HILL SURGERY,GMS,many,1,1\nZ99003,X,GMS,,1,1\n"
    )
    found, problems = read_payments(open_bytes(data.encode(), "payments.csv"))
    assert found == [Payment("Z99001", "Brook Surgery", "GMS", False, 4000.0, None, -12.5, 1000.0)]
    assert [(one.row, one.reason) for one in problems] == [
        (3, "a value of the row can't be read"),
        (4, "there is no value"),
    ]


def test_another_table_is_one_sentence() -> None:
    with pytest.raises(
        ExtractError, match=r"staff\.csv is no table of payments: it has no columns “Practice Code”"
    ):
        read_payments(open_bytes(b"name,town\nAnna,Leeds\n", "staff.csv"))


def test_the_command_line_says_what_a_file_is() -> None:
    files = [
        str(shared("deprivation", "practice_imd.csv")),
        str(shared("code_point_open_london_2018-08", "wc.csv.gz")),
    ]
    result = CliRunner().invoke(main, ["published", "look", *files])
    assert result.exit_code == 0
    first, second = result.output.splitlines()[:2]
    assert first.startswith("practice_imd.csv: deprivation, 6,437 rows; 0 rows")
    assert second.startswith("wc.csv.gz: places of postcodes, ")


def test_the_command_line_says_that_a_file_is_none_of_them(tmp_path: Path) -> None:
    staff = tmp_path / "staff.csv"
    staff.write_text("name,town\nAnna,Leeds\n")
    result = CliRunner().invoke(main, ["published", "look", str(staff)])
    assert result.exit_code == 2
    assert result.output.startswith(
        "staff.csv is no table about practices that is known: list size, mapping, "
    )
