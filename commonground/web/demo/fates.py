"""What becomes of a made-up visit, by how far its day lies behind or ahead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from commonground.visits.models import Visit

S = Visit.State
JUST_HELD, LONG_AGO = 7, 40
"""Days after a visit until it is usually written up, and until it is usually closed."""
BOOKED_AHEAD, INVITED_AHEAD = 24, 60
NOT_HELD: dict[str, int] = {S.DECLINED: 7, S.CANCELLED: 3, S.POSTPONED: 3, S.DID_NOT_TAKE_PLACE: 2}
"""In 100 visits, those that did not come about."""
WRITE_UP_LATE = 10
LONG_PAST: dict[str, int] = {S.CLOSED: 83, S.DECLINED: 8, S.CANCELLED: 6, S.DID_NOT_TAKE_PLACE: 3}
AHEAD: Mapping[int, Mapping[str, int]] = {
    BOOKED_AHEAD: {S.BOOKED: 86, S.INVITED: 10, S.POSTPONED: 4},
    INVITED_AHEAD: {S.INVITED: 60, S.BOOKED: 12, S.CANDIDATE: 24, S.DECLINED: 4},
    10_000: {S.CANDIDATE: 95, S.CHALLENGED: 5},
}
"""By days ahead, in 100 visits."""
REASONS = {
    S.DECLINED: (
        "No time before the spring: two nurse posts are vacant",
        "The partners don't see what a visit adds",
        "They had a visit from another team last month",
    ),
    S.CANCELLED: ("The practice is about to merge", "The list was wrong: no children are registered here"),
    S.POSTPONED: ("The manager is on leave", "The nurse was ill", "Their new system starts that week"),
    S.DID_NOT_TAKE_PLACE: ("Nobody was there who knew of it", "The surgery was closed for training"),
}


def fate(rng: Random, day: date, today: date) -> str:
    """The state of a visit that was meant for a day."""
    behind = (today - day).days
    if behind <= 0:
        return _drawn(rng, next(odds for ahead, odds in sorted(AHEAD.items()) if -behind <= ahead))
    if rng.random() * 100 < sum(NOT_HELD.values()):
        return _drawn(rng, NOT_HELD)
    if behind <= JUST_HELD or rng.random() * 100 < WRITE_UP_LATE:
        return S.HELD
    return S.CLOSED if behind > LONG_AGO and rng.random() * 100 > WRITE_UP_LATE else S.WRITTEN_UP


def long_past(rng: Random) -> str:
    """The state of a visit of an earlier round."""
    return _drawn(rng, LONG_PAST)


def written_up_after(rng: Random, day: date) -> date:
    """The day on which a visit was written up: most within the days that are allowed."""
    return day + timedelta(days=rng.choices((1, 2, 3, 4, 7, 9), (20, 25, 25, 15, 10, 5))[0])


def _drawn(rng: Random, odds: Mapping[str, int]) -> str:
    return rng.choices(list(odds), list(odds.values()))[0]
