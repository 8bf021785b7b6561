"""Dates of many children at once: arrays of whole days, and ages added to them.

Kept apart from the engine's own date arithmetic, which no made-up history may lean on.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from commonground.engine.rules.ages import Age

Days = NDArray[np.datetime64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]

FRIDAY = 4
DAYS_IN_A_WEEK = 7
EPOCH_WEEKDAY = 3  # 1 January 1970 was a Thursday
LONG_AGO = np.datetime64("1900-01-01", "D")


def day(value: date) -> np.datetime64:
    """A date as numpy counts it."""
    return np.datetime64(value, "D")


def add_age(days: Days, age: Age) -> Days:
    """Each day plus an age: the same day of a later month, or that month's last day."""
    if not age.months:
        return days + np.timedelta64(age.days, "D")
    months = days.astype("datetime64[M]")
    day_of_month = days - months.astype("datetime64[D]")
    target = months + np.timedelta64(age.months, "M")
    first = target.astype("datetime64[D]")
    last = (target + np.timedelta64(1, "M")).astype("datetime64[D]") - first - np.timedelta64(1, "D")
    moved: Days = first + np.minimum(day_of_month, last)
    return moved


def next_clinic_day(days: Days) -> Days:
    """Each day, or the Monday after it where it falls on a weekend."""
    weekday = (days.astype(np.int64) + EPOCH_WEEKDAY) % DAYS_IN_A_WEEK
    wait = np.where(weekday > FRIDAY, DAYS_IN_A_WEEK - weekday, 0)
    moved: Days = days + wait.astype("timedelta64[D]")
    return moved


def as_days(numbers: NDArray[np.float64] | Numbers) -> NDArray[np.timedelta64]:
    """Numbers of days as lengths of time, rounded down."""
    return np.floor(numbers).astype(np.int64).astype("timedelta64[D]")
