"""Minutes between places: a stated speed over a stated detour, or as somebody wrote them down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from commonground.engine.errors import UserError
from commonground.engine.timetable.values import Minutes, Travel

_EARTH_RADIUS_KM = 6371.0
_METRES_A_KM = 1000.0


@dataclass(frozen=True)
class Place:
    """Degrees north and east on the round earth; else metres east and north on the National Grid."""

    first: float
    second: float
    round_earth: bool


@dataclass(frozen=True)
class Pace:
    """How fast a visitor gets about: kilometres an hour, the way over the straight line, and the usual way."""

    km_an_hour: float
    detour: float
    unknown_minutes: float


def postcode_key(postcode: str) -> str:
    """A postcode as one word in capitals, so that `gu28 0lp` and `GU280LP` are one."""
    return "".join(postcode.upper().split())


def travel_between(
    practices: Mapping[str, Place | None],
    visitors: Mapping[str, Place | None],
    ways: Mapping[tuple[str, str], float],
    pace: Pace,
) -> Travel:
    """The minutes of every way, whole. A way that `ways` names counts as written, a place not known the usual way.

    Raises UserError where some places are degrees and some metres.
    """
    known = [place for place in (*practices.values(), *visitors.values()) if place is not None]
    if len({place.round_earth for place in known}) > 1:
        raise UserError(
            "Some places are given as latitude and longitude and some as easting and northing: "
            "give all of them in one way."
        )
    names, bases = list(practices), list(visitors)
    there, home = list(practices.values()), list(visitors.values())
    unknown = tuple(name for name, place in [*practices.items(), *visitors.items()] if place is None)
    return Travel(
        _with_ways(_minutes(home, there, pace), bases, names, ways),
        _with_ways(_minutes(there, home, pace), names, bases, ways).T,
        _with_ways(_minutes(there, there, pace), names, names, ways),
        tuple(name for name in unknown if not any(name in pair for pair in ways)),
    )


def _minutes(one: Sequence[Place | None], other: Sequence[Place | None], pace: Pace) -> Minutes:
    km = _kilometres(_numbers(one), _numbers(other), _round(one, other))
    minutes = np.round(km * pace.detour / pace.km_an_hour * 60)
    return np.where(np.isnan(minutes), pace.unknown_minutes, minutes)


def _round(one: Sequence[Place | None], other: Sequence[Place | None]) -> bool:
    return any(place.round_earth for place in (*one, *other) if place is not None)


def _numbers(places: Sequence[Place | None]) -> Minutes:
    return np.array(
        [(np.nan, np.nan) if place is None else (place.first, place.second) for place in places], dtype=float
    ).reshape(len(places), 2)


def _kilometres(one: Minutes, other: Minutes, round_earth: bool) -> Minutes:
    """The straight line from each place to each; on the round earth by the haversine formula."""
    first, second = one[:, None, :], other[None, :, :]
    if not round_earth:
        return np.asarray(np.hypot(*np.moveaxis(first - second, -1, 0)) / _METRES_A_KM)
    here, there = np.radians(first), np.radians(second)
    north, east = np.moveaxis(there - here, -1, 0)
    half = np.sin(north / 2) ** 2 + np.cos(here[..., 0]) * np.cos(there[..., 0]) * np.sin(east / 2) ** 2
    return np.asarray(2 * _EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def _with_ways(
    minutes: Minutes, starts: Sequence[str], ends: Sequence[str], ways: Mapping[tuple[str, str], float]
) -> Minutes:
    at = {name: number for number, name in enumerate(starts)}
    to = {name: number for number, name in enumerate(ends)}
    for (start, end), length in ways.items():
        if start in at and end in to:
            minutes[at[start], to[end]] = round(length)
    return minutes
