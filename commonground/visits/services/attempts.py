"""Every attempt to arrange a visit is kept with its minutes; what comes back ends up at the right person."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from commonground.core.caller import Caller
from commonground.core.models import OutboxMessage
from commonground.core.services import Changed, RefusedError, save, service
from commonground.engine.rules.visit_book import load_visit_book
from commonground.practices.models import Practice
from commonground.practices.policies import check_change
from commonground.practices.queries import practices
from commonground.practices.services import note_bounce
from commonground.visits.models import ContactAttempt, Visit
from commonground.visits.queries.attempts import contacts_at
from commonground.visits.queries.visits import visits
from commonground.visits.services.rounds import taken_up

Outcome = ContactAttempt.Outcome


@service("attempt.logged")
def log_attempt(caller: Caller, attempt: ContactAttempt) -> Changed[ContactAttempt]:
    """Keep an attempt to arrange a visit, once, however often its form is sent.

    A visit whose challenge is over is taken up again by it.
    """
    check_change(caller, attempt.practice)
    if attempt.form_key is not None:
        Practice.objects.select_for_update().get(pk=attempt.practice_id)
        kept = ContactAttempt.objects.filter(form_key=attempt.form_key).first()
        if kept is not None:
            return Changed(kept, attempt.practice.code, {"sent_again": True})
    if attempt.visit is not None:
        taken_up(caller, attempt.visit, on=timezone.localdate(attempt.at))
    details = {"outcome": attempt.outcome, "minutes": attempt.minutes, "visit": attempt.visit_id}
    return Changed(save(attempt), attempt.practice.code, details)


def count_letter(caller: Caller, visit: Visit, *, at: datetime) -> ContactAttempt:
    """A letter that asks for a date went into the outbox: it cost a person some minutes, or went by itself."""
    minutes = "invitation-minutes" if caller.user_id is not None else None
    return log_attempt(caller, _attempt(caller, visit.practice, visit, Outcome.SENT, minutes, at))


@service("message.bounced")
def note_bounced(caller: Caller, message: OutboxMessage, *, at: datetime) -> Changed[OutboxMessage]:
    """An e-mail came back: it says so, the person's address is doubted, and it counts as an attempt."""
    if message.state != OutboxMessage.State.SENT:
        raise RefusedError("Only an e-mail that was sent can come back, and only once.")
    message.state = OutboxMessage.State.BOUNCED
    save(message)
    for contact in contacts_at(caller, message.practice_code, message.to):
        note_bounce(caller, contact, on=timezone.localdate(at))
    practice = practices(caller).filter(code=message.practice_code).first()
    if practice is not None:
        visit = visits(caller).filter(pk=message.visit_id or 0).first()
        log_attempt(caller, _attempt(caller, practice, visit, Outcome.BOUNCED, "bounce-minutes", at))
    return Changed(message, message.practice_code, {"visit": message.visit_id})


def _attempt(
    caller: Caller, practice: Practice, visit: Visit | None, outcome: str, minutes: str | None, at: datetime
) -> ContactAttempt:
    return ContactAttempt(
        practice=practice,
        visit=visit,
        by_id=caller.user_id,
        at=at,
        outcome=outcome,
        minutes=int(load_visit_book().number(minutes)) if minutes else 0,
    )
