"""Everything of the practices that a caller may see: where each other query of the desk begins."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from commonground.advice.models import Question
from commonground.core.caller import Caller
from commonground.core.models import AuditEvent, OutboxMessage
from commonground.plans.models import Action, CheckIn, Plan
from commonground.practices.models import Contact
from commonground.practices.queries import practices
from commonground.rounds.models import Candidate, Round
from commonground.visits.models import Attendee, ContactAttempt, RecordEntry, Visit, Wish


def visits(caller: Caller) -> QuerySet[Visit]:
    """The visits to a caller's practices, with practice, visitor and round."""
    return Visit.objects.filter(practice__in=practices(caller)).select_related(
        "practice__area", "visitor", "round"
    )


def actions(caller: Caller) -> QuerySet[Action]:
    """The actions and promises that were agreed with a caller's practices."""
    return Action.objects.filter(plan__practice__in=practices(caller)).select_related(
        "plan__practice__area", "owner"
    )


def plans(caller: Caller) -> QuerySet[Plan]:
    """The plans of a caller's practices."""
    return Plan.objects.filter(practice__in=practices(caller))


def check_ins(caller: Caller) -> QuerySet[CheckIn]:
    """The check-ins on the actions of a caller's practices."""
    return CheckIn.objects.filter(action__plan__practice__in=practices(caller)).select_related(
        "action__plan__practice__visitor"
    )


def questions(caller: Caller) -> QuerySet[Question]:
    """What a caller's practices asked."""
    return Question.objects.filter(practice__in=practices(caller)).select_related(
        "practice__area", "owner", "answer"
    )


def attempts(caller: Caller) -> QuerySet[ContactAttempt]:
    """The attempts to arrange visits to a caller's practices."""
    return ContactAttempt.objects.filter(practice__in=practices(caller)).select_related(
        "practice__area", "by"
    )


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


def rounds(caller: Caller) -> QuerySet[Round]:
    """The rounds in which a practice of the caller's is, and those of the caller's areas."""
    mine = Q(area__in=caller.area_ids) | Q(visits__practice__in=practices(caller))
    return Round.objects.filter(mine).distinct()


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
