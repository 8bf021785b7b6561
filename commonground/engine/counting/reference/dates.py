"""Days and ages, counted as the counting rules count them (rules.md 1). Whole days, no time of day."""

from __future__ import annotations

from datetime import date, timedelta

from commonground.engine.rules.ages import MONTHS_IN_A_YEAR, Age

ONE_DAY = timedelta(days=1)
LONGEST_MONTH = 31


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day if it has no such day.

    29 February 2024 and 12 months is 28 February 2025 (rules.md 1).
    """
    years, month = divmod(day.month - 1 + months, MONTHS_IN_A_YEAR)
    first = date(day.year + years, month + 1, 1)
    return first.replace(day=min(day.day, _days_in_month(first)))


def _days_in_month(first: date) -> int:
    # Thirty-one days after the first of a month is always in the next month.
    in_the_next = first + timedelta(days=LONGEST_MONTH)
    return (in_the_next.replace(day=1) - first).days


def later(day: date, age: Age) -> date:
    """The day reached an age (or an interval) after a day: months by the calendar, days exactly."""
    return add_months(day, age.months) + timedelta(days=age.days)


def last_day_of(born: date, before_age: Age | None, last_age: Age | None) -> date | None:
    """The last day of a window of age: the day before `before_age`, or `last_age` itself; None: no end."""
    if before_age is not None:
        return later(born, before_age) - ONE_DAY
    if last_age is not None:
        return later(born, last_age)
    return None


def completed_years(born: date, day: date) -> int:
    """Age on a day in completed years; 0 until the first birthday."""
    years = 0
    while add_months(born, (years + 1) * MONTHS_IN_A_YEAR) <= day:
        years += 1
    return years


def first_birth_reaching(age: Age, day: date) -> date:
    """The first date of birth on which a child reaches the age on the given day or later."""
    # So long before the day, less three days for the ends of months, every child has reached it earlier.
    born = add_months(day, -age.months) - timedelta(days=age.days + 3)
    while later(born, age) < day:
        born += ONE_DAY
    return born


def last_birth_reaching(age: Age, day: date) -> date:
    """The last date of birth on which a child reaches the age on the given day or earlier."""
    return first_birth_reaching(age, day + ONE_DAY) - ONE_DAY
