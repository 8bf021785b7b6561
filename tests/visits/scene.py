"""A visit to be arranged, with the people and times that tests need."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from commonground.accounts.models import User
from commonground.core.caller import Caller
from commonground.core.clock import now
from commonground.core.models import Link, OutboxMessage
from commonground.practices import services as practices
from commonground.practices.models import Contact, Practice
from commonground.visits.bank_holidays import is_bank_holiday
from commonground.visits.models import Slot, Visit
from commonground.visits.services import slots as slot_services
from tests.world import TODAY, called

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=LONDON)
THURSDAY = datetime(2026, 12, 3, tzinfo=LONDON)


def at(hour: int, minute: int = 0, day: datetime = THURSDAY) -> datetime:
    """A moment of a Thursday to come."""
    return day.replace(hour=hour, minute=minute)


def a_working_day(hour: int = 10) -> datetime:
    """A moment a week from now or soon after, by the clock that pages read: no weekend, no bank holiday."""
    day = now().astimezone(LONDON) + timedelta(days=7)
    while day.weekday() > 4 or is_bank_holiday(day.date()):
        day += timedelta(days=1)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def a_visit(visitor: User, to: Practice, **fields: Any) -> Visit:
    """A visit to be invited, as a confirmed round makes it."""
    return Visit.objects.create(practice=to, visitor=visitor, made_at=fields.pop("made_at", NOW), **fields)


def offers(visitor: User, *times: datetime, minutes: int = 60, asked_at: datetime = NOW) -> list[Slot]:
    """The visitor can come at these times."""
    caller = called(visitor)
    return [
        slot_services.offer_time(caller, time, time + timedelta(minutes=minutes), now=asked_at)
        for time in times
    ]


def a_nurse(caller: Caller, at_practice: Practice, name: str) -> Contact:
    """A nurse with an address."""
    email = f"{name.lower().replace(' ', '.')}@practice.example"
    return practices.add_contact(
        caller,
        Contact(
            practice=at_practice,
            name=name,
            role=Contact.Role.NURSE,
            email=email,
            source="rang",
            added_on=TODAY,
            confirmed_on=TODAY,
        ),
    )


def link_of(visit: Visit, purpose: Link.Purpose = Link.Purpose.BOOK) -> Link:
    """The newest link of a purpose that was sent about a visit."""
    sent = OutboxMessage.objects.filter(visit_id=visit.pk, link__purpose=purpose, link__revoked_at=None)
    message = sent.order_by("-pk").select_related("link").first()
    assert message is not None
    assert message.link is not None
    return message.link


def holder(visit: Visit, link: Link) -> Caller:
    """Whoever opened a link of the practice."""
    return Caller(name=visit.practice.name, practice_id=visit.practice_id, link_id=str(link.pk))


def letters(visit: Visit, kind: str) -> list[OutboxMessage]:
    """The letters of a kind about a visit, in their order."""
    return list(OutboxMessage.objects.filter(visit_id=visit.pk, kind=kind).order_by("pk"))
