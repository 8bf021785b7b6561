"""The visits of an earlier timetable as they stand now: booked, still planned, or to be given another day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from commonground.engine.timetable.values import Half, Hours, Status, Visit
from commonground.visits.models import Timetable
from commonground.visits.models import Visit as KeptVisit
from commonground.visits.timetabling.asks import Listed, minutes_of

S = KeptVisit.State


def booked_visits(
    hours: Hours, booked: Mapping[str, tuple[int, datetime]], names: Mapping[int, str], follows: Timetable
) -> list[Visit]:
    """The visits that have a day, where the practice chose it: none of them moves."""
    kept = {row["practice_code"]: row for row in follows.found["visits"]}
    found = []
    for code, (person, at) in booked.items():
        local = timezone.localtime(at)
        starts = minutes_of(local)
        half = Half.AM if starts < hours.am_ends else Half.PM
        visit = Visit(code, names[person], local.date(), half, starts, Status.BOOKED)
        found.append(_as_known(visit, kept.get(code)))
    return found


def planned_before(follows: Timetable, listed: Listed, names: Mapping[int, str], *, on: date) -> list[Visit]:
    """The visits of the earlier timetable that nobody has booked.

    One moves where its day has come, its visitor is gone, or it was booked for that day and put off.
    """
    people = {one["name"]: one["person"] for one in follows.asked["visitors"]}
    waiting = {one.practice.code: listed.visits[one.practice_id] for one in listed.to_plan}
    found = []
    for row in follows.found["visits"]:
        kept = waiting.get(row["practice_code"])
        if kept is None:
            continue
        name = names.get(people.get(row["visitor"], 0), "")
        day = date.fromisoformat(row["date"])
        stays = name and day > on and not _put_off(kept, day)
        visit = Visit(
            row["practice_code"],
            name or row["visitor"],
            day,
            Half(row["half_day"]),
            minutes_of(time.fromisoformat(row["start"])),
            Status.PLANNED if stays else Status.CANCELLED,
        )
        found.append(_as_known(visit, row))
    return found


def _put_off(visit: KeptVisit, day: date) -> bool:
    """Whether a visit was booked for its planned day and is not to be then after all."""
    off = visit.state in (S.POSTPONED, S.DID_NOT_TAKE_PLACE)
    return off and visit.starts_at is not None and timezone.localdate(visit.starts_at) == day


def _as_known(visit: Visit, row: Mapping[str, Any] | None) -> Visit:
    if row is None:
        return visit
    return replace(visit, band=int(row["band"] or 0), uid=row["uid"], sequence=int(row["sequence"]))
