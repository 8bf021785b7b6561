"""Reading the practices chosen, the visitors, and when practices can be visited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from commonground.engine.errors import UserError
from commonground.engine.rules.visit_book import VisitBook
from commonground.engine.timetable.reading.cells import (
    count_between,
    dates,
    half_days,
    number_between,
    weekdays,
)
from commonground.engine.timetable.reading.rows import Row, quoted, read_rows
from commonground.engine.timetable.values import Practice, Visitor

_MOST = 10**9
_MOST_VISITS_A_DAY = 8
_MOST_DAYS = 366
_CHOSEN_BY = ("rank", "random", "visitor")
_PRACTICES = {
    "code": "practices-code",
    "name": "practices-name",
    "areas": "practices-areas",
    "priority": "practices-priority",
    "chosen_by": "practices-chosen-by",
    "children": "practices-children",
    "covered": "practices-covered",
}
_VISITORS = {
    "name": "visitors-name",
    "weekdays": "visitors-weekdays",
    "visits_a_day": "visitors-visits-a-day",
    "visit_days": "visitors-visit-days",
    "areas": "visitors-areas",
    "away": "visitors-away",
}
_AVAILABILITY = {
    "code": "practices-code",
    "half_days": "availability-half-days",
    "closed": "availability-closed",
}


@dataclass(frozen=True)
class Chosen:
    """The practices chosen, in the list's order; their children and those covered, where the list says."""

    practices: tuple[Practice, ...]
    children: int
    covered: int
    every_row: bool


def read_practices(path: Path, book: VisitBook) -> Chosen:
    """The chosen practices of a list. Raises UserError naming the row and column of a fault.

    A list without a column for how a practice was chosen is taken to be of chosen practices alone.
    """
    rows, faults = read_rows(path, book, _PRACTICES, ["code"])
    marked = bool(rows) and rows[0].has("chosen_by")
    practices: dict[str, Practice] = {}
    children = covered = 0
    for row in rows:
        chosen_by = row["chosen_by"].lower() if marked else "rank"
        if not chosen_by:
            continue
        if chosen_by not in _CHOSEN_BY:
            row.fault(
                "chosen_by", f"{quoted(row['chosen_by'])} is not rank, random or visitor; write one of them"
            )
        code = row["code"].upper()
        if not code:
            row.fault("code", "there is no code; write the practice's code, or take the row out")
        elif code in practices:
            row.fault("code", f"{code} is in the list twice; take one of its rows out")
        practices[code] = Practice(
            code,
            row["name"],
            frozenset({code, *row["areas"].replace(";", " ").split()}),
            row.read("priority", number_between(0, _MOST), None),
            chosen_by,
        )
        here = row.read("children", count_between(0, _MOST), 0)
        counted = row.read("covered", count_between(0, _MOST), -1)
        if here and counted >= 0:
            children, covered = children + here, covered + counted
    faults.stop()
    if not practices:
        raise UserError(
            f"{path.name} has no chosen practice: fill in chosen_by (rank, random or visitor) for those to be visited."
        )
    return Chosen(tuple(practices.values()), children, covered, every_row=not marked)


def read_visitors(path: Path, book: VisitBook, season_ends: date) -> tuple[Visitor, ...]:
    """The visitors of a file. Raises UserError naming the row and column of a fault."""
    rows, faults = read_rows(path, book, _VISITORS, ["name"])
    usual = Visitor("", visits_a_day=int(book.number("timetable-visits-a-day")))
    visitors: dict[str, Visitor] = {}
    for row in rows:
        name = row["name"]
        if not name:
            row.fault("name", "there is no name; write the visitor's, or take the row out")
        elif not name[0].isalnum():
            row.fault(
                "name",
                f"{quoted(name)} begins with a sign that spreadsheets take for a formula; leave it out",
            )
        elif name in visitors:
            row.fault("name", f"{quoted(name)} is there twice; give each visitor one row")
        visitors[name] = Visitor(
            name,
            row.read("weekdays", weekdays, usual.weekdays),
            row.read("visits_a_day", count_between(1, _MOST_VISITS_A_DAY), usual.visits_a_day),
            row.read("visit_days", count_between(0, _MOST_DAYS), None),
            frozenset(row["areas"].replace(";", " ").replace(",", " ").split()),
            row.read("away", dates(season_ends), frozenset()),
        )
    faults.stop()
    if not visitors:
        raise UserError(f"{path.name} has no visitor: give each a row with their name.")
    return tuple(visitors.values())


def with_availability(
    practices: Sequence[Practice], path: Path, book: VisitBook, season_ends: date
) -> tuple[Practice, ...]:
    """The practices with their half-days and closed dates; one that the file does not name can be visited any day.

    Raises UserError naming the row and column of a fault.
    """
    rows, faults = read_rows(path, book, _AVAILABILITY, ["code"])
    known = {one.code: one for one in practices}
    seen: set[str] = set()
    for row in rows:
        code = row["code"].upper()
        if code in seen:
            row.fault("code", f"{code} is there twice; put its half-days and dates in one row")
        seen.add(code)
        half = row.read("half_days", half_days, None)
        none: frozenset[date] = frozenset()
        closed = row.read("closed", dates(season_ends), none)
        if code in known:  # the file may be of all practices, the list only of those chosen
            one = known[code]
            known[code] = replace(one, half_days=one.half_days if half is None else half, closed=closed)
    if rows and not (rows[0].has("half_days") or rows[0].has("closed")):
        _nothing_about(rows[0])
    faults.stop()
    return tuple(known.values())


def _nothing_about(row: Row) -> None:
    row.faults.add(1, "half_days", "no column says when practices can be visited; add half_days or closed")
