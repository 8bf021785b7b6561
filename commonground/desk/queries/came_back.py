"""What people outside answered, what did not reach them, and whom to visit again: until somebody deals with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from commonground.core.caller import Caller
from commonground.core.models import OutboxMessage
from commonground.desk.queries import scope
from commonground.desk.queries.today import failures, of_caller
from commonground.plans.models import Action, Plan
from commonground.plans.queries import stuck
from commonground.practices.queries import practices
from commonground.visits.models import Correction, Visit
from commonground.visits.queries.record import unsettled
from commonground.visits.states import OPEN

S = Visit.State
HELD = (S.HELD, S.WRITTEN_UP, S.CLOSED)


def corrections(caller: Caller) -> QuerySet[Correction]:
    """What practices say is wrong in the summary of a visit, and nobody has settled."""
    return of_caller(caller, unsettled(caller), Q(visit__visitor=caller.user_id))


def plans_written(caller: Caller) -> QuerySet[Plan]:
    """Plans that practices wrote and sent us, and that are not agreed yet; the oldest first."""
    found = scope.plans(caller).filter(practice_wrote_at__isnull=False, agreed_on=None)
    mine = Q(practice__visitor=caller.user_id) | Q(practice__visitor=None, owner=caller.user_id)
    return of_caller(caller, found, mine).order_by("practice_wrote_at")


def wants_help(caller: Caller) -> QuerySet[Action]:
    """Actions that are stuck or not theirs, and that nobody talked over; those due first at the head."""
    mine = Q(plan__practice__visitor=caller.user_id) | Q(
        plan__practice__visitor=None, plan__owner=caller.user_id
    )
    return of_caller(caller, stuck(caller), mine).order_by("due_on", "pk")


def did_not_arrive(caller: Caller) -> QuerySet[OutboxMessage]:
    """Letters that failed or came back, were not seen to, and not written anew to somebody else; oldest first."""
    anew = OutboxMessage.objects.filter(
        kind=OuterRef("kind"), practice_code=OuterRef("practice_code"), made_at__gt=OuterRef("made_at")
    ).exclude(to=OuterRef("to"))
    found = failures(caller).filter(seen_to_at=None).exclude(Exists(anew))
    mine = Q(practice_code__in=practices(caller).filter(visitor=caller.user_id).values("code"))
    mine |= Q(visit_id__in=scope.visits(caller).filter(visitor=caller.user_id).values("pk"))
    return of_caller(caller, found, mine).order_by("made_at", "pk")


def names_of(caller: Caller, codes: Iterable[str]) -> dict[str, str]:
    """The names of practices by their codes."""
    return dict(practices(caller).filter(code__in=list(codes)).values_list("code", "name"))


def next_visits_due(caller: Caller, today: date) -> QuerySet[Visit]:
    """Closed visits whose next visit is due and not on its way; at the practice, or at the one that it merged into."""
    there = Q(practice=OuterRef("practice")) | Q(practice=OuterRef("practice__successor"))
    later = Q(state__in=OPEN) | Q(made_at__gt=OuterRef("closed_at"))
    later |= Q(state__in=HELD, starts_at__gt=OuterRef("starts_at"))
    others = Visit.objects.filter(there & later).exclude(pk=OuterRef("pk")).exclude(state=S.CANCELLED)
    due = (
        scope.visits(caller)
        .filter(state=S.CLOSED, next_due_on__lte=today)
        .filter(Q(practice__closed_on=None) | Q(practice__successor__closed_on=None))
        .exclude(Exists(others))
        .exclude(practice__closed_on__isnull=False, practice__successor=None)
    )
    alone = Q(practice__successor=None)
    mine = (alone & Q(practice__visitor=caller.user_id)) | Q(practice__successor__visitor=caller.user_id)
    mine |= alone & Q(practice__visitor=None, visitor=caller.user_id)
    return of_caller(caller, due, mine).select_related("practice__successor__visitor").order_by("next_due_on")
