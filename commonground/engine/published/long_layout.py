"""Tables with one figure, or one number, a row: finding them, and their rows by what their columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from commonground.engine.published.values import Printed, printed
from commonground.engine.records.sheets import Sheet
from commonground.engine.records.words import Cell, key, text
from commonground.engine.rules.published_book import load_published_book

_HEADINGS_WITHIN = 20


@dataclass(frozen=True)
class Long:
    """A long table: its sheet, its row of headings (from 0) and its columns by what they mean."""

    sheet: Sheet
    row: int
    columns: Mapping[str, int]

    def cells(self, row: Sequence[Cell]) -> dict[str, str]:
        """The texts of a row by meaning; empty where the row is short."""
        return {
            name: " ".join(text(row[at]).split()) if at < len(row) else ""
            for name, at in self.columns.items()
        }

    def rows(self, *, everybody: bool = False) -> Iterator[tuple[int, Sequence[Cell], dict[str, str]]]:
        """The rows below the headings with their numbers (from 0) and texts; everybody: those without a code too."""
        for at, row in enumerate(self.sheet.rows[self.row + 1 :], self.row + 1):
            said = self.cells(row)
            if whom(said) or (everybody and any(said.values())):
                yield at, row, said

    def number(self, name: str, at: int, row: Sequence[Cell]) -> Printed | None:
        """The cell of a row (from 0) in the column of a meaning; None where there is no such column."""
        column = self.columns.get(name)
        return None if column is None else printed(row[column] if column < len(row) else "", at, column)


def whom(said: Mapping[str, str]) -> str:
    """The code of whom a row is about; empty where it has none."""
    return next((said[name] for name in ("long_practice", "long_pcn", "long_place") if said.get(name)), "")


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {key(word): one.id for one in load_published_book().long_columns for word in one.written}


def find_long(sheets: Sequence[Sheet]) -> list[Long]:
    """The long tables of a file, one a sheet at most."""
    return [found for sheet in sheets if (found := _find(sheet)) is not None]


def _find(sheet: Sheet) -> Long | None:
    for at, row in enumerate(sheet.rows[:_HEADINGS_WITHIN]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            name = _names().get(key(text(cell)))
            if name is not None:
                columns.setdefault(name, column)
        if _is_long(columns):
            return Long(sheet, at, columns)
    return None


def _is_long(columns: Mapping[str, int]) -> bool:
    if "qof_percentage" in columns:
        return "long_practice" in columns
    whom = any(one in columns for one in ("long_practice", "long_pcn", "long_place"))
    numbers = "long_value" in columns or "long_denominator" in columns
    return whom and numbers and "long_item" in columns and "long_year" in columns
