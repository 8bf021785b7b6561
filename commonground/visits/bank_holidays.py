"""The bank holidays of England, on which nobody visits."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=8)
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of a year."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_bank_holiday(day: date) -> bool:
    """Whether a day is one."""
    return day in bank_holidays(day.year)
