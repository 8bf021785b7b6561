"""A time is chosen, asked about, booked, moved, let go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from commonground.accounts.models import User
from commonground.core.caller import Caller
from commonground.core.links import make_link, use_up
from commonground.core.models import Link
from commonground.core.services import Changed, RefusedError, save, service
from commonground.practices.models import Contact
from commonground.practices.policies import check_change
from commonground.practices.services import add_contact
from commonground.visits import post, quorum
from commonground.visits.bank_holidays import is_bank_holiday
from commonground.visits.calendars import Method
from commonground.visits.models import Attendee, Slot, Visit
from commonground.visits.offers import offers, overlaps
from commonground.visits.policies.visits import check_ahead
from commonground.visits.services.fresh import fresh
from commonground.visits.services.rounds import taken_up
from commonground.visits.states import move
from commonground.visits.times import free_time_of

TAKEN = "That time has just been taken. Please choose another: these are free now."
ONLINE_ONLY = "There is no time then for the way to you. Choose to meet online, or choose another time."


@dataclass(frozen=True)
class Time:
    """From when to when."""

    starts_at: datetime
    ends_at: datetime


@service("visit.booked")
def book(caller: Caller, visit: Visit, time: Time, *, now: datetime) -> Changed[Visit]:
    """The time holds: everybody who comes gets a calendar file, and who is not needed is told so.

    A visit that was made already is booked without letters.
    """
    check_change(caller, fresh(visit).practice)
    taken_up(caller, visit, on=timezone.localdate(now))
    move(visit, Visit.State.BOOKED)
    if visit.booked_at is None:
        visit.booked_at = now
    else:
        visit.sequence, visit.moved_at = visit.sequence + 1, now
    visit.starts_at, visit.ends_at, visit.reason = time.starts_at, time.ends_at, ""
    save(visit)
    post.take_back_links(visit, now=now)
    if time.starts_at > now:
        _spare_the_others(visit, now=now)
        post.send_to_all("visit-confirmed", visit, post.who_comes(visit), Method.REQUEST, now=now)
    if caller.link_id is not None:
        post.tell_visitor(visit, f"booked your visit: {post.time_in_words(visit, time.starts_at)}", now=now)
    visit.wishes.filter(dealt_with_at=None).update(dealt_with_at=now)
    return Changed(visit, visit.practice.code, {"state": visit.state, "sequence": visit.sequence})


@service("visit.time_chosen")
def choose_time(
    caller: Caller,
    visit: Visit,
    link: Link,
    slot: int,
    others: Sequence[Contact] = (),
    *,
    mode: str = "",
    now: datetime,
) -> Changed[Visit]:
    """A practice picks a time with its link, says how to meet, and may name others who come.

    It books where nobody else is needed; else the time is kept and the others are asked. Raises RefusedError, with
    the link still good, where the time is gone.
    """
    check_change(caller, fresh(visit).practice)
    chosen = _take(visit, slot, mode, now=now)
    save(visit)
    use_up(link, now=now)
    _agree(visit.attendees.filter(quorum_group=quorum.MANAGER_GROUP), chosen.starts_at)
    for contact in others:
        _bring(caller, visit, contact)
    _book_or_ask(caller, visit, chosen, now=now)
    return Changed(visit, visit.practice.code, {"slot": slot, "state": visit.state})


@service("visit.coming_answered")
def answer_coming(
    caller: Caller, attendee: Attendee, link: Link, *, coming: bool, now: datetime
) -> Changed[Attendee]:
    """Somebody who was asked says yes or no to the time that is kept. The last yes that is needed books it."""
    visit = attendee.visit
    check_change(caller, fresh(visit).practice)
    _lock_visitor(visit)
    use_up(link, now=now)
    slot = _kept(visit)
    attendee.reply = Attendee.Reply.YES if coming else Attendee.Reply.NO
    attendee.reply_for = slot.starts_at
    save(attendee)
    attendees = list(visit.attendees.all())
    if quorum.is_met(attendees, slot.starts_at):
        book(caller, visit, Time(slot.starts_at, slot.ends_at), now=now)
    elif quorum.is_lost(attendees, slot.starts_at):
        _ask_for_another_time(visit, slot, now=now)
    return Changed(attendee, visit.practice.code, {"reply": attendee.reply, "state": visit.state})


@service("visit.agreed")
def book_as_agreed(
    caller: Caller, visit: Visit, time: Time, agreed_with: Contact | None, *, mode: str = "", now: datetime
) -> Changed[Visit]:
    """The visitor books a time that was agreed by telephone or in person, for everybody who was asked."""
    check_change(caller, fresh(visit).practice)
    _lock_visitor(visit)
    _check_free(visit, time)
    free_time_of(visit)
    _take_if_offered(visit, time)
    visit.mode = mode or visit.mode
    name_main_person(visit, agreed_with)
    save(visit)
    _agree(visit.attendees.exclude(quorum_group=""), time.starts_at)
    book(caller, visit, time, now=now)
    return Changed(visit, visit.practice.code)


@service("visit.moved")
def move_to(
    caller: Caller,
    visit: Visit,
    *,
    now: datetime,
    slot: int | None = None,
    time: Time | None = None,
    link: Link | None = None,
    mode: str = "",
) -> Changed[Visit]:
    """A booked visit gets another time: one of the free ones, or one that the visitor agreed.

    Who stands for the practice agrees to it. The nurses are asked again: what they said was for the earlier time, and
    until one of those who are needed can come, the new time is only kept (story 7).
    """
    check_change(caller, fresh(visit).practice)
    if visit.state != Visit.State.BOOKED:
        raise RefusedError("Only a visit that is booked can be moved.")
    check_ahead(visit, now=now)
    before = post.time_in_words(visit, visit.starts_at) if visit.starts_at else ""
    if slot is not None:
        chosen = _take(visit, slot, mode, now=now)
        time = Time(chosen.starts_at, chosen.ends_at)
    elif time is not None:
        _take_agreed(visit, time, now=now)
        visit.mode = mode or visit.mode
    else:
        raise RefusedError("Choose a time.", field="slot")
    if link is not None:
        use_up(link, now=now)
    coming, nurses = post.who_comes(visit), _nurses_to_ask(visit)
    again = {one.pk for one in nurses}
    _agree((one for one in coming if one.quorum_group and one.pk not in again), time.starts_at)
    post.take_back_links(visit, now=now)
    if nurses:
        _move_once_agreed(visit, coming, nurses, time, now=now, before=before)
        what = f"moves your visit to {post.time_in_words(visit, time.starts_at)}; colleagues are being asked"
    else:
        _move(visit, time, now=now)
        what = f"moved your visit to {post.time_in_words(visit, time.starts_at)}"
    if link is not None:
        post.tell_visitor(visit, what, now=now)
    return Changed(visit, visit.practice.code, {"sequence": visit.sequence, "state": visit.state})


@service("visit.time_let_go")
def let_go(caller: Caller, visit: Visit, *, now: datetime) -> Changed[Visit]:
    """Nobody waits longer for those who were asked: the time is free again, and the manager is asked anew."""
    check_change(caller, fresh(visit).practice)
    _ask_for_another_time(visit, _kept(visit), now=now)
    return Changed(visit, visit.practice.code)


def name_main_person(visit: Visit, contact: Contact | None) -> None:
    """Keep who stands for the practice in a visit; without a person it is whoever opens the generic inbox."""
    role = contact.role if contact is not None else Contact.Role.MANAGER
    visit.attendees.update_or_create(
        quorum_group=quorum.MANAGER_GROUP, defaults={"contact": contact, "role": role, "reply": ""}
    )


def _lock_visitor(visit: Visit) -> None:
    """Only one change at a time to what a visitor has booked: two times can exclude each other by the way between."""
    fresh(visit)
    User.objects.select_for_update().get(pk=visit.visitor_id)


def _take(visit: Visit, key: int, mode: str, *, now: datetime) -> Slot:
    _lock_visitor(visit)
    chosen = next((one for one in offers(visit, now=now) if one.slot.pk == key), None)
    if chosen is None:
        raise RefusedError(TAKEN, field="slot")
    if (mode or visit.mode) not in chosen.modes:
        raise RefusedError(ONLINE_ONLY, field="mode")
    free_time_of(visit)
    visit.mode = mode or visit.mode
    chosen.slot.visit = visit
    return save(chosen.slot)


def _take_agreed(visit: Visit, time: Time, *, now: datetime) -> None:
    if time.starts_at <= now:
        raise RefusedError("That time has passed. Choose one that is to come.", field="day")
    _lock_visitor(visit)
    _check_free(visit, time)
    free_time_of(visit)
    _take_if_offered(visit, time)


def _take_if_offered(visit: Visit, time: Time) -> bool:
    offers = Slot.objects.filter(visitor=visit.visitor_id, starts_at=time.starts_at, visit=None)
    return bool(offers.update(visit=visit, ends_at=time.ends_at))


def _kept(visit: Visit) -> Slot:
    slot = Slot.objects.filter(visit=visit).first()
    if slot is None or visit.state != Visit.State.INVITED:
        raise RefusedError("No time is waiting for an answer now. Thank you all the same.")
    return slot


def _check_free(visit: Visit, time: Time) -> None:
    if is_bank_holiday(timezone.localdate(time.starts_at)):
        raise RefusedError("That day is a bank holiday. Choose another day.", field="day")
    closed = visit.practice.closed_days.filter(day=timezone.localdate(time.starts_at)).first()
    if closed is not None:
        why = f" ({closed.reason})" if closed.reason else ""
        raise RefusedError(f"{visit.practice.name} is closed that day{why}. Choose another day.", field="day")
    other = overlaps(visit, time.starts_at, time.ends_at)
    if other is not None:
        raise RefusedError(f"{visit.visitor.name} is at {other.practice.name} then.", field="starts")


def _bring(caller: Caller, visit: Visit, contact: Contact) -> None:
    known = contact.practice.contacts.filter(email__iexact=contact.email, left_on=None).first()
    person = known or add_contact(caller, contact)
    if visit.attendees.filter(contact=person).exists():
        return
    waiting = visit.attendees.filter(quorum_group=quorum.NURSE_GROUP)
    needed = person.role in quorum.NURSES and waiting.exists()
    group = quorum.NURSE_GROUP if needed else ""
    save(Attendee(visit=visit, contact=person, role=person.role, quorum_group=group))
    if needed:
        waiting.filter(contact=None).delete()


def _book_or_ask(caller: Caller, visit: Visit, slot: Slot, *, now: datetime) -> None:
    attendees = list(visit.attendees.select_related("contact", "visit__practice"))
    when = post.time_in_words(visit, slot.starts_at)
    if quorum.is_met(attendees, slot.starts_at):
        book(caller, visit, Time(slot.starts_at, slot.ends_at), now=now)
        return
    asked = _nurses_to_ask(visit)
    if not asked:
        raise RefusedError(
            "A nurse is needed for this visit. Give the name and e-mail of one.", field="name_1"
        )
    _ask(visit, asked, "asked-to-join", slot.starts_at, now=now)
    post.tell_visitor(visit, f"chose {when}; colleagues are being asked", now=now)


def _move(visit: Visit, time: Time, *, now: datetime) -> None:
    visit.starts_at, visit.ends_at, visit.moved_at = time.starts_at, time.ends_at, now
    visit.sequence += 1
    save(visit)
    post.send_to_all("visit-moved", visit, post.who_comes(visit), Method.REQUEST, now=now)


def _move_once_agreed(
    visit: Visit,
    coming: Sequence[Attendee],
    nurses: Sequence[Attendee],
    time: Time,
    *,
    now: datetime,
    before: str,
) -> None:
    """The old time is out of everybody's calendar, the new one is kept, and the nurses are asked about it."""
    if not Slot.objects.filter(visit=visit).exists():
        save(Slot(visitor=visit.visitor, visit=visit, for_one_visit=True, **vars(time)))
    # Put off and asked anew in one step: a visit is booked only while those who are needed can come.
    move(visit, Visit.State.POSTPONED)
    move(visit, Visit.State.INVITED)
    visit.sequence, visit.invited_at = visit.sequence + 1, now
    asked = {one.pk for one in nurses}
    others = [one for one in coming if one.pk not in asked]
    new = post.time_in_words(visit, time.starts_at)
    post.send_to_all("visit-being-moved", visit, others, Method.CANCEL, now=now, when=before, new=new)
    _ask(visit, nurses, "asked-again", time.starts_at, now=now, had_file={one.pk for one in coming})
    visit.starts_at = visit.ends_at = None
    save(visit)


def _nurses_to_ask(visit: Visit) -> list[Attendee]:
    """The nurses of whom one is needed, as far as they have an address."""
    nurses = visit.attendees.filter(quorum_group=quorum.NURSE_GROUP)
    return [one for one in nurses.select_related("contact", "visit__practice") if post.reader_of(one)]


def _ask(
    visit: Visit,
    asked: Sequence[Attendee],
    letter: str,
    at: datetime,
    *,
    now: datetime,
    had_file: Collection[int] = (),
) -> None:
    """Ask whether a time suits, each with a link of their own. had_file: in whose calendars another time stands."""
    for attendee in asked:
        attendee.reply, attendee.reply_for = Attendee.Reply.NONE, None
        save(attendee)
        link = make_link(
            Link.Purpose.ATTEND, practice_code=visit.practice.code, object_id=attendee.pk, now=now
        )
        reader = post.reader_of(attendee)
        if reader is not None:
            method = Method.CANCEL if attendee.pk in had_file else None
            when = post.time_in_words(visit, at)
            post.send(letter, visit, reader, now=now, link=link, method=method, when=when)


def _agree(attendees: Iterable[Attendee], at: datetime) -> None:
    for one in attendees:
        one.reply, one.reply_for = Attendee.Reply.YES, at
        save(one)


def _spare_the_others(visit: Visit, *, now: datetime) -> None:
    """Tell those of a group who have not said yes that they are not needed."""
    for attendee in visit.attendees.exclude(quorum_group="").select_related("contact", "visit__practice"):
        if visit.starts_at is not None and quorum.can_come(attendee, visit.starts_at):
            continue
        said_no = attendee.reply == Attendee.Reply.NO
        attendee.reply, attendee.reply_for = Attendee.Reply.NOT_NEEDED, None
        save(attendee)
        reader = post.reader_of(attendee)
        if reader is not None and not said_no:
            post.send("not-needed", visit, reader, now=now)


def _ask_for_another_time(visit: Visit, slot: Slot, *, now: datetime) -> None:
    free_time_of(visit)
    post.take_back_links(visit, now=now)
    main = visit.attendees.filter(quorum_group=quorum.MANAGER_GROUP).select_related("contact").first()
    reader = post.reader_of(main) if main is not None else None
    when = post.time_in_words(visit, slot.starts_at)
    if reader is not None:
        link = post.link_to_book(visit, now=now)
        post.send("choose-again", visit, reader, now=now, link=link, when=when)
    post.tell_visitor(visit, f"needs another time than {when}", now=now)
