"""Tables with one figure, or one number, a row: GP-level compilations, NHS England's CSV files, and QOF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from commonground.engine.figures import MISSING, PERCENTAGE_ONLY, QOF, PublishedRow
from commonground.engine.published.combining import one_of_each
from commonground.engine.published.headings import DENOMINATOR, Figure, Header, read_figure
from commonground.engine.published.making import Edition, make
from commonground.engine.published.periods import Period, year_in
from commonground.engine.published.places import PCN, PRACTICE, Place, level_of
from commonground.engine.published.reading import ORIGIN, Check, Opened, Reading, release_id
from commonground.engine.published.tables import PrintedFigure, Table
from commonground.engine.published.values import Printed, is_share, printed, printed_places
from commonground.engine.records.problems import ExtractError
from commonground.engine.records.sheets import Sheet
from commonground.engine.records.words import Cell, key, text
from commonground.engine.rules.published_book import load_published_book

GP, OF_NETWORKS, NHS_ANNUAL, OF_QOF = "cover-gp", "cover-pcn", "nhs-annual", "qof"
QOF_INDICATOR = "VI001_or_VI002"

_HEADINGS_WITHIN = 20
_WHOLE = "allpractices"


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


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {key(word): one.id for one in load_published_book().long_columns for word in one.written}


def find_long(sheets: Sequence[Sheet]) -> Long | None:
    """The long table of a file; None where there is none."""
    for sheet in sheets:
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


def read_long(opened: Opened, found: Long, told: Period | None) -> Reading:
    """The figures of a long table. told: the year that the user says, for a table that says none.

    Raises ExtractError where nobody says the year, or no row has a figure.
    """
    if "qof_percentage" in found.columns:
        return _read_qof(opened, found, told)
    made, addresses = [], {}
    unknown: dict[str, str] = {}
    figures = _from_values(found) if "long_value" in found.columns else _from_rows(found)
    for year, figure in figures:
        period = year_in(year)
        one = None
        if period is not None:
            one = make(
                figure,
                Edition(_source(found), period, opened.digest, opened.name),
                figure.said.get("note", ""),
            )
        if one is None:
            unknown.setdefault(f"{figure.age} {figure.label}" if period else year, figure.cell)
        else:
            made.append(one)
        if figure.said.get("long_postcode"):
            addresses[figure.place.code] = figure.said["long_postcode"]
    if not made:
        raise ExtractError(f"{opened.name} has headings of coverage and no row with a figure; take it again.")
    rows, apart, checks = one_of_each(made)
    checks += [_not_known(opened.name, found.sheet.name, cell, what) for what, cell in unknown.items()]
    releases = tuple(sorted({row.release for row in rows}))
    return Reading(opened.name, releases, tuple(rows), tuple(apart), tuple(checks), addresses=addresses)


def _not_known(file: str, sheet: str, cell: str, what: str) -> Check:
    return Check(
        "value not understood",
        file,
        sheet,
        cell,
        "",
        "",
        "",
        "",
        f"no indicator is known for “{what}”",
        "its rows were not read; add it to the labels of the rulebook",
        apart=True,
    )


def _source(found: Long) -> str:
    if "long_practice" in found.columns:
        return GP
    return OF_NETWORKS if "long_pcn" in found.columns else NHS_ANNUAL


def _rows(found: Long) -> Iterator[tuple[int, Sequence[Cell], dict[str, str]]]:
    for at, row in enumerate(found.sheet.rows[found.row + 1 :], found.row + 1):
        said = found.cells(row)
        if any(said.values()):
            yield at, row, said


def _from_rows(found: Long) -> Iterator[tuple[str, PrintedFigure]]:
    """The figures of a table with numerator and denominator on each row."""
    share, places = _printed_as(found)
    table = _table(found)
    for at, row, said in _rows(found):
        figure = read_figure(f"{said.get('long_age', '')} {said['long_item']} %")
        if not isinstance(figure, Figure) or not figure.label:
            figure = Figure("", said.get("long_age", ""), key(said["long_item"]))
        numbers = {name: _number(found, name, at, row) for name in ("denominator", "numerator", "percentage")}
        if numbers["denominator"] is not None and not numbers["denominator"].text:
            numbers["numerator"] = None  # what is printed is a percentage alone
        note = ""
        if said.get("long_complete") and key(said["long_complete"]) != _WHOLE:
            note = said["long_complete"]
        yield (
            said["long_year"],
            PrintedFigure(
                table,
                _place(said),
                figure.age,
                figure.label,
                **numbers,
                places=places,
                share=share,
                said={**said, "note": note},
            ),
        )


def _from_values(found: Long) -> Iterator[tuple[str, PrintedFigure]]:
    """The figures of a table with one number a row: children of an age, or children vaccinated, or a percentage."""
    table, (_, places) = _table(found), _printed_as(found, "value")
    counts = "long_age" in found.columns
    children: dict[tuple[str, str, str], Printed] = {}
    rest: list[tuple[str, Place, Figure, Printed]] = []
    for at, row, said in _rows(found):
        figure, number = read_figure(said["long_item"]), _number(found, "value", at, row)
        if number is None or not isinstance(figure, Figure):
            figure = Figure("", said.get("long_age", ""), key(said["long_item"]))
        place = _place(said)
        if number is not None and figure.measure == DENOMINATOR and not figure.label:
            children[said["long_year"], place.code, figure.age] = number
        elif number is not None:
            rest.append((said["long_year"], place, figure, number))
    for year, place, figure, number in rest:
        yield (
            year,
            PrintedFigure(
                table,
                place,
                figure.age,
                figure.label,
                children.get((year, place.code, figure.age)),
                number if counts else None,
                None if counts else number,
                places,
                share=False,
            ),
        )


def _table(found: Long) -> Table:
    return Table(found.sheet, Header(found.row, {}, {}, (), (), ()), 0, len(found.sheet.rows))


def _number(found: Long, name: str, at: int, row: Sequence[Cell]) -> Printed | None:
    column = found.columns.get(f"long_{name}")
    return None if column is None else printed(row[column] if column < len(row) else "", at, column)


def _printed_as(found: Long, name: str = "percentage") -> tuple[bool, int]:
    """Whether a column's percentages are shares, and to how many places they are printed."""
    cells = [cell for at, row, _ in _rows(found) if (cell := _number(found, name, at, row)) is not None]
    share = is_share(cells)
    return share, printed_places(cells, share)


def _place(said: Mapping[str, str]) -> Place:
    if said.get("long_practice"):
        return Place(
            said["long_practice"].upper(), said.get("long_name", ""), PRACTICE, said.get("long_pcn", "")
        )
    if said.get("long_pcn"):
        return Place(said["long_pcn"], said.get("long_pcn_name", ""), PCN)
    code = said.get("long_place", "")
    return Place(code, said.get("long_name", ""), level_of(code), said.get("long_parent", ""))


def _read_qof(opened: Opened, found: Long, told: Period | None) -> Reading:
    """A percentage for each practice, and nothing else."""
    column = found.columns["qof_percentage"]
    rows: list[PublishedRow] = []
    checks: list[Check] = []
    for at, row, said in _rows(found):
        if not said["long_practice"]:
            continue
        period = year_in(said.get("long_year", "")) or told
        if period is None:
            raise ExtractError(f"{opened.name} says nowhere which year it is about; name it with --period.")
        number = printed(row[column] if column < len(row) else "", at, column)
        one = _qof_row(opened, found.sheet.name, said, number, period)
        rows.append(one)
    if not rows:
        raise ExtractError(f"{opened.name} has the headings of QOF and no practice; take it again.")
    kept: dict[str, PublishedRow] = {}
    for one in rows:
        kept.setdefault(one.org_code, one)
    return Reading(
        opened.name, tuple(sorted({one.release for one in rows})), tuple(kept.values()), (), tuple(checks)
    )


def _qof_row(
    opened: Opened, sheet: str, said: Mapping[str, str], number: Printed, period: Period
) -> PublishedRow:
    year = f"{period.year}/{(period.year + 1) % 100:02d}"
    known = number.number is not None and 0 <= number.number <= 100
    return PublishedRow(
        org_code=said["long_practice"].upper(),
        definition=QOF,
        indicator=QOF_INDICATOR,
        period=year,
        period_start=period.start,
        period_end=period.end,
        cohort_from=None,
        cohort_to=None,
        as_at=period.end,
        denominator=None,
        numerator=None,
        coverage=round(float(number.number), 1) if known and number.number is not None else None,
        lower95=None,
        upper95=None,
        excluded=None,
        status=PERCENTAGE_ONLY if known else number.status or MISSING,
        release=release_id(OF_QOF, year.replace("/", "-"), opened.digest),
        origin=ORIGIN,
        rule_ids=(),
        rulebook_version="",
        org_name=said.get("long_name", ""),
        level=PRACTICE,
        file=opened.name,
        sheet=sheet,
        cell=number.cell,
    )
