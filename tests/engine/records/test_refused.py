"""What is no extract is refused in one sentence that names the file and says what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from commonground.engine.errors import UserError
from commonground.engine.records.read import ExtractError
from tests.engine.records.conftest import Read

CHILD = ("child_id", "date_of_birth")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("photo.csv", "is a photo"),
        ("letter.csv", "is a PDF"),
        ("empty.csv", "is empty"),
        ("empty-with-bom.csv", "is empty"),
        ("shopping.csv", "no headings were found"),
        ("page.xls", "is a web page or XML"),
        ("protected.xlsx", "protected by a password"),
        ("labels-map.csv", "no headings were found"),
    ],
)
def test_a_file_that_is_no_extract(read: Read, name: str, said: str) -> None:
    with pytest.raises(ExtractError, match=said) as raised:
        read(name)
    assert str(raised.value).startswith(f"{name} ")
    assert "\n" not in str(raised.value)
    assert isinstance(raised.value, UserError)


def test_a_file_or_folder_that_can_not_be_opened(read: Read, tmp_path: Path) -> None:
    with pytest.raises(ExtractError, match=r"missing\.csv can't be opened"):
        read(tmp_path / "missing.csv")
    with pytest.raises(ExtractError, match="is a folder"):
        read(tmp_path)
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(ExtractError, match=r"pipe\.csv is no file"):
        read(tmp_path / "pipe.csv")


def test_no_file_at_all(read: Read) -> None:
    with pytest.raises(ExtractError, match="No file was given"):
        read()


@pytest.mark.parametrize(
    "content",
    ["{}", "[]", '{"resourceType": "Bundle"}', '[{"resourceType": "Observation"}]', "{broken", "[" * 100_000],
)
def test_json_that_holds_no_immunization(read_text: Read, content: str) -> None:
    with pytest.raises(ExtractError, match=r"extract\.csv (holds no FHIR|is nested too deeply)"):
        read_text(content)


@pytest.mark.parametrize(
    "resource",
    [
        '{"resourceType": "Immunization"}',
        '{"resourceType": "Immunization", "patient": "x", "vaccineCode": [], "protocolApplied": 3}',
        '{"resourceType": "Immunization", "status": 5, "contained": [4], "patient": {"reference": "#a"}}',
        '{"resourceType": "Patient", "birthDate": ["x"], "name": "y", "identifier": {"a": 1}}',
    ],
)
def test_odd_resources_become_problems_and_no_fault(read_text: Read, resource: str) -> None:
    usable = '{"resourceType": "Patient", "id": "p1", "birthDate": "2020-01-01"}'
    extract = read_text(f"{resource}\n{usable}\n", name="extract.ndjson")
    assert (extract.tally.rows, extract.tally.set_aside) == (2, 1)
    with pytest.raises(ExtractError, match=r"No row of extract\.csv is about a child"):
        read_text(resource)


def test_bytes_that_are_no_text(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "noise.csv"
    path.write_bytes(bytes(range(1, 256)) * 8)
    with pytest.raises(ExtractError, match=r"noise\.csv"):
        read(path)


@pytest.mark.parametrize(
    "headings",
    [
        (*CHILD, "event_date"),  # dates of nobody knows what
        (*CHILD, "vaccine"),  # vaccines without a day
        ("date_of_birth", "event_date", "vaccine"),  # nobody
        ("child_id", "MMR 1"),  # no birth
    ],
)
def test_half_a_form_is_refused_and_never_read_as_children_without_doses(
    read_text: Read, headings: tuple[str, ...]
) -> None:
    with pytest.raises(ExtractError, match="no headings were found"):
        read_text(",".join(headings) + "\n" + ",".join("1" for _ in headings) + "\n")


def test_two_columns_with_one_heading_that_differ_are_refused(read_text: Read) -> None:
    content = "child_id,date_of_birth,date,date,vaccine\nA1,2020-01-01,2021-01-01,{},MMR\n"
    with pytest.raises(ExtractError, match="two columns called “date” that differ"):
        read_text(content.format("2021-01-02"))
    assert read_text(content.format("2021-01-01")).tally.used == 1
    assert read_text(content.format("")).tally.used == 1


def test_a_date_order_that_is_none(read: Read) -> None:
    with pytest.raises(ExtractError, match="“dym” is no date order"):
        read("dates-open.csv", date_order="dym")


def test_headings_without_a_row_are_refused(read_text: Read) -> None:
    with pytest.raises(ExtractError, match="headings and no rows"):
        read_text("child_id,date_of_birth,event_date,vaccine\n,,,\n")


def test_dates_that_nobody_knows_are_not_read_as_children_without_doses(read_text: Read) -> None:
    with pytest.raises(ExtractError, match="“Jab”"):
        read_text("child_id,date_of_birth,Jab\nA1,2020-01-01,2021-01-01\n")


def test_a_file_twice_is_refused_however_it_is_named(read: Read, tmp_path: Path) -> None:
    first, copy, link = (tmp_path / name for name in ("first.csv", "copy.csv", "link.csv"))
    first.write_text("child_id,date_of_birth,event_date,vaccine\nA1,2020-01-01,2021-01-01,MMR\n")
    copy.write_bytes(first.read_bytes())
    link.symlink_to(first)
    with pytest.raises(ExtractError, match=r"^first\.csv was given twice, .* give it once\.$"):
        read(first, first)
    with pytest.raises(ExtractError, match=r"^link\.csv was given twice, .* give it once\.$"):
        read(first, link)
    with pytest.raises(
        ExtractError, match=r"^first\.csv and copy\.csv hold the same, .* give one of them\.$"
    ):
        read(first, copy)
    copy.write_text(first.read_text().replace("MMR", "PCV"))
    assert read(first, copy).tally.used == 2


JUNK = "x" * 100_000


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (JUNK, "row 2, NHS number: this NHS number fails its check|row 2, Date of birth: there is no date"),
        (f",,,{JUNK}", "row 2, NHS number: the row does not say which child it is about"),
        ("9990000018,soon,2021-01-01,MMR", "row 2, Date of birth: this date of birth can't be read"),
    ],
    ids=["one cell", "label", "birth"],
)
def test_a_file_without_a_child_that_can_be_counted_is_refused_with_the_reasons(
    read_text: Read, line: str, said: str
) -> None:
    headings = "NHS number,Date of birth,Event date,Vaccine\n"
    with pytest.raises(ExtractError, match=said) as raised:
        read_text(f"{headings}{line}\n")
    assert str(raised.value).startswith("No row of extract.csv is about a child that can be counted (")
    assert str(raised.value).endswith("; correct that, or export it again.")
    assert len(str(raised.value)) < 400
    assert "\n" not in str(raised.value)
    assert read_text(f"{headings}{line}\n9990000026,2020-01-01,,\n").tally.children == 1


def test_only_the_first_reasons_are_named(read_text: Read) -> None:
    rows = ("9990000019,2020-01-01", "9990000018,soon", "9990000026,", ",2020-01-01")
    content = "NHS number,Date of birth,Event date,Vaccine\n" + "".join(
        f"{row},2021-01-01,MMR\n" for row in rows
    )
    with pytest.raises(ExtractError) as raised:
        read_text(content)
    assert [f"row {row}, " in str(raised.value) for row in (2, 3, 4, 5)] == [True, True, True, False]
