"""Reminders: once to a practice that has not answered, once to everybody before the visit."""

from __future__ import annotations

from datetime import datetime, timedelta

from commonground.core.caller import Caller
from commonground.core.links import unused
from commonground.core.models import Link
from commonground.core.services import Changed, RefusedError, service
from commonground.engine.rules.visit_book import load_visit_book
from commonground.practices.policies import check_change
from commonground.visits import post, quorum
from commonground.visits.models import Visit
from commonground.visits.services.attempts import count_letter
from commonground.visits.services.fresh import fresh


@service("visit.asked_again")
def ask_again(caller: Caller, visit: Visit, *, now: datetime) -> Changed[Visit]:
    """Send the short note to a practice that has not answered, with the link that it has."""
    check_change(caller, fresh(visit).practice)
    _check_is(visit, Visit.State.INVITED)
    if visit.practice.closed_on is not None:
        raise RefusedError("The practice has closed: it is not asked again.")
    main = visit.attendees.filter(quorum_group=quorum.MANAGER_GROUP).select_related("contact").first()
    reader = post.reader_of(main) if main is not None else None
    if reader is not None:
        had = unused(visit.practice.code, Link.Purpose.BOOK, visit.pk, now=now)
        link = had or post.link_to_book(visit, now=now)
        post.send("invitation-reminder", visit, reader, now=now, link=link)
        count_letter(caller, visit, at=now)
    return Changed(visit, visit.practice.code, {"sent": reader is not None})


@service("visit.reminded")
def remind(caller: Caller, visit: Visit, *, now: datetime) -> Changed[Visit]:
    """Remind everybody who comes."""
    check_change(caller, fresh(visit).practice)
    _check_is(visit, Visit.State.BOOKED)
    coming = post.who_comes(visit)
    post.send_to_all("visit-reminder", visit, coming, None, now=now)
    return Changed(visit, visit.practice.code, {"people": len(coming)})


def is_soon(visit: Visit, *, now: datetime) -> bool:
    """Whether a booked visit is so near that people are reminded."""
    days = timedelta(days=load_visit_book().number("reminder-days"))
    return visit.starts_at is not None and now < visit.starts_at <= now + days


def _check_is(visit: Visit, state: Visit.State) -> None:
    if visit.state != state:
        raise RefusedError(
            f"This visit is “{visit.get_state_display()}” by now: there is nothing to remind of."
        )
