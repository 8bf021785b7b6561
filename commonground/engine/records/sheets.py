"""What every file becomes before its headings are looked at: sheets of cells, or FHIR resources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commonground.engine.records.columns import Form
from commonground.engine.records.words import Cell


@dataclass(frozen=True)
class Wanted:
    """What a file should be, in the words of a sentence that says it is not: `an extract`, and what to do."""

    name: str
    how: str


EXTRACT = Wanted("an extract", "give the CSV or Excel file that your system exports")
SPREADSHEET = Wanted("a spreadsheet", EXTRACT.how)

LARGEST_FILE = 256 * 1024 * 1024
"""Bytes. A practice's extract is a few megabytes; what is larger is something else."""

LARGEST_UNPACKED = 512 * 1024 * 1024
"""Bytes a zipped workbook may unpack to: the XML of several million cells."""

MOST_CELLS = 20_000_000
"""Cells of a sheet. 100 practices with ten thousand rows of twenty columns."""


@dataclass(frozen=True)
class Sheet:
    """A table of cells as it stands in a file, with whatever is above and below the table.

    name is empty where a file has no sheets. `by_separator`: the cells were split at a separator, so a
    row longer than the headings may hold one too many.
    """

    file: str
    name: str
    rows: Sequence[Sequence[Cell]]
    by_separator: bool = False


_NEAREST = {
    "child_id": ("nhs_number", "surname", "name"),
    "nhs_number": ("child_id", "surname", "name"),
    "date_of_birth": ("child_id", "nhs_number"),
    "registered_on": ("deregistered_on",),
    "vaccine": ("term", "code", "product_term", "product_code", "programme"),
    "kind": ("vaccinated", "reason", "vaccine", "term", "code"),
}
"""Where a problem is shown when the table has no column of its own for it."""


@dataclass(frozen=True)
class Table:
    """Data rows by what their columns mean; in a file with a column for each dose, a row is one dose cell.

    source numbers the file, since dates are read file by file. columns: meaning -> one cell a row;
    headings: meaning -> heading as written. dose_headings: the heading of each row's own cell (only in a
    file with a column for each dose). too_long: rows (by position here) with more cells than headings.
    """

    source: int
    file: str
    sheet: str
    form: Form
    lists_children: bool
    rows: list[int]
    columns: dict[str, list[Cell]]
    headings: Mapping[str, str]
    dose_headings: list[str] = field(default_factory=list)
    too_long: frozenset[int] = frozenset()

    def cells(self, meaning: str) -> list[Cell]:
        """The cells of a meaning; empty ones where the table has no such column."""
        return self.columns.get(meaning) or [""] * len(self.rows)

    def heading(self, meaning: str, at: int) -> str:
        """What the column of a cell is called in the file, or the column that comes closest to it."""
        if self.dose_headings and meaning in ("event_date", "vaccine", "kind"):
            return self.dose_headings[at]
        near = (meaning, *_NEAREST.get(meaning, ()))
        return next((self.headings[name] for name in near if name in self.headings), "")


@dataclass(frozen=True)
class Resources:
    """The FHIR resources of a file: row number (line or place in the Bundle), full URL, resource.

    `unread` are the lines of an NDJSON file that are no JSON.
    """

    file: str
    found: Sequence[tuple[int, str, dict[str, Any]]]
    unread: Sequence[int] = field(default=())
