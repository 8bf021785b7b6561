"""What a file says about places beside their figures: sheets of caveats, and numbered notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from commonground.engine.published.headings import Header, field_of
from commonground.engine.published.tables import PrintedFigure
from commonground.engine.published.values import cell_name, row_of
from commonground.engine.records.sheets import Sheet
from commonground.engine.records.words import Cell, key, text

_NUMBER = re.compile(r"\[?\s*note\s*(\d+)\s*\]?", re.IGNORECASE)
_BRACKETED = re.compile(r"\[\s*note\s*(\d+)\s*\]", re.IGNORECASE)
_LISTED = re.compile(r"\d+(?:\s*[,;]\s*\d+)*")
_EARLIER = ("lastquarter", "previousquarter")
_NAMES = ("la_name", "pct_name")
_HEADINGS_WITHIN = 10
_REGION = "region"
NOTES = "notes"
_BETWEEN = re.compile(r"\s*(?:,|;|/|&|\band\b)\s*")

Caveat = tuple[str, str, str, str]
"""Sheet, cell, the name of the place, and what is said of it."""


def caveats_of(others: Sequence[Sheet]) -> Iterator[Caveat]:
    """Each caveat of this quarter in the sheets that hold no figures."""
    for sheet in others:
        for at, row in enumerate(sheet.rows[:_HEADINGS_WITHIN]):
            name, said = _caveat_columns(row)
            if name is not None and said:
                yield from _caveats(sheet, at + 1, name, said)
                break


def _caveat_columns(row: Sequence[Cell]) -> tuple[int | None, list[int]]:
    """Where the names of places and their caveats stand, if the row is the heading of such a table."""
    name, said = None, []
    for column, value in enumerate(row):
        heading = key(text(value))
        if name is None and field_of(text(value)) in _NAMES:
            name = column
        elif heading.startswith("currentquarter") or (
            "caveat" in heading and not heading.startswith(_EARLIER)
        ):
            said.append(column)
    return name, said


def _caveats(sheet: Sheet, start: int, name: int, said: Sequence[int]) -> Iterator[Caveat]:
    for at, row in enumerate(sheet.rows[start:], start):
        place = " ".join(text(row[name]).split()) if name < len(row) else ""
        words = [" ".join(text(row[one]).split()) for one in said if one < len(row) and row[one]]
        if place and words:
            yield sheet.name, cell_name(at, name), place, "; ".join(words)


def codes_named(place: str, codes: Mapping[str, Sequence[str]]) -> list[str]:
    """The codes of the place or places that a caveat names: the whole name first, else each part of it."""
    whole = codes.get(key(place))
    if whole:
        return list(whole)
    region = key(place).removesuffix(_REGION)
    if region != key(place) and codes.get(region):
        return list(codes[region])
    return [code for part in _BETWEEN.split(place) for code in codes.get(key(part), ())]


def numbered_notes(others: Sequence[Sheet]) -> dict[str, str]:
    """The notes of a sheet that lists them by number, as `note 3`."""
    found: dict[str, str] = {}
    for sheet in others:
        for row in sheet.rows:
            cells = [" ".join(text(cell).split()) for cell in row if cell]
            number = _NUMBER.fullmatch(cells[0]) if cells else None
            if number and len(cells) > 1:
                found.setdefault(f"note {number[1]}", cells[1])
    return found


def notes_on_places(figures: Sequence[PrintedFigure], numbered: Mapping[str, str]) -> dict[str, list[str]]:
    """The notes that rows point to, in words, by the code of their place; a table's own go before those of a sheet."""
    found: dict[str, list[str]] = {}
    for figure in figures:
        row = figure.table.sheet.rows[row_of(figure.cell)]
        known = {**numbered, **figure.table.legend}
        held = found.setdefault(figure.place.code, [])
        for number in _numbers_of_notes(row, figure.table.header, listed=bool(numbered)):
            said = known.get(f"note {number}", "")
            if said and said not in held:
                held.append(said)
    return found


def _numbers_of_notes(row: Sequence[Cell], header: Header, *, listed: bool) -> Iterator[str]:
    """The numbers of the notes that a row points to, in its column of notes or behind its names; listed: `2, 6`."""
    for field, columns in header.fields.items():
        for words in (text(row[column]) for column in columns if column < len(row)):
            numbers = _NUMBER.findall(words) if field == NOTES else _BRACKETED.findall(words)
            if not numbers and listed and field == NOTES and _LISTED.fullmatch(words):
                numbers = re.findall(r"\d+", words)
            yield from numbers


def note_of_cells(figure: PrintedFigure) -> str:
    """What the sheet says that the marks in a figure's cells mean."""
    cells = (figure.denominator, figure.numerator, figure.percentage)
    return "; ".join(dict.fromkeys(cell.said for cell in cells if cell is not None and cell.said))
