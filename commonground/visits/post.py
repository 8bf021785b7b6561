"""Letters about a visit: to whom, with which words, with which link and calendar file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from commonground.core.letters import filled, words_of
from commonground.core.links import make_link, revoke, unused
from commonground.core.models import Link, OutboxMessage
from commonground.core.outbox import LINK_STANDS_HERE, Letter, put_in_outbox
from commonground.engine.rules.visit_book import load_visit_book
from commonground.practices.models import Contact
from commonground.visits.calendars import Guest, Method, invitation_file
from commonground.visits.models import Attendee, Slot, Visit
from commonground.visits.quorum import MANAGER_GROUP, can_come

HOW = {
    Visit.Mode.IN_PERSON.value: "in person, at the practice",
    Visit.Mode.ONLINE.value: "online. {visitor} will send you the way to join",
}


@dataclass(frozen=True)
class Reader:
    """Whoever opens a letter."""

    name: str
    email: str


def reader_of(attendee: Attendee) -> Reader | None:
    """Where an attendee reads letters: the own address; for the manager else the practice's generic inbox."""
    contact = attendee.contact
    if contact is not None and contact.email:
        return Reader(contact.name, contact.email)
    if attendee.quorum_group == MANAGER_GROUP and attendee.visit.practice.email:
        return inbox(attendee.visit)
    return None


def inbox(visit: Visit, contact: Contact | None = None) -> Reader:
    """A person, or whoever opens the practice's generic inbox."""
    if contact is not None:
        return Reader(contact.name, contact.email)
    return Reader("colleague", visit.practice.email)


def letter_of(kind: str, visit: Visit, reader: Reader, *, linked: bool, **names: str) -> tuple[str, str]:
    """The subject and body of a letter, with every name filled in but the link's."""
    subject, body = words_of(kind, visit.practice.area)
    book, visitor = load_visit_book(), visit.visitor
    values = {
        "name": reader.name,
        "practice": visit.practice.name,
        "visitor": visitor.name,
        "visitor_email": visitor.email,
        "visitor_phone": visitor.phone,
        "when": time_in_words(visit, visit.starts_at) if visit.starts_at else "",
        "how": HOW[visit.mode].format(visitor=visitor.name),
        "nurse": nurse_is(needed=False),
        "minutes": f"{book.number('visit-minutes'):.0f}",
        "nurse_minutes": f"{book.number('nurse-minutes'):.0f}",
        **names,
    }
    if not linked:
        body = "\n\n".join(part for part in body.split("\n\n") if LINK_STANDS_HERE not in part)
    return filled(subject, values).replace("\n", " "), filled(body, values).strip() + "\n"


def send(
    kind: str,
    visit: Visit,
    reader: Reader,
    *,
    now: datetime,
    link: Link | None = None,
    method: Method | None = None,
    **names: str,
) -> OutboxMessage:
    """Put a letter from the visitor into the outbox, with a calendar file for its reader where there is a method."""
    calendar = invitation_file(visit, [Guest(reader.name, reader.email)], method, now=now) if method else ""
    return _put(kind, visit, reader, now=now, link=link, calendar=calendar, method=method or "", names=names)


def send_to_all(
    kind: str, visit: Visit, guests: Sequence[Attendee], method: Method | None, *, now: datetime, **names: str
) -> None:
    """Tell everybody who comes, each with the calendar file; who stands for the practice can change the time."""
    read = [(guest, reader) for guest in guests if (reader := reader_of(guest)) is not None]
    at = visit.starts_at
    people = [
        Guest(reader.name, reader.email, accepted=at is not None and can_come(guest, at))
        for guest, reader in read
    ]
    calendar = invitation_file(visit, people, method, now=now) if method else ""
    for guest, reader in read:
        changeable = guest.quorum_group == MANAGER_GROUP and visit.state == Visit.State.BOOKED
        link = link_to_move(visit, now=now) if changeable else None
        _put(kind, visit, reader, now=now, link=link, calendar=calendar, method=method or "", names=names)


def tell_visitor(visit: Visit, what: str, *, now: datetime) -> None:
    """Tell the visitor what a practice did with its link."""
    page = f"{settings.BASE_URL}/visits/{visit.pk}/"
    send(
        "visitor-told", visit, Reader(visit.visitor.name, visit.visitor.email), now=now, what=what, page=page
    )


def who_comes(visit: Visit) -> list[Attendee]:
    """Everybody who said yes to the time of a visit, and those not needed who did not say no to it."""
    attendees = visit.attendees.select_related("contact", "visit__practice")
    return [
        one
        for one in attendees
        if (visit.starts_at and can_come(one, visit.starts_at))
        or (not one.quorum_group and not _said_no(one, visit.starts_at))
    ]


def _said_no(attendee: Attendee, at: datetime | None) -> bool:
    return attendee.reply == Attendee.Reply.NO and attendee.reply_for in (None, at)


def who_was_asked(visit: Visit) -> list[Attendee]:
    """Who knows of an invitation: who stands for the practice, and while a time is kept who was asked about it too."""
    asked = visit.attendees.select_related("contact", "visit__practice").exclude(reply=Attendee.Reply.NO)
    kept = Slot.objects.filter(visit=visit).exists()
    return list(asked if kept else asked.filter(quorum_group=MANAGER_GROUP))


def link_to_book(visit: Visit, *, now: datetime) -> Link:
    """A new link on which a practice answers an invitation; the earlier ones end."""
    revoke(visit.practice.code, Link.Purpose.BOOK, visit.pk, now=now)
    return make_link(Link.Purpose.BOOK, practice_code=visit.practice.code, object_id=visit.pk, now=now)


def link_to_move(visit: Visit, *, now: datetime) -> Link:
    """The link on which a practice changes its time: the one it has, or a new one."""
    had = unused(visit.practice.code, Link.Purpose.MOVE, visit.pk, now=now)
    return had or make_link(Link.Purpose.MOVE, practice_code=visit.practice.code, object_id=visit.pk, now=now)


def take_back_links(visit: Visit, *, now: datetime) -> None:
    """End every link that could still change how a visit is arranged."""
    code = visit.practice.code
    revoke(code, Link.Purpose.BOOK, visit.pk, now=now)
    revoke(code, Link.Purpose.MOVE, visit.pk, now=now)
    for key in visit.attendees.values_list("pk", flat=True):
        revoke(code, Link.Purpose.ATTEND, key, now=now)


def moment_in_words(at: datetime) -> str:
    """A moment in England as Thursday 4 October 2015 at 2:30pm."""
    local = timezone.localtime(at)
    minutes = f":{local.minute:02d}" if local.minute else ""
    hour = f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"
    return f"{local:%A} {local.day} {local:%B %Y} at {hour}"


def nurse_is(*, needed: bool) -> str:
    """What an invitation says of a nurse."""
    return "needed too," if needed else "very welcome"


def time_in_words(visit: Visit, at: datetime) -> str:
    """A time of a visit, and that it is online where it is."""
    return moment_in_words(at) + (", online" if visit.is_online else "")


def _put(
    kind: str,
    visit: Visit,
    reader: Reader,
    *,
    now: datetime,
    link: Link | None,
    calendar: str,
    method: str,
    names: dict[str, str],
) -> OutboxMessage:
    subject, body = letter_of(kind, visit, reader, linked=link is not None, **names)
    return put_in_outbox(
        Letter(
            kind=kind,
            to=reader.email,
            subject=subject[:200],
            body=body,
            from_name=visit.visitor.name,
            reply_to=visit.visitor.email,
            practice_code=visit.practice.code,
            visit_id=visit.pk,
            link=link,
            calendar=calendar,
            calendar_method=method,
        ),
        now=now,
    )
