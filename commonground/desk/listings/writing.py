"""Writes rows as CSV or XLSX. What people typed stays text: no cell of it becomes a formula or a link."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

import xlsxwriter
from django.utils import timezone

from commonground.core.cells import harmless
from commonground.desk.listings.listing import Cell

BYTE_ORDER_MARK = "\ufeff"
SHEET_NAME_LENGTH = 31
NOT_IN_A_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True)
class Sheet:
    """A title, headings and rows."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


class _Echo:
    """A file that gives back what is written to it, so that CSV can be sent as it is made."""

    def write(self, text: str) -> str:
        return text


def csv_text(sheets: Iterable[Sheet]) -> Iterator[str]:
    """The sheets one below another, line by line, so that any spreadsheet opens it."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK
    for number, sheet in enumerate(sheets):
        if number:
            yield writer.writerow([])
            yield writer.writerow([harmless(sheet.title)])
        yield writer.writerow(sheet.headings)
        for row in sheet.rows:
            yield writer.writerow([harmless(text(cell)) for cell in row])


def write_workbook(file: BinaryIO, sheets: Iterable[Sheet]) -> None:
    """The sheets as a workbook, row by row, in little memory."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
        "default_date_format": "d mmmm yyyy",
    }
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            page = book.add_worksheet(sheet.title.translate(NOT_IN_A_SHEET_NAME)[:SHEET_NAME_LENGTH])
            page.freeze_panes(1, 1)
            page.write_row(0, 0, sheet.headings, bold)
            for number, row in enumerate(sheet.rows, 1):
                for place, cell in enumerate(row):
                    if isinstance(cell, str):
                        page.write_string(number, place, cell)
                    elif cell is not None:
                        page.write(
                            number, place, timezone.localtime(cell) if isinstance(cell, datetime) else cell
                        )


def text(cell: Cell) -> str:
    """A cell as CSV has it: days as 2015-10-04, moments with their time in England."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return timezone.localtime(cell).strftime("%Y-%m-%d %H:%M")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
