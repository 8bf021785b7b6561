"""A calendar file for each visitor. Its visits keep their uids for ever, and its bytes are the same again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from commonground.engine.records.words import tokens
from commonground.engine.timetable.values import Ask, Season, Timetable, Visit

_LONDON = ZoneInfo("Europe/London")


def calendars(ask: Ask, timetable: Timetable) -> dict[str, bytes]:
    """By file name, the calendar of each visitor, also of one without a visit."""
    found: dict[str, bytes] = {}
    names = {one.code: one.name for one in ask.practices}
    for visitor in ask.visitors:
        own = [visit for visit in timetable.visits if visit.visitor == visitor.name]
        stem = file_stem(visitor.name)
        name, number = f"{stem}.ics", 1
        while name in found:
            number += 1
            name = f"{stem}-{number}.ics"
        found[name] = calendar_of(visitor.name, own, names, ask.season, ask.hours.visit)
    return found


def file_stem(visitor: str) -> str:
    """What the calendar of a visitor is called, without its ending."""
    return f"visits-{'-'.join(tokens(visitor)) or 'visitor'}"


def calendar_of(
    visitor: str, visits: Iterable[Visit], names: Mapping[str, str], season: Season, minutes: int
) -> bytes:
    """The calendar of one visitor. names: of practices, by code; minutes: how long a visit takes.

    The stamp of an event is midnight before the season: a file that is made again from the same inputs is the same.
    """
    stamp = datetime.combine(season.first, time(), UTC)
    calendar = Calendar()
    calendar.add("prodid", "-//Common Ground//Timetable//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Visits of {visitor}")
    for visit in visits:
        begins = datetime.combine(visit.day, visit.clock, _LONDON)
        event = Event()
        event.add("uid", visit.uid)
        event.add("sequence", visit.sequence)
        event.add("dtstamp", stamp)
        event.add("dtstart", begins)
        event.add("dtend", begins + timedelta(minutes=minutes))
        event.add("summary", f"Visit to {names[visit.practice] or visit.practice} ({visit.practice})")
        event.add("status", "CONFIRMED" if visit.status.value == "booked" else "TENTATIVE")
        event.add("description", "Support with childhood vaccination. This is support, not inspection.")
        calendar.add_component(event)
    calendar.add_missing_timezones(first_date=season.first, last_date=season.last + timedelta(days=1))
    return bytes(calendar.to_ical())
