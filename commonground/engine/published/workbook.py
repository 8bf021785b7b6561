"""COVER workbooks with a column for each vaccine, in every layout since 2014.

Quarterly and annual; authorities, regions, area teams, primary care trusts and practices.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from commonground.engine.figures import PublishedRow
from commonground.engine.published.claims import births_of, claims_of, period_of, rows_of_another_quarter, wrong_claims
from commonground.engine.published.headings import DENOMINATOR, NAMES, NUMERATOR
from commonground.engine.published.making import Edition, Made, make, noted, one_of_each
from commonground.engine.published.notes import caveats_of, codes_named, note_of, numbered_notes
from commonground.engine.published.periods import Period, year_in
from commonground.engine.published.places import WITHOUT_A_CODE, Place, country_called
from commonground.engine.published.reading import Check, CheckKind, Opened, Reading, check_of
from commonground.engine.published.tables import (
    PrintedFigure,
    Table,
    all_columns,
    codes_of,
    read_table,
    said_twice,
)
from commonground.engine.published.values import cell_name, row_of
from commonground.engine.records.problems import ExtractError
from commonground.engine.records.sheets import Sheet
from commonground.engine.records.words import key, text

QUARTERLY, TRUSTS, ANNUAL, PRACTICES = "cover-quarterly", "cover-quarterly-pct", "cover-annual", "cover-gp"
ENGLAND = "England"
_TRUST_FIELDS = ("pct_name", "pct_code")


def read_workbook_of_figures(
    opened: Opened, tables: Sequence[Table], others: Sequence[Sheet], period: Period | None
) -> Reading:
    """The figures of a workbook. period: said by the user, where the file says none.

    Raises ExtractError where the file says no quarter or year, or where its columns are changed over.
    """
    claims = claims_of(tables, others)
    of_one_period = any(not is_series(table) for table in tables)
    period = period_of(claims, opened.name, period) if of_one_period else None
    codes, numbered = codes_of(tables), numbered_notes(others)
    checks = [*_unread(opened, tables, others)]
    if period is not None:
        checks += wrong_claims(claims, list(births_of(others)), period, opened.name)
    wrong = {claim.sheet: claim.said for claim in claims if claim.period != period}
    made: list[Made] = []
    for table in tables:
        figures = list(read_table(table, codes, _whole(table)))
        refuse_changed_over(figures, opened.name)
        if is_series(table):
            made += _series(figures, opened, numbered)
            continue
        assert period is not None  # noqa: S101 - there is a table that is no series
        edition = Edition(_source(table, tables, period), period, opened.digest, opened.name)
        elsewhere = rows_of_another_quarter(table, period)
        note = f"the sheet says {wrong[table.sheet.name]}" if table.sheet.name in wrong else ""
        checks += _order(figures, period)
        for figure in _with_something(figures):
            one = make(figure, edition, "; ".join(filter(None, (note, note_of(figure, numbered)))))
            if one is not None:
                made.append(_of_its_quarter(one, elsewhere.get(row_of(figure.cell))))
    rows, apart, more = one_of_each(made)
    notes, without = _caveats(others, rows, opened.name)
    rows = noted(rows, notes)
    return Reading(
        opened.name,
        tuple(sorted({row.release for row in rows})),
        tuple(rows),
        tuple(apart),
        (*checks, *more, *without, *_without_codes(rows)),
        notes,
    )


def is_series(table: Table) -> bool:
    """Whether the rows of a table are financial years."""
    fields = table.header.fields
    return "financial_year" in fields and not any(name in fields for name in NAMES if name != "financial_year")


def _series(figures: Sequence[PrintedFigure], opened: Opened, numbered: Mapping[str, str]) -> Iterator[Made]:
    """The figures of a table whose rows are years: each year is a release of its own."""
    for figure in _with_something(figures):
        year = year_in(figure.said["financial_year"])
        if year is not None:
            edition = Edition(ANNUAL, year, opened.digest, opened.name)
            one = make(figure, edition, note_of(figure, numbered))
            if one is not None:
                yield one


def _whole(table: Table) -> Place | None:
    """Whom the rows of a series are about: England, where its title says so."""
    if is_series(table) and ENGLAND.casefold() in table.first_line.casefold():
        return country_called(ENGLAND)
    return None


def _source(table: Table, tables: Sequence[Table], period: Period) -> str:
    """Trusts and the area teams made up of them are an edition of their own, with another England."""
    fields = table.header.fields
    if "practice_code" in fields:
        return PRACTICES
    if not period.quarter:
        return ANNUAL
    if "la_name" in fields or "place" in fields:
        return QUARTERLY
    of_trusts = any(name in other.header.fields for other in tables for name in _TRUST_FIELDS)
    return TRUSTS if of_trusts else QUARTERLY


def _with_something(figures: Sequence[PrintedFigure]) -> Iterator[PrintedFigure]:
    """The figures of columns that hold anything: a column kept for a vaccine that is no longer given is empty."""
    filled = {
        (one.age, one.label)
        for one in figures
        for cell in (one.numerator, one.percentage)
        if cell is not None and cell.text and cell.status != "not applicable"
    }
    return (one for one in figures if (one.age, one.label) in filled)


def _of_its_quarter(one: Made, said: Period | None) -> Made:
    """A figure whose row names another quarter is kept apart."""
    if said is None:
        return one
    check = check_of(
        one.row,
        "label against content",
        f"the row says {said.label}; the file is about {one.row.period}",
        "the figures of this row are kept apart; ask the publisher which quarter they are of",
        apart=True,
    )
    return replace(one, apart=True, checks=(*one.checks, check))


def refuse_changed_over(figures: Sequence[PrintedFigure], file: str) -> None:
    """Raises ExtractError where most numerators of a column are above their denominators: the two are changed over."""
    counted: dict[tuple[str, str], list[PrintedFigure]] = defaultdict(list)
    for one in figures:
        if one.numerator is not None and one.denominator is not None:
            if one.numerator.whole is not None and one.denominator.whole is not None:
                counted[one.age, one.label].append(one)
    for found in counted.values():
        above = [one for one in found if (one.numerator.whole or 0) > (one.denominator.whole or 0)]  # type: ignore[union-attr]
        if len(above) * 2 > len(found):
            first = above[0]
            raise ExtractError(
                f"{file}, sheet “{first.table.sheet.name}”: in {len(above)} of {len(found)} rows the numerator is above "
                f"the denominator (the first in cell {first.cell}), so the two columns are changed over; take the file "
                "from its publisher again."
            )


def _order(figures: Sequence[PrintedFigure], period: Period) -> Iterator[Check]:
    """One check where a sheet has its denominators before its numerators, or no quarter beside its counts."""
    if not figures:
        return
    table = figures[0].table
    columns = all_columns(table)
    counts = {one.label: at for at, one in columns.items() if one.measure == NUMERATOR}
    before = [at for at, one in columns.items() if one.measure == DENOMINATOR and at < counts.get(one.label, -1)]
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


def _unread(opened: Opened, tables: Sequence[Table], others: Sequence[Sheet]) -> Iterator[Check]:
    """Columns that nobody can tell, and sheets that hold figures under headings that are not known."""
    for table in tables:
        header = table.header
        columns = all_columns(table)
        twice = [(at, "the heading says the same as another's") for at in said_twice(table)]
        unknown = [(at, f"no vaccine is known as “{heading}”") for at, heading in header.unknown]
        unsaid = [(at, "the column has figures and no heading that says which") for at in _without_heading(table)]
        for at, found in (*twice, *unknown, *unsaid):
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
    rows = [row for _, row in table.rows]
    last = max(table.header.figures)
    first = min(table.header.figures)
    return [
        at
        for at in table.header.unheaded
        if first - 2 < at < last
        and sum(at < len(row) and text(row[at]).replace(".", "", 1).isdigit() for row in rows) * 2 > len(rows)
    ]


def _is_row_of_figures(row: Sequence[object]) -> bool:
    """Whether a row has three numbers or more."""
    return sum(str(cell)[:1].isdigit() and "/" not in str(cell) and len(str(cell)) < 14 for cell in row) > 2


def _caveats(
    others: Sequence[Sheet], rows: Sequence[PublishedRow], file: str
) -> tuple[dict[str, str], list[Check]]:
    """What the caveats say, by the code of the place; and the caveats of places without figures."""
    codes: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.org_code not in codes[key(row.org_name)]:
            codes[key(row.org_name)].append(row.org_code)
    notes: dict[str, list[str]] = defaultdict(list)
    without: list[Check] = []
    for sheet, cell, place, said in caveats_of(others):
        found = codes_named(place, codes)
        for code in found:
            notes[code].append(said)
        if not found:
            without.append(
                Check(
                    "caveat without its place",
                    file,
                    sheet,
                    cell,
                    "",
                    place,
                    "",
                    "",
                    f"the caveat of “{place}” is about no place that has figures: {said}",
                    "read it beside the figures it may be about",
                )
            )
    return {code: "; ".join(dict.fromkeys(said)) for code, said in notes.items()}, without


def _without_codes(rows: Sequence[PublishedRow]) -> Iterator[Check]:
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
