"""Where a series changes its meaning: the first births to whom the schedule offered something else.

A chart draws a break there and reads nothing across it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from commonground.engine.counting.explain.wording import add
from commonground.engine.rules.model import CoverIndicator, Rulebook, ScheduleVersion


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
    born = version.births_from or date.min
    by = add(born, indicator.cohort_age)
    return [
        (str(visit.age), vaccines)
        for visit in version.visits
        if add(born, visit.age) <= by
        and (vaccines := tuple(name for name in visit.vaccines if name in wanted))
    ]
