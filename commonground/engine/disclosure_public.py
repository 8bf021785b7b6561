"""Gate 2 of the small-number rule: what may leave the programme (rules.md 8).

For public reports and evaluators' exports. Both parts of a figure, the children in the numerator
and the others, must be none or enough to show. Where they are not, quarters are pooled to a year
and then to two, for the whole of a series at once, so that no shorter period can be taken from a
longer one; what is still too small then is a band.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commonground.engine.disclosure import small_counts
from commonground.engine.figures import COVER, HIDDEN, MIXED, NO_CHILDREN, OK, UP_TO_DATE, FigureRow
from commonground.engine.quarters import every_fourth, is_rolling_year
from commonground.engine.rules.model import Rulebook
from commonground.engine.statistics.intervals import percentages

BEYOND_THE_PROGRAMME = "beyond-the-programme"
BAND = "band"


@dataclass(frozen=True)
class PublicFigure:
    """A figure as anyone may see it. Percentages have one decimal place.

    Where `status` is BAND, numerator and coverage are None and coverage lies from `coverage_from`
    to `coverage_to`; where it is HIDDEN, every count is None. Otherwise it is OK, MIXED or NO_CHILDREN,
    and `coverage_from` and `coverage_to` are the limits of the 95% interval.
    """

    org_code: str
    definition: str
    indicator: str
    period_start: date | None
    period_end: date
    denominator: int | None
    numerator: int | None
    coverage: float | None
    coverage_from: float | None
    coverage_to: float | None
    status: str


@dataclass(frozen=True)
class _Pooled:
    """One or two rows of a series added up."""

    rows: tuple[FigureRow, ...]

    @property
    def counts(self) -> tuple[int, int] | None:
        """Numerator and denominator, or None where one of the rows is hidden."""
        numerators = [row.numerator for row in self.rows if row.numerator is not None]
        denominators = [row.denominator for row in self.rows if row.denominator is not None]
        if len(numerators) < len(self.rows) or len(denominators) < len(self.rows):
            return None
        return sum(numerators), sum(denominators)

    def is_safe(self, small: range) -> bool:
        """Whether both parts are none or enough to show."""
        return self.counts is not None and not any(part in small for part in _parts(*self.counts))


def beyond_programme(figures: Sequence[FigureRow], rulebook: Rulebook) -> list[PublicFigure]:
    """Gate 2: figures of any practices and periods as they may leave the programme.

    Takes rows as the commissioner has them. Each series (organisation, definition, indicator) comes
    back at one length of period, the shortest that is safe throughout. Add no totals to the result
    but sums of what it shows.
    """
    small = small_counts(rulebook.small_numbers[BEYOND_THE_PROGRAMME])
    series: dict[tuple[str, str, str], list[FigureRow]] = {}
    for row in figures:
        series.setdefault((row.org_code, row.definition, row.indicator), []).append(row)
    return [_public(pooled, small) for rows in series.values() for pooled in _shortest_safe(rows, small)]


def _shortest_safe(rows: Sequence[FigureRow], small: range) -> list[_Pooled]:
    levels = _levels(rows)
    return next((level for level in levels if all(one.is_safe(small) for one in level)), levels[-1])


def _levels(rows: Sequence[FigureRow]) -> list[list[_Pooled]]:
    """A series as quarters, as years and as pairs of years that do not overlap; latest first."""
    latest_first = sorted(rows, key=lambda row: row.period_end, reverse=True)
    if rows[0].definition == COVER:
        quarters = [row for row in latest_first if not is_rolling_year(row)]
        years = every_fourth([row for row in rows if is_rolling_year(row)])
    else:
        quarters, years = [], latest_first
    pairs = zip(years[::2], years[1::2], strict=False) if rows[0].definition != UP_TO_DATE else ()
    levels = [
        [_Pooled((row,)) for row in quarters],
        [_Pooled((row,)) for row in years],
        [_Pooled(pair) for pair in pairs],
    ]
    return [level for level in levels if level]


def _parts(numerator: int, denominator: int) -> tuple[int, int]:
    return numerator, denominator - numerator


def _public(pooled: _Pooled, small: range) -> PublicFigure:
    counts = pooled.counts
    if counts is None or counts[1] in small:
        return _figure(pooled, HIDDEN)
    numerator, denominator = counts
    if denominator == 0:
        return _figure(pooled, NO_CHILDREN, (0, 0))
    if not pooled.is_safe(small):
        return _figure(pooled, BAND, (None, denominator), _band(numerator, denominator, small))
    coverage, lower, upper = percentages(numerator, denominator)
    status = MIXED if any(MIXED in row.status for row in pooled.rows) else OK
    return _figure(pooled, status, (numerator, denominator), (lower, upper), coverage)


def _band(numerator: int, denominator: int, small: range) -> tuple[float, float]:
    """The coverages that a small part could mean: of the vaccinated, else of the others."""
    few = (small[0], min(small[-1], denominator))
    ends = few if numerator in small else (denominator - few[1], denominator - few[0])
    return round(100 * ends[0] / denominator, 1), round(100 * ends[1] / denominator, 1)


def _figure(
    pooled: _Pooled,
    status: str,
    counts: tuple[int | None, int | None] = (None, None),
    limits: tuple[float | None, float | None] = (None, None),
    coverage: float | None = None,
) -> PublicFigure:
    latest, earliest = pooled.rows[0], pooled.rows[-1]
    return PublicFigure(
        latest.org_code,
        latest.definition,
        latest.indicator,
        earliest.period_start,
        latest.period_end,
        counts[1],
        counts[0],
        coverage,
        *limits,
        status,
    )
