"""Rows of a file by what their columns mean, and faults that say where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from commonground.engine.errors import UserError
from commonground.engine.records.opening import open_tables, read_bytes
from commonground.engine.records.problems import shown
from commonground.engine.records.sheets import Sheet
from commonground.engine.records.words import key, text
from commonground.engine.rules.visit_book import VisitBook

_HEADINGS_WITHIN = 10
"""Rows in which headings are looked for: a title and notes may stand above them."""

Value = TypeVar("Value")


@dataclass
class Faults:
    """What is wrong with a file, so that all is looked at before anything is said."""

    file: str
    found: list[str] = field(default_factory=list)

    def add(self, row: int, column: str, what: str) -> None:
        """One more. what: what is wrong and what to do, without a full stop."""
        self.found.append(f"{self.file}, row {row}, column {column}: {what}")

    def stop(self) -> None:
        """Raise the first as a UserError, with how many more there are."""
        if self.found:
            more = f" ({len(self.found) - 1} more like it in this file)" if len(self.found) > 1 else ""
            raise UserError(f"{self.found[0]}{more}.")


@dataclass(frozen=True)
class Row:
    """A row: its number as a spreadsheet shows it, and its cells by what they mean, empty where there is none."""

    number: int
    cells: Mapping[str, str]
    headings: Mapping[str, str]
    faults: Faults

    def __getitem__(self, meaning: str) -> str:
        return self.cells.get(meaning, "")

    def has(self, meaning: str) -> bool:
        """Whether the file has a column of that meaning."""
        return meaning in self.headings

    def fault(self, meaning: str, what: str) -> None:
        """Note that a cell is wrong."""
        self.faults.add(self.number, self.headings.get(meaning, meaning), what)

    def read(self, meaning: str, reader: Callable[[str], Value], otherwise: Value) -> Value:
        """A cell as a value; `otherwise` where it is empty, or where its reader raises a ValueError that says why."""
        written = self[meaning]
        if not written:
            return otherwise
        try:
            return reader(written)
        except ValueError as error:
            self.fault(meaning, str(error))
            return otherwise


def sheets_of(path: Path) -> list[Sheet]:
    """The tables of a file. Raises UserError where it is none."""
    return open_tables(read_bytes(path), path.name)


def read_rows(
    path: Path, book: VisitBook, columns: Mapping[str, str], needed: Sequence[str]
) -> tuple[list[Row], Faults]:
    """The rows of the first table that has the columns needed.

    columns: what a column means -> the word list with its headings. Raises UserError naming columns that are missing.
    """
    faults = Faults(path.name)
    for sheet in sheets_of(path):
        found = rows_of(sheet, book, columns, needed, faults)
        if found is not None:
            return found, faults
    names = " and ".join(f"“{book.word_lists[columns[meaning]].items[0]}”" for meaning in needed)
    raise UserError(f"{path.name} has no table with the columns {names}: add them as the first row.")


def rows_of(
    sheet: Sheet, book: VisitBook, columns: Mapping[str, str], needed: Sequence[str], faults: Faults
) -> list[Row] | None:
    """The rows of a table under its headings; None where it lacks one of the columns needed."""
    for at, cells in enumerate(sheet.rows[:_HEADINGS_WITHIN]):
        headings = [text(value) for value in cells]
        places = _places(headings, book, columns)
        if all(meaning in places for meaning in needed):
            named = {meaning: headings[place] for meaning, place in places.items()}
            return [
                Row(
                    number,
                    {
                        meaning: text(row[place]) if place < len(row) else ""
                        for meaning, place in places.items()
                    },
                    named,
                    faults,
                )
                for number, row in enumerate(sheet.rows[at + 1 :], start=at + 2)
                if any(row)
            ]
    return None


def _places(headings: Sequence[str], book: VisitBook, columns: Mapping[str, str]) -> dict[str, int]:
    keys = [key(heading) for heading in headings]
    places = {}
    for meaning, words in columns.items():
        # the words of a list stand in order of trust: `practice code` before `code`
        known = [key(word) for word in book.word_lists[words].items]
        place = next((keys.index(word) for word in known if word in keys), None)
        if place is not None:
            places[meaning] = place
    return places


def quoted(written: str) -> str:
    """What stood in a cell, as it may be shown."""
    return f"“{shown(written)}”" if shown(written) else "this"
