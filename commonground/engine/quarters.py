"""COVER quarters and the rolling years that add up four of them: what the one tells of the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations

from commonground.engine.figures import COVER, FigureRow

QUARTERS_IN_A_YEAR = 4
MONTHS_IN_A_QUARTER = 3


@dataclass(frozen=True)
class Counted:
    """The children of a quarter's cohort, and how many of them are in the numerator."""

    numerator: int
    denominator: int


QuarterCounts = dict[str, dict[int, Counted]]
"""By indicator and quarter, quarters numbered in one run."""


def quarter_of(day: date) -> int:
    """The number of the calendar quarter of a day; the next quarter's is one more."""
    return day.year * QUARTERS_IN_A_YEAR + (day.month - 1) // MONTHS_IN_A_QUARTER


def is_rolling_year(row: FigureRow) -> bool:
    """Whether a COVER row adds up several quarters."""
    if row.definition != COVER or row.period_start is None:
        return False
    return quarter_of(row.period_start) != quarter_of(row.period_end)


def quarters_of(row: FigureRow) -> range:
    """The quarters that a COVER row adds up."""
    last = quarter_of(row.period_end)
    return range(last - QUARTERS_IN_A_YEAR + 1 if is_rolling_year(row) else last, last + 1)


def quarter_counts(rows: Sequence[FigureRow]) -> QuarterCounts:
    """Every single quarter's counts, with the earlier ones that rolling years less quarters tell.

    Rolling years reach three quarters further back than the single quarters beside them. An
    indicator without a row in one of the quarters has no child in it.
    """
    listed = {quarter_of(row.period_end) for row in rows if not is_rolling_year(row)}
    found: QuarterCounts = {}
    for row in rows:
        counted = found.setdefault(row.indicator, dict.fromkeys(listed, Counted(0, 0)))
        if not is_rolling_year(row):
            counted[quarter_of(row.period_end)] = _counted(row)
    for row in sorted(rows, key=lambda row: row.period_end, reverse=True):
        counted = found[row.indicator]
        unknown = [quarter for quarter in quarters_of(row) if quarter not in counted]
        if len(unknown) == 1:
            known = [counted[quarter] for quarter in quarters_of(row) if quarter in counted]
            year = _counted(row)
            counted[unknown[0]] = Counted(
                year.numerator - sum(one.numerator for one in known),
                year.denominator - sum(one.denominator for one in known),
            )
    return found


def _counted(row: FigureRow) -> Counted:
    return Counted(row.numerator or 0, row.denominator or 0)


def quarters_at_risk(years: Sequence[FigureRow], counts: QuarterCounts, secret: range) -> bool:
    """Whether overlapping rolling years alone would tell a quarter whose denominator is secret.

    The difference of two overlapping years is the difference of the same quarter in two years. So
    the one thing a reader cannot tell is how many children belong in one season of the year rather
    than in another: as many can be exchanged, in every year at once, as the season that gives has
    in its emptiest year, among the vaccinated or the others of every indicator. A quarter is told
    where no exchange moves it, or where after it no reason would be left to hide the quarters.
    """
    seasons = range(QUARTERS_IN_A_YEAR)
    givers = {season for season in seasons if _can_give(season, years, counts)}
    children: dict[int, int] = {}
    for by_quarter in counts.values():
        for quarter, counted in by_quarter.items():
            children[quarter] = max(counted.denominator, children.get(quarter, 0))

    def still_secret(gain: int, give: int) -> bool:
        moved = {gain: 1, give: -1}
        return any(n + moved.get(q % QUARTERS_IN_A_YEAR, 0) in secret for q, n in children.items())

    exchanges = [
        pair for pair in permutations(seasons, 2) if pair[1] in givers and still_secret(pair[0], pair[1])
    ]
    free = {season for pair in exchanges for season in pair}
    return any(n in secret and q % QUARTERS_IN_A_YEAR not in free for q, n in children.items())


def _can_give(season: int, years: Sequence[FigureRow], counts: QuarterCounts) -> bool:
    for indicator, by_quarter in counts.items():
        added_up = {q for row in years if row.indicator == indicator for q in quarters_of(row)}
        counted = [by_quarter[q] for q in added_up if q % QUARTERS_IN_A_YEAR == season and q in by_quarter]
        vaccinated = min((one.numerator for one in counted), default=1)
        others = min((one.denominator - one.numerator for one in counted), default=1)
        if vaccinated < 1 and others < 1:
            return False
    return True


def every_fourth(years: Sequence[FigureRow]) -> list[FigureRow]:
    """The rolling years that do not overlap, counted back from the latest; latest first."""
    last = max((quarter_of(row.period_end) for row in years), default=0)
    kept = [row for row in years if (last - quarter_of(row.period_end)) % QUARTERS_IN_A_YEAR == 0]
    return sorted(kept, key=lambda row: row.period_end, reverse=True)
