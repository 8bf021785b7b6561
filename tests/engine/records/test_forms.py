"""Each form of extract, from files written by hand: what becomes an event, and what does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.engine.records.conftest import Read, children, events, problems, tally


def test_one_row_for_each_event(read: Read) -> None:
    extract = read("events-bom-titles-totals.csv")
    assert extract.form == "one row for each event"
    assert extract.lists_children
    assert extract.registration_known
    assert events(extract) == [
        ("9990000018", "2020-03-01", "6in1", "given"),
        ("9990000018", "2020-03-29", "6in1", "given"),
        ("9990000018", "2020-03-29", "6in1", "given"),
        ("9990000018", "2021-01-13", "MMR", "declined"),
        ("9990000026", "2020-02-29", "BCG", "given"),
        ("9990000042", "2021-06-12", "Zagreb mixture 2", "given"),
        ("9990000042", "2021-06-12", "zagreb  mixture 2", "given"),
        ("9990000042", "2021-06-12", "MMR", "declined"),
    ]
    assert tally(extract) == (14, 8, 1, 5)
    assert [row for row, _, _ in problems(extract)] == [10, 11, 12, 13, 14, 17, 18]


def test_a_child_without_any_event_is_kept_and_is_no_problem(read: Read) -> None:
    extract = read("events-bom-titles-totals.csv")
    assert children(extract)["9990000034"] == "2021-08-17"
    assert extract.warnings != ()
    assert not any("coverage may then come out too high" in words for words in extract.warnings)


def test_where_every_child_has_an_entry_a_warning_says_that_others_may_be_missing(read: Read) -> None:
    extract = read("dates-of-every-kind.csv")
    assert any("coverage may then come out too high" in words for words in extract.warnings)


def test_one_row_for_each_child_with_a_column_for_each_dose(read: Read) -> None:
    extract = read("doses-utf16le-bom.txt")
    assert extract.form == "one row for each child"
    assert extract.lists_children
    assert events(extract) == [
        ("9990000018", "2019-12-04", "6in1", "given"),
        ("9990000018", "2020-01-04", "6in1", "given"),
        ("9990000018", "2020-10-10", "MMR", "given"),
        ("9990000018", "2023-02-11", "MMR", "declined"),
        ("9990000026", "2022-05-05", "Yellow fever 1", "given"),
        ("9990000042", "2020-02-07", "6in1", "given"),
        ("9990000042", "2020-12-07", "MMR", "given"),
        ("9990000042", "2023-03-01", "MMR", "contraindicated"),
    ]
    # Ten filled dose cells, and one child without any; "n/a" and "-" fill nothing.
    assert tally(extract) == (11, 8, 1, 2)
    assert (3, "2nd MMR", "") in problems(extract)
    assert (5, "6in1 dose 2", "2020") in problems(extract)


def test_a_column_of_dates_that_nobody_knows_is_reported_and_becomes_no_vaccine(read: Read) -> None:
    extract = read("doses-utf16le-bom.txt")
    assert extract.unknown_labels == {"Blood test": 2, "Yellow fever 1": 1}
    assert (1, "Blood test", "") in problems(extract)
    assert "Last seen" not in {one.column for one in extract.problems}


def test_the_immunisation_api_batch_file(read: Read) -> None:
    extract = read("batch-34-columns.csv")
    assert extract.form == "batch file"
    assert not extract.lists_children
    assert events(extract) == [
        ("row-5", "2025-08-02", "MMR", "given"),
        ("row-6", "2025-08-02", "MenB", "given"),
        ("row-7", "2025-08-02", "MMR", "given"),
        ("9990000018", "2025-08-03", "MMR", "given"),
    ]
    assert tally(extract) == (7, 4, 0, 3)
    assert problems(extract) == [
        (2, "UNIQUE_ID", ""),
        (3, "UNIQUE_ID", ""),
        (4, "ACTION_FLAG", ""),
        (5, "NHS_NUMBER", ""),
        (8, "VACCINATION_PROCEDURE_CODE", ""),
    ]
    assert extract.events["place"].to_pylist()[0] == "Z99001"
    assert extract.events["recorded_on"].to_pylist()[0] == date(2025, 7, 30)


def test_a_fhir_bundle_with_its_patients(read: Read) -> None:
    extract = read("bundle.json")
    assert extract.form == "FHIR"
    assert extract.lists_children
    assert children(extract) == {"9990000018": "2020-01-04", "p2": "2020-02-04"}
    assert extract.children["practice_code"].to_pylist() == ["Z99001", None]
    assert events(extract) == [
        ("9990000018", "2020-03-04", "6in1", "given"),
        ("9990000018", "2021-02-04", "MMR", "given"),
        ("9990000018", "2023-06-01", "MMR", "declined"),
    ]
    assert tally(extract) == (9, 3, 2, 4)
    assert problems(extract) == [
        (7, "status", ""),
        (8, "status", ""),
        (9, "occurrenceDateTime", "2023-06"),
        (10, "id", ""),
    ]


def test_ndjson_with_contained_patients_lists_no_children(read: Read) -> None:
    extract = read("resources.ndjson")
    assert not extract.lists_children
    assert events(extract) == [
        ("9990000018", "2020-03-04", "MenB", "given"),
        ("9990000026", "2020-03-05", "Rota", "not attended"),
    ]
    assert tally(extract) == (3, 2, 0, 1)
    assert problems(extract) == [(4, "", "")]


def test_patients_and_immunizations_in_two_files_find_each_other(read: Read, tmp_path: Path) -> None:
    patients, doses = tmp_path / "patients.ndjson", tmp_path / "doses.ndjson"
    patients.write_text(
        '{"resourceType": "Patient", "id": "p1", "birthDate": "2020-01-01", "identifier": '
        '[{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"}]}\n'
    )
    doses.write_text(
        '[{"resourceType": "Immunization", "status": "completed", "vaccineCode": {"text": "MMR"}, '
        '"patient": {"reference": "https://fhir.example/r4/Patient/p1"}, "occurrenceDateTime": "2021-01-02"}]'
    )
    extract = read(doses, patients)
    assert extract.lists_children
    assert events(extract) == [("9990000018", "2021-01-02", "MMR", "given")]


def test_a_list_in_the_way_of_systmone(read: Read) -> None:
    extract = read("systmone.csv")
    assert extract.form == "SystmOne"
    assert extract.lists_children
    assert events(extract) == [
        ("9990000018", "2020-04-02", "6in1", "given"),
        ("9990000018", "2020-04-02", "HPV", "given"),
        ("row-4", "2020-04-02", "MenB", "given"),
        ("row-4", "2020-05-02", "MenB", "given"),
    ]
    assert extract.set_aside_by_name == {"HPV": 1}


def test_school_records(read: Read) -> None:
    extract = read("mavis.csv")
    assert extract.form == "school records"
    assert not extract.lists_children
    assert events(extract) == [
        ("9990000018", "2024-05-14", "MMR", "given"),
        ("9990000018", "2024-05-15", "MMR", "declined"),
        ("9990000026", "2024-05-15", "MMR", "contraindicated"),
        ("9990000026", "2024-05-16", "MMR", "not attended"),
        ("L3", "2024-05-18", "flu", "given"),
        ("row-9", "2024-05-18", "HPV", "given"),
    ]
    assert tally(extract) == (9, 6, 0, 3)
    assert [row for row, _, _ in problems(extract)] == [6, 7, 10]
    assert "had elsewhere" in extract.problems[0].reason
    assert extract.set_aside_by_name == {"HPV": 1, "flu": 1}


def test_children_and_events_as_two_files(read: Read) -> None:
    extract = read("children-semicolons.csv", "events-pipes.csv")
    assert extract.form == "children and events"
    assert extract.lists_children
    assert extract.children.to_pylist() == [
        {
            "child_id": "A1",
            "date_of_birth": date(2020, 1, 1),
            "practice_code": "Z99001",
            "registered_on": date(2022, 3, 1),
            "deregistered_on": date(2023, 3, 1),
        },
        {
            "child_id": "A2",
            "date_of_birth": date(2020, 2, 1),
            "practice_code": "Z99001",
            "registered_on": None,
            "deregistered_on": None,
        },
    ]
    assert events(extract) == [
        ("A1", "2020-03-01", "6in1", "given"),
        ("A1", "2021-01-02", "MMR", "not attended"),
        ("A2", "2020-04-01", "Rota", "given"),
    ]
    assert extract.events["place"].to_pylist()[2] == "Elsewhere; abroad|again"
    assert tally(extract) == (10, 3, 3, 4)
    assert extract.tally.children_set_aside == 3
    assert [(one.file, one.row) for one in extract.problems] == [
        ("children-semicolons.csv", 5),
        ("children-semicolons.csv", 6),
        ("events-pipes.csv", None),
        ("events-pipes.csv", 5),
        ("events-pipes.csv", 6),
    ]


def test_events_without_their_children_are_all_problems(read: Read) -> None:
    extract = read("events-pipes.csv")
    assert not extract.lists_children
    assert tally(extract) == (5, 0, 0, 5)
    assert {one.reason for one in extract.problems} == {"there is no date of birth for this child"}
    assert any("no column for the date of birth" in words for words in extract.warnings)


def test_children_and_events_as_parquet(read: Read, tmp_path: Path) -> None:
    listed, given = tmp_path / "children.parquet", tmp_path / "events.parquet"
    pq.write_table(pa.table({"child_id": ["A1"], "date_of_birth": [date(2020, 1, 1)]}), listed)
    pq.write_table(
        pa.table({"child_id": ["A1"], "event_date": [date(2021, 1, 1)], "vaccine": ["MMR"]}), given
    )
    assert events(read(given, listed)) == [("A1", "2021-01-01", "MMR", "given")]


def test_records_of_children_who_are_not_on_the_list_are_set_aside(read: Read) -> None:
    extract = read("children-semicolons.csv", "batch-34-columns.csv")
    assert tally(extract) == (12, 0, 3, 9)
    assert {one.reason for one in extract.problems if one.file.startswith("batch")} == {
        "this child is not in the list of children",
        "this NHS number fails its check: a digit is wrong or missing",
    }


def test_a_list_of_children_alone_says_that_it_has_no_vaccinations(read: Read) -> None:
    extract = read("children-semicolons.csv")
    assert extract.lists_children
    assert tally(extract) == (5, 0, 3, 2)
    assert any("no column or file of vaccinations" in words for words in extract.warnings)


@pytest.mark.parametrize(
    "headings",
    [
        ("Patient’s NHS Number", "Patient's DOB", "Date given", "Vaccine given"),
        ("NHS Number (10 digit)", "DOB (dd/mm/yyyy)", "Vaccination Date (dd/mm/yyyy)", "Vaccine/Product"),
        (
            "Patient Details.NHS Number",
            "Patient Details.Date of Birth",
            "Immunisations.Date",
            "Immunisations.Code Term",
        ),
        ("Child's NHS Number", "Child DOB", "Administration Date", "Content"),
        ("NHS Number", "Date of Birth", "Consultation date", "Read code term"),
    ],
)
def test_words_around_a_heading_do_not_hide_it(read_text: Read, headings: tuple[str, ...]) -> None:
    content = ",".join(headings) + "\n9990000018,2020-01-04,2021-02-03,MMR\n"
    assert events(read_text(content)) == [("9990000018", "2021-02-03", "MMR", "given")]


def test_a_heading_as_it_stands_goes_before_one_with_words_around_it(read_text: Read) -> None:
    content = (
        "NHS number,Date of birth,Immunisation code,Event date,Immunisations.Date,Vaccine\n"
        "9990000018,2020-01-04,38598009,2021-02-03,2021-02-09,MMR\n"
    )
    assert events(read_text(content)) == [("9990000018", "2021-02-03", "MMR", "given")]


def test_what_a_patients_status_or_the_type_of_an_event_says_is_not_about_the_dose(read_text: Read) -> None:
    content = "NHS number,Date of birth,Event date,Vaccine,{}\n9990000018,2020-01-04,2021-02-03,MMR,{}\n"
    for heading, word in (("Status", "Left"), ("Event type", "Immunisation"), ("Status", "Deducted")):
        assert len(events(read_text(content.format(heading, word)))) == 1


def test_several_dates_in_a_cell_are_never_chosen_from(read_text: Read) -> None:
    extract = read_text(
        "child_id,date_of_birth,MMR 1,MMR 2\nA1,2020-01-04,2021-02-03 2021-03-04,2023-05-06\n"
    )
    assert events(extract) == [("A1", "2023-05-06", "MMR", "given")]
    assert [(one.column, one.reason) for one in extract.problems] == [
        ("MMR 1", "this cell holds more than one date")
    ]


def test_a_practice_may_stand_with_its_name(read_text: Read) -> None:
    extract = read_text(
        "child_id,date_of_birth,GP code,MMR 1\nA1,2020-01-04,Z99001 - Anytown Surgery,2021-02-03\n"
    )
    assert extract.children["practice_code"].to_pylist() == ["Z99001"]


@pytest.mark.parametrize("headings", ["MMR 2,MMR 2 status", "Date of MMR 2,MMR 2 Outcome"])
def test_a_column_beside_a_dose_says_what_happened_with_it(read_text: Read, headings: str) -> None:
    content = (
        f"child_id,date_of_birth,{headings}\nA1,2020-01-04,2023-02-03,Declined\nA2,2020-01-04,2023-02-03,\n"
    )
    assert [event[3] for event in events(read_text(content))] == ["declined", "given"]
    faulty = read_text(content.replace("Declined", "Who knows"))
    assert tally(faulty) == (2, 1, 0, 1)


def test_columns_of_doses_beside_events_are_reported(read_text: Read) -> None:
    extract = read_text(
        "child_id,date_of_birth,event_date,vaccine,MMR 1\nA1,2020-01-04,2020-03-04,6in1,2021-02-03\n"
    )
    assert [event[2] for event in events(extract)] == ["6in1"]
    assert [(one.row, one.column) for one in extract.problems] == [(1, "MMR 1")]


def test_half_a_character_in_fhir_is_read_as_the_sign_for_what_cannot_be_read(
    read: Read, tmp_path: Path
) -> None:
    patient = (
        r'{"resourceType": "Patient", "id": "p\ud800", "birthDate": "2025-02-21", "identifier": '
        r'[{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"}]}'
    )
    event = (
        r'{"resourceType": "Immunization", "status": "completed", "patient": {"reference": "Patient/p\ud800"}, '
        r'"occurrenceDateTime": "2025-04-22", "vaccineCode": {"text": "A \udc00 jab \ud83d\ude00"}}'
    )
    path = tmp_path / "half.ndjson"
    path.write_text(f"{patient}\n{event}\n")
    assert events(read(path)) == [("9990000018", "2025-04-22", "A � jab 😀", "given")]
