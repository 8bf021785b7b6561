"""What a timetable is planned from: the practices of a round and who visits, as the engine asks for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from commonground.accounts.queries import caller_of, visitors
from commonground.core.caller import Caller
from commonground.engine.errors import UserError
from commonground.engine.rules.visit_book import VisitBook
from commonground.engine.timetable.given import hours_of, worth_of
from commonground.engine.timetable.reading.cells import dates
from commonground.engine.timetable.travel import Pace, Place, travel_between
from commonground.engine.timetable.values import (
    HALVES,
    WORKING_WEEK,
    Ask,
    Half,
    Hours,
    Practice,
    Season,
    Visitor,
)
from commonground.practices.models import Surgery
from commonground.rounds.models import Candidate, Ranking
from commonground.rounds.ranking.queries import choice_of
from commonground.visits.bank_holidays import bank_holidays
from commonground.visits.models import RoundVisitor, Timetable, Visit
from commonground.visits.queries.timetables import HAS_A_DAY, to_plan, visits_of, ways_to_visit
from commonground.visits.timetabling.stake import priorities

if TYPE_CHECKING:
    from commonground.visits.queries.standing import StandingVisit

S = Visit.State
NO_VISIT = (S.CHALLENGED, S.DECLINED, S.CANCELLED)
"""Where a practice stands that gets no day for now."""
MINUTES_AN_HOUR = 60


@dataclass(frozen=True)
class Listed:
    """The practices of a round sorted: to be given a day, with a day already (of whom, when), without one for now.

    choice: the ranking that the list is, where it was ranked.
    """

    every: list[Candidate]
    to_plan: list[Candidate]
    firm: dict[str, tuple[int, datetime]]
    out: list[tuple[Candidate, str]]
    visits: Mapping[int, StandingVisit]
    choice: Ranking | None = None


@dataclass(frozen=True)
class Going:
    """Who visits: how it is kept, and as the engine asks for it, one beside the other."""

    ways: tuple[RoundVisitor, ...]
    visitors: tuple[Visitor, ...]

    @property
    def names(self) -> dict[int, str]:
        """By person, what the engine calls them."""
        return {way.person_id: one.name for way, one in zip(self.ways, self.visitors, strict=True)}


def sorted_list(caller: Caller, timetable: Timetable, *, on: date) -> Listed:
    every = to_plan(caller, timetable.round)
    visits = visits_of(caller, timetable.round, on=on)
    found = Listed(every, [], {}, [], visits, choice_of(caller, timetable.round))
    for one in every:
        visit = visits.get(one.practice_id)
        slot = getattr(visit, "slot", None)
        if visit is None or visit.standing in NO_VISIT:
            found.out.append((one, "" if visit is None else S(visit.standing).label))
        elif visit.state in HAS_A_DAY and visit.starts_at is not None:
            found.firm[one.practice.code] = (visit.visitor_id, visit.starts_at)
        elif visit.state == S.INVITED and slot is not None:
            found.firm[one.practice.code] = (visit.visitor_id, slot.starts_at)
        else:
            found.to_plan.append(one)
    return found


def season_of(timetable: Timetable, *, on: date) -> Season:
    """The days that are left of a round. Raises UserError where none is."""
    round_ = timetable.round
    first = max(round_.starts_on, timetable.first_day, on + timedelta(days=1))
    if first > round_.ends_on:
        raise UserError(
            f"No day of this round is left: it ends on {round_.ends_on:%d %B %Y}.".replace(" 0", " ")
        )
    years = range(first.year, round_.ends_on.year + 1)
    closed = frozenset(day for year in years for day in bank_holidays(year) if first <= day <= round_.ends_on)
    return Season(first, round_.ends_on, closed)


def going(caller: Caller, timetable: Timetable, last: date) -> Going:
    """Who visits in a round, of those who still work here."""
    there = set(visitors(caller).filter(rounds=timetable.round).values_list("pk", flat=True))
    known = ways_to_visit(caller, timetable.round)
    ways = tuple(way for person, way in known.items() if person in there)
    called = Counter(way.person.name for way in ways)
    return Going(
        ways,
        tuple(
            Visitor(
                way.person.name if called[way.person.name] == 1 else f"{way.person.name}, {way.person.email}",
                frozenset(way.weekdays),
                way.visits_a_day,
                way.visit_days,
                _mark_of(timetable, way),
                dates(last)(way.away),
            )
            for way in ways
        ),
    )


def beside(who: Going, firm: Mapping[str, tuple[int, datetime]]) -> Going:
    """The same people without the days on which they have a visit already."""
    found = []
    for way, one in zip(who.ways, who.visitors, strict=True):
        days = {timezone.localdate(at) for person, at in firm.values() if person == way.person_id}
        left = None if one.visit_days is None else max(0, one.visit_days - len(days))
        found.append(replace(one, away=one.away | days, visit_days=left))
    return Going(who.ways, tuple(found))


def ask_of(
    timetable: Timetable,
    listed: Listed,
    wanted: Sequence[Candidate],
    who: Going,
    season: Season,
    book: VisitBook,
) -> Ask:
    """What the engine is asked."""
    hours, worth = hours_of(book), priorities(listed.every)
    practices = tuple(_practice(timetable, one, worth[one.pk], hours, season) for one in wanted)
    travel = travel_between(
        {one.practice.code: _place(one.practice.latitude, one.practice.longitude) for one in wanted},
        {
            one.name: _place(way.latitude, way.longitude)
            for way, one in zip(who.ways, who.visitors, strict=True)
        },
        {},
        Pace(
            timetable.km_an_hour, *(book.number(f"travel-{name}") for name in ("detour", "minutes-unknown"))
        ),
    )
    return Ask(season, practices, who.visitors, travel, hours, worth_of(book))


def free_half_days(surgeries: Iterable[Surgery], hours: Hours) -> frozenset[tuple[int, Half]]:
    """The half-days whose first visit touches no surgery."""
    busy = [(one.weekday, minutes_of(one.starts), minutes_of(one.ends)) for one in surgeries]
    return frozenset(
        (day, half)
        for day in WORKING_WEEK
        for half in HALVES
        if not any(
            on == day and hours.starts(half) < ends and hours.starts(half) + hours.visit > starts
            for on, starts, ends in busy
        )
    )


def minutes_of(clock: time | datetime) -> int:
    """Minutes after midnight."""
    return clock.hour * MINUTES_AN_HOUR + clock.minute


def _mark_of(timetable: Timetable, way: RoundVisitor) -> frozenset[str]:
    """What a visitor knows: the practices that are theirs on the list, else those of the areas they work for."""
    if timetable.own_visitors:
        return frozenset({f"visitor {way.person_id}"})
    return frozenset(f"area {area}" for area in caller_of(way.person).area_ids)


def _practice(
    timetable: Timetable, one: Candidate, priority: float | None, hours: Hours, season: Season
) -> Practice:
    closed = frozenset(day.day for day in one.practice.closed_days.all())
    ends = one.practice.closed_on
    if ends is not None:
        closed |= frozenset(day for day in season.days() if day >= ends)
    mark = f"visitor {one.visitor_id}" if timetable.own_visitors else f"area {one.practice.area_id}"
    return Practice(
        one.practice.code,
        one.practice.name,
        frozenset({mark}),
        priority,
        one.chosen_by,
        free_half_days(one.practice.surgeries.all(), hours),
        closed,
    )


def _place(latitude: float | None, longitude: float | None) -> Place | None:
    if latitude is None or longitude is None:
        return None
    return Place(latitude, longitude, round_earth=True)


def as_plain_values(ask: Ask, timetable: Timetable, who: Going, listed: Listed) -> dict[str, Any]:
    """All that a plan rests on, to be kept with it."""
    places = {one.practice.code: (one.practice.latitude, one.practice.longitude) for one in listed.every}
    return {
        "own_visitors": timetable.own_visitors,
        "practices": [
            {
                "practice_code": one.code,
                "name": one.name,
                "priority": one.priority,
                "chosen_by": one.chosen_by,
                "half_days": sorted(f"{day} {half.value}" for day, half in one.half_days),
                "closed": _iso(one.closed),
                "place": list(places[one.code]),
            }
            for one in ask.practices
        ],
        "visitors": [
            {
                "person": way.person_id,
                "name": one.name,
                "base": way.base,
                "place": [way.latitude, way.longitude],
                "weekdays": sorted(one.weekdays),
                "visits_a_day": one.visits_a_day,
                "visit_days": one.visit_days,
                "away": _iso(dates(ask.season.last)(way.away)),
                "booked": _iso(one.away - dates(ask.season.last)(way.away)),
            }
            for way, one in zip(who.ways, ask.visitors, strict=True)
        ],
        "without": [{"practice_code": one.practice.code, "why": why} for one, why in listed.out],
    }


def _iso(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]
