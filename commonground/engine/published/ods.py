"""Reading the two files of the Organisation Data Service: `epraccur` (practices) and `ePCN` (who is in which PCN).

`epraccur` has 27 columns and no headings; `ePCN` is a workbook with headings that hold line breaks.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from commonground.engine.records.opening import open_tables
from commonground.engine.records.problems import ExtractError, Problems
from commonground.engine.records.sheets import Sheet
from commonground.engine.records.tables import Problem
from commonground.engine.records.words import Cell, key, text

COLUMNS = 27
GP_PRACTICE = "4"
"""The prescribing setting of a GP practice."""
_CODE, _NAME, _REGION, _ICB, _ADDRESS, _POSTCODE = 0, 1, 2, 3, slice(4, 9), 9
_OPENED, _CLOSED, _STATUS, _SUB_ICB, _PHONE, _SETTING = 10, 11, 12, 14, 17, 25
_DAY = "%Y%m%d"
_ACTIVE = "A"
_LONGEST = 200


@dataclass(frozen=True)
class OdsPractice:
    """A line of `epraccur`. `areas`: the codes of the sub-ICB, the ICB and the region it lies in."""

    row: int
    code: str
    name: str
    areas: tuple[str, str, str]
    address: str
    postcode: str
    phone: str
    opened_on: date | None
    closed_on: date | None
    active: bool
    setting: str


@dataclass(frozen=True)
class Membership:
    """The PCN that a practice is in."""

    code: str
    pcn_code: str
    pcn_name: str


def read_practices(data: bytes, file: str) -> tuple[list[OdsPractice], list[Problem]]:
    """The practices of an `epraccur` file and the rows that could not be used. Raises ExtractError for another file."""
    (sheet, *others) = open_tables(data, file)
    widths = [len(row) for row in sheet.rows if row]
    if others or not widths or max(widths) != COLUMNS:
        raise ExtractError(
            f"{file} is not an epraccur file: that has {COLUMNS} columns and no headings. "
            "Take it, unpacked, from the Organisation Data Service."
        )
    problems = Problems()
    found = [_practice(row, number, file, problems) for number, row in enumerate(sheet.rows, 1) if any(row)]
    return [one for one in found if one is not None], problems.found


def _practice(row: Sequence[Cell], number: int, file: str, problems: Problems) -> OdsPractice | None:
    cells = [text(value).strip() for value in row]
    if len(cells) != COLUMNS:
        problems.add(
            file, "", number, "", f"the row has {len(cells)} columns, not {COLUMNS}", "take the file again"
        )
        return None
    if not cells[_CODE].isalnum() or not cells[_NAME] or len(cells[_NAME]) > _LONGEST:
        problems.add(file, "", number, "1 and 2", "there is no code or no name", "take the file again")
        return None
    try:
        opened, closed = (_day(cells[at]) for at in (_OPENED, _CLOSED))
    except ValueError:
        problems.add(
            file, "", number, "11 and 12", "a date is not written like 20261004", "mend the date in the file"
        )
        return None
    return OdsPractice(
        row=number,
        code=cells[_CODE].upper(),
        name=in_words(cells[_NAME]),
        areas=(cells[_SUB_ICB], cells[_ICB], cells[_REGION]),
        address=in_words(", ".join(filter(None, cells[_ADDRESS])))[:_LONGEST],
        postcode=cells[_POSTCODE].upper(),
        phone=cells[_PHONE],
        opened_on=opened,
        closed_on=closed,
        active=cells[_STATUS] == _ACTIVE,
        setting=cells[_SETTING],
    )


def read_memberships(data: bytes, file: str) -> list[Membership]:
    """Who is in which PCN today, from an `ePCN` workbook. Raises ExtractError for another file."""
    for sheet in open_tables(data, file):
        at = _headings(sheet)
        if at:
            return list(_memberships(sheet.rows[1:], at))
    raise ExtractError(
        f"{file} is not an ePCN file: no sheet has the columns Partner Organisation Code, PCN Code and PCN Name."
    )


_WANTED = {
    "code": "Partner Organisation Code",
    "pcn_code": "PCN Code",
    "pcn_name": "PCN Name",
    "ended": "Practice to PCN Relationship End Date",
}


def _headings(sheet: Sheet) -> Mapping[str, int]:
    headings = [key(text(value)) for value in sheet.rows[0]] if sheet.rows else []
    wanted = {name: key(words) for name, words in _WANTED.items()}
    if not set(wanted.values()) <= set(headings):
        return {}
    return {name: headings.index(heading) for name, heading in wanted.items()}


def _memberships(rows: Iterable[Sequence[Cell]], at: Mapping[str, int]) -> Iterable[Membership]:
    for row in rows:
        cells = {name: text(row[place]) if place < len(row) else "" for name, place in at.items()}
        if cells["code"] and cells["pcn_code"] and not cells["ended"]:
            yield Membership(cells["code"].upper(), cells["pcn_code"], in_words(cells["pcn_name"]))


def in_words(capitals: str) -> str:
    """A name in capitals as people write it; one that is not all in capitals stays. PCN stays PCN."""
    if capitals != capitals.upper():
        return capitals
    return " ".join("PCN" if word == "Pcn" else word for word in string.capwords(capitals).split())


def _day(written: str) -> date | None:
    return datetime.strptime(written, _DAY).date() if written else None  # noqa: DTZ007 - a day has no zone
