"""What a timetable is asked for, and what it is: practices, visitors, a season, travel, and visits on days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Minutes = NDArray[np.float64]


class Half(StrEnum):
    """Half a day; at most one visit of two a day lies in each."""

    AM = "am"
    PM = "pm"


class Status(StrEnum):
    """How firm a visit is. A booked one is never moved by us."""

    PLANNED = "planned"
    BOOKED = "booked"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


HALVES = (Half.AM, Half.PM)
WORKING_WEEK = range(5)
EVERY_HALF_DAY = frozenset((day, half) for day in WORKING_WEEK for half in HALVES)


@dataclass(frozen=True)
class Practice:
    """A practice to be visited. `priority` is None where it was not ranked; half-days are (weekday, half), Monday 0.

    `withdrawn`: it has said that it wants no visit.
    """

    code: str
    name: str = ""
    areas: frozenset[str] = frozenset()
    priority: float | None = None
    chosen_by: str = "rank"
    half_days: frozenset[tuple[int, Half]] = EVERY_HALF_DAY
    closed: frozenset[date] = frozenset()
    withdrawn: bool = False


@dataclass(frozen=True)
class Visitor:
    """Somebody who visits. `visit_days` is the most days in the season, `areas` the only ones known (none: all)."""

    name: str
    weekdays: frozenset[int] = frozenset(WORKING_WEEK)
    visits_a_day: int = 2
    visit_days: int | None = None
    areas: frozenset[str] = frozenset()
    away: frozenset[date] = frozenset()

    def knows(self, practice: Practice) -> bool:
        """Whether the visitor goes to a practice at all."""
        return not self.areas or bool(self.areas & practice.areas)


@dataclass(frozen=True)
class Season:
    """The first and last day of visits, and the days on which nobody visits."""

    first: date
    last: date
    bank_holidays: frozenset[date] = frozenset()

    def days(self) -> list[date]:
        """Every day on which visits are made by somebody, in order."""
        span = (self.last - self.first).days + 1
        every = (self.first + timedelta(days=n) for n in range(max(span, 0)))
        return [day for day in every if day.weekday() in WORKING_WEEK and day not in self.bank_holidays]


@dataclass(frozen=True)
class Hours:
    """The hours of a visiting day in minutes after midnight, and how long a visit and its margin take."""

    am_starts: int
    am_ends: int
    pm_starts: int
    pm_ends: int
    visit: int
    margin: int

    def starts(self, half: Half) -> int:
        """When the first visit of a half-day begins."""
        return self.am_starts if half is Half.AM else self.pm_starts

    def ends(self, half: Half) -> int:
        """When the last visit of a half-day has ended."""
        return self.am_ends if half is Half.AM else self.pm_ends

    @property
    def longest_way(self) -> int:
        """The longest way, in minutes, from a morning's visit to the afternoon's."""
        return self.pm_starts - self.am_starts - self.visit - self.margin


@dataclass(frozen=True)
class Worth:
    """How many minutes of travel a visit is worth, by its share of the highest priority. Ours, and called ours."""

    least: int
    most: int
    in_drawn_month: int
    keeping: int
    visiting_again: int

    def of(self, practice: Practice, highest: float) -> int:
        """Minutes. One drawn at random is worth the most: else the draw would not be one."""
        if practice.withdrawn:
            return 0
        if practice.chosen_by == "random":
            return self.most
        share = (practice.priority or 0.0) / highest if highest > 0 else 0.0
        return round(self.least + (self.most - self.least) * min(max(share, 0.0), 1.0))


@dataclass(frozen=True)
class Travel:
    """Whole minutes: from each visitor's base to each practice, back, and between practices.

    `out` and `back` have a row a visitor and a column a practice; `between[a, b]` is the way from a to b.
    `unknown` are the practices and visitors whose place nobody gave.
    """

    out: Minutes
    back: Minutes
    between: Minutes
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ask:
    """All that a timetable is worked out from."""

    season: Season
    practices: tuple[Practice, ...]
    visitors: tuple[Visitor, ...]
    travel: Travel
    hours: Hours
    worth: Worth
    highest: float | None = None

    def highest_priority(self) -> float:
        """The priority that is worth the most: the list's highest, also where only a part of the list is planned."""
        own = max((one.priority or 0.0 for one in self.practices), default=0.0)
        return own if self.highest is None else self.highest

    def worths(self) -> Minutes:
        """What a visit to each practice is worth, in minutes of travel."""
        highest = self.highest_priority()
        return np.array([self.worth.of(one, highest) for one in self.practices], dtype=float)


@dataclass(frozen=True)
class Visit:
    """A visit on a day. `starts` is in minutes after midnight, `assigned_month` the first day of the month drawn.

    `uid` and `sequence` are what a calendar knows it by: the uid stays for ever, the sequence rises when it moves.
    """

    practice: str
    visitor: str
    day: date
    half: Half
    starts: int
    status: Status = Status.PLANNED
    assigned_month: date | None = None
    band: int = 0
    uid: str = ""
    sequence: int = 0

    @property
    def actual_month(self) -> date:
        """The first day of the month in which it is."""
        return self.day.replace(day=1)

    @property
    def clock(self) -> time:
        """When it begins."""
        return time(self.starts // 60, self.starts % 60)


@dataclass(frozen=True)
class LeftOut:
    """A practice that has no visit, and what to relax so that it has one."""

    practice: str
    why: str
    assigned_month: date | None = None


@dataclass(frozen=True)
class Claim:
    """What a timetable claims of itself. Minutes; `bound` is what no timetable of this ask can go below.

    `value` is travel plus the worth of every practice left out; `priority` the sum of those visited.
    `by_clock`: the time limit cut the
    search short, so that another run may end elsewhere. `method` names what found it.
    """

    travel: float
    left_out: float
    bound: float
    priority: float
    by_clock: bool
    method: str

    @property
    def value(self) -> float:
        """Travel and what is left out."""
        return self.travel + self.left_out

    @property
    def gap(self) -> float:
        """How far above the bound it is at most, as a share of the bound."""
        above = max(0.0, self.value - self.bound)
        return above / self.bound if self.bound > 0 else (0.0 if above == 0 else float("inf"))


@dataclass(frozen=True)
class Timetable:
    """The visits in order of day, the practices left out, and what is claimed of it."""

    visits: tuple[Visit, ...]
    left_out: tuple[LeftOut, ...]
    claim: Claim
    notes: tuple[str, ...] = ()
