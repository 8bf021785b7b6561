"""What the columns of a commissioner's spreadsheet can mean, and guessing it from their headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonground.engine.identifiers import holds_nhs_number, phone_holds_nhs_number
from commonground.engine.records.opening import open_tables
from commonground.engine.records.problems import ExtractError
from commonground.engine.records.sheets import Sheet
from commonground.engine.records.words import Cell, key, text, tokens

MEANINGS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "code": (
        "Practice code",
        ("practice code", "code", "ods", "ods code", "gp code", "org code", "national code"),
    ),
    "practice": (
        "Practice name",
        ("practice", "practice name", "surgery", "gp practice", "gp surgery", "name of practice"),
    ),
    "pcn_name": ("PCN", ("pcn", "pcn name", "primary care network", "network")),
    "supplier": (
        "Computer system",
        ("system", "supplier", "clinical system", "gp system", "it system", "computer system"),
    ),
    "phone": (
        "Phone of the practice",
        ("practice phone", "practice telephone", "phone", "telephone", "tel", "main number"),
    ),
    "email": (
        "E-mail of the practice",
        ("practice email", "generic email", "inbox", "generic inbox", "practice inbox", "shared mailbox"),
    ),
    "list_size": ("Patients", ("list size", "patients", "population", "registered patients")),
    "contact": (
        "Name of the person",
        ("contact", "contact name", "practice manager", "manager", "pm", "pm name", "manager name", "name"),
    ),
    "role": ("What the person does", ("role", "job title", "title", "position", "job")),
    "contact_email": (
        "E-mail of the person",
        (
            "email",
            "e mail",
            "email address",
            "contact email",
            "pm email",
            "manager email",
            "practice manager email",
        ),
    ),
    "contact_phone": (
        "Phone of the person",
        ("contact phone", "mobile", "direct line", "pm phone", "direct number", "contact number"),
    ),
    "visited": (
        "Day of a past visit",
        (
            "visit",
            "visit date",
            "date of visit",
            "last visit",
            "visited",
            "visited on",
            "date visited",
            "date",
        ),
    ),
    "visitor": ("Who visited", ("visitor", "visited by", "commissioner", "who visited", "lead", "by")),
}
"""By meaning, its words on the screen and the headings that are taken for it."""
PHONES = frozenset({"phone", "telephone", "tel", "mobile", "fax", "number"})
"""The words in the heading of a column of telephone numbers."""
LOOKED_THROUGH = 15
"""Rows in which the headings are looked for: above them stand titles and notes."""
MOST_ROWS = 20_000


@dataclass(frozen=True)
class Headed:
    """A sheet with the row of its headings (counted from 1) and what each column seems to mean."""

    sheet: Sheet
    row: int
    headings: list[str]
    guessed: dict[str, int]

    def example(self, column: int) -> str:
        """The first thing that stands in a column."""
        for cells in self.sheet.rows[self.row :]:
            if column < len(cells) and cells[column]:
                return text(cells[column])
        return ""


class ChildrenError(ExtractError):
    """The sheet is about children: it is not kept for a moment."""


def open_sheet(data: bytes, file: str) -> Headed:
    """The sheet of a file whose headings are best known. Raises ExtractError, one sentence, where there is none."""
    headed = [_headed(sheet) for sheet in open_tables(data, file) if sheet.rows]
    if not headed:
        raise ExtractError(f"{file} has no table in it.")
    best = max(headed, key=lambda one: len(one.guessed))
    if len(best.sheet.rows) > MOST_ROWS:
        raise ExtractError(f"{file} has more than {MOST_ROWS:,} rows; give the sheet of your practices.")
    for one in headed:
        _refuse_children(one, file)
    return best


def guess(headings: Sequence[str]) -> dict[str, int]:
    """Which column each meaning is in, by its heading; a column is taken once, by the meaning it fits best."""
    keys = [key(heading) for heading in headings]
    guessed: dict[str, int] = {}
    for meaning, (_, names) in MEANINGS.items():
        for name in names:
            if key(name) in keys and keys.index(key(name)) not in guessed.values():
                guessed[meaning] = keys.index(key(name))
                break
    return guessed


def _headed(sheet: Sheet) -> Headed:
    rows = [[text(cell) for cell in row] for row in sheet.rows[:LOOKED_THROUGH]]
    at = max(range(len(rows)), key=lambda number: (len(guess(rows[number])), -number))
    return Headed(sheet, at + 1, rows[at], guess(rows[at]))


def _refuse_children(headed: Headed, file: str) -> None:
    phones = {at for at, heading in enumerate(headed.headings) if PHONES.intersection(tokens(heading))}
    for number, row in enumerate(headed.sheet.rows, 1):
        if any(_names_a_child(cell, at in phones) for at, cell in enumerate(row)):
            raise ChildrenError(
                f"Row {number} of {file} holds an NHS number, so none of it was read or kept. "
                "Nothing about a child belongs here: take those columns out and try again."
            )


def _names_a_child(cell: Cell, is_phone: bool) -> bool:
    if not isinstance(cell, str):
        return False
    if not is_phone:
        return holds_nhs_number(cell)
    # Sheets lose the first nought of a telephone number; no NHS number that is in use begins so.
    lost_its_nought = cell.isdecimal() and cell.startswith(
        ("1", "2", "3", "71", "72", "73", "74", "75", "76", "77", "78", "79", "8")
    )
    return phone_holds_nhs_number(f"0{cell}" if lost_its_nought else cell)
