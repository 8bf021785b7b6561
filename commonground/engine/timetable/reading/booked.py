"""Reading an earlier timetable, as `round timetable` wrote it and people went on with it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from commonground.engine.errors import UserError
from commonground.engine.records.dates import DateReader
from commonground.engine.records.opening import read_bytes
from commonground.engine.rules.visit_book import VisitBook
from commonground.engine.timetable.reading.cells import count_between, one_date
from commonground.engine.timetable.reading.rows import Faults, Row, quoted, read_rows
from commonground.engine.timetable.values import Half, Hours, Status, Visit

_SMALL = count_between(0, 9999)
_MONTH = len("2026-10")
_COLUMNS = {
    "practice": "booked-practice",
    "visitor": "booked-visitor",
    "day": "booked-date",
    "half": "booked-half",
    "start": "booked-start",
    "status": "booked-status",
    "assigned": "booked-assigned",
    "band": "booked-band",
    "sequence": "booked-sequence",
    "uid": "booked-uid",
}
_IN_JSON = {
    "practice": "practice_code",
    "visitor": "visitor",
    "day": "date",
    "half": "half_day",
    "start": "start",
    "status": "status",
    "assigned": "assigned_month",
    "band": "band",
    "sequence": "sequence",
    "uid": "uid",
}
"""What a visit's parts are called in timetable.json."""


@dataclass(frozen=True)
class Earlier:
    """The visits of an earlier timetable, and the month that was drawn for each practice, visited or not."""

    visits: tuple[Visit, ...]
    months: dict[str, date]


def read_earlier(path: Path, book: VisitBook, hours: Hours, season_ends: date) -> Earlier:
    """An earlier timetable.csv or timetable.json. A row without a date is a practice without a visit.

    Raises UserError naming the row and column of a fault; of a JSON file the number of the visit in it.
    """
    rows, faults = _rows(path, book)
    dates = DateReader(season_ends, "dmy")
    visits: list[Visit] = []
    months: dict[str, date] = {}
    for row in rows:
        practice = row["practice"].upper()
        assigned = row.read("assigned", _month, None)
        if assigned is not None:
            months[practice] = assigned
        if not row["day"]:
            continue
        day = row.read("day", lambda written: one_date(written, dates), None)
        half = row.read("half", _half, Half.AM)
        status = row.read("status", _status, Status.PLANNED)
        if day is None:
            continue
        if not row["visitor"]:
            row.fault("visitor", "there is a date and no visitor; write who visits, or take the date out")
        starts = row.read("start", _clock, hours.starts(half))
        band = row.read("band", _SMALL, 0)
        sequence = row.read("sequence", _SMALL, 0)
        visits.append(
            Visit(practice, row["visitor"], day, half, starts, status, assigned, band, row["uid"], sequence)
        )
    _each_once(rows, visits)
    faults.stop()
    if not visits:
        raise UserError(f"{path.name} has no visit with a date: give the timetable.csv of this round.")
    return Earlier(tuple(visits), months)


def _rows(path: Path, book: VisitBook) -> tuple[list[Row], Faults]:
    data = read_bytes(path)
    if not data.lstrip().startswith(b"{"):
        return read_rows(path, book, _COLUMNS, ["practice", "visitor", "day", "half"])
    faults = Faults(path.name)
    try:
        found = json.loads(data)
        listed = [*found["visits"], *found["left_out"]]
        rows = [
            Row(
                number,
                {part: str(one.get(name) or "") for part, name in _IN_JSON.items()},
                _IN_JSON,
                faults,
            )
            for number, one in enumerate(listed, start=1)
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"{path.name} is no timetable.json of this program: give the file as it was written."
        ) from error
    return rows, faults


def _each_once(rows: Sequence[Row], visits: Sequence[Visit]) -> None:
    seen: set[str] = set()
    for visit in visits:
        if visit.practice in seen:
            row = next(row for row in reversed(rows) if row["practice"].upper() == visit.practice)
            row.fault("practice", f"{visit.practice} has two visits; take one of its rows out")
        seen.add(visit.practice)


def _month(written: str) -> date:
    try:
        return date.fromisoformat(f"{written[:_MONTH]}-01")
    except ValueError as error:
        raise ValueError(f"{quoted(written)} is no month; write it like 2026-10") from error


def _half(written: str) -> Half:
    if written.lower() not in list(Half):
        raise ValueError(f"{quoted(written)} is no half-day; write am or pm")
    return Half(written.lower())


def _status(written: str) -> Status:
    if written.lower() not in list(Status):
        raise ValueError(
            f"{quoted(written)} is not planned, booked, cancelled or withdrawn; write one of them"
        )
    return Status(written.lower())


def _clock(written: str) -> int:
    hours, mark, minutes = written.partition(":")
    if not (mark and hours.isdigit() and minutes[:2].isdigit() and int(hours) < 24 and int(minutes[:2]) < 60):
        raise ValueError(f"{quoted(written)} is no time; write it like 09:30")
    return int(hours) * 60 + int(minutes[:2])
