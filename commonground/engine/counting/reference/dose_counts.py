"""Counting distinct days in a window of age, as COVER and QOF count doses (rules.md 5 and 6)."""

from __future__ import annotations

from datetime import date

from commonground.engine.counting.reference.child import Child
from commonground.engine.counting.reference.dates import last_day_of, later
from commonground.engine.rules.model import DoseCount


def days_that_count(child: Child, wanted: DoseCount) -> list[date]:
    """The distinct days inside the window, each with enough earlier days of the same vaccines."""
    days = child.dates_of(wanted.vaccines)
    first = later(child.born, wanted.from_age) if wanted.from_age else child.born
    last = last_day_of(child.born, wanted.before_age, wanted.last_age)
    return [
        day
        for earlier, day in enumerate(days)
        if first <= day and (last is None or day <= last) and earlier >= wanted.after_earlier
    ]


def doses_missing(child: Child, wanted: DoseCount) -> int:
    """How many of the wanted doses the child lacks; 0 where the count is reached."""
    return max(0, wanted.at_least - len(days_that_count(child, wanted)))
