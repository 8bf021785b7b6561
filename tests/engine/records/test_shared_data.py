"""The samples of two NHS England systems, where they are at hand, are read without a lost row."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.records.conftest import Read, events, tally

DATA = Path(__file__).parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not (DATA / "child_records_mavis").is_dir(), reason="the shared data are not beside this repository"
)
MAVIS = DATA / "child_records_mavis"
IMMS = DATA / "child_records_imms_api"


def test_the_batch_file(read: Read) -> None:
    extract = read(IMMS / "test-batch-data.csv")
    assert tally(extract) == (3, 3, 0, 0)
    assert {event[2] for event in events(extract)} == {"MMR"}


def test_an_immunization_whose_codes_say_flu_and_whose_diseases_say_mmr(read: Read) -> None:
    extract = read(IMMS / "completed_mmr_immunization_event.json")
    assert tally(extract) == (1, 1, 0, 0)
    assert extract.set_aside_by_name == {"flu": 1}
    assert len(extract.problems) == 1
    assert not extract.lists_children


@pytest.mark.parametrize(
    ("name", "expected", "by_name"),
    [
        ("immunisation_import_point_of_care_valid_mmr.csv", (11, 11, 0, 0), {}),
        (
            "immunisation_import_national_reporting_valid_mixed_flu_hpv.csv",
            (3, 2, 0, 1),
            {"HPV": 1, "flu": 1},
        ),
        (
            "immunisation_import_point_of_care_systm_one.csv",
            (4, 4, 0, 0),
            {"HPV": 2, "MenACWY": 1, "flu": 1},
        ),
        ("immunisation_import_point_of_care_valid_duplicate_patient.csv", (2, 0, 0, 2), {}),
    ],
)
def test_school_records(
    read: Read, name: str, expected: tuple[int, int, int, int], by_name: dict[str, int]
) -> None:
    extract = read(MAVIS / name)
    assert tally(extract) == expected
    assert extract.set_aside_by_name == by_name
    assert extract.unknown_labels == {}


@pytest.mark.parametrize(
    ("name", "rows"), [("cohort_import_valid.csv", 3), ("cohort_import_valid_with_duplicates.csv", 4)]
)
def test_cohorts_are_children_without_doses(read: Read, name: str, rows: int) -> None:
    extract = read(MAVIS / name, date_order="dmy")
    assert extract.lists_children
    assert tally(extract) == (rows, 0, rows, 0)
