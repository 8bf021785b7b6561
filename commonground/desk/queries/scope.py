"""Everything of the practices that a caller may see: where each other query of the desk begins."""

from __future__ import annotations

from django.db.models import QuerySet

from commonground.advice.queries import questions
from commonground.core.caller import Caller
from commonground.core.models import AuditEvent, OutboxMessage
from commonground.plans.queries import actions, check_ins, plans
from commonground.practices.models import Contact
from commonground.practices.queries import practices
from commonground.rounds.models import Candidate
from commonground.rounds.queries import rounds
from commonground.visits.models import Attendee, RecordEntry, Wish
from commonground.visits.queries.attempts import attempts
from commonground.visits.queries.visits import visits

__all__ = [
    "actions",
    "attempts",
    "attendees",
    "candidates",
    "check_ins",
    "entries",
    "messages",
    "people",
    "plans",
    "questions",
    "rounds",
    "trail",
    "visits",
    "wishes",
]


def wishes(caller: Caller) -> QuerySet[Wish]:
    """What a caller's practices answered to invitations, and nobody has dealt with yet."""
    return Wish.objects.filter(visit__practice__in=practices(caller), dealt_with_at=None).select_related(
        "visit__practice", "visit__visitor"
    )


def attendees(caller: Caller) -> QuerySet[Attendee]:
    """Who was asked to the visits of a caller's practices."""
    return Attendee.objects.filter(visit__practice__in=practices(caller))


def entries(caller: Caller) -> QuerySet[RecordEntry]:
    """What was written in the records of the visits to a caller's practices."""
    return RecordEntry.objects.filter(visit__practice__in=practices(caller)).select_related(
        "visit__practice__area", "visit__visitor"
    )


def people(caller: Caller) -> QuerySet[Contact]:
    """The people of a caller's practices, names and all: for lists that leave the names out where need be."""
    return Contact.objects.filter(practice__in=practices(caller)).select_related("practice__area")


def candidates(caller: Caller) -> QuerySet[Candidate]:
    """The caller's practices on the lists of rounds, those taken off among them."""
    found = Candidate.objects.filter(practice__in=practices(caller)).select_related(
        "practice__area", "round", "visitor"
    )
    return found.order_by("-round__starts_on", "position", "pk")


def trail(caller: Caller) -> QuerySet[AuditEvent]:
    """What was changed of a caller's practices."""
    return AuditEvent.objects.filter(practice_code__in=practices(caller).values("code"))


def messages(caller: Caller) -> QuerySet[OutboxMessage]:
    """The messages about a caller's practices."""
    return OutboxMessage.objects.filter(practice_code__in=practices(caller).values("code"))
