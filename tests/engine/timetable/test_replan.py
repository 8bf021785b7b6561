"""Planning again: what is booked stays, the rest moves least, and nothing that was drawn is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.engine.errors import UserError
from commonground.engine.timetable.replan import replan
from commonground.engine.timetable.season import season
from commonground.engine.timetable.values import Ask, Practice, Status, Visit, Visitor
from tests.engine.timetable.asks import AM, MONDAY, PM, QUICK, ask_of, asks, check_rules, everywhere


def months_of(visits: tuple[Visit, ...]) -> dict[str, date]:
    return {visit.practice: visit.assigned_month for visit in visits if visit.assigned_month}


@given(asks(days=60), st.data())
@settings(max_examples=40, deadline=None)
def test_what_is_booked_stays_and_what_can_stay_stays(ask: Ask, data: st.DataObject) -> None:
    try:
        earlier = season(ask, QUICK, random_order=True, band_number=2).timetable
    except UserError:
        return
    statuses = st.sampled_from([Status.PLANNED, Status.BOOKED, Status.CANCELLED])
    changed = [replace(visit, status=data.draw(statuses)) for visit in earlier.visits]
    again = replan(ask, changed, months_of(earlier.visits), QUICK).timetable
    now = {visit.practice: visit for visit in again.visits}
    booked = frozenset(visit.practice for visit in changed if visit.status is Status.BOOKED)
    check_rules(ask, again, booked=booked)
    for visit in changed:
        if visit.status is Status.BOOKED:
            assert now[visit.practice] == visit
        if visit.status is Status.CANCELLED and visit.practice in now:
            assert now[visit.practice].day != visit.day
            assert now[visit.practice].sequence == visit.sequence + 1
            assert now[visit.practice].uid == visit.uid
        if visit.practice in now:
            assert now[visit.practice].assigned_month == visit.assigned_month
    lost = {v.practice for v in changed if v.status is Status.CANCELLED} - set(now)
    moved = [v for v in changed if v.status is Status.PLANNED and now.get(v.practice) != v]
    kept = [v for v in changed if v.status is Status.PLANNED]
    if not moved:
        assert all(now[v.practice] == v for v in kept)
    else:  # others move only so that fewer lose their visit
        assert len(lost) < sum(v.status is Status.CANCELLED for v in changed)


def made(ask: Ask) -> tuple[Visit, ...]:
    return season(ask, QUICK, random_order=False, band_number=1).timetable.visits


def test_nothing_moves_where_nothing_has_happened() -> None:
    ask = ask_of([everywhere(n, n + 1.0) for n in range(9)], [Visitor("A"), Visitor("B")], days=60)
    visits = made(ask)
    again = replan(ask, visits, {}, QUICK)
    assert again.timetable.visits == visits
    assert again.changes == ()
    assert again.timetable.claim.bound <= again.timetable.claim.value


def test_an_illness_moves_the_visits_of_those_days_alone() -> None:
    ask = ask_of([everywhere(n, n + 1.0) for n in range(12)], [Visitor("A"), Visitor("B")], days=60)
    visits = made(ask)
    ill = {visit.day for visit in visits if visit.visitor == visits[0].visitor and visit.day.month == 10}
    absent = replace(
        ask,
        visitors=tuple(
            replace(v, away=frozenset(ill)) if v.name == visits[0].visitor else v for v in ask.visitors
        ),
    )
    again = replan(absent, [replace(v, status=Status.BOOKED) for v in visits], {}, QUICK).timetable
    now = {visit.practice: visit for visit in again.visits}
    for visit in visits:
        affected = visit.visitor == visits[0].visitor and visit.day in ill
        assert (
            now[visit.practice].day != visit.day or now[visit.practice].visitor != visit.visitor
        ) == affected
    assert len(again.visits) == len(visits)


def test_a_visit_that_is_only_planned_makes_way_where_nothing_else_is_free() -> None:
    """One day each week; the practice that cancelled can only be visited where another one is planned."""
    only_first = Practice("Z99001", priority=5.0, half_days=frozenset({(0, AM)}))
    any_half = Practice("Z99002", priority=5.0, half_days=frozenset({(0, AM), (0, PM)}))
    ask = ask_of([only_first, any_half], [Visitor("V", weekdays=frozenset({0}))], days=14)
    ask = replace(ask, travel=replace(ask.travel, between=ask.travel.between * 0 + 20))
    second = date(2026, 10, 12)
    earlier = [
        Visit("Z99001", "V", MONDAY, AM, 570, Status.CANCELLED),
        Visit("Z99002", "V", second, AM, 570),
    ]
    again = replan(ask, earlier, {}, QUICK)
    now = {visit.practice: (visit.day, visit.half) for visit in again.timetable.visits}
    assert now["Z99001"] == (second, AM)
    assert now["Z99002"] in {(second, PM), (MONDAY, AM), (MONDAY, PM)}
    booked = [earlier[0], replace(earlier[1], status=Status.BOOKED)]
    kept = replan(ask, booked, {}, QUICK).timetable
    assert [visit.practice for visit in kept.visits] == ["Z99002"]
    assert [one.practice for one in kept.left_out] == ["Z99001"]


def test_one_that_withdraws_gets_none_and_what_is_past_stays() -> None:
    ask = ask_of([everywhere(n) for n in range(4)], [Visitor("V")], days=60)
    visits = list(made(ask))
    visits[0] = replace(visits[0], status=Status.WITHDRAWN)
    later = replace(ask, season=replace(ask.season, first=visits[1].day.replace(day=28)))
    again = replan(later, visits, {}, QUICK).timetable
    assert visits[0].practice in {one.practice for one in again.left_out}
    past = {visit.practice: visit.day for visit in visits[1:] if visit.day < later.season.first}
    assert past
    assert {visit.practice: visit.day for visit in again.visits if visit.practice in past} == past


@pytest.mark.parametrize(
    ("visits", "said"),
    [
        ([Visit("Z99099", "V", MONDAY, AM, 570)], "Z99099"),
        ([Visit("Z99001", "W", MONDAY, AM, 570)], "by W"),
        ([Visit("Z99001", "V", MONDAY, AM, 570), Visit("Z99002", "V", MONDAY, AM, 570)], "two visits"),
    ],
)
def test_an_earlier_timetable_that_does_not_fit_is_one_sentence(visits: list[Visit], said: str) -> None:
    ask = ask_of([everywhere(0), everywhere(1)], [Visitor("V")])
    with pytest.raises(UserError, match=said):
        replan(ask, visits, {}, QUICK)


@pytest.mark.parametrize("day", [date(2026, 9, 28), date(2026, 10, 9)])
def test_nothing_is_put_beside_a_visit_of_a_day_that_is_past_or_not_the_visitors(day: date) -> None:
    # Given a visit booked on a day before the season, or on a weekday of which the visitor makes no visits
    ask = ask_of([everywhere(n) for n in range(3)], [Visitor("A", frozenset({0, 1}))], days=30)
    booked = Visit("Z99001", "A", day, AM, 570, Status.BOOKED)
    # When the others are planned beside it
    again = replan(ask, [booked], {}, QUICK).timetable
    # Then they are, and none of them on that day
    assert len(again.visits) == 3
    assert [visit.practice for visit in again.visits if visit.day == day] == ["Z99001"]
