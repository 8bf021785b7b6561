"""COVER: children who reach an age in a quarter, and their doses by that birthday (rules.md 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from commonground.engine.counting.reference.child import Child
from commonground.engine.counting.reference.dates import (
    ONE_DAY,
    add_months,
    first_birth_reaching,
    last_birth_reaching,
)
from commonground.engine.counting.reference.dose_counts import doses_missing
from commonground.engine.counting.reference.figures import Figure
from commonground.engine.rules.model import CoverIndicator, Rulebook

QUARTERS_SHOWN = 8
QUARTERS_IN_A_YEAR = 4
MONTHS_IN_A_QUARTER = 3
APRIL = 4


@dataclass(frozen=True)
class Quarter:
    """A calendar quarter, named by the financial year: April to June 2025 is 2025-26 Q1."""

    start: date

    @property
    def end(self) -> date:
        """Its last day."""
        return add_months(self.start, MONTHS_IN_A_QUARTER) - ONE_DAY

    @property
    def name(self) -> str:
        """`2025-26 Q1`."""
        year = self.start.year if self.start.month >= APRIL else self.start.year - 1
        number = (self.start.month - APRIL) % 12 // MONTHS_IN_A_QUARTER + 1
        return f"{year}-{(year + 1) % 100:02d} Q{number}"

    def before(self, quarters: int) -> Quarter:
        """The quarter so many quarters earlier."""
        return Quarter(add_months(self.start, -quarters * MONTHS_IN_A_QUARTER))


def last_complete_quarter(as_at: date) -> Quarter:
    """The latest quarter whose last day is on or before the as-at date."""
    first_month = (as_at.month - 1) // MONTHS_IN_A_QUARTER * MONTHS_IN_A_QUARTER + 1
    current = Quarter(date(as_at.year, first_month, 1))
    return current if current.end <= as_at else current.before(1)


def single_quarters(children: Sequence[Child], as_at: date, book: Rulebook) -> list[Figure]:
    """Every indicator for each of the last eight complete quarters, the earliest first."""
    return [
        figure
        for quarter in _quarters_up_to(last_complete_quarter(as_at), QUARTERS_SHOWN)
        for figure in _figures_of(quarter, children, book)
    ]


def rolling_years(children: Sequence[Child], as_at: date, book: Rulebook) -> list[Figure]:
    """Every indicator for the eight years that end with those quarters, each the sum of four quarters."""
    return [
        figure
        for last in _quarters_up_to(last_complete_quarter(as_at), QUARTERS_SHOWN)
        for indicator in book.cover.values()
        for figure in _rolling_year(indicator, last, children)
    ]


def _quarters_up_to(last: Quarter, how_many: int) -> list[Quarter]:
    return [last.before(earlier) for earlier in reversed(range(how_many))]


def _figures_of(quarter: Quarter, children: Sequence[Child], book: Rulebook) -> Iterator[Figure]:
    for indicator in book.cover.values():
        yield from _figure(indicator, quarter, children)


def _figure(indicator: CoverIndicator, quarter: Quarter, children: Iterable[Child]) -> Iterator[Figure]:
    """One row, or none where no birth date of the quarter's cohort is one the indicator covers."""
    whole_from = first_birth_reaching(indicator.cohort_age, quarter.start)
    whole_to = last_birth_reaching(indicator.cohort_age, quarter.end)
    cohort_from = max(whole_from, indicator.births_from or whole_from)
    cohort_to = min(whole_to, indicator.births_to or whole_to)
    if cohort_from > cohort_to:
        return
    members = tuple(
        (child.child_id, doses_missing(child, indicator.counts) == 0)
        for child in children
        if cohort_from <= child.born <= cohort_to and child.registered_on_day(quarter.end)
    )
    yield Figure(
        definition="cover",
        indicator=indicator.id,
        period=quarter.name,
        period_start=quarter.start,
        period_end=quarter.end,
        cohort_from=cohort_from,
        cohort_to=cohort_to,
        members=members,
        mixed=(cohort_from, cohort_to) != (whole_from, whole_to),
    )


def _rolling_year(indicator: CoverIndicator, last: Quarter, children: Iterable[Child]) -> Iterator[Figure]:
    """The sum of four quarters; mixed where one of them is mixed or has no row."""
    quarters = _quarters_up_to(last, QUARTERS_IN_A_YEAR)
    children = list(children)
    rows = [figure for quarter in quarters for figure in _figure(indicator, quarter, children)]
    if not rows:
        return
    yield Figure(
        definition="cover",
        indicator=indicator.id,
        period=f"year to {last.name}",
        period_start=quarters[0].start,
        period_end=last.end,
        cohort_from=rows[0].cohort_from,
        cohort_to=rows[-1].cohort_to,
        members=tuple(member for row in rows for member in row.members),
        mixed=len(rows) < len(quarters) or any(row.mixed for row in rows),
    )
