"""Where a day's travel would reach most children: practices near each other, with what is at stake at each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from commonground.engine.choosing.model import Line

EARTH_KM = 6371.0


@dataclass(frozen=True)
class DayTrip:
    """A practice and those within a day's reach of it, most at stake first, and the children short at them together."""

    around: Line
    lines: tuple[Line, ...]
    short: float


def reach_km(minutes: float, km_an_hour: float, detour: float) -> float:
    """How far a practice may lie, as the crow flies, that is reached in so many minutes."""
    return minutes / 60 * km_an_hour / detour


def day_trips(lines: Sequence[Line], reach: float, most: int) -> list[DayTrip]:
    """The places from which a day reaches most children, best first, no practice in two of them; at most so many.

    Only ranked practices with coordinates take part; a lone practice is a trip too.
    """
    left = {line.candidate.code: line for line in lines if line.ranked and line.candidate.place}
    trips: list[DayTrip] = []
    while left and len(trips) < most:
        trip = max(
            (_around(line, left.values(), reach) for line in left.values()),
            key=lambda one: (one.short, -len(one.lines), one.around.candidate.code),
        )
        trips.append(trip)
        for line in trip.lines:
            del left[line.candidate.code]
    return trips


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great-circle distance of two places, each latitude and longitude in degrees."""
    (north, east), (other_north, other_east) = ((radians(a), radians(b)) for a, b in (one, other))
    half = (
        sin((other_north - north) / 2) ** 2
        + cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    )
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


def _around(centre: Line, lines: Iterable[Line], reach: float) -> DayTrip:
    near = [line for line in lines if _near(centre, line, reach)]
    near.sort(key=lambda line: (-short_of(line), line.candidate.code))
    return DayTrip(centre, tuple(near), sum(map(short_of, near)))


def _near(one: Line, other: Line, reach: float) -> bool:
    places = one.candidate.place, other.candidate.place
    return places[0] is not None and places[1] is not None and distance_km(places[0], places[1]) <= reach


def short_of(line: Line) -> float:
    """The children short at a practice, 0 where it is not ranked."""
    return line.ranked.scored.short if line.ranked else 0.0
