"""Which times a visitor can reach (story 6)."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from commonground.visits.reach import (
    EARTH_RADIUS_KM,
    Hours,
    Pace,
    Place,
    Stay,
    can_reach,
    free_between,
    straight_km,
    suits,
    travel_minutes,
)

PACE = Pace(km_an_hour=20.0, detour=1.5, unknown_minutes=45, margin_minutes=15)
DAY = datetime(2026, 12, 3)
EALING = Place(51.513, -0.305)

places = st.none() | st.builds(Place, st.floats(49.9, 55.8), st.floats(-6.0, 1.8))
minutes = st.integers(8 * 60, 18 * 60)


def stay(starts: int, length: int, place: Place | None, online: bool = False) -> Stay:
    begins = DAY + timedelta(minutes=starts)
    return Stay(begins, begins + timedelta(minutes=length), place, online)


stays = st.builds(stay, minutes, st.integers(15, 120), places, st.booleans())


def east_of_ealing(way_minutes: float) -> Place:
    """A place on the same meridian, so far that the way takes these minutes."""
    km = way_minutes / 60 * PACE.km_an_hour / PACE.detour
    return Place(EALING.latitude + math.degrees(km / EARTH_RADIUS_KM), EALING.longitude)


def test_a_visit_in_ealing_until_eleven_and_55_minutes_to_havering() -> None:
    # Given a visit that ends at 11:00, and a way of 55 minutes
    havering = east_of_ealing(54.5)
    assert travel_minutes(EALING, havering, PACE) == 55
    earlier = stay(10 * 60, 60, EALING)
    # Then nothing before 11:55 plus the margin of 15 minutes can be reached, and that very minute can
    assert not can_reach(stay(12 * 60 + 9, 60, havering), [earlier], PACE)
    assert can_reach(stay(12 * 60 + 10, 60, havering), [earlier], PACE)
    # And the same before it
    assert can_reach(stay(7 * 60 + 50, 60, havering), [earlier], PACE)
    assert not can_reach(stay(7 * 60 + 51, 60, havering), [earlier], PACE)


def test_a_place_that_is_not_known_takes_the_default() -> None:
    assert travel_minutes(None, EALING, PACE) == 45
    assert travel_minutes(EALING, None, PACE) == 45


def test_a_degree_of_latitude_is_111_km() -> None:
    assert round(straight_km(Place(51.0, 0.0), Place(52.0, 0.0)), 1) == 111.2


@given(places, places)
def test_the_way_there_is_the_way_back(one: Place | None, other: Place | None) -> None:
    assert travel_minutes(one, other, PACE) == travel_minutes(other, one, PACE)
    if one is not None:
        assert travel_minutes(one, one, PACE) == 0


@given(stays, st.lists(stays, max_size=4))
def test_what_can_be_reached_leaves_the_way_and_the_margin(wanted: Stay, others: list[Stay]) -> None:
    if can_reach(wanted, others, PACE):
        for other in others:
            between = max(wanted.starts - other.ends, other.starts - wanted.ends)
            assert between >= free_between(other, wanted, PACE) >= timedelta(minutes=PACE.margin_minutes)


@given(stays, st.lists(stays, max_size=4), stays)
def test_one_more_visit_never_makes_more_times_reachable(
    wanted: Stay, others: list[Stay], more: Stay
) -> None:
    if can_reach(wanted, [*others, more], PACE):
        assert can_reach(wanted, others, PACE)


@given(stays, stays)
def test_it_does_not_matter_which_was_booked_first(one: Stay, other: Stay) -> None:
    assert can_reach(one, [other], PACE) == can_reach(other, [one], PACE)


@given(minutes, st.integers(15, 120), minutes, st.integers(15, 120))
def test_a_time_that_suits_shares_no_minute_with_a_surgery(
    starts: int, length: int, surgery: int, long: int
) -> None:
    begins, ends = DAY + timedelta(minutes=starts), DAY + timedelta(minutes=starts + length)
    opens, closes = DAY + timedelta(minutes=surgery), DAY + timedelta(minutes=surgery + long)
    hours = Hours(DAY.weekday(), opens.time(), closes.time())
    shared = any(opens <= begins + timedelta(minutes=minute) < closes for minute in range(length))
    assert suits(begins, ends, [hours], frozenset()) is not shared


def test_another_weekday_or_a_closed_day() -> None:
    begins, ends = DAY.replace(hour=10), DAY.replace(hour=11)
    other_day = Hours((DAY.weekday() + 1) % 7, time(9), time(12))
    assert suits(begins, ends, [other_day], frozenset())
    assert not suits(begins, ends, [], frozenset({date(2026, 12, 3)}))
