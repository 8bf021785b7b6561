"""Identifiers where none belongs, in any cell, heading, title, file or sheet name, reach nothing that may leave."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from nhs_number.validate import is_valid
from xlsxwriter import Workbook

from commonground.documents.practice_outputs import LEAVING
from tests.cli.conftest import PRACTICE, Run

HEADINGS = [
    *("NHS number", "Date of birth", "Surname", "Postcode", "Practice code", "Registered", "Deregistered"),
    *("Vaccine", "Event date", "Kind", "Place", "Recorded on", "Code", "Term", "Batch"),
]
PLANTED = (
    "999 000 0026",
    "SW1A 1AA",
    "05/04/2023",
    "5 April 2023",
    "9990000018",
    "MMR Quillfeather",
    "20230405",
)
TOGETHER = " ".join(PLANTED)
AS_A_NAME = "999 000 0026 SW1A 1AA 5.4.2023"  # a sheet's name has at most 31 letters and no slash
TOLD = (*PLANTED, "Quillfeather", "5.4.2023", "2023-04-05")
NUMBERS = [number for number in map(str, range(9990000100, 9990000400)) if is_valid(number)]

Rows = Sequence[Sequence[str]]


def a_row(number: int) -> list[str]:
    day = f"{number + 1:02d}"
    given = ["MMR", f"2023-02-{day}", "given", PRACTICE, "2023-02-28", "", "", ""]
    return [NUMBERS[number], f"2022-01-{day}", "Smith", "", PRACTICE, "2022-02-01", "", *given]


def with_planted(place: str, first: int) -> Rows:
    """Twelve rows with the texts in a heading, in a title above, in a total below, or in cells of each column."""
    rows = [a_row(number) for number in range(12)]
    match place:
        case "heading":
            return [[*HEADINGS[:-1], TOGETHER], *rows]
        case "title":
            return [[TOGETHER], HEADINGS, *rows]
        case "total":
            return [HEADINGS, *rows, [f"Total for {TOGETHER}", "12"]]
        case "label":
            return [HEADINGS, *([*row[:7], TOGETHER, *row[8:]] for row in rows)]
        case "cells":
            for column, row in enumerate(rows):
                row[column] = PLANTED[(column + first) % len(PLANTED)]
    return [HEADINGS, *rows]


def written(path: Path, rows: Rows) -> Path:
    """The rows as a CSV file, or as the one sheet of a workbook."""
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        return path
    with Workbook(path) as book:
        sheet = book.add_worksheet(AS_A_NAME)
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return path


@pytest.mark.parametrize(
    ("place", "name"),
    [
        *((place, "extract.csv") for place in ("heading", "title", "total", "label", "cells")),
        ("file name", f"{AS_A_NAME}.csv"),
        ("sheet name", "extract.xlsx"),
    ],
)
@pytest.mark.parametrize("first", [0, 3])
def test_what_is_planted_reaches_nothing_that_may_leave(
    run: Run, tmp_path: Path, place: str, name: str, first: int
) -> None:
    path = written(tmp_path / name, with_planted(place, first))
    asked = ("--practice", PRACTICE, "--as-at", "2026-10-04", "--out", tmp_path / "out")
    result = run("practice", "check", path, *asked)
    assert result.exit_code == 0, result.output
    files = list((tmp_path / "out/may-leave").iterdir())
    assert sorted(file.name for file in files) == sorted(LEAVING)
    for file in files:
        leaving = file.read_text(encoding="utf-8").replace(" ", "").lower()
        found = [text for text in TOLD if text.replace(" ", "").lower() in leaving]
        assert not found, (file.name, found)
