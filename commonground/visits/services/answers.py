"""What a practice answers with its link instead of a time. Each answer uses the link up."""

from __future__ import annotations

from datetime import datetime

from commonground.core.caller import Caller
from commonground.core.links import use_up
from commonground.core.models import Link
from commonground.core.services import Changed, save, service
from commonground.practices.models import Contact
from commonground.practices.policies import check_change
from commonground.practices.queries import known_as
from commonground.practices.services import add_contact, confirm_contact
from commonground.visits import post
from commonground.visits.models import ContactAttempt, Visit, Wish
from commonground.visits.services.attempts import log_attempt
from commonground.visits.services.fresh import fresh

WHAT_THEY_DID = {
    Wish.Kind.OTHER_TIMES: "suggested other times for your visit",
    Wish.Kind.RING_ME: "asks you to ring",
    Wish.Kind.BETTER_CONTACT: "named somebody else to write to",
}


@service("visit.wished")
def wish(
    caller: Caller, visit: Visit, link: Link, *, kind: Wish.Kind, text: str, now: datetime
) -> Changed[Wish]:
    """Other times, or: ring me."""
    check_change(caller, fresh(visit).practice)
    use_up(link, now=now)
    return Changed(_keep(caller, visit, kind, text, now), visit.practice.code, {"kind": kind.value})


@service("visit.contact_named")
def name_contact(
    caller: Caller, visit: Visit, link: Link, contact: Contact, *, now: datetime
) -> Changed[Wish]:
    """Somebody else arranges this: the person, known or new, is kept as confirmed by the practice."""
    check_change(caller, fresh(visit).practice)
    use_up(link, now=now)
    person = known_as(caller, contact) or add_contact(caller, contact)
    confirm_contact(caller, person, on=contact.added_on)
    kept = _keep(caller, visit, Wish.Kind.BETTER_CONTACT, str(person), now, person)
    return Changed(kept, visit.practice.code, {"contact": person.pk})


def _keep(
    caller: Caller, visit: Visit, kind: Wish.Kind, text: str, now: datetime, contact: Contact | None = None
) -> Wish:
    kept = save(Wish(visit=visit, kind=kind, text=text, contact=contact, made_at=now))
    post.tell_visitor(visit, WHAT_THEY_DID[kind], now=now)
    log_attempt(
        caller,
        ContactAttempt(practice=visit.practice, visit=visit, at=now, outcome=ContactAttempt.Outcome.REPLIED),
    )
    return kept
