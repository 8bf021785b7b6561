"""What the study reported, counted anew for a round or for any span of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, Count, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum

from commonground.advice.models import Question, Topic
from commonground.core.caller import Caller
from commonground.desk.queries import scope
from commonground.plans.models import Action, Plan
from commonground.practices.models import Contact, Staffing
from commonground.visits.models import Visit
from commonground.visits.queries.attempts import size_of, sizes

S = Visit.State
HELD = (S.HELD, S.WRITTEN_UP, S.CLOSED)
GOT_A_DATE = Q(booked_at__isnull=False)
PRESENT, ABSENT = "present", "absent"


@dataclass(frozen=True)
class Span:
    """A round, or the days from one to another; without either, everything."""

    round_id: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Reach:
    """Who was visited, by how many, and when."""

    practices: int
    visits: int
    visitors: int
    first: date | None
    last: date | None
    without_manager: int
    from_sheet: int

    @property
    def attended(self) -> int:
        """The visits of which we know who came and what was found: not those from a spreadsheet."""
        return self.visits - self.from_sheet


@dataclass(frozen=True)
class Effort:
    """Attempts and minutes, and the visits that got a date by them."""

    attempts: int = 0
    minutes: int = 0
    booked: int = 0


def held(caller: Caller, span: Span) -> QuerySet[Visit]:
    """The visits of a span that were held."""
    return _in(span, scope.visits(caller).filter(state__in=HELD)).order_by()


def reach(caller: Caller, span: Span) -> Reach:
    """How far the visits reached."""
    found = held(caller, span).aggregate(
        practices=Count("practice", distinct=True),
        visits=Count("pk"),
        visitors=Count("visitor", distinct=True),
        first=Min("starts_at__date"),
        last=Max("starts_at__date"),
        without_manager=Count("pk", filter=~Q(no_manager_reason="")),
        from_sheet=Count("pk", filter=Q(from_sheet=True)),
    )
    return Reach(**found)


def who_came(caller: Caller, span: Span) -> dict[str, int]:
    """By role, at how many visits somebody of that role was there."""
    came = scope.attendees(caller).filter(came=True, visit__in=held(caller, span).values("pk"))
    counts = dict(came.order_by().values_list("role").annotate(Count("visit", distinct=True)))
    return {role.value: counts.get(role.value, 0) for role in Contact.Role}


def advice(caller: Caller, span: Span) -> dict[str, tuple[int, int, int]]:
    """By topic: questions asked at the visits, by how many practices, and how many have an answer."""
    keys = held(caller, span).values("pk")
    at_visits = Question.objects.filter(visits__in=keys).order_by().values("pk")
    asked = scope.questions(caller).filter(pk__in=at_visits).select_related(None).order_by()
    counts = {
        topic: (how_many, practices, answered)
        for topic, how_many, practices, answered in asked.values_list("topic").annotate(
            Count("pk"),
            Count("practice", distinct=True),
            answered=Count("pk", filter=Q(answered_on__isnull=False)),
        )
    }
    return {topic.value: counts.get(topic.value, (0, 0, 0)) for topic in Topic}


def who_wrote(caller: Caller, span: Span) -> dict[str, int]:
    """By writer, the plans that came of the visits."""
    plans = scope.plans(caller).filter(visits__in=held(caller, span).values("pk")).order_by()
    counts = dict(plans.values_list("written_by").annotate(Count("pk", distinct=True)))
    return {writer.value: counts.get(writer.value, 0) for writer in Plan.WrittenBy}


def agreed(caller: Caller, span: Span) -> dict[str, dict[str, int]]:
    """By side and state, the actions of those plans and our promises."""
    visits = held(caller, span).filter(plan__isnull=False).values("plan")
    counts: dict[str, dict[str, int]] = {side.value: {} for side in Action.Side}
    found = scope.actions(caller).filter(plan__in=visits).order_by()
    for side, state, how_many in found.values_list("side", "state").annotate(Count("pk")):
        counts[side][state] = how_many
    return counts


def factors(caller: Caller, span: Span) -> dict[str, tuple[int, int]]:
    """By code: visits at which the factor was asked and present, and asked and absent."""
    rows = scope.entries(caller).filter(
        visit__in=held(caller, span).values("pk"), key__startswith="factor:", value__in=(PRESENT, ABSENT)
    )
    counts: dict[str, tuple[int, int]] = {}
    for key, value, how_many in rows.order_by().values_list("key", "value").annotate(Count("pk")):
        present, absent = counts.get(key.removeprefix("factor:"), (0, 0))
        counts[key.removeprefix("factor:")] = (how_many, absent) if value == PRESENT else (present, how_many)
    return counts


def staffing(caller: Caller, span: Span) -> dict[str, float | int | None]:
    """What the visited practices said of their staffing: the latest of each."""
    newest = Staffing.objects.filter(practice=OuterRef("practice")).order_by("-as_at", "-pk")
    latest = held(caller, span).annotate(latest=Subquery(newest.values("pk")[:1])).values("latest")
    return Staffing.objects.filter(pk__in=latest).aggregate(
        practices=Count("pk"),
        with_vacancy=Count("pk", filter=Q(vacancies__gt=0)),
        hours=Avg("nurse_hours"),
        slots=Avg("weekly_slots"),
    )


def effort_by_size(caller: Caller, span: Span) -> dict[str, Effort]:
    """By size of practice: attempts, minutes, and the visits that got a date."""
    found: dict[str, Effort] = {}
    for size, attempts, minutes, booked in _effort(caller, span, "practice__list_size"):
        band = size_of(None if size is None else int(size))
        known = found.get(band, Effort())
        found[band] = Effort(known.attempts + attempts, known.minutes + minutes, known.booked + booked)
    return {band: found[band] for band in sizes() if band in found}


def effort_by_visitor(caller: Caller, span: Span) -> dict[str, Effort]:
    """By visitor, for who sees names."""
    if not caller.sees_names:
        return {}
    return {
        name: Effort(attempts, minutes, booked)
        for name, attempts, minutes, booked in sorted(_effort(caller, span, "visitor__name"))
    }


def _effort(caller: Caller, span: Span, by: str) -> list[tuple[str, int, int, int]]:
    """For each value of a field of the visit: attempts, minutes, and visits that got a date."""
    visits = _in(span, scope.visits(caller)).order_by()
    made = scope.attempts(caller).filter(visit__in=visits.values("pk")).order_by()
    totals: dict[str, list[int]] = {}
    for value, attempts, minutes in made.values_list(f"visit__{by}").annotate(Count("pk"), Sum("minutes")):
        totals[value] = [attempts, minutes or 0, 0]
    for value, booked in visits.filter(GOT_A_DATE).values_list(by).annotate(Count("pk")):
        totals.setdefault(value, [0, 0, 0])[2] = booked
    return [(value, *counts) for value, counts in totals.items()]  # type: ignore[misc]


def _in(span: Span, visits: QuerySet[Visit]) -> QuerySet[Visit]:
    if span.round_id is not None:
        visits = visits.filter(round=span.round_id)
    if span.since is not None:
        visits = visits.filter(starts_at__date__gte=span.since)
    if span.until is not None:
        visits = visits.filter(starts_at__date__lte=span.until)
    return visits
