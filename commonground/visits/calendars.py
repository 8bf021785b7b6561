"""Calendar files: of one visit to be kept, changed or taken out, and of all the visits of a visitor.

A visit keeps its uid for ever and its sequence rises with every change, so that a calendar knows what is newest.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from commonground.visits.models import Visit

LONDON = ZoneInfo("Europe/London")


class Method(StrEnum):
    """What a calendar is to do with the file."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


def invitation_file(visit: Visit, guests: Iterable[tuple[str, str]], method: Method, *, now: datetime) -> str:
    """The file that goes with a letter. guests: the name and address of each who comes."""
    event = _event(visit, now)
    event.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    event.add("organizer", _person(visit.visitor.name, visit.visitor.email))
    for name, email in guests:
        guest = _person(name, email)
        guest.params["ROLE"] = vText("REQ-PARTICIPANT")
        guest.params["PARTSTAT"] = vText("ACCEPTED")
        event.add("attendee", guest, encode=False)
    return _file([event], method)


def feed_file(visits: Iterable[Visit], *, now: datetime) -> str:
    """All the visits of one visitor, with no person of a practice in it."""
    events = []
    for visit in visits:
        event = _event(visit, now)
        event.add("status", "CONFIRMED")
        events.append(event)
    return _file(events, Method.PUBLISH)


def _event(visit: Visit, now: datetime) -> Event:
    if visit.starts_at is None or visit.ends_at is None:
        raise ValueError("a visit without a time has no calendar file")
    event = Event()
    event.add("uid", f"{visit.uid}@commonground")
    event.add("sequence", visit.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", visit.starts_at.astimezone(LONDON))
    event.add("dtend", visit.ends_at.astimezone(LONDON))
    event.add("summary", f"Visit to {visit.practice.name}: support with childhood vaccination")
    event.add("description", f"With {visit.visitor.name}. This is support, not inspection.")
    event.add("location", "Online" if visit.is_online else _address(visit))
    return event


def _address(visit: Visit) -> str:
    practice = visit.practice
    return ", ".join(part for part in (practice.name, practice.address, practice.postcode) if part)


def _person(name: str, email: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{email}")
    person.params["CN"] = vText(name)
    return person


def _file(events: list[Event], method: Method) -> str:
    calendar = Calendar()
    calendar.add("prodid", "-//Common Ground//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return str(calendar.to_ical().decode())
