"""The times at which visitors can come, made from a timetable: of each the half-days of the months it gives them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from commonground.engine.rules.visit_book import VisitBook
from commonground.engine.timetable.given import hours_of
from commonground.engine.timetable.values import HALVES, Hours
from commonground.visits.models import Slot, Visit
from commonground.visits.timetabling.asks import MINUTES_AN_HOUR, minutes_of


@dataclass(frozen=True)
class Offered:
    """Somebody can come from then to then."""

    person: int
    starts_at: datetime
    ends_at: datetime


def times_of(asked: Mapping[str, Any], found: Mapping[str, Any], book: VisitBook) -> list[Offered]:
    """Every time of a timetable, in order.

    A visitor comes at the planned hours of the planned days, and on the other days of these months at the start of
    each half-day; who has only so many days keeps to those planned, who makes one visit a day offers one time a day.
    """
    hours = hours_of(book)
    people = {one["name"]: one for one in asked["visitors"]}
    planned: dict[int, dict[date, set[int]]] = defaultdict(lambda: defaultdict(set))
    for row in found["visits"]:
        if row["status"] == "planned":
            person = people[row["visitor"]]["person"]
            planned[person][date.fromisoformat(row["date"])].add(minutes_of(time.fromisoformat(row["start"])))
    made = []
    for visitor in people.values():
        own = planned[visitor["person"]]
        for day in _days(visitor, own, found["season"]):
            made += [_offered(visitor["person"], day, at, hours) for at in _starts(visitor, day, own, hours)]
    return sorted(made, key=lambda one: (one.starts_at, one.person))


def clear_of(
    times: Iterable[Offered], taken: Mapping[int, list[tuple[datetime, datetime]]], *, now: datetime
) -> Iterator[Offered]:
    """The times that are to come and touch nothing that is taken."""
    for one in times:
        busy = taken.get(one.person, [])
        if one.starts_at > now and not any(
            one.starts_at < ends and one.ends_at > starts for starts, ends in busy
        ):
            yield one


def taken_times(
    people: set[int], first: datetime, last: datetime
) -> dict[int, list[tuple[datetime, datetime]]]:
    """By person, from when to when there is a visit or a time offered already."""
    found: dict[int, list[tuple[datetime, datetime]]] = {person: [] for person in people}
    offered = Slot.objects.filter(visitor__in=people, ends_at__gte=first, starts_at__lte=last)
    booked = Visit.objects.filter(
        visitor__in=people, state=Visit.State.BOOKED, ends_at__gte=first, starts_at__lte=last
    )
    for rows in (offered, booked):
        for person, starts, ends in rows.values_list("visitor", "starts_at", "ends_at"):
            if starts is not None and ends is not None:
                found[person].append((starts, ends))
    return found


def _days(visitor: Mapping[str, Any], own: Mapping[date, set[int]], season: Mapping[str, Any]) -> list[date]:
    if visitor["visit_days"] is not None:
        return sorted(own)
    months = {day.replace(day=1) for day in own}
    first, last = date.fromisoformat(season["from"]), date.fromisoformat(season["to"])
    shut = {
        date.fromisoformat(day) for day in (*season["bank_holidays"], *visitor["away"], *visitor["booked"])
    }
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [
        day
        for day in every
        if day in own
        or (day.replace(day=1) in months and day.weekday() in visitor["weekdays"] and day not in shut)
    ]


def _starts(visitor: Mapping[str, Any], day: date, own: Mapping[date, set[int]], hours: Hours) -> list[int]:
    usual = [hours.starts(half) for half in HALVES]
    if visitor["visits_a_day"] == 1:
        return sorted(own[day]) if day in own else [usual[day.toordinal() % len(usual)]]
    wanted = sorted(own.get(day, set()))
    beside = [at for at in usual if all(abs(at - other) >= hours.visit for other in wanted)]
    return sorted([*wanted, *beside])


def _offered(person: int, day: date, starts: int, hours: Hours) -> Offered:
    begins = timezone.make_aware(
        datetime.combine(day, time(starts // MINUTES_AN_HOUR, starts % MINUTES_AN_HOUR))
    )
    return Offered(person, begins, begins + timedelta(minutes=hours.visit))
