"""COVER workbooks with a column for each vaccine, in every layout since 2014.

Quarterly and annual; authorities, regions, area teams, primary care trusts and practices.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from commonground.engine.figures import PublishedRow
from commonground.engine.published.claims import (
    births_of,
    claims_of,
    period_of,
    rows_of_another_quarter,
    wrong_claims,
)
from commonground.engine.published.combining import noted, one_of_each
from commonground.engine.published.headings import NAMES
from commonground.engine.published.layout_checks import (
    of_nobody,
    order_of,
    other_codes,
    refuse_changed_over,
    unread,
    without_codes,
)
from commonground.engine.published.making import Edition, Made, make
from commonground.engine.published.notes import (
    caveats_of,
    codes_named,
    note_of_cells,
    notes_on_places,
    numbered_notes,
)
from commonground.engine.published.periods import Period, year_in
from commonground.engine.published.places import Place, country_called
from commonground.engine.published.reading import Check, Opened, Reading, check_of
from commonground.engine.published.tables import (
    PrintedFigure,
    Table,
    codes_of,
    read_table,
)
from commonground.engine.published.values import Printed, row_of
from commonground.engine.records.sheets import Sheet
from commonground.engine.records.words import key
from commonground.engine.rules.published_book import load_published_book

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
    checks = [*unread(opened, tables, others)]
    if period is not None:
        checks += wrong_claims(claims, list(births_of(others)), period, opened.name)
    wrong = {claim.sheet: claim.said for claim in claims if claim.period != period}
    made: list[Made] = []
    printed: list[PrintedFigure] = []
    for table in tables:
        nobody: list[Printed] = []
        figures = list(read_table(table, codes, _whole(table), nobody))
        checks += of_nobody(table, nobody)
        refuse_changed_over(figures, opened.name)
        printed += [] if is_series(table) else figures
        if is_series(table):
            made += _series(figures, opened, numbered)
            continue
        assert period is not None  # noqa: S101 - there is a table that is no series
        edition = Edition(_source(table, tables, period), period, opened.digest, opened.name)
        elsewhere = rows_of_another_quarter(table, period)
        note = f"the sheet says {wrong[table.sheet.name]}" if table.sheet.name in wrong else ""
        checks += [*order_of(figures, period), *other_codes(figures, period)]
        for figure in _with_something(figures):
            said = (note, note_of_cells(figure), _recoded(figure))
            one = make(figure, edition, "; ".join(filter(None, said)))
            if one is not None:
                made.append(_of_its_quarter(one, elsewhere.get(row_of(figure.cell))))
    rows, apart, more = one_of_each(made)
    notes, without = _caveats(others, rows, opened.name, notes_on_places(printed, numbered))
    rows = noted(rows, notes)
    return Reading(
        opened.name,
        tuple(sorted({row.release for row in rows})),
        tuple(rows),
        tuple(apart),
        (*checks, *more, *without, *without_codes(rows)),
        notes,
    )


def is_series(table: Table) -> bool:
    """Whether the rows of a table are financial years."""
    fields = table.header.fields
    return "financial_year" in fields and not any(
        name in fields for name in NAMES if name != "financial_year"
    )


def _series(figures: Sequence[PrintedFigure], opened: Opened, numbered: Mapping[str, str]) -> Iterator[Made]:
    """The figures of a table whose rows are years: each year is a release of its own."""
    for figure in _with_something(figures):
        year = year_in(figure.said["financial_year"])
        if year is not None:
            edition = Edition(ANNUAL, year, opened.digest, opened.name)
            one = make(
                figure, edition, "; ".join(notes_on_places([figure], numbered).get(figure.place.code, []))
            )
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


def _recoded(figure: PrintedFigure) -> str:
    """That the file calls a place by a code that the ONS has replaced."""
    recoded = load_published_book().recoded.get(figure.said["la_ons_code"])
    if recoded is None:
        return ""
    return f"the file calls it {figure.said['la_ons_code']}, its code before {recoded.since}"


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


def _caveats(
    others: Sequence[Sheet], rows: Sequence[PublishedRow], file: str, beside: Mapping[str, Sequence[str]]
) -> tuple[dict[str, str], list[Check]]:
    """What notes beside the rows and the caveats say, by code of place; and the caveats of places without figures."""
    codes: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.org_code not in codes[key(row.org_name)]:
            codes[key(row.org_name)].append(row.org_code)
    notes: dict[str, list[str]] = defaultdict(list, {code: list(said) for code, said in beside.items()})
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
    return {code: "; ".join(dict.fromkeys(said)) for code, said in notes.items() if said}, without
