"""Days on which people work: Monday to Friday without the bank holidays."""

from __future__ import annotations

from datetime import date, timedelta

from commonground.visits.bank_holidays import is_bank_holiday

SATURDAY = 5


def working_days_after(day: date, how_many: int) -> date:
    """The day that is so many working days after another."""
    while how_many:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY and not is_bank_holiday(day):
            how_many -= 1
    return day
