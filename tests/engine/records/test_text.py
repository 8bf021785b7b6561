"""Encodings, separators, and lines that are not rows."""

from __future__ import annotations

import codecs

import pytest

from tests.engine.records.conftest import Read, children, events, problems, tally

HEADINGS = ("NHS number", "Surname", "Date of birth", "Event date", "Vaccine")
ROW = ("999 000 0018", "Ménage", "2020-01-04", "2021-02-03", "MMR 1")


def test_windows_1252_with_tabs(read: Read) -> None:
    extract = read("events-windows-1252.txt")
    assert children(extract) == {"P-17": "2015-10-04", "P-18": "2016-08-17", "P-19": "2016-09-01"}
    assert events(extract) == [
        ("P-17", "2015-12-04", "5-in-1 (dose 1) – left thigh", "given"),
        ("P-17", "2015-12-04", "5in1", "given"),
        ("P-18", "2016-10-16", "Rota", "given"),
    ]
    assert tally(extract) == (5, 3, 1, 1)
    assert (5, "Date given", "") in problems(extract)


def test_utf16_without_a_mark_and_with_semicolons(read: Read) -> None:
    extract = read("events-utf16be-no-bom.csv")
    assert children(extract) == {"A1": "2018-01-01", "A2": "2018-01-02"}
    assert tally(extract) == (6, 6, 0, 0)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_encoding_with_every_separator(read_text: Read, encoding: str, separator: str) -> None:
    extract = read_text("\r\n".join(separator.join(row) for row in (HEADINGS, ROW)), encoding)
    assert events(extract) == [("9990000018", "2021-02-03", "MMR", "given")]


def test_utf16_big_endian_with_a_mark(read_text: Read) -> None:
    content = codecs.BOM_UTF16_BE.decode("utf-16-be") + "\n".join(",".join(row) for row in (HEADINGS, ROW))
    assert events(read_text(content, "utf-16-be"))


def test_a_total_is_not_a_child_and_is_said(read: Read) -> None:
    extract = read("events-bom-titles-totals.csv")
    assert sum("row 20, was taken for a total" in words for words in extract.warnings) == 1
    assert sum("repeats its headings" in words for words in extract.warnings) == 1


def test_a_note_that_is_not_surely_a_total_is_a_problem(read_text: Read) -> None:
    content = (
        "\n".join(",".join(row) for row in (HEADINGS, ROW)) + "\nExtracted by the manager,,,,\n,,,,312\n"
    )
    extract = read_text(content)
    assert tally(extract) == (3, 1, 0, 2)
    assert [row for row, _, _ in problems(extract)] == [3, 4]


def test_a_child_whose_name_is_like_a_total_stays_a_child(read_text: Read) -> None:
    content = "Name,Date of birth,Event date,Vaccine\nTotal Bloom,2020-01-04,2021-02-03,MMR\n"
    assert tally(read_text(content)) == (1, 1, 0, 0)


def test_a_name_that_begins_like_a_total_beside_a_number_is_a_row(read_text: Read) -> None:
    content = (
        "Name,NHS number,Date of birth,Event date,Vaccine\nPage Bloom,9990000018,,2021-02-03,MMR\n"
        "Ann Bloom,9990000026,2020-01-04,2021-02-03,MMR\n"
    )
    assert tally(read_text(content)) == (2, 1, 0, 1)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_ending_of_a_line(read_text: Read, ending: str) -> None:
    content = ending.join(",".join(row) for row in (HEADINGS, ROW, ROW)) + ending
    assert tally(read_text(content)) == (2, 2, 0, 0)


def test_blank_rows_are_no_rows(read_text: Read) -> None:
    content = "\n".join(",".join(row) for row in (HEADINGS, ROW)) + "\n,,,,\n\n   , ,,,\n"
    assert tally(read_text(content)) == (1, 1, 0, 0)


def test_the_hint_for_excel_above_the_headings(read_text: Read) -> None:
    content = "sep=;\n" + "\n".join(";".join(row) for row in (HEADINGS, ROW))
    assert len(events(read_text(content))) == 1


def test_a_quote_that_is_never_closed_costs_its_own_row_at_most(read_text: Read) -> None:
    rows = [HEADINGS, ("9990000026", '"Odd', "2020-01-04", "2021-02-03", "MMR 1"), ROW, ROW]
    extract = read_text("\n".join(",".join(row) for row in rows))
    assert events(extract).count(("9990000018", "2021-02-03", "MMR", "given")) == 2
    assert tally(extract)[0] == 3


def test_a_long_text_after_a_quote_that_is_never_closed(read_text: Read) -> None:
    rows = [HEADINGS, ("9990000026", '"Odd', "2020-01-04", "2021-02-03", "MMR 1"), *[ROW] * 4000]
    assert len(events(read_text("\n".join(",".join(row) for row in rows)))) == 4000


def test_quoted_cells_may_hold_separators_and_lines(read_text: Read) -> None:
    content = (
        'child_id,date_of_birth,event_date,vaccine,place\nA1,2020-01-04,2021-02-03,MMR,"Marrow\nLane, left"\n'
    )
    assert read_text(content).events["place"].to_pylist() == ["Marrow\nLane, left"]


def test_a_row_with_a_cell_too_many_is_set_aside_and_its_shifted_values_are_not_used(read_text: Read) -> None:
    content = (
        "child_id,surname,date_of_birth,event_date,vaccine\n"
        "A1,Made,2020-01-04,2021-02-03,MMR\n"
        "A1,Made,up,2020-01-04,2021-02-03,MMR\n"
        "A1,Made,2020-01-04,2021-02-04,MMR,,\n"
    )
    extract = read_text(content)
    assert tally(extract) == (3, 2, 0, 1)
    assert children(extract) == {"A1": "2020-01-04"}
    assert problems(extract) == [(3, "", "")]


def test_a_short_row_is_a_row(read_text: Read) -> None:
    extract = read_text("child_id,date_of_birth,event_date,vaccine\nA1,2020-01-04\n")
    assert tally(extract) == (1, 0, 1, 0)


def test_formulas_are_texts(read_text: Read) -> None:
    content = "child_id,date_of_birth,event_date,vaccine\nA1,2020-01-04,2021-02-03,=1+1\n"
    assert read_text(content).unknown_labels == {"=1+1": 1}


def test_a_note_of_several_lines_with_separators_breaks_no_row(read_text: Read) -> None:
    content = (
        'child_id,"Date of\nbirth",event_date,vaccine,notes\n'
        'A1,2020-01-04,2021-02-03,MMR,"first, second, third\nfourth, fifth, sixth"\n'
        "A2,2020-01-05,2021-02-04,MMR,\n"
    )
    assert tally(read_text(content)) == (2, 2, 0, 0)


def test_a_stray_nul_is_left_out(read_text: Read) -> None:
    content = "child_id,date_of_birth,event_date,vaccine\nA1,2020-01-04,2021-02-03,M\0MR\n" + " \n" * 90
    assert events(read_text(content)) == [("A1", "2021-02-03", "MMR", "given")]


@pytest.mark.parametrize(
    "note", ["*** End of report ***,,,,", "-- Total --,,,,", "Total,3,,,", "Count:,12,,,"]
)
def test_a_note_or_a_sum_below_the_table_is_said(read_text: Read, note: str) -> None:
    extract = read_text(
        f"Name,NHS number,Date of birth,Event date,Vaccine\nA,9990000018,2020-01-04,2021-02-03,MMR\n{note}\n"
    )
    assert tally(extract) == (1, 1, 0, 0)
    assert any("row 3" in words for words in extract.warnings)
