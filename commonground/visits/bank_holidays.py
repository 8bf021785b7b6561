"""The bank holidays of England, on which nobody visits."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=8)
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of a year."""
    return frozenset(_calendar(year))


def name_of_bank_holiday(day: date) -> str:
    """What a bank holiday is called; nothing on any other day."""
    return str(_calendar(day.year).get(day, ""))


def is_bank_holiday(day: date) -> bool:
    """Whether a day is one."""
    return day in bank_holidays(day.year)


@lru_cache(maxsize=8)
def _calendar(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv="ENG", years=year)
