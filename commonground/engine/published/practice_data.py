"""What is published about practices besides coverage: lists, networks, systems, deprivation, ethnicity, payments.

Each reader takes an open file and gives typed rows; a row that can't be used is left out and reported. A file is known
by its columns, whatever its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import TypeVar

from commonground.engine.published.coordinates import postcode_of
from commonground.engine.published.ods import in_words
from commonground.engine.published.reading import Opened
from commonground.engine.records.problems import ExtractError, Problems
from commonground.engine.records.sheets import Sheet
from commonground.engine.records.tables import Problem
from commonground.engine.records.words import Cell, key, text
from commonground.engine.rules.published_book import DataColumn, load_published_book

_HEADINGS_WITHIN = 20
_DAYS = ("%d%b%Y", "%d/%m/%Y", "%Y-%m-%d")
_ALL = ("", "ALL")
_NOTHING = ("", "NA", "NAN", "N/A", "NULL", "-")
_LOWEST, _HIGHEST = 1, 10

Row = TypeVar("Row")


@dataclass(frozen=True)
class ListSize:
    """Registered patients of a practice on a day; sex and age are `ALL`, or one of them as the table writes it."""

    code: str
    patients: int
    as_at: date
    sex: str = "ALL"
    age: str = "ALL"


@dataclass(frozen=True)
class PracticeMapping:
    """Which network, sub-ICB, ICB and region a practice is in on a day."""

    code: str
    name: str
    postcode: str
    pcn_code: str
    pcn_name: str
    sub_icb_code: str
    icb_code: str
    region_code: str
    as_at: date | None


@dataclass(frozen=True)
class Supplier:
    """Who supplies a practice's record system."""

    code: str
    supplier: str


@dataclass(frozen=True)
class Deprivation:
    """A practice's IMD score, weighted by where its patients live; higher is more deprived.

    decile: 1 the most deprived, None where the table has none; year: the edition of the index, None where not said.
    """

    code: str
    score: float
    decile: int | None
    year: int | None


@dataclass(frozen=True)
class PostcodeDeprivation:
    """The small area that a postcode lies in, with its IMD 2019 rank and decile (1 the most deprived)."""

    postcode: str
    lsoa: str
    rank: int
    decile: int


@dataclass(frozen=True)
class Ethnicity:
    """The estimated share of a practice's patients who are not White, from 0 to 1."""

    code: str
    share: float
    patients: int | None


@dataclass(frozen=True)
class Payment:
    """What the NHS paid a practice in a year, in pounds; childhood: for childhood vaccination, negative a payback."""

    code: str
    name: str
    contract: str
    dispensing: bool
    patients: float
    weighted: float | None
    childhood: float
    total: float


def read_list_sizes(opened: Opened) -> tuple[list[ListSize], list[Problem]]:
    """Registered patients by practice, and rows that can't be used. Raises ExtractError for another file."""
    return _read(opened, "list size", _list_size)


def read_mappings(opened: Opened) -> tuple[list[PracticeMapping], list[Problem]]:
    """The network and areas of practices. Raises ExtractError for another file."""
    return _read(opened, "mapping", _mapping)


def read_suppliers(opened: Opened) -> tuple[list[Supplier], list[Problem]]:
    """The suppliers of practices' systems. Raises ExtractError for another file."""
    return _read(opened, "supplier", lambda cells: Supplier(_code(cells), _said(cells, "supplier")))


def read_deprivation(opened: Opened) -> tuple[list[Deprivation], list[Problem]]:
    """The deprivation of practices. Raises ExtractError for another file."""
    return _read(opened, "deprivation", _deprivation)


def read_postcode_deprivation(opened: Opened) -> tuple[list[PostcodeDeprivation], list[Problem]]:
    """The deprivation of postcodes. Raises ExtractError for another file."""
    return _read(opened, "postcode deprivation", _postcode_deprivation)


def read_ethnicity(opened: Opened) -> tuple[list[Ethnicity], list[Problem]]:
    """The ethnicity of practices' patients. Raises ExtractError for another file."""
    return _read(opened, "ethnicity", _ethnicity)


def read_payments(opened: Opened) -> tuple[list[Payment], list[Problem]]:
    """NHS payments to practices. Raises ExtractError for another file."""
    return _read(opened, "payments", _payment)


READERS: Mapping[str, Callable[[Opened], tuple[Sequence[object], list[Problem]]]] = {
    "list size": read_list_sizes,
    "mapping": read_mappings,
    "supplier": read_suppliers,
    "postcode deprivation": read_postcode_deprivation,
    "deprivation": read_deprivation,
    "ethnicity": read_ethnicity,
    "payments": read_payments,
}
"""Every reader by the name of its table."""


def table_of(opened: Opened) -> str:
    """Which of these tables a file holds; empty where it holds none."""
    columns = load_published_book().data_columns
    for table in READERS:
        wanted = [column for column in columns if column.table == table]
        if any(_columns(sheet, wanted) is not None for sheet in opened.sheets):
            return table
    return ""


def _list_size(cells: Mapping[str, str]) -> ListSize:
    def one_of(name: str) -> str:
        return "ALL" if cells.get(name, "").upper() in _ALL else cells[name]

    return ListSize(
        _code(cells), _count(cells["patients"]), _day(cells["as_at"]), one_of("sex"), one_of("age")
    )


def _mapping(cells: Mapping[str, str]) -> PracticeMapping:
    return PracticeMapping(
        code=_code(cells),
        name=in_words(_said(cells, "name")),
        postcode=postcode_of(cells.get("postcode", "")),
        pcn_code=cells["pcn_code"],
        pcn_name=in_words(cells.get("pcn_name", "")),
        sub_icb_code=_said(cells, "sub_icb_code"),
        icb_code=cells.get("icb_code", ""),
        region_code=cells.get("region_code", ""),
        as_at=_day(cells["as_at"]) if cells.get("as_at") else None,
    )


def _deprivation(cells: Mapping[str, str]) -> Deprivation:
    return Deprivation(
        code=_code(cells),
        score=_number(cells["score"]),
        decile=_decile(cells["decile"]) if cells.get("decile") else None,
        year=_count(cells["year"]) if cells.get("year") else None,
    )


def _postcode_deprivation(cells: Mapping[str, str]) -> PostcodeDeprivation:
    postcode = postcode_of(cells["postcode"])
    if not postcode:
        raise ValueError("postcode")
    return PostcodeDeprivation(
        postcode, _said(cells, "lsoa"), _count(cells["rank"]), _decile(cells["decile"])
    )


def _ethnicity(cells: Mapping[str, str]) -> Ethnicity:
    share = _number(cells["share"])
    if not 0 <= share <= 1:
        raise ValueError("share")
    return Ethnicity(_code(cells), share, _count(cells["patients"]) if cells.get("patients") else None)


def _payment(cells: Mapping[str, str]) -> Payment:
    return Payment(
        code=_code(cells),
        name=in_words(cells.get("name", "")),
        contract=_said(cells, "contract"),
        dispensing=cells.get("dispensing", "").casefold().startswith("y"),
        patients=_number(cells["patients"]),
        weighted=_number(cells["weighted"]) if cells.get("weighted") else None,
        childhood=_number(cells["childhood"]),
        total=_number(cells["total"]),
    )


def _read(
    opened: Opened, table: str, make: Callable[[Mapping[str, str]], Row]
) -> tuple[list[Row], list[Problem]]:
    wanted = [column for column in load_published_book().data_columns if column.table == table]
    for sheet in opened.sheets:
        found = _columns(sheet, wanted)
        if found is not None:
            return _rows(opened.name, sheet, found, wanted, make)
    needed = "”, “".join(column.written[0] for column in wanted if column.needed)
    raise ExtractError(
        f"{opened.name} is no table of {table}: it has no columns “{needed}”; give the file as it was published."
    )


def _columns(sheet: Sheet, wanted: Sequence[DataColumn]) -> tuple[int, dict[str, int]] | None:
    """The row of the headings (from 0) and the column of each field; None where a needed one is missing."""
    for at, row in enumerate(sheet.rows[:_HEADINGS_WITHIN]):
        names = [key(text(cell)) for cell in row]
        found: dict[str, int] = {}
        for column in wanted:
            written = [key(one) for one in column.written]
            here = next((names.index(one) for one in written if one in names), None)
            if here is not None:
                found[column.field] = here
        if all(column.field in found for column in wanted if column.needed):
            return at, found
    return None


def _rows(
    file: str,
    sheet: Sheet,
    layout: tuple[int, dict[str, int]],
    wanted: Sequence[DataColumn],
    make: Callable[[Mapping[str, str]], Row],
) -> tuple[list[Row], list[Problem]]:
    (start, columns), found, problems = layout, list[Row](), Problems()
    needed = {column.field: column.written[0] for column in wanted if column.needed}
    for number, cells in _cells(sheet.rows[start + 1 :], start + 2, columns):
        empty = next((heading for field, heading in needed.items() if cells[field].upper() in _NOTHING), "")
        if empty:
            problems.add(
                file, sheet.name, number, empty, "there is no value", "nothing: it was not published"
            )
            continue
        try:
            found.append(make(cells))
        except ValueError:
            problems.add(
                file, sheet.name, number, "", "a value of the row can't be read", "take the file again"
            )
    return found, problems.found


def _cells(
    rows: Sequence[Sequence[Cell]], first: int, columns: Mapping[str, int]
) -> Iterator[tuple[int, dict[str, str]]]:
    for number, row in enumerate(rows, first):
        cells = {name: text(row[at]) if at < len(row) else "" for name, at in columns.items()}
        if any(cells.values()):
            yield number, cells


def _code(cells: Mapping[str, str]) -> str:
    return _said(cells, "code").upper()


def _said(cells: Mapping[str, str], name: str) -> str:
    if not cells[name]:
        raise ValueError(name)
    return cells[name]


def _number(written: str) -> float:
    value = float(written.replace(",", "").replace("£", ""))
    if not isfinite(value):
        raise ValueError(written)
    return value


def _count(written: str) -> int:
    value = _number(written)
    if value < 0 or value != int(value):
        raise ValueError(written)
    return int(value)


def _decile(written: str) -> int:
    value = _count(written)
    if not _LOWEST <= value <= _HIGHEST:
        raise ValueError(written)
    return value


def _day(written: str) -> date:
    for form in _DAYS:
        try:
            return datetime.strptime(written, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(written)
