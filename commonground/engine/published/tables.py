"""From the tables of a file to what they print, cell by cell: whom, at what age, which vaccine, which numbers.

A table has a column of figures for each age, vaccine and measure. What is read here is not yet a figure: the period,
and with it the indicator, comes from the whole file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from commonground.engine.published.headings import (
    DENOMINATOR,
    NUMERATOR,
    PERCENTAGE,
    Figure,
    Header,
    find_header,
    group_of,
    indicators_of,
    label_in,
    take_age,
)
from commonground.engine.published.places import Carried, Codes, Place
from commonground.engine.published.values import (
    UNKNOWN,
    Printed,
    is_share,
    mark_name,
    printed,
    printed_places,
)
from commonground.engine.records.sheets import Sheet
from commonground.engine.records.words import Cell, key, text

_NUMBERED = re.compile(r"\[note\s*(\d+)\]\s*(.*?)(?=\[note\s*\d+\]|$)", re.IGNORECASE | re.DOTALL)
_TOP = 2
_WORDS = 15  # what is shorter than this beside a star is another mark, or a number
_TITLE = re.compile(r"Table\s*\d+", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """A table of a sheet with its headings.

    start, end: its first row (from 0), titles included, and the row behind its last. legend: what its marks mean.
    """

    sheet: Sheet
    header: Header
    start: int
    end: int
    legend: Mapping[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """The rows below the headings with their numbers (from 0)."""
        return enumerate(self.sheet.rows[self.header.row + 1 : self.end], self.header.row + 1)

    @property
    def titles(self) -> list[str]:
        """The lines above the headings, then those at the top of the sheet, which a `Table 2b` goes on under."""
        above = [
            *self.sheet.rows[self.start : self.header.row],
            *self.sheet.rows[: min(_TOP, self.header.row)],
        ]
        return [text(cell) for row in above for cell in row[:1] if cell]

    @property
    def first_line(self) -> str:
        """The first line of its title; empty where nothing stands above the headings."""
        return next(iter(self.titles), "")


@dataclass(frozen=True)
class PrintedFigure:
    """What a table prints of one place, age and vaccine.

    label: the key of what the vaccine is called. places: decimal places of the percentages; share: they are written
    from 0 to 1. said: texts of the row by field.
    """

    table: Table
    place: Place
    age: str
    label: str
    denominator: Printed | None
    numerator: Printed | None
    percentage: Printed | None
    places: int
    share: bool
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def scale(self) -> int:
        """What makes a percentage of what is printed."""
        return 100 if self.share else 1

    @property
    def cell(self) -> str:
        """The cell that the figure is named after: of its numerator, else percentage, else denominator."""
        found = self.numerator or self.percentage or self.denominator
        return found.cell if found else ""


def tables_of(sheets: Sequence[Sheet]) -> tuple[list[Table], list[Sheet]]:
    """The tables of coverage in a file, and the sheets that hold none. A line `Table 2 …` begins another table."""
    found: list[Table] = []
    others: list[Sheet] = []
    for sheet in sheets:
        here = [table for start, end in _parts(sheet) if (table := _table(sheet, start, end)) is not None]
        found += here
        if not here:
            others.append(sheet)
    return found, others


def _parts(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """From which row to which each table of a sheet can stand."""
    begins = [at for at, row in enumerate(sheet.rows) if at and _is_title(row)]
    yield from pairwise([0, *begins, len(sheet.rows)])


def _is_title(row: Sequence[Cell]) -> bool:
    said = [text(cell) for cell in row if cell]
    return len(said) == 1 and _TITLE.match(said[0]) is not None


def _table(sheet: Sheet, start: int, end: int) -> Table | None:
    header = find_header(sheet.rows[:end], start)
    if header is None:
        return None
    legend = {**_footnotes(sheet), **_above(sheet.rows[start : header.row])}
    return Table(sheet, header, start, end, legend)


def _footnotes(sheet: Sheet) -> dict[str, str]:
    """What stars mean, as a sheet says in a line of its own: the star, and beside it some words."""
    found: dict[str, str] = {}
    for row in sheet.rows:
        said = [text(cell) for cell in row]
        for mark, words in pairwise(said):
            if mark_name(mark) and len(words) > _WORDS:
                found.setdefault(mark_name(mark), " ".join(words.split()))
    return found


def _above(rows: Sequence[Sequence[Cell]]) -> dict[str, str]:
    """The numbered notes that are written out above a table."""
    found = {}
    for row in rows:
        for number, words in _NUMBERED.findall(" ".join(text(cell) for cell in row if cell)):
            if words.strip():
                found[f"note {number}"] = " ".join(words.split())
    return found


def codes_of(tables: Sequence[Table]) -> Codes:
    """The codes that the tables of a file tell, first those of the tables with most of them."""
    codes = Codes()
    for table in sorted(tables, key=lambda table: -len(table.header.fields)):
        codes.learn([row for _, row in table.rows], table.header)
    return codes


def read_table(table: Table, codes: Codes, whole: Place | None = None) -> Iterator[PrintedFigure]:
    """Everything a table prints. whole: whom rows are about that name nobody; without it they are passed over."""
    columns = _columns(table)
    if not columns:
        return
    carried = Carried(table.header, codes)
    carried.begin(table.first_line)
    cells = _cells(table, columns)
    layout = {at: _of_column(cells, at) for at in columns}
    share = is_share(
        [cell for at, one in columns.items() if one.measure == PERCENTAGE for cell in layout[at]]
    )
    places = {at: printed_places(layout[at], share) for at in columns}
    for number, row in table.rows:
        said = carried.cells(row)
        printed_here = cells.get(number)
        if printed_here is None:
            if not carried.begins_section(said):
                carried.take(said)
            continue
        place = carried.place(said) or whole
        if place is None:
            continue
        yield from _figures(table, columns, printed_here, place, places, share, said)


def _columns(table: Table) -> dict[int, Figure]:
    """The columns of figures that say what they are."""
    columns = all_columns(table)
    twice = {(columns[at].age, columns[at].label) for at in said_twice(table)}
    return {at: one for at, one in columns.items() if (one.age, one.label) not in twice}


def said_twice(table: Table) -> list[int]:
    """The columns whose headings say the same as another's, so that nobody can tell which is which.

    Two names of one vaccine that take turns, as 5-in-1 and 6-in-1 down the years, are told apart by their rows.
    """
    alike: dict[object, list[int]] = defaultdict(list)
    for at, one in all_columns(table).items():
        alike[one.measure, one.age, indicators_of(one.label, one.age) or one.label].append(at)
    return sorted(
        at for found in alike.values() if len(found) > 1 and _both_filled(table, found) for at in found
    )


def _both_filled(table: Table, columns: Sequence[int]) -> bool:
    def filled(row: Sequence[Cell]) -> int:
        return sum(at < len(row) and text(row[at])[:1].isdigit() for at in columns)

    return any(filled(row) > 1 for _, row in table.rows)


def all_columns(table: Table) -> dict[int, Figure]:
    """The columns of figures with their age and label; what a heading leaves out, its title or its table says."""
    title_age = next((age for line in table.titles if (age := take_age(key(line))[0])), "")
    title_label = next((label for line in table.titles if (label := label_in(line))), "")
    figures = table.header.figures
    ages = {one.age for one in figures.values() if one.age}
    only = ages.pop() if len(ages) == 1 else title_age
    labelled = any(one.label for one in figures.values())
    return {
        at: Figure(
            one.measure,
            one.age or only,
            one.label or ("" if labelled or one.measure == DENOMINATOR else title_label),
        )
        for at, one in figures.items()
        if one.age or only
    }


def _cells(table: Table, columns: Mapping[int, Figure]) -> dict[int, dict[int, Printed]]:
    """The cells of every row with a figure or a mark in it."""
    groups = {at: group_of(one.label) for at, one in columns.items()}
    whole = {group for group in groups.values() if group}
    if len(whole) == 1 and all(one.measure == DENOMINATOR or groups[at] for at, one in columns.items()):
        groups = dict.fromkeys(groups, whole.pop())
    found = {}
    for number, row in table.rows:
        cells = {
            at: printed(row[at] if at < len(row) else "", number, at, groups[at], table.legend)
            for at in columns
        }
        if any(cell.text for cell in cells.values()):
            found[number] = cells
    return found


def _of_column(cells: Mapping[int, Mapping[int, Printed]], at: int) -> list[Printed]:
    return [row[at] for row in cells.values()]


def _figures(
    table: Table,
    columns: Mapping[int, Figure],
    cells: Mapping[int, Printed],
    place: Place,
    places: Mapping[int, int],
    share: bool,
    said: Mapping[str, str],
) -> Iterator[PrintedFigure]:
    by_figure: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for at, one in columns.items():
        by_figure[one.age, one.label].setdefault(one.measure, at)
    whole = {age: at for (age, label), found in by_figure.items() if not label for at in _only(found)}
    for (age, label), found in by_figure.items():
        if not label or not (NUMERATOR in found or PERCENTAGE in found):
            continue
        denominator = found.get(DENOMINATOR, whole.get(age))
        percentage = found.get(PERCENTAGE)
        yield PrintedFigure(
            table,
            place,
            age,
            label,
            None if denominator is None else cells[denominator],
            None if NUMERATOR not in found else cells[found[NUMERATOR]],
            None if percentage is None else cells[percentage],
            0 if percentage is None else places[percentage],
            share,
            said,
        )


def _only(found: Mapping[str, int]) -> list[int]:
    return [found[DENOMINATOR]] if DENOMINATOR in found else []


def not_understood(figure: PrintedFigure) -> Iterator[Printed]:
    """The cells of a figure that say what nobody knows."""
    for cell in (figure.denominator, figure.numerator, figure.percentage):
        if cell is not None and cell.status == UNKNOWN:
            yield cell
