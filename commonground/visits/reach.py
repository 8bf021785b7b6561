"""Which times a visitor can reach, and which suit a practice: plain values in, yes or no out.

The way between two visits is worked out from the places of the practices; what is not known has a default, and a
margin is kept beside the way itself. All the numbers come from the visit book.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True)
class Place:
    """Where a practice is."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Pace:
    """How fast a visitor gets from one practice to another."""

    km_an_hour: float
    detour: float
    unknown_minutes: int
    margin_minutes: int


@dataclass(frozen=True)
class Stay:
    """A visit as the way to it sees it. `place` is None where it is not known; online, nobody travels."""

    starts: datetime
    ends: datetime
    place: Place | None
    online: bool = False


@dataclass(frozen=True)
class Hours:
    """Hours of a weekday in which a practice has surgeries. Monday is 0."""

    weekday: int
    starts: time
    ends: time


def straight_km(one: Place, other: Place) -> float:
    """The straight line between two places, over the round earth."""
    here, there = math.radians(one.latitude), math.radians(other.latitude)
    north, east = there - here, math.radians(other.longitude - one.longitude)
    half = math.sin(north / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half)))


def travel_minutes(one: Place | None, other: Place | None, pace: Pace) -> int:
    """How long the way takes, in whole minutes, rounded up."""
    if one is None or other is None:
        return pace.unknown_minutes
    return math.ceil(straight_km(one, other) * pace.detour / pace.km_an_hour * 60)


def free_between(one: Stay, other: Stay, pace: Pace) -> timedelta:
    """The time that must lie between two visits: the way and the margin."""
    way = 0 if one.online or other.online else travel_minutes(one.place, other.place, pace)
    return timedelta(minutes=way + pace.margin_minutes)


def can_reach(wanted: Stay, others: Iterable[Stay], pace: Pace) -> bool:
    """Whether a visitor who makes the other visits can make this one too, and leave in time for the next."""
    return all(
        wanted.starts >= other.ends + free_between(other, wanted, pace)
        or wanted.ends + free_between(wanted, other, pace) <= other.starts
        for other in others
    )


def suits(starts: datetime, ends: datetime, surgeries: Iterable[Hours], closed: frozenset[date]) -> bool:
    """Whether a time (in England's clock) is on an open day and touches no surgery."""
    if starts.date() in closed:
        return False
    return not any(
        hours.weekday == starts.weekday() and starts.time() < hours.ends and ends.time() > hours.starts
        for hours in surgeries
    )
