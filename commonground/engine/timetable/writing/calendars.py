"""A calendar file for each visitor. Its visits keep their uids for ever, and its bytes are the same again."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from commonground.engine.records.words import tokens
from commonground.engine.timetable.values import Ask, Timetable, Visit

_LONDON = ZoneInfo("Europe/London")


def calendars(ask: Ask, timetable: Timetable) -> dict[str, bytes]:
    """By file name, the calendar of each visitor, also of one without a visit.

    The stamp of an event is midnight before the season: a file that is made again from the same inputs is the same.
    """
    found: dict[str, bytes] = {}
    for visitor in ask.visitors:
        own = [visit for visit in timetable.visits if visit.visitor == visitor.name]
        stem = "-".join(tokens(visitor.name)) or "visitor"
        name, number = f"visits-{stem}.ics", 1
        while name in found:
            number += 1
            name = f"visits-{stem}-{number}.ics"
        found[name] = _calendar(ask, visitor.name, own)
    return found


def _calendar(ask: Ask, visitor: str, visits: list[Visit]) -> bytes:
    names = {one.code: one.name for one in ask.practices}
    stamp = datetime.combine(ask.season.first, time(), UTC)
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
        event.add("dtend", begins + timedelta(minutes=ask.hours.visit))
        event.add("summary", f"Visit to {names[visit.practice] or visit.practice} ({visit.practice})")
        event.add("status", "CONFIRMED" if visit.status.value == "booked" else "TENTATIVE")
        event.add("description", "Support with childhood vaccination. This is support, not inspection.")
        calendar.add_component(event)
    calendar.add_missing_timezones(first_date=ask.season.first, last_date=ask.season.last + timedelta(days=1))
    return bytes(calendar.to_ical())
