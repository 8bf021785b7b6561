"""What needs doing today: of oneself for a commissioner, of everybody in the area for a lead."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Count, Model, Q, QuerySet, Sum

from commonground.accounts.models import User
from commonground.accounts.queries import visitors
from commonground.advice.models import Question
from commonground.core.caller import Caller, Role
from commonground.core.models import OutboxMessage
from commonground.desk.queries import scope
from commonground.plans.models import OPEN_STATES, Action, CheckIn
from commonground.visits.models import Visit, Wish
from commonground.visits.queries.visits import unanswered

M = TypeVar("M", bound=Model)
S = Visit.State
WEEK = timedelta(days=7)


def overdue_promises(caller: Caller, today: date) -> QuerySet[Action]:
    """What we promised a practice and did not do in time, the oldest first."""
    late = scope.actions(caller).filter(
        side=Action.Side.COMMISSIONER, state__in=OPEN_STATES, due_on__lt=today
    )
    mine = Q(owner=caller.user_id) | Q(owner=None, plan__practice__visitor=caller.user_id)
    return of_caller(caller, late, mine).order_by("due_on", "pk")


def promises_due(caller: Caller, today: date) -> QuerySet[Action]:
    """What we promised for the next week."""
    soon = scope.actions(caller).filter(
        side=Action.Side.COMMISSIONER, state__in=OPEN_STATES, due_on__range=(today, today + WEEK)
    )
    mine = Q(owner=caller.user_id) | Q(owner=None, plan__practice__visitor=caller.user_id)
    return of_caller(caller, soon, mine).order_by("due_on", "pk")


def questions_owed(caller: Caller) -> QuerySet[Question]:
    """Questions without an answer, those due first at the head."""
    owed = scope.questions(caller).filter(answered_on=None)
    return of_caller(caller, owed, Q(owner=caller.user_id)).order_by("due_on", "pk")


def to_write_up(caller: Caller) -> QuerySet[Visit]:
    """Visits that were held and are not written up, the oldest first."""
    return _mine(caller, scope.visits(caller).filter(state=S.HELD)).order_by("starts_at")


def without_answer(caller: Caller, now: datetime) -> QuerySet[Visit]:
    """Invitations that have waited long for an answer, the oldest first."""
    return _mine(caller, unanswered(caller, now=now)).order_by("invited_at")


def wishes(caller: Caller) -> QuerySet[Wish]:
    """What practices asked for instead of a time, the oldest first."""
    return of_caller(caller, scope.wishes(caller), Q(visit__visitor=caller.user_id)).order_by("made_at")


def visits_between(caller: Caller, start: datetime, end: datetime) -> QuerySet[Visit]:
    """The booked visits of a span, in their order."""
    booked = scope.visits(caller).filter(state=S.BOOKED, starts_at__gte=start, starts_at__lt=end)
    return _mine(caller, booked).order_by("starts_at")


def in_the_past(caller: Caller, now: datetime) -> QuerySet[Visit]:
    """Booked visits whose time is over: were they held?"""
    over = scope.visits(caller).filter(state=S.BOOKED, ends_at__lt=now)
    return _mine(caller, over).order_by("starts_at")


def check_ins_without_reply(caller: Caller, today: date) -> QuerySet[CheckIn]:
    """Check-ins that were due and have no answer, where the action is still open; the oldest first."""
    silent = scope.check_ins(caller).filter(due_on__lt=today, answered_at=None, action__state__in=OPEN_STATES)
    return of_caller(caller, silent, Q(action__plan__practice__visitor=caller.user_id)).order_by("due_on")


def failures(caller: Caller) -> QuerySet[OutboxMessage]:
    """Messages that could not be sent or came back, the newest first."""
    wrong = (OutboxMessage.State.FAILED, OutboxMessage.State.BOUNCED)
    return scope.messages(caller).filter(state__in=wrong).order_by("-made_at")


def people(caller: Caller) -> QuerySet[User]:
    """Everybody who signs in, for an administrator."""
    if caller.role is not Role.ADMINISTRATOR:
        return User.objects.none()
    return User.objects.filter(areas__in=caller.area_ids).distinct().order_by("role", "name")


def visits_by_state(caller: Caller, round_id: int | None) -> dict[str, int]:
    """How many visits there are in each state, of a round or of all."""
    found = scope.visits(caller)
    if round_id is not None:
        found = found.filter(round=round_id)
    return dict(found.order_by().values_list("state").annotate(Count("pk")))


def effort(caller: Caller, round_id: int | None) -> tuple[int, int]:
    """The attempts to arrange, of a round or all, and their minutes."""
    found = scope.attempts(caller).order_by()
    if round_id is not None:
        found = found.filter(visit__round=round_id)
    whole = found.aggregate(attempts=Count("pk"), minutes=Sum("minutes"))
    return whole["attempts"], whole["minutes"] or 0


def by_visitor(caller: Caller, round_id: int | None, today: date) -> list[tuple[User, dict[str, int]]]:
    """For each visitor: visits by state, promises that are late, attempts, minutes."""
    visits = scope.visits(caller).order_by()
    attempts = scope.attempts(caller).order_by()
    if round_id is not None:
        visits, attempts = visits.filter(round=round_id), attempts.filter(visit__round=round_id)
    counts: dict[int, dict[str, int]] = {}
    for visitor, state, how_many in visits.values_list("visitor", "state").annotate(Count("pk")):
        counts.setdefault(visitor, {})[state] = how_many
    effort = attempts.filter(by__isnull=False).values_list("by").annotate(Count("pk"), Sum("minutes"))
    for visitor, how_many, minutes in effort:
        counts.setdefault(visitor, {}).update(attempts=how_many, minutes=minutes or 0)
    late = overdue_promises(caller, today).order_by().filter(owner__isnull=False)
    for owner, how_many in late.values_list("owner").annotate(Count("pk")):
        counts.setdefault(owner, {})["late"] = how_many
    return [(person, counts[person.pk]) for person in visitors(caller) if person.pk in counts]


def _mine(caller: Caller, visits: QuerySet[Visit]) -> QuerySet[Visit]:
    return of_caller(caller, visits, Q(visitor=caller.user_id))


def of_caller(caller: Caller, found: QuerySet[M], mine: Q) -> QuerySet[M]:
    """A commissioner's own of what was found; all of it for who leads."""
    return found.filter(mine) if caller.role is Role.COMMISSIONER else found
