"""The user's own headings and labels."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from commonground.engine.records.read import ExtractError, read_column_map, read_label_map
from tests.engine.records.conftest import FILES, Read, children, events, tally

OWN = "own-headings.csv"


def test_headings_that_nobody_knows_are_refused_with_what_is_lacking(read: Read) -> None:
    with pytest.raises(ExtractError, match=r"NHS number.*date of birth.*--map"):
        read(OWN)


def test_both_maps_make_a_file_readable(read: Read) -> None:
    extract = read(
        OWN,
        column_map=read_column_map(FILES / "columns-map.csv"),
        label_map=read_label_map(FILES / "labels-map.csv"),
    )
    assert events(extract) == [
        ("A1", "2020-03-01", "6in1", "given"),
        ("A1", "2020-03-02", "MMR", "given"),
        ("A1", "2020-03-04", "MMR", "declined"),
    ]
    assert tally(extract) == (4, 3, 0, 1)
    assert extract.unknown_labels == {}


def test_a_label_map_may_be_yaml(read: Read) -> None:
    extract = read(
        OWN,
        column_map=read_column_map(FILES / "columns-map.csv"),
        label_map=read_label_map(FILES / "labels-map.yaml"),
    )
    assert [event[2] for event in events(extract)] == ["6in1", "MMR", "Weight", "No thanks"]


def test_a_label_map_may_be_a_workbook(read: Read, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Label", "Vaccine"], ["Zagreb mixture", "6-in-1"], ["Weight", "not a vaccine"]):
        book.active.append(row)
    path = tmp_path / "labels.xlsx"
    book.save(path)
    extract = read(OWN, column_map=read_column_map(FILES / "columns-map.csv"), label_map=read_label_map(path))
    assert [event[2] for event in events(extract)] == ["6in1", "Local jab", "No thanks"]


def test_a_map_goes_before_what_is_known(read_text: Read) -> None:
    content = (
        "child_id,date_of_birth,date given,event date,vaccine\nA1,2020-01-01,2021-01-01,2022-01-01,MMR\n"
    )
    extract = read_text(
        content, column_map={"date given": "date of the vaccination"}, label_map={"MMR": "MMRV"}
    )
    assert events(extract) == [("A1", "2021-01-01", "MMRV", "given")]


def test_a_label_map_goes_before_a_code(read_text: Read) -> None:
    content = "child_id,date_of_birth,event_date,code\nA1,2020-01-01,2021-01-01,310306005\n"
    assert events(read_text(content, label_map={"310306005": "5in1"}))[0][2] == "5in1"


def test_a_mapped_label_keeps_its_dose_words(read_text: Read) -> None:
    content = "child_id,date_of_birth,event_date,vaccine\nA1,2020-01-01,2021-01-01,Wonder jab 2nd dose\n"
    assert events(read_text(content, label_map={"wonder  jab": "MenB"}))[0][2] == "MenB"


def test_a_column_map_names_columns_for_doses(read_text: Read) -> None:
    content = "Who,DOB,HX-A,Seen\nA1,2020-01-01,2020-03-01,2021-01-01\n"
    extract = read_text(content, column_map={"Who": "child_id", "HX-A": "6in1", "Seen": "not needed"})
    assert events(extract) == [("A1", "2020-03-01", "6in1", "given")]
    assert extract.problems == ()
    assert children(extract) == {"A1": "2020-01-01"}


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        ("label,vaccine\nJab,MMX\n", "labels.csv", r"labels\.csv, row 2: “MMX” is no vaccine"),
        ("label,vaccine,kind\nJab,MMR,maybe\n", "labels.csv", r"labels\.csv, row 2: “maybe” is no kind"),
        ("label,vaccine\nJab,\n", "labels.csv", r"labels\.csv, row 2 needs two filled columns"),
        ("Jab: [MMR]\n", "labels.yaml", r"labels\.yaml, line 1 is no pair of words"),
        ("Jab: MMX\n", "labels.yaml", r"labels\.yaml, line 1: “MMX”"),
        ("Jab: MMR\nTwo: {a\n", "labels.yaml", r"labels\.yaml, line 3 can't be read"),
        ("- Jab\n", "labels.yaml", r"labels\.yaml is no map"),
        ("", "labels.csv", r"labels\.csv is empty"),
        ("%PDF-1.7", "labels.csv", r"labels\.csv is a PDF"),
    ],
)
def test_a_label_map_that_can_not_be_used_names_its_line(
    read: Read, tmp_path: Path, content: str, name: str, said: str
) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(ExtractError, match=said):
        read("dates-of-every-kind.csv", label_map=read_label_map(path))


def test_a_column_map_that_means_nothing_names_its_line(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "columns.csv"
    path.write_text("heading,meaning\nWhen,the moon\n")
    with pytest.raises(ExtractError, match=r"columns\.csv, row 2: “the moon” is no meaning"):
        read(OWN, column_map=read_column_map(path))


@pytest.mark.parametrize(
    "lines",
    [
        "Local label,Vaccine\nZagreb mixture,6in1\nLocal jab,MMR\n",
        "Vaccine;Label\n6-in-1;Zagreb mixture\nMMR;Local jab\n",
        "Label,Notes,Vaccine,Kind\nZagreb mixture,ours,6in1,\nLocal jab,,MMR,given\n",
        "Zagreb mixture\tDTaP/IPV/Hib/HepB\nLocal jab\tMMR\n",
    ],
)
def test_the_first_line_of_a_map_may_name_its_columns(read: Read, tmp_path: Path, lines: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(lines, encoding="utf-8")
    extract = read(OWN, column_map=read_column_map(FILES / "columns-map.csv"), label_map=read_label_map(path))
    assert [event[2] for event in events(extract)][:2] == ["6in1", "MMR"]


def test_a_map_of_columns_may_name_its_own(read_text: Read, tmp_path: Path) -> None:
    path = tmp_path / "map.csv"
    path.write_text("Meaning,Column in extract\nNHS number,Who\nDOB,Born on\nMMR,Jab\n", encoding="utf-8")
    content = "Who,Born on,Jab\n9990000018,2020-01-04,2021-02-03\n"
    assert events(read_text(content, column_map=read_column_map(path)))[0][2] == "MMR"
