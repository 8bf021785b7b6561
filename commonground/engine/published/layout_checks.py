"""What is odd about the layout of a workbook: columns, codes and sheets that are not what they should be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from commonground.engine.figures import PublishedRow
from commonground.engine.published.headings import DENOMINATOR, NUMERATOR
from commonground.engine.published.periods import Period
from commonground.engine.published.places import WITHOUT_A_CODE, code_now, is_ons_code
from commonground.engine.published.reading import Check, CheckKind, Opened, check_of
from commonground.engine.published.tables import PrintedFigure, Table, all_columns, said_twice
from commonground.engine.published.values import Printed, cell_name, row_of
from commonground.engine.records.problems import ExtractError
from commonground.engine.records.sheets import Sheet
from commonground.engine.records.words import text


def refuse_changed_over(figures: Sequence[PrintedFigure], file: str) -> None:
    """Raises ExtractError where most numerators of a column are above their denominators: the two are changed over."""
    counted: dict[tuple[str, str], list[PrintedFigure]] = defaultdict(list)
    for one in figures:
        if None not in _counts(one):
            counted[one.age, one.label].append(one)
    for found in counted.values():
        above = [one for one in found for had, children in (_counts(one),) if (had or 0) > (children or 0)]
        if len(above) * 2 > len(found):
            first = above[0]
            sheet = f", sheet “{first.table.sheet.name}”" if first.table.sheet.name else ""
            raise ExtractError(
                f"{file}{sheet}: in {len(above)} of {len(found)} rows the numerator is "
                f"above the denominator (the first in cell {first.cell}), so the columns are changed over; take the "
                "file from its publisher again."
            )


def _counts(figure: PrintedFigure) -> tuple[int | None, int | None]:
    """The numerator and the denominator of a figure, where they are whole numbers."""
    return (
        None if figure.numerator is None else figure.numerator.whole,
        None if figure.denominator is None else figure.denominator.whole,
    )


def order_of(figures: Sequence[PrintedFigure], period: Period) -> Iterator[Check]:
    """One check where a sheet has its denominators before its numerators, or no quarter beside its counts."""
    if not figures:
        return
    table = figures[0].table
    columns = all_columns(table)
    counts = {(one.age, one.label): at for at, one in columns.items() if one.measure == NUMERATOR}
    before = [
        at
        for at, one in columns.items()
        if one.measure == DENOMINATOR and at < counts.get((one.age, one.label), -1)
    ]
    if not counts:
        return
    kinds: list[tuple[CheckKind, str, str, int]] = []
    if len(before) == len(counts):
        kinds.append(
            (
                "columns changed over",
                "each denominator stands before its numerator, other than in most releases",
                "nothing: columns are read by their headings",
                before[0],
            )
        )
    if "quarter" not in table.header.fields:
        kinds.append(
            (
                "label against content",
                "no column says which quarter the counts are of",
                "nothing: the quarter is that of the whole file",
                min(counts.values()),
            )
        )
    for kind, found, do, at in kinds:
        where = cell_name(table.header.row, at)
        yield Check(kind, table.sheet.file, table.sheet.name, where, "", "", "", period.label, found, do)


def other_codes(figures: Sequence[PrintedFigure], period: Period) -> Iterator[Check]:
    """One check where a sheet gives authorities other codes than most sheets of its file do."""
    others = [
        one
        for one in figures
        if is_ons_code(own := one.said["la_ons_code"]) and code_now(own) != one.place.code
    ]
    if others:
        first, places = others[0], len({one.place.code for one in others})
        yield Check(
            "contradiction",
            first.table.sheet.file,
            first.table.sheet.name,
            first.cell,
            first.place.code,
            first.place.name,
            "",
            period.label,
            f"{places} authorities have another code here than in most sheets, this one {first.said['la_ons_code']}",
            "they are called by their name and the code of most sheets; ask the publisher",
        )


def unread(opened: Opened, tables: Sequence[Table], others: Sequence[Sheet]) -> Iterator[Check]:
    """Columns that nobody can tell, and sheets that hold figures under headings that are not known."""
    for table in tables:
        header = table.header
        twice = [(at, "the heading says the same as another's") for at in said_twice(table)]
        unknown = [(at, f"no vaccine is known as “{heading}”") for at, heading in header.unknown]
        unsaid = [
            (at, "the column has figures and no heading that says which") for at in _without_heading(table)
        ]
        other = [
            (at, "nothing is known of this heading") for at, _ in header.others if _holds_numbers(table, at)
        ]
        for at, found in (*twice, *unknown, *unsaid, *other):
            yield Check(
                "column not understood",
                opened.name,
                table.sheet.name,
                cell_name(header.row, at),
                "",
                "",
                "",
                "",
                f"{found}: “{' '.join(text(table.sheet.rows[header.row][at]).split())}”",
                "the column was not read; add its heading to the rulebook, or ask the publisher",
                apart=True,
            )
    for sheet in others:
        if sum(_is_row_of_figures(row) for row in sheet.rows) > 1:
            yield Check(
                "not read",
                opened.name,
                sheet.name,
                "",
                "",
                "",
                "",
                "",
                "the sheet has figures and no headings that are known",
                "it was not read; the other sheets were",
                apart=True,
            )


def _without_heading(table: Table) -> list[int]:
    """Columns between others that hold numbers in most rows and whose heading says nothing."""
    last = max(table.header.figures)
    first = min(table.header.figures)
    return [at for at in table.header.unheaded if first - 2 < at < last and _holds_numbers(table, at)]


def _holds_numbers(table: Table, at: int) -> bool:
    """Whether a column holds numbers in most rows."""
    rows = [row for _, row in table.rows]
    return sum(at < len(row) and _is_number(text(row[at])) for row in rows) * 2 > len(rows)


def _is_number(said: str) -> bool:
    return said.rstrip("% ").replace(",", "").replace(".", "", 1).isdigit()


def of_nobody(table: Table, cells: Sequence[Printed]) -> Iterator[Check]:
    """One check for each row with numbers that names no place, or a sum; cells: the first number of each."""
    for cell in cells:
        row = table.sheet.rows[row_of(cell.cell)]
        said = " ".join(next((text(one) for one in row if one), "").split())
        yield Check(
            "row of no place",
            table.sheet.file,
            table.sheet.name,
            cell.cell,
            "",
            "",
            "",
            "",
            f"the row has numbers and names no place that can be told; it begins with “{said}”",
            "it was not read; ask the publisher whom it is about",
            apart=True,
        )


def _is_row_of_figures(row: Sequence[object]) -> bool:
    """Whether a row has three numbers or more."""
    return sum(str(cell)[:1].isdigit() and "/" not in str(cell) and len(str(cell)) < 14 for cell in row) > 2


def without_codes(rows: Sequence[PublishedRow]) -> Iterator[Check]:
    """One check for each sheet whose places have names and no codes."""
    first: Mapping[str, list[PublishedRow]] = defaultdict(list)
    for row in rows:
        if row.org_code.startswith(WITHOUT_A_CODE):
            first[row.sheet].append(row)
    for found in first.values():
        places = len({row.org_code for row in found})
        yield check_of(
            found[0],
            "named without a code",
            f"{places} places of this sheet have a name and no code, this one first",
            f"they are called {WITHOUT_A_CODE}… and their name; they can't be matched by code",
        )
