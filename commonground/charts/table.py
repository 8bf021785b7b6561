"""A table as people read it: the same shape for a chart's numbers and for a table that stands alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A heading; `numeric` columns are set to the right, in figures of one width."""

    heading: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of finished text under headings. The first column names its row.

    Raises ValueError where a row has not one cell for each column.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(
                    f"“{self.caption}” has {len(self.columns)} columns and a row of {len(row)} cells; "
                    "give each column a cell"
                )
