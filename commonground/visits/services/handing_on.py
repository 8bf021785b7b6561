"""An open visit goes to another visitor: its time with it, and those who come are told who comes instead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from commonground.accounts.models import User
from commonground.core.caller import Caller
from commonground.core.services import Changed, RefusedError, save, service
from commonground.practices.policies import check_change
from commonground.visits import post, quorum
from commonground.visits.calendars import Method
from commonground.visits.models import Slot, Visit
from commonground.visits.offers import overlaps
from commonground.visits.services.fresh import fresh
from commonground.visits.times import free_time_of

S = Visit.State


def check_free(visits: Iterable[Visit], *, to: User) -> None:
    """Raise RefusedError where a visitor is elsewhere at the time of one of these booked visits, naming each."""
    User.objects.select_for_update().get(pk=to.pk)
    sentences = []
    for visit in visits:
        if visit.starts_at is None or visit.ends_at is None:
            continue
        visit.visitor = to
        other = overlaps(visit, visit.starts_at, visit.ends_at)
        if other is not None:
            when = post.moment_in_words(visit.starts_at)
            sentences.append(
                f"{to.name} is at {other.practice.name} on {when}, when {visit.practice.name} is booked."
            )
    if sentences:
        raise RefusedError(
            " ".join([*sentences, "Move one of the two first, or leave the practice out."]), "to"
        )


@service("visit.handed_on")
def hand_on(caller: Caller, visit: Visit, *, to: User, now: datetime) -> Changed[Visit]:
    """Another visitor makes a visit. A booked time stays, with a new calendar file; a kept one is chosen anew."""
    check_change(caller, fresh(visit).practice)
    before, kept = visit.visitor, Slot.objects.filter(visit=visit).first()
    at = visit.starts_at
    ahead = visit.state == S.BOOKED and at is not None and at > now
    if ahead:
        _tell(caller, visit, f"is visited by {to.name} now", now=now)
    free_time_of(visit)
    visit.visitor = to
    visit.sequence += ahead
    save(visit)
    if ahead and at is not None:
        Slot.objects.filter(visitor=to, starts_at=at, visit=None).update(visit=visit)
        coming = post.who_comes(visit)
        post.send_to_all("visitor-changed", visit, coming, Method.REQUEST, now=now, earlier=before.name)
        _tell(caller, visit, "is yours to visit now", now=now)
    elif kept is not None and visit.state == S.INVITED:
        _ask_for_a_time(visit, kept, before, now=now)
    return Changed(visit, visit.practice.code, {"from": before.pk, "to": to.pk, "sequence": visit.sequence})


def _tell(caller: Caller, visit: Visit, what: str, *, now: datetime) -> None:
    if visit.visitor_id != caller.user_id and visit.starts_at is not None:
        post.tell_visitor(visit, f"{what}: {post.time_in_words(visit, visit.starts_at)}", now=now)


def _ask_for_a_time(visit: Visit, kept: Slot, before: User, *, now: datetime) -> None:
    """The time that was kept was the earlier visitor's: whoever chose it chooses one of the new visitor's."""
    post.take_back_links(visit, now=now)
    main = visit.attendees.filter(quorum_group=quorum.MANAGER_GROUP).select_related("contact").first()
    reader = post.reader_of(main) if main is not None else None
    if reader is not None:
        link, when = post.link_to_book(visit, now=now), post.time_in_words(visit, kept.starts_at)
        post.send("choose-with-another", visit, reader, now=now, link=link, when=when, earlier=before.name)
