"""Which quarter a file is about: what its sheets claim, and which claims are wrong.

The evaluation dates decide where a file has them; else what most tables say. A claim that says otherwise is reported,
never followed, and so is a birth date that is not the one the quarter makes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commonground.engine.published.headings import take_age
from commonground.engine.published.periods import Period, days_in, quarter_in, speaks_of_a_quarter, year_in
from commonground.engine.published.reading import Check
from commonground.engine.published.tables import Table
from commonground.engine.published.values import cell_name
from commonground.engine.records.problems import ExtractError
from commonground.engine.records.sheets import Sheet
from commonground.engine.records.words import Cell, key, text

EVALUATION = "evaluationdates"
_CURRENT = "currentquarter"
_BORN = "born"
_SINCE = "since "
_LONGEST = 60
_TITLES_WITHIN = 10


@dataclass(frozen=True)
class Claim:
    """That a sheet says which quarter it is about. `decides`: it states the evaluation dates."""

    sheet: str
    cell: str
    said: str
    period: Period
    decides: bool = False


@dataclass(frozen=True)
class Births:
    """That a sheet says when the children of a cohort were born."""

    sheet: str
    cell: str
    said: str
    age: str


def claims_of(tables: Sequence[Table], others: Sequence[Sheet]) -> list[Claim]:
    """Every claim of a file, in the order of its sheets; of years only where it claims no quarter."""
    found = [claim for sheet in others for claim in _of_sheet(sheet)]
    for table in tables:
        found += _of_table(table)
    return list(dict.fromkeys(found)) or [*_years(tables, others)]


def _years(tables: Sequence[Table], others: Sequence[Sheet]) -> Iterator[Claim]:
    """The financial years that titles name; a title `since 2009 to 2010` names where a series begins,
    and one that speaks of a quarter does not name the period."""
    tops = [(sheet, 0, min(len(sheet.rows), _TITLES_WITHIN)) for sheet in others]
    tops += [(table.sheet, table.start, min(table.start + 1, table.header.row)) for table in tables]
    for sheet, start, end in tops:
        for at in range(start, end):
            for column, value in enumerate(sheet.rows[at]):
                said = text(value)
                other = _SINCE in said.casefold() or speaks_of_a_quarter(said)
                period = None if other else year_in(said)
                if period is not None:
                    yield Claim(sheet.name, cell_name(at, column), said, period)


def period_of(claims: Sequence[Claim], file: str, told: Period | None = None) -> Period:
    """The quarter or year of a file; told: what the user says, for a file that says none.

    Raises ExtractError where nobody says it, or as many tables say one as another.
    """
    decided = {claim.period for claim in claims if claim.decides}
    if len(decided) == 1:
        return decided.pop()
    counted = Counter(claim.period for claim in claims).most_common(2)
    if not counted and told is not None:
        return told
    if not counted:
        raise ExtractError(
            f"{file} says nowhere which quarter or year it is about; give its period (--period)."
        )
    if len(counted) > 1 and counted[0][1] == counted[1][1]:
        if told in (counted[0][0], counted[1][0]):
            return told
        raise ExtractError(
            f"{file} says {counted[0][0].label} as often as {counted[1][0].label}; give its period (--period)."
        )
    return counted[0][0]


def wrong_claims(
    claims: Sequence[Claim], births: Sequence[Births], period: Period, file: str
) -> Iterator[Check]:
    """A check for each claim of another quarter, and for each birth date that the quarter does not make."""
    for claim in claims:
        if claim.period != period:
            yield Check(
                "label against content",
                file,
                claim.sheet,
                claim.cell,
                "",
                "",
                "",
                period.label,
                f"“{_short(claim.said)}” says {claim.period.label}; the file is about {period.label}",
                f"the figures of this sheet stand under {period.label}; ask the publisher if they are of it",
            )
    for one in births:
        first, last = period.births(one.age)
        if list(days_in(one.said))[:2] != [first, last]:
            yield Check(
                "cohort dates",
                file,
                one.sheet,
                one.cell,
                "",
                "",
                "",
                period.label,
                f"“{_short(one.said)}”; children who reach {one.age} in the quarter were born {first} to {last}",
                "the cohort is worked out from the quarter; what the sheet says is not used",
            )


def births_of(others: Sequence[Sheet]) -> Iterator[Births]:
    """Every line that says when a cohort was born."""
    for sheet in others:
        for at, row in enumerate(sheet.rows):
            for column, value in enumerate(row):
                said = text(value)
                age = take_age(key(said))[0] if "cohort" in said.casefold() and len(said) < _LONGEST else ""
                beside = _beside(row, column)
                if age and _BORN in beside.casefold():
                    yield Births(sheet.name, cell_name(at, column + 1), beside, age)


def _of_sheet(sheet: Sheet) -> Iterator[Claim]:
    """The claims of a sheet without a table: evaluation dates, a title, the heading of the current caveats."""
    for at, row in enumerate(sheet.rows):
        for column, value in enumerate(row):
            said = text(value)
            name = key(said)
            if name.startswith(EVALUATION):
                period = quarter_in(_beside(row, column))
                if period is not None:
                    yield Claim(
                        sheet.name, cell_name(at, column + 1), _beside(row, column), period, decides=True
                    )
            elif name.startswith(_CURRENT) or (at < _TITLES_WITHIN and "coveragestatistics" in name):
                period = quarter_in(said)
                if period is not None:
                    yield Claim(sheet.name, cell_name(at, column), said, period)


def _of_table(table: Table) -> Iterator[Claim]:
    sheet, header = table.sheet, table.header
    titles = [
        (at, column, text(value))
        for at in range(table.start, header.row)
        for column, value in enumerate(sheet.rows[at])
        if value
    ]
    for at, column, said in titles:
        period = quarter_in(said)
        if period is not None:
            yield Claim(sheet.name, cell_name(at, column), said, period)
            break
    for column, value in enumerate(sheet.rows[header.row]):
        period = quarter_in(text(value))
        if period is not None:
            yield Claim(sheet.name, cell_name(header.row, column), text(value), period)
    for at, row in table.rows:
        for column in header.unheaded:
            said = text(row[column]) if column < len(row) else ""
            period = quarter_in(said) if said and len(said) < _LONGEST else None
            if period is not None:
                yield Claim(sheet.name, cell_name(at, column), said, period)
    rows = _quarters_of_rows(table)
    if rows:
        period, _ = Counter(rows.values()).most_common(1)[0]
        first = next(at for at, one in rows.items() if one == period)
        column = header.fields["quarter"][0]
        yield Claim(sheet.name, cell_name(first, column), text(sheet.rows[first][column]), period)


def rows_of_another_quarter(table: Table, period: Period) -> dict[int, Period]:
    """The rows (from 0) of a table that name another quarter than the file's."""
    return {at: one for at, one in _quarters_of_rows(table).items() if one != period}


def _quarters_of_rows(table: Table) -> dict[int, Period]:
    column = table.header.first("quarter")
    if column is None:
        return {}
    found = {at: quarter_in(text(row[column])) for at, row in table.rows if column < len(row)}
    return {at: one for at, one in found.items() if one is not None}


def _beside(row: Sequence[Cell], column: int) -> str:
    return text(row[column + 1]) if column + 1 < len(row) else ""


def _short(said: str) -> str:
    plain = " ".join(said.split())
    return plain if len(plain) <= 2 * _LONGEST else "… " + plain[-2 * _LONGEST :]
