"""Tables with one figure, or one number, a row: GP-level compilations, NHS England's CSV files, and QOF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from commonground.engine.published.combining import one_of_each
from commonground.engine.published.headings import DENOMINATOR, Figure, Header, read_figure
from commonground.engine.published.layout_checks import refuse_changed_over
from commonground.engine.published.long_layout import Long, whom
from commonground.engine.published.making import Edition, Made, make
from commonground.engine.published.periods import Period, year_in
from commonground.engine.published.places import PCN, PRACTICE, Place, level_of
from commonground.engine.published.qof import qof_figures
from commonground.engine.published.reading import Check, Opened, Reading
from commonground.engine.published.tables import PrintedFigure, Table
from commonground.engine.published.values import Printed, cell_name, is_share, printed_places
from commonground.engine.records.problems import ExtractError
from commonground.engine.records.words import key

GP, OF_NETWORKS, NHS_ANNUAL = "cover-gp", "cover-pcn", "nhs-annual"

_WHOLE = "allpractices"


def read_long(opened: Opened, tables: Sequence[Long], told: Period | None) -> Reading:
    """The figures of long tables. told: the year that the user says, for a table of QOF that says none.

    Raises ExtractError where nobody says the year, or no row has a figure.
    """
    made: list[Made] = []
    checks: list[Check] = []
    addresses: dict[str, str] = {}
    for found in tables:
        if "qof_percentage" in found.columns:
            made += qof_figures(opened, found, told)
        else:
            made += _coverage(opened, found, checks, addresses)
        checks += _of_nobody(found)
    if not made:
        raise ExtractError(f"{opened.name} has headings of coverage and no row with a figure; take it again.")
    rows, apart, more = one_of_each(made)
    releases = tuple(sorted({row.release for row in rows}))
    return Reading(opened.name, releases, tuple(rows), tuple(apart), (*checks, *more), addresses=addresses)


def _coverage(opened: Opened, found: Long, checks: list[Check], addresses: dict[str, str]) -> Iterator[Made]:
    """The figures of one table of coverage; what is not known is added to the checks, postcodes to the addresses."""
    unknown: dict[str, str] = {}
    printed = list(_from_values(found) if "long_value" in found.columns else _from_rows(found))
    refuse_changed_over([figure for _, figure in printed], opened.name)
    for year, figure in printed:
        period = year_in(year)
        one = None
        if period is not None:
            edition = Edition(_source(found), period, opened.digest, opened.name)
            one = make(figure, edition, figure.said.get("note", ""))
        if one is None:
            unknown.setdefault(f"{figure.age} {figure.label}" if period else year, figure.cell)
        else:
            yield one
        if figure.said.get("long_postcode"):
            addresses[figure.place.code] = figure.said["long_postcode"]
    checks += [_not_known(opened.name, found.sheet.name, cell, what) for what, cell in unknown.items()]


def _of_nobody(found: Long) -> Iterator[Check]:
    """One check for each row that says something and has no code of whom it is about."""
    for at, _, said in found.rows(everybody=True):
        if not whom(said):
            yield Check(
                "row of no place",
                found.sheet.file,
                found.sheet.name,
                cell_name(at, 0),
                "",
                "",
                "",
                "",
                f"the row has no code of whom it is about; it begins with “{next(filter(None, said.values()))}”",
                "it was not read; ask the publisher whom it is about",
                apart=True,
            )


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


def _from_rows(found: Long) -> Iterator[tuple[str, PrintedFigure]]:
    """The figures of a table with numerator and denominator on each row."""
    share, places = _printed_as(found)
    table = _table(found)
    for at, row, said in found.rows():
        figure = read_figure(f"{said.get('long_age', '')} {said['long_item']} %")
        if not isinstance(figure, Figure) or not figure.label:
            figure = Figure("", said.get("long_age", ""), key(said["long_item"]))
        numbers = {
            name: found.number(f"long_{name}", at, row) for name in ("denominator", "numerator", "percentage")
        }
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
    for at, row, said in found.rows():
        figure, number = read_figure(said["long_item"]), found.number("long_value", at, row)
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


def _printed_as(found: Long, name: str = "percentage") -> tuple[bool, int]:
    """Whether a column's percentages are shares, and to how many places they are printed."""
    cells = [
        cell for at, row, _ in found.rows() if (cell := found.number(f"long_{name}", at, row)) is not None
    ]
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
