"""By when a visit is to be written up: in working days after it was held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from commonground.engine.rules.visit_book import load_visit_book
from commonground.visits.bank_holidays import is_bank_holiday
from commonground.visits.models import Visit

SATURDAY = 5


@dataclass(frozen=True)
class Clock:
    """The last day of the write-up, and how many working days are left (below 0: late)."""

    by: date
    left: int


def write_up_clock(visit: Visit, today: date) -> Clock | None:
    """The clock of a visit that was held and is not written up; None for any other."""
    if visit.state != Visit.State.HELD or visit.starts_at is None:
        return None
    by = working_days_after(
        timezone.localtime(visit.starts_at).date(), int(load_visit_book().number("write-up-days"))
    )
    return Clock(by, working_days_between(today, by))


def is_working_day(day: date) -> bool:
    """Whether people are at work: no weekend, no bank holiday."""
    return day.weekday() < SATURDAY and not is_bank_holiday(day)


def working_days_after(day: date, number: int) -> date:
    """The day that is some working days on."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days come after the first until the last; below 0 where the last is over."""
    if last < first:
        return -working_days_between(last, first)
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
