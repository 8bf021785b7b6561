"""XLSX, XLS and ODS: the types their cells come in, their sheets, and workbooks made to do harm."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from commonground.engine.records import workbooks
from commonground.engine.records.read import ExtractError
from commonground.engine.records.tables import Extract
from tests.engine.records import workbooks_by_hand as by_hand
from tests.engine.records.conftest import FILES, Read, children, events, problems, tally

HEADINGS = ("NHS number", "Date of birth", "Event date", "Vaccine")


@pytest.fixture
def read_bytes(read: Read, tmp_path: Path) -> Read:
    def reading(data: bytes, name: str = "extract.xlsx") -> Extract:
        path = tmp_path / name
        path.write_bytes(data)
        return read(path)

    return reading


def saved(tmp_path: Path, *rows: tuple[object, ...], before: int = 0) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for _ in range(before):
        sheet.append([])
    for row in rows:
        sheet.append(row)
    path = tmp_path / "extract.xlsx"
    book.save(path)
    return path


def test_an_xls_with_a_sheet_of_notes_titles_serials_and_a_total(read: Read) -> None:
    extract = read("doses.xls")
    assert children(extract) == {"9990000018": "2020-01-04", "9990000026": "2020-02-13"}
    assert events(extract) == [
        ("9990000018", "2021-02-03", "MMR", "given"),
        ("9990000018", "2023-03-14", "MMR", "given"),
        ("9990000018", "2020-09-26", "PCV", "given"),
    ]
    assert tally(extract) == (4, 3, 0, 1)
    assert problems(extract) == [(5, "MMR 1", "")]
    assert extract.problems[0].sheet == "Children"
    assert extract.children["registered_on"].to_pylist() == [date(2020, 1, 9), None]
    assert any("sheet “Notes”" in words for words in extract.warnings)


def test_an_xlsx_with_numbers_dates_and_times(read: Read, tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        HEADINGS,
        (9990000018, datetime(2020, 1, 4), datetime(2021, 2, 3, 9, 30), "MMR 1"),
        (9990000018.0, 43834, "2021-02-04", "MMR 2"),
        ("999 000 0026", date(2020, 1, 5), 44230.5, "Bexsero"),
        ("9990000026", "43835", "44231", time(9, 30)),
        before=2,
    )
    extract = read(path)
    assert children(extract) == {"9990000018": "2020-01-04", "9990000026": "2020-01-05"}
    assert events(extract) == [
        ("9990000018", "2021-02-03", "MMR", "given"),
        ("9990000018", "2021-02-04", "MMR", "given"),
        ("9990000026", "2021-02-03", "MenB", "given"),
        ("9990000026", "2021-02-04", "09:30:00", "given"),
    ]
    # The numbers of rows are those a spreadsheet shows, with the empty rows above the headings.
    assert problems(extract) == [(7, "Vaccine", "09:30:00")]


def test_an_ods_whose_numbers_are_all_floats(read_bytes: Read) -> None:
    rows = (
        by_hand.row(by_hand.words("Marrow Lane Surgery"), by_hand.empty(16383))
        + by_hand.row(*map(by_hand.words, HEADINGS), by_hand.empty(16380))
        + by_hand.row(
            by_hand.number("9990000018"),
            by_hand.day("2020-01-04"),
            by_hand.day("2021-02-03T10:00:00"),
            by_hand.words("Hib/MenC"),
        )
        + by_hand.row(by_hand.number("9990000026"), by_hand.number("43835"), by_hand.empty(2))
        + by_hand.row(by_hand.empty(16384), times=1048572)
    )
    extract = read_bytes(by_hand.ods(rows), "extract.ods")
    assert events(extract) == [("9990000018", "2021-02-03", "HibMenC", "given")]
    assert children(extract) == {"9990000018": "2020-01-04", "9990000026": "2020-01-05"}


def test_children_and_events_as_sheets_of_one_workbook(read: Read, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    listed, given, other = book.active, book.create_sheet("Events"), book.create_sheet("Totals")
    listed.append(["child_id", "date_of_birth"])
    listed.append(["A1", date(2020, 1, 4)])
    given.append(["child_id", "event_date", "vaccine"])
    given.append(["A1", date(2021, 2, 3), "MMR"])
    other.append(["Practice", "Children"])
    path = tmp_path / "both.xlsx"
    book.save(path)
    extract = read(path)
    assert extract.form == "children and events"
    assert events(extract) == [("A1", "2021-02-03", "MMR", "given")]
    assert any("sheet “Totals”" in words for words in extract.warnings)


def test_a_formula_is_not_evaluated(read: Read, tmp_path: Path) -> None:
    path = saved(
        tmp_path, HEADINGS, (9990000018, date(2020, 1, 4), date(2021, 2, 3), '=CONCATENATE("M","MR")')
    )
    extract = read(path)
    assert events(extract) == []
    assert problems(extract) == [(2, "Vaccine", "")]


def test_a_product_code_that_excel_has_rounded_is_unknown_and_no_vaccine(read: Read, tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        ("NHS number", "Date of birth", "Event date", "SNOMED code"),
        (9990000018, date(2020, 1, 4), date(2021, 2, 3), 38598009),
        (9990000018, date(2020, 1, 4), date(2021, 2, 4), 34765811000001105),
        (9990000018, date(2020, 1, 4), date(2021, 2, 5), "34765811000001105"),
    )
    assert [event[2] for event in events(read(path))] == ["MMR", "34765811000001100", "6in1"]


def test_one_far_cell_is_refused_before_it_fills_the_memory(read_bytes: Read) -> None:
    data = by_hand.xlsx({"A1": "NHS number", "XFD1048576": "x"})
    with pytest.raises(ExtractError, match="far larger once unpacked"):
        read_bytes(data)


def test_a_far_row_and_a_far_column_apart_are_refused_too(read_bytes: Read) -> None:
    data = by_hand.xlsx({"A1048576": "NHS number", "XFD1": "x"})
    with pytest.raises(ExtractError, match="far larger once unpacked"):
        read_bytes(data)


def test_repeated_cells_of_an_ods_are_counted_before_they_are_laid_out(read_bytes: Read) -> None:
    data = by_hand.ods(by_hand.row(by_hand.words("x", 16384), times=1048576))
    with pytest.raises(ExtractError, match="far larger once unpacked"):
        read_bytes(data, "extract.ods")


def test_an_archive_that_says_how_large_it_is_is_not_unpacked(
    read_bytes: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "_members", lambda _: pytest.fail("it was unpacked"))
    monkeypatch.setattr(workbooks, "LARGEST_UNPACKED", 10_000_000)
    data = by_hand.zipped({"content.xml": b" " * 20_000_000})
    with pytest.raises(ExtractError, match="far larger once unpacked"):
        read_bytes(data, "extract.ods")


def test_an_archive_that_unpacks_without_end_is_refused(
    read_bytes: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "LARGEST_UNPACKED", 10_000_000)
    data = by_hand.zipped({"xl/workbook.xml": "<x/>", "xl/media/zeros": b"\0" * 20_000_000})
    assert len(data) < 100_000
    with pytest.raises(ExtractError, match="far larger once unpacked"):
        read_bytes(data)


def test_entities_are_not_expanded(read_bytes: Read) -> None:
    entities = '<!DOCTYPE x [<!ENTITY a "MMR"><!ENTITY b "&a;&a;&a;&a;">]>'
    cell = '<table:table-cell office:value-type="string"><text:p>&b;</text:p></table:table-cell>'
    rows = by_hand.row(*map(by_hand.words, HEADINGS)) + by_hand.row(
        by_hand.number("9990000018"), by_hand.day("2020-01-04"), by_hand.day("2021-02-03"), cell
    )
    try:
        extract = read_bytes(by_hand.ods(rows, before=entities), "extract.ods")
    except ExtractError as error:
        assert "can't be read as a workbook" in str(error)
    else:
        assert not any("MMR" in event[2] for event in events(extract))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (by_hand.zipped({"../../etc/passwd": "x"}), "unpack it first"),
        (by_hand.zipped({"extract.csv": "NHS number,Date of birth\n"}), "unpack it first"),
        (by_hand.zipped({"xl/workbook.xml": "no workbook"}), "can't be read as a workbook"),
        (by_hand.zipped({"xl/workbook.xml": "x" * 5000})[:60], "can't be read as a workbook"),
        (b"PK\x03\x04 and then nothing of a zip", "can't be read as a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "can't be read as a workbook"),
        ((FILES / "doses.xls").read_bytes()[:2000], "can't be read as a workbook"),
        ((FILES / "protected.xlsx").read_bytes(), "protected by a password"),
    ],
    ids=range(8),  # a zip holds the time at which it was made, which must not become a name
)
def test_what_is_no_workbook_is_refused_in_one_sentence(read_bytes: Read, data: bytes, said: str) -> None:
    with pytest.raises(ExtractError, match=said) as raised:
        read_bytes(data)
    assert "\n" not in str(raised.value)
    assert str(raised.value).startswith("extract.xlsx ")
