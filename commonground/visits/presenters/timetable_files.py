"""A timetable to take away: a table of every practice, and a calendar for each person who visits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from commonground.engine.timetable.values import Half, Season, Status, Visit
from commonground.engine.timetable.writing.calendars import calendar_of, file_stem
from commonground.engine.timetable.writing.table import COLUMNS, text_of
from commonground.practices.models import Practice
from commonground.visits.models import Timetable
from commonground.visits.timetabling.asks import minutes_of


def table_for(timetable: Timetable, seen: Mapping[str, Practice], called: Mapping[str, str]) -> str:
    """timetable.csv of the practices that somebody may see. called: by name in the record, what a visitor is called."""
    return text_of(_rows(timetable, seen, called))


def calendar_for(
    timetable: Timetable, seen: Mapping[str, Practice], visitor: str, called: str
) -> tuple[str, bytes]:
    """The calendar of a visitor, by the name in the record, and what its file is called."""
    own = [
        _visit(row)
        for row in timetable.found["visits"]
        if row["visitor"] == visitor and row["practice_code"] in seen
    ]
    minutes = next((int(row["minutes"]) for row in timetable.found["visits"]), 0)
    season = timetable.found["season"]
    span = Season(date.fromisoformat(season["from"]), date.fromisoformat(season["to"]), frozenset())
    names = {code: practice.name for code, practice in seen.items()}
    return f"{file_stem(called)}.ics", calendar_of(called, own, names, span, minutes)


def _rows(
    timetable: Timetable, seen: Mapping[str, Practice], called: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    asked = {one["practice_code"]: one for one in timetable.asked["practices"]}
    for row in (*timetable.found["visits"], *timetable.found["left_out"]):
        code = row["practice_code"]
        if code not in seen:
            continue
        own = asked[code]
        said = {name: str(value or "") for name, value in row.items() if name in COLUMNS}
        yield said | {
            "name": seen[code].name,
            "chosen_by": own["chosen_by"],
            "priority": "" if own["priority"] is None else f"{own['priority']:g}",
            "visitor": called.get(row.get("visitor", ""), ""),
            "why_no_visit": row.get("why", ""),
        }


def _visit(row: Mapping[str, Any]) -> Visit:
    return Visit(
        row["practice_code"],
        row["visitor"],
        date.fromisoformat(row["date"]),
        Half(row["half_day"]),
        minutes_of(time.fromisoformat(row["start"])),
        Status(row["status"]),
        uid=row["uid"],
        sequence=int(row["sequence"]),
    )
