"""What a commissioner does to arrange a visit: invite, put off, call off, say that it was held."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.utils import timezone

from commonground.core.caller import Caller
from commonground.core.links import use_up
from commonground.core.models import Link
from commonground.core.services import Changed, RefusedError, save, service
from commonground.figures.counts.services import ask_for_count
from commonground.practices.models import Contact
from commonground.practices.policies import check_change
from commonground.visits import post, quorum
from commonground.visits.calendars import Method
from commonground.visits.models import Attendee, Visit, Wish
from commonground.visits.policies.visits import check_ahead
from commonground.visits.queries.visits import nurses_to_write_to, whom_to_invite
from commonground.visits.services.attempts import count_letter
from commonground.visits.services.booking import name_main_person
from commonground.visits.services.fresh import fresh
from commonground.visits.services.rounds import taken_up
from commonground.visits.states import move
from commonground.visits.times import free_time_of

NOBODY = "Nobody at this practice is confirmed, and its inbox is not known. Add a person first."
NO_MANAGER = (
    "A visit is held with the practice manager or the deputy. If neither was there, say why it counts."
)


@service("visit.invited")
def invite(
    caller: Caller,
    visit: Visit,
    *,
    to: Contact | None,
    nurses: Sequence[Contact] | None = None,
    mode: str = "",
    count: bool = False,
    now: datetime,
) -> Changed[Visit]:
    """Send the invitation, once more if need be, and count the attempt. mode: how to meet, where it changes.

    to: who is asked; None means the generic inbox. nurses: one of them is needed too (none of them known: the manager
    names one); None asks for the manager alone. count: a second letter has the link for the practice's own count.
    """
    check_change(caller, fresh(visit).practice)
    if visit.practice.closed_on is not None:
        raise RefusedError(f"{visit.practice.name} has closed. Cancel this visit.", field="to")
    reader = post.inbox(visit, to)
    if not reader.email:
        raise RefusedError(NOBODY, field="to")
    taken_up(caller, visit, on=timezone.localdate(now))
    if visit.state != Visit.State.INVITED:
        move(visit, Visit.State.INVITED)
    visit.invited_at, visit.mode = now, mode or visit.mode
    save(visit)
    free_time_of(visit)
    post.take_back_links(visit, now=now)
    kind = letter_for(visit, to)
    name_main_person(visit, to)
    _need_a_nurse(visit, nurses)
    link, nurse = post.link_to_book(visit, now=now), post.nurse_is(needed=nurses is not None)
    post.send(kind, visit, reader, now=now, link=link, nurse=nurse)
    if count:
        ask_for_count(caller, visit.practice, to, now=now)
    visit.wishes.filter(
        dealt_with_at=None, kind__in=(Wish.Kind.BETTER_CONTACT, Wish.Kind.OTHER_TIMES)
    ).update(dealt_with_at=now)
    count_letter(caller, visit, at=now)
    return Changed(visit, visit.practice.code, {"state": visit.state, "letter": kind})


def invite_many(
    caller: Caller, visits: Iterable[Visit], *, nurse: bool = False, mode: str = "", now: datetime
) -> list[tuple[Visit, str]]:
    """Invite whom each practice named, its right person or the generic inbox; say of each that could not be why not.

    nurse: one is needed at each too, of those known there; where none is known the manager names one.
    """
    failed = []
    for visit in visits:
        nurses = nurses_to_write_to(caller, visit.practice) if nurse else None
        try:
            to = whom_to_invite(caller, visit)
            invite(caller, visit, to=to, nurses=nurses, mode=mode, now=now)
        except RefusedError as refused:
            failed.append((visit, str(refused)))
    return failed


def letter_for(visit: Visit, to: Contact | None) -> str:
    """Which invitation somebody is sent: one whom the practice named after the first is told so."""
    named = to is not None and visit.wishes.filter(kind=Wish.Kind.BETTER_CONTACT).exists()
    first = visit.attendees.filter(quorum_group=quorum.MANAGER_GROUP).first()
    return "new-person" if named and first is not None and first.contact != to else "invitation"


def letter_to_read(visit: Visit, to: Contact | None, *, nurse: bool, mode: str) -> tuple[str, str]:
    """The invitation as somebody would be sent it."""
    visit.mode = mode or visit.mode
    kind, reader = letter_for(visit, to), post.inbox(visit, to)
    return post.letter_of(kind, visit, reader, linked=True, nurse=post.nurse_is(needed=nurse))


@service("visit.cancelled")
def cancel(
    caller: Caller, visit: Visit, *, reason: str, now: datetime, link: Link | None = None
) -> Changed[Visit]:
    """The visit will not be: everybody is told, and calendars are cleared."""
    return _end(caller, visit, Visit.State.CANCELLED, "visit-cancelled", reason, now, link)


@service("visit.postponed")
def postpone(
    caller: Caller, visit: Visit, *, reason: str, now: datetime, link: Link | None = None
) -> Changed[Visit]:
    """The visit is put off before its day, with no new time yet."""
    return _end(caller, visit, Visit.State.POSTPONED, "visit-postponed", reason, now, link)


@service("visit.declined")
def decline(
    caller: Caller, visit: Visit, *, reason: str, now: datetime, link: Link | None = None
) -> Changed[Visit]:
    """The practice says no, with a reason."""
    return _end(caller, visit, Visit.State.DECLINED, "", reason, now, link)


@service("visit.did_not_take_place")
def did_not_take_place(caller: Caller, visit: Visit, *, reason: str, now: datetime) -> Changed[Visit]:
    """The day came and the visit was not held: kept apart from one that was put off in time."""
    fresh(visit)
    if visit.starts_at is not None and visit.starts_at > now:
        raise RefusedError("Its time has not come yet. Put it off or cancel it.", field="reason")
    return _end(caller, visit, Visit.State.DID_NOT_TAKE_PLACE, "", reason, now, None)


@service("visit.held")
def hold(
    caller: Caller,
    visit: Visit,
    *,
    came: Collection[int],
    roles: Collection[str] = (),
    no_manager_reason: str = "",
    now: datetime,
) -> Changed[Visit]:
    """The visit was held: who of those asked came, and which others by their role.

    Raises RefusedError without a manager or deputy, save with a reason.
    """
    check_change(caller, fresh(visit).practice)
    if visit.starts_at is not None and visit.starts_at > now:
        raise RefusedError("Its time has not come yet.", field="came")
    move(visit, Visit.State.HELD)
    for attendee in visit.attendees.all():
        attendee.came = attendee.pk in came
        save(attendee)
    for role in roles:
        save(Attendee(visit=visit, role=role, came=True))
    if not visit.attendees.filter(came=True, role__in=quorum.MANAGERS).exists():
        if not no_manager_reason.strip():
            raise RefusedError(NO_MANAGER, field="no_manager_reason")
        visit.no_manager_reason = no_manager_reason
    save(visit)
    post.take_back_links(visit, now=now)
    with_manager = not visit.no_manager_reason
    return Changed(visit, visit.practice.code, {"state": visit.state, "with_manager": with_manager})


@service("wish.dealt_with")
def deal_with(caller: Caller, wish: Wish, *, now: datetime) -> Changed[Wish]:
    """What a practice wished has been seen to."""
    check_change(caller, wish.visit.practice)
    wish.dealt_with_at = now
    return Changed(save(wish), wish.visit.practice.code, {"kind": wish.kind})


def _end(
    caller: Caller, visit: Visit, to: Visit.State, letter: str, reason: str, now: datetime, link: Link | None
) -> Changed[Visit]:
    check_change(caller, fresh(visit).practice)
    if not reason.strip():
        raise RefusedError("Say why.", field="reason")
    if to != Visit.State.DID_NOT_TAKE_PLACE:
        check_ahead(visit, now=now)
    if link is not None:
        use_up(link, now=now)
    was = visit.state
    booked, coming = was == Visit.State.BOOKED, post.who_comes(visit)
    if was == Visit.State.INVITED:
        coming = post.who_was_asked(visit)
    move(visit, to)
    visit.reason = reason
    visit.sequence += booked
    save(visit)
    free_time_of(visit)
    post.take_back_links(visit, now=now)
    if letter:
        post.send_to_all(letter, visit, coming, Method.CANCEL if booked else None, now=now)
    if link is not None:
        post.tell_visitor(visit, f"answered: {visit.get_state_display().lower()}", now=now)
    visit.attendees.update(reply=Attendee.Reply.NONE, reply_for=None)
    return Changed(visit, visit.practice.code, {"was": was, "state": visit.state})


def _need_a_nurse(visit: Visit, nurses: Sequence[Contact] | None) -> None:
    visit.attendees.exclude(quorum_group=quorum.MANAGER_GROUP).filter(came=False).delete()
    if nurses is None:
        return
    for nurse in nurses:
        save(Attendee(visit=visit, contact=nurse, role=nurse.role, quorum_group=quorum.NURSE_GROUP))
    if not nurses:
        save(Attendee(visit=visit, role=Contact.Role.NURSE, quorum_group=quorum.NURSE_GROUP))
