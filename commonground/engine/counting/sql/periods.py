"""Quarters, contract years and the births of their cohorts."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from commonground.engine.rules.ages import MONTHS_IN_A_YEAR, Age

QUARTERS_SHOWN = 8
QUARTERS_IN_A_YEAR = 4
MONTHS_IN_A_QUARTER = 3
FIRST_MONTH = 4
"""Financial and contract years begin in April."""


@dataclass(frozen=True)
class Period:
    """A span of days by the name that files give it."""

    name: str
    start: date
    end: date


def later(day: date, age: Age) -> date:
    """The day that is an age after another; the last of its month where that day does not exist (rules.md 1)."""
    if not age.months:
        return day + timedelta(days=age.days)
    years, month = divmod(day.month - 1 + age.months, MONTHS_IN_A_YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def quarters(as_at: date) -> tuple[Period, ...]:
    """The last complete quarters, the earliest first: those shown, and those that only rolling years need."""
    start = date(as_at.year, as_at.month - (as_at.month - 1) % MONTHS_IN_A_QUARTER, 1)
    # The quarter of the as-at date itself is complete only on its last day.
    start = (
        later(start, Age(months=MONTHS_IN_A_QUARTER)) if _end(start, MONTHS_IN_A_QUARTER) == as_at else start
    )
    found = []
    for _ in range(QUARTERS_SHOWN + QUARTERS_IN_A_YEAR - 1):
        start = (start - timedelta(days=1)).replace(day=1)
        start = start.replace(month=start.month - (start.month - 1) % MONTHS_IN_A_QUARTER)
        found.append(Period(_quarter_name(start), start, _end(start, MONTHS_IN_A_QUARTER)))
    return tuple(reversed(found))


def rolling_years(of: tuple[Period, ...]) -> tuple[tuple[Period, tuple[Period, ...]], ...]:
    """The years that end with each of the quarters shown, each with its four quarters."""
    found = []
    for last in range(QUARTERS_IN_A_YEAR, len(of) + 1):
        four = of[last - QUARTERS_IN_A_YEAR : last]
        found.append((Period(f"year to {four[-1].name}", four[0].start, four[-1].end), four))
    return tuple(found)


def contract_years(first: int, as_at: date) -> tuple[Period, ...]:
    """The contract years from one on whose 31 March is on or before the as-at date."""
    found = []
    year = first
    while (end := _end(date(year, FIRST_MONTH, 1), MONTHS_IN_A_YEAR)) <= as_at:
        found.append(Period(_year_name(year, "/"), date(year, FIRST_MONTH, 1), end))
        year += 1
    return tuple(found)


@cache
def births_reaching(age: Age, start: date, end: date) -> tuple[date, date]:
    """The first and the last birth that reach an age from one day to another."""
    return first_birth(age, lambda day: day >= start, start), first_birth(
        age, lambda day: day > end, end
    ) - timedelta(days=1)


def first_birth(age: Age, reached: Callable[[date], bool], near: date) -> date:
    """The first birth whose day of an age fulfils a condition that every later day fulfils."""
    # No month differs from another by more than three days, so a week about the plain difference is enough.
    birth = later(date(near.year - age.months // MONTHS_IN_A_YEAR - 1, near.month, 1), Age())
    birth = later(birth, Age(months=MONTHS_IN_A_YEAR - age.months % MONTHS_IN_A_YEAR)) - timedelta(
        days=age.days + 7
    )
    while not reached(later(birth, age)):
        birth += timedelta(days=1)
    return birth


def _end(start: date, months: int) -> date:
    return later(start, Age(months=months)) - timedelta(days=1)


def _quarter_name(start: date) -> str:
    number = (start.month - FIRST_MONTH) // MONTHS_IN_A_QUARTER % QUARTERS_IN_A_YEAR + 1
    return f"{_year_name(start.year if start.month >= FIRST_MONTH else start.year - 1, '-')} Q{number}"


def _year_name(year: int, sign: str) -> str:
    return f"{year}{sign}{(year + 1) % 100:02d}"
