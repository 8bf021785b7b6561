"""Where a series changes its meaning: the first births to whom the schedule offered something else.

A chart draws a break there and reads nothing across it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from dateutil.relativedelta import relativedelta

from commonground.engine.rules.ages import Age
from commonground.engine.rules.model import CoverIndicator, Rulebook, ScheduleVersion

_ANY_BIRTH = date(2020, 1, 1)


@dataclass(frozen=True)
class Break:
    """From which births on an indicator asks about another schedule, and in words what the schedule is from then."""

    births_from: date
    words: str


def schedule_breaks(indicator: CoverIndicator, rulebook: Rulebook) -> tuple[Break, ...]:
    """The breaks of an indicator, the earliest first: where the offer of its vaccines up to its age changes."""
    versions = sorted(rulebook.versions.values(), key=lambda version: version.births_from or date.min)
    return tuple(
        Break(later.births_from, later.words)
        for earlier, later in pairwise(versions)
        if later.births_from and _offer(earlier, indicator) != _offer(later, indicator)
    )


def _offer(version: ScheduleVersion, indicator: CoverIndicator) -> list[tuple[str, tuple[str, ...]]]:
    """Of the vaccines that the indicator counts, what a version offers up to the age that it asks about."""
    wanted = set(indicator.counts.vaccines)
    return [
        (str(visit.age), vaccines)
        for visit in version.visits
        if _reached(visit.age) <= _reached(indicator.cohort_age)
        and (vaccines := tuple(name for name in visit.vaccines if name in wanted))
    ]


def _reached(age: Age) -> date:
    """A day by which ages in weeks and in months can be compared."""
    day: date = _ANY_BIRTH + relativedelta(months=age.months, days=age.days)
    return day
