"""Whose practices, visits, promises and questions are whose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from commonground.accounts import queries as accounts
from commonground.accounts.models import User
from commonground.advice.models import Question
from commonground.advice.queries import questions
from commonground.core.caller import SYSTEM, Caller
from commonground.core.personal import shown
from commonground.plans.models import OPEN_STATES, Action
from commonground.plans.queries import actions
from commonground.practices import queries as practices
from commonground.practices.models import Practice
from commonground.visits.models import Visit
from commonground.visits.queries.visits import visits
from commonground.visits.states import OPEN


@dataclass(frozen=True)
class Caseload:
    """A visitor, None for nobody, with how much is theirs."""

    visitor: User | None
    practices: int
    visits: int
    promises: int
    questions: int


def caseloads(caller: Caller) -> list[Caseload]:
    """Everybody's caseload in the areas of a caller: those who visit, those who still have one, nobody's."""
    counts: tuple[Mapping[int | None, int], ...] = (
        practices.caseload_sizes(caller),
        Counter(open_visits(caller).order_by().values_list("visitor", flat=True)),
        Counter(open_promises(caller).order_by().values_list("owner", flat=True)),
        Counter(open_questions(caller).order_by().values_list("owner", flat=True)),
    )
    having = {pk for count in counts for pk in count if pk is not None}
    people = {
        one.pk: one for one in (*accounts.visitors(caller), *accounts.people(caller).filter(pk__in=having))
    }
    return [
        Caseload(one, *(count.get(one.pk if one else None, 0) for count in counts))
        for one in (*sorted(people.values(), key=lambda one: shown(caller, one, "name")), None)
    ]


def to_move(caller: Caller, visitor: User | None) -> QuerySet[Practice]:
    """The practices of a visitor, or of nobody; and those, open or closed, where something of the visitor's is open."""
    if visitor is None:
        return practices.caseload(caller, None)
    open_there = (
        Q(pk__in=open_visits(caller).filter(visitor=visitor).values("practice"))
        | Q(pk__in=open_promises(caller).filter(owner=visitor).values("plan__practice"))
        | Q(pk__in=open_questions(caller).filter(owner=visitor).values("practice"))
    )
    own = Q(visitor=visitor, closed_on=None)
    return practices.practices(caller).filter(own | open_there).select_related("area", "successor")


def still_has(person: User) -> str:
    """In words, what has to go to somebody else before a person leaves; "" where nothing is theirs."""
    left = to_move(SYSTEM, person).count()
    return f"{left} practice{'' if left == 1 else 's'} to visit or to look after" if left else ""


def open_visits(caller: Caller) -> QuerySet[Visit]:
    """The visits of a caller's practices at which something is still to be done."""
    return visits(caller).filter(state__in=OPEN)


def booked_ahead(caller: Caller, of: Iterable[Practice], *, now: datetime) -> QuerySet[Visit]:
    """The visits to some practices whose time is to come."""
    booked = visits(caller).filter(practice__in=of, state=Visit.State.BOOKED, starts_at__gt=now)
    return booked.order_by("starts_at", "pk")


def kept_times(caller: Caller, of: Iterable[Practice]) -> QuerySet[Visit]:
    """The visits to some practices for which a time is kept while people there are asked."""
    kept = visits(caller).filter(practice__in=of, state=Visit.State.INVITED, slot__isnull=False)
    return kept.select_related("slot").order_by("slot__starts_at")


def open_promises(caller: Caller) -> QuerySet[Action]:
    """What we still owe the practices of a caller."""
    return actions(caller).filter(side=Action.Side.COMMISSIONER, state__in=OPEN_STATES)


def open_questions(caller: Caller) -> QuerySet[Question]:
    """What the practices of a caller asked and nobody has answered."""
    return questions(caller).filter(answered_on=None)
