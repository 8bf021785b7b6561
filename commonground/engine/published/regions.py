"""Annual tables with a column for each region and a row for each year: percentages of one vaccine at one age."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commonground.engine.published.headings import Header, clean, field_of, label_in, take_age
from commonground.engine.published.making import Edition, Made, make
from commonground.engine.published.periods import year_in
from commonground.engine.published.places import Place, country_called, region_called
from commonground.engine.published.reading import Opened
from commonground.engine.published.tables import PrintedFigure, Table
from commonground.engine.published.values import printed, printed_places
from commonground.engine.records.sheets import Sheet
from commonground.engine.records.words import Cell, key, text

_HEADINGS_WITHIN = 60
_FEWEST = 3


def read_regions(opened: Opened, sheet: Sheet, source: str) -> Iterator[Made]:
    """The figures of a sheet whose columns are England and its regions; none where it is no such sheet."""
    for at, row in enumerate(sheet.rows[:_HEADINGS_WITHIN]):
        year = next(
            (column for column, cell in enumerate(row) if field_of(text(cell)) == "financial_year"), None
        )
        places = {
            column: place
            for column, cell in enumerate(row)
            if (place := _place(clean(text(cell)))) is not None
        }
        if year is not None and len(places) >= _FEWEST:
            yield from _figures(
                opened, Table(sheet, Header(at, {}, {}, (), (), ()), 0, len(sheet.rows)), year, places, source
            )
            return


def _place(said: str) -> Place | None:
    return country_called(said) or region_called(said)


def _figures(
    opened: Opened, table: Table, year: int, places: dict[int, Place], source: str
) -> Iterator[Made]:
    age, label = take_age(key(table.first_line))[0], label_in(table.first_line)
    if not age or not label:
        return
    rows = list(table.rows)
    cells = {(at, column): printed(_cell(row, column), at, column) for at, row in rows for column in places}
    for column, place in places.items():
        precision = printed_places([cells[at, column] for at, _ in rows], share=False)
        for at, row in rows:
            period = year_in(text(_cell(row, year)))
            if period is not None:
                figure = PrintedFigure(
                    table, place, age, label, None, None, cells[at, column], precision, share=False
                )
                made = make(figure, Edition(source, period, opened.digest, opened.name))
                if made is not None:
                    yield made


def _cell(row: Sequence[Cell], column: int) -> Cell:
    return row[column] if column < len(row) else ""
