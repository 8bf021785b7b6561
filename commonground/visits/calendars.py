"""Calendar files: of one visit to be kept, changed or taken out, and of all the visits of a visitor.

A visit keeps its uid for ever and its sequence rises with every change, so that a calendar knows what is newest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from commonground.visits.models import Visit

_SEQUENCE = re.compile(r"^SEQUENCE:(\d+)", re.MULTILINE)
LONDON = ZoneInfo("Europe/London")


class Method(StrEnum):
    """What a calendar is to do with the file."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True)
class Guest:
    """Somebody in a calendar file. accepted: they said yes to this time."""

    name: str
    email: str
    accepted: bool = True


def invitation_file(visit: Visit, guests: Iterable[Guest], method: Method, *, now: datetime) -> str:
    """The file that goes with a letter. guests: each who comes."""
    event = _event(visit, now)
    event.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    event.add("organizer", _person(visit.visitor.name, visit.visitor.email))
    for guest in guests:
        person = _person(guest.name, guest.email)
        person.params["ROLE"] = vText("REQ-PARTICIPANT")
        person.params["PARTSTAT"] = vText("ACCEPTED" if guest.accepted else "NEEDS-ACTION")
        event.add("attendee", person, encode=False)
    return _file([event], method)


def sequence_of(calendar: str) -> int | None:
    """The sequence that a calendar file was written with; None where there is no file."""
    found = _SEQUENCE.search(calendar)
    return int(found.group(1)) if found else None


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
