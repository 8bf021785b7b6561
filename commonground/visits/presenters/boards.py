"""Visits as the columns of a board and as the weeks of a month."""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from commonground.visits.models import Visit

STATES: Mapping[str, str] = {choice.value: str(choice.label) for choice in Visit.State}
"""The words of each state, in the order in which a visit goes through them."""


@dataclass(frozen=True)
class Column:
    """One state, its first visits, and how many there are in all."""

    state: str
    words: str
    visits: list[Any]
    number: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.number - len(self.visits)


@dataclass(frozen=True)
class Day:
    """A day of the calendar; those of the months around it fill the first and the last week."""

    on: date
    inside: bool
    visits: list[Any]


@dataclass(frozen=True)
class Month:
    """A month: from which moment to which, and the months before and after it."""

    first: date

    @property
    def begins(self) -> datetime:
        """The first moment."""
        return timezone.make_aware(datetime.combine(self.first, time()))

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return timezone.make_aware(datetime.combine(self.after, time()))

    @property
    def before(self) -> date:
        """The first day of the month before."""
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        """The first day of the month after."""
        days = calendar.monthrange(self.first.year, self.first.month)[1]
        return self.first + timedelta(days=days)


def columns(visits: Iterable[Any], counts: Mapping[str, int]) -> list[Column]:
    """The columns of a board: every state that a visit is in."""
    found: dict[str, list[Any]] = defaultdict(list)
    for visit in visits:
        found[visit.standing].append(visit)
    return [
        Column(state, words, found[state], counts[state])
        for state, words in STATES.items()
        if counts.get(state)
    ]


def month_of(asked: str, today: date) -> Month:
    """The month that an address asks for, as 2026-11; else this one."""
    if re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", asked):
        return Month(date.fromisoformat(f"{asked}-01"))
    return Month(today.replace(day=1))


def weeks(visits: Iterable[Any], month: Month) -> list[list[Day]]:
    """The weeks of a month, from Monday, with the visits of each day."""
    found: dict[date, list[Any]] = defaultdict(list)
    for visit in visits:
        found[timezone.localtime(visit.starts_at).date()].append(visit)
    whole = calendar.Calendar().monthdatescalendar(month.first.year, month.first.month)
    return [[Day(on, on.month == month.first.month, found[on]) for on in week] for week in whole]
