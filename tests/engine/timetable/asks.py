"""Made-up asks of any shape, and the rules that a timetable may never break."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from commonground.engine.rules.visit_book import load_visit_book
from commonground.engine.timetable.claims import left_out_worth, priority_of, travel_of
from commonground.engine.timetable.given import hours_of, worth_of
from commonground.engine.timetable.search import Search
from commonground.engine.timetable.values import (
    EVERY_HALF_DAY,
    Ask,
    Half,
    Practice,
    Season,
    Status,
    Timetable,
    Travel,
    Visitor,
)

MONDAY = date(2026, 10, 5)
HOURS, WORTH = hours_of(load_visit_book()), worth_of(load_visit_book())
QUICK = Search(iterations=15)


def travel(practices: int, visitors: int, seed: int, furthest: float = 90) -> Travel:
    """Whole minutes on a plane, longer by a few one way than the other."""
    random = np.random.default_rng(seed)
    places = random.uniform(0, furthest, (visitors + practices, 2))
    ways = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) + random.integers(
        0, 4, (len(places),) * 2
    )
    ways = np.round(ways)
    return Travel(ways[:visitors, visitors:], ways[visitors:, :visitors].T, ways[visitors:, visitors:])


def ask_of(
    practices: list[Practice],
    visitors: list[Visitor],
    *,
    days: int = 12,
    seed: int = 1,
    closed: frozenset[date] = frozenset(),
) -> Ask:
    """An ask of given practices and visitors, their places at random."""
    season = Season(MONDAY, MONDAY + timedelta(days=days - 1), closed)
    return Ask(
        season, tuple(practices), tuple(visitors), travel(len(practices), len(visitors), seed), HOURS, WORTH
    )


@st.composite
def asks(draw: st.DrawFn, *, practices: int = 8, visitors: int = 3, days: int = 40, a_day: int = 2) -> Ask:
    """Any ask up to a size: half-days, closed dates, absences, areas, priorities with ties and without."""
    length = draw(st.integers(1, days))
    dates = st.integers(0, length - 1).map(lambda n: MONDAY + timedelta(days=n))
    some_dates = st.frozensets(dates, max_size=6)
    areas = st.frozensets(st.sampled_from(["north", "south"]), max_size=2)
    listed = [
        Practice(
            f"Z{99001 + number}",
            f"Practice {number}",
            draw(areas),
            draw(st.none() | st.integers(0, 30).map(float)),
            draw(st.sampled_from(["rank", "random", "visitor"])),
            draw(
                st.frozensets(st.sampled_from(sorted(EVERY_HALF_DAY)), max_size=6) | st.just(EVERY_HALF_DAY)
            ),
            draw(some_dates),
        )
        for number in range(draw(st.integers(1, practices)))
    ]
    people = [
        Visitor(
            f"Visitor {number}",
            draw(st.frozensets(st.integers(0, 4), max_size=5)),
            draw(st.integers(1, a_day)),
            draw(st.none() | st.integers(0, 6)),
            draw(areas),
            draw(some_dates),
        )
        for number in range(draw(st.integers(1, visitors)))
    ]
    return ask_of(listed, people, days=length, seed=draw(st.integers(0, 99)), closed=draw(some_dates))


def check_rules(ask: Ask, timetable: Timetable, *, booked: frozenset[str] = frozenset()) -> None:
    """Everything that holds of any timetable. booked: visits that somebody else arranged, whatever the half-days."""
    practices = {one.code: one for one in ask.practices}
    visitors = {one.name: one for one in ask.visitors}
    visits = timetable.visits
    assert len({visit.practice for visit in visits}) == len(visits)
    assert {v.practice for v in visits} | {o.practice for o in timetable.left_out} == set(practices)
    assert len(visits) + len(timetable.left_out) == len(practices)
    for visit in visits:
        practice, visitor = practices[visit.practice], visitors[visit.visitor]
        if visit.practice in booked:
            continue
        assert visit.status is Status.PLANNED
        assert ask.season.first <= visit.day <= ask.season.last
        assert visit.day not in ask.season.bank_holidays | practice.closed | visitor.away
        assert visit.day.weekday() in visitor.weekdays
        assert (visit.day.weekday(), visit.half) in practice.half_days
        assert visitor.knows(practice)
        assert ask.hours.starts(visit.half) <= visit.starts <= ask.hours.ends(visit.half) - ask.hours.visit
    _check_days(ask, timetable)
    claim = timetable.claim
    assert claim.travel == travel_of(ask, visits)
    assert claim.left_out == left_out_worth(ask, visits)
    assert claim.priority == priority_of(ask, visits)
    assert claim.bound <= claim.value + 1e-6
    assert claim.gap >= 0
    assert all(one.why.endswith(".") for one in timetable.left_out)


def _check_days(ask: Ask, timetable: Timetable) -> None:
    numbers = {one.code: number for number, one in enumerate(ask.practices)}
    for visitor in ask.visitors:
        own = [visit for visit in timetable.visits if visit.visitor == visitor.name]
        a_day = Counter(visit.day for visit in own)
        assert max(a_day.values(), default=0) <= visitor.visits_a_day
        assert visitor.visit_days is None or len(a_day) <= visitor.visit_days
        for day in a_day:
            stops = sorted((visit.starts, visit.practice, visit.half) for visit in own if visit.day == day)
            for (before, one, _), (after, other, _) in pairwise(stops):
                way = ask.travel.between[numbers[one], numbers[other]]
                assert after - before >= ask.hours.visit + ask.hours.margin + way
            if visitor.visits_a_day <= 2:
                assert Counter(half for _, _, half in stops).most_common(1)[0][1] == 1


def everywhere(number: int, priority: float = 1.0) -> Practice:
    """A practice that can be visited on any half-day."""
    return Practice(f"Z{99001 + number}", f"Practice {number}", priority=priority)


AM, PM = Half.AM, Half.PM
