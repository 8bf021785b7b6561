"""What is read of timetables, of what they are planned from, and of the months that they gave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Avg, Count, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django_stubs_ext import WithAnnotations

from commonground.accounts.models import User
from commonground.core.caller import Caller
from commonground.practices.queries import practices
from commonground.rounds.models import Candidate, Round
from commonground.rounds.queries import candidates, rounds
from commonground.visits.models import RoundVisitor, Timetable, Visit
from commonground.visits.queries.standing import Standing, standing_now
from commonground.visits.queries.visits import visits

if TYPE_CHECKING:
    from commonground.visits.queries.standing import StandingVisit

T = Timetable.State
MONTH_GIVEN = Subquery(
    Candidate.objects.filter(round=OuterRef("round"), practice=OuterRef("practice")).values("assigned_month")[
        :1
    ]
)
"""Of a visit, the month that its round's timetable gave the practice."""


class Months(Standing):
    """Where a visit stands, and the month that a timetable gave it; none where it has no timetable."""

    assigned_month: date | None


if TYPE_CHECKING:
    VisitWithMonth = WithAnnotations[Visit, Months]


def timetables(caller: Caller) -> QuerySet[Timetable]:
    """The timetables of the rounds that a caller may see, the latest first."""
    return Timetable.objects.filter(round__in=rounds(caller)).select_related(
        "round__area", "follows", "asked_by"
    )


def accepted(caller: Caller, round_: Round) -> Timetable | None:
    """The timetable that a round goes by: the last one accepted."""
    return timetables(caller).filter(round=round_, state=T.ACCEPTED).order_by("accepted_at", "pk").last()


def still_open(caller: Caller, round_: Round) -> Timetable | None:
    """The timetable of a round that is being planned, or waits to be accepted."""
    return timetables(caller).filter(round=round_, state__in=(T.WAITING, T.PLANNING, T.PLANNED)).first()


def last_asked(caller: Caller, round_: Round) -> Timetable | None:
    """The timetable of a round that was asked for last: what was typed then is offered again."""
    return timetables(caller).filter(round=round_).first()


def ways_to_visit(caller: Caller, round_: Round) -> dict[int, RoundVisitor]:
    """By person, how each visits in a round, as far as that was said."""
    found = RoundVisitor.objects.filter(round__in=rounds(caller), round=round_)
    return {one.person_id: one for one in found.select_related("person")}


def people_of(caller: Caller, round_: Round) -> dict[int, User]:
    """By their key, the people of a round's visits, those who are gone too."""
    return {one.pk: one for one in User.objects.filter(rounds__in=rounds(caller), rounds=round_).distinct()}


def to_plan(caller: Caller, round_: Round) -> list[Candidate]:
    """The practices of a confirmed list, with when they can be visited."""
    found = candidates(caller, round_).filter(removed_on=None)
    return list(found.prefetch_related("practice__surgeries", "practice__closed_days"))


def visits_of(caller: Caller, round_: Round, *, on: date) -> dict[int, StandingVisit]:
    """By practice, the visits of a round as they stand on a day."""
    found = standing_now(visits(caller).filter(round=round_), on=on).select_related("slot")
    return {one.practice_id: one for one in found}


def place_of_postcode(caller: Caller, postcode: str) -> tuple[float, float] | None:
    """About where a postcode is: the middle of the practices that have it, else of those of its district."""
    wanted = " ".join(postcode.upper().split())
    district = wanted.partition(" ")[0]
    known = practices(caller).filter(latitude__isnull=False, longitude__isnull=False)
    for those in (known.filter(postcode__iexact=wanted), known.filter(postcode__istartswith=f"{district} ")):
        middle = those.order_by().aggregate(Avg("latitude"), Avg("longitude"), n=Count("pk"))
        if middle["n"]:
            return round(middle["latitude__avg"], 5), round(middle["longitude__avg"], 5)
    return None


def with_month(found: QuerySet[StandingVisit]) -> QuerySet[VisitWithMonth]:
    """Visits with `assigned_month`, the month that a timetable gave them."""
    return found.annotate(assigned_month=MONTH_GIVEN)


def days_of(caller: Caller, round_: Round) -> Mapping[int, date]:
    """By practice, the day on which the visit of a round is or was."""
    dated = visits(caller).filter(round=round_, starts_at__isnull=False, state__in=HAS_A_DAY)
    return {
        practice: timezone.localdate(starts)
        for practice, starts in dated.values_list("practice", "starts_at")
        if starts is not None
    }


HAS_A_DAY = (Visit.State.BOOKED, Visit.State.HELD, Visit.State.WRITTEN_UP, Visit.State.CLOSED)
"""The states in which a visit is or was on its day: one that was called off is not."""
