"""COVER: of the children who reach an age in a quarter, those with the doses by that birthday (rules.md 5)."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.engine.counting.sql.dose_counts import met
from commonground.engine.counting.sql.expressions import NULL, Layer, case, column, every, within
from commonground.engine.counting.sql.figures import COVER, Expected, period_end, value
from commonground.engine.counting.sql.periods import Period, births_reaching, quarters, rolling_years
from commonground.engine.counting.sql.plan import BORN, Plan
from commonground.engine.rules.ages import Age
from commonground.engine.rules.model import CoverIndicator


def cover_layers(plan: Plan) -> Iterator[Layer]:
    """Layers of columns upon the record: for each indicator the last day of the child's quarter, and its value."""
    asked = quarters(plan.as_at)
    ages = {cover.cohort_age for cover in plan.book.cover.values()}
    yield {_quarter_at(age): _quarter_end(plan, age, asked) for age in sorted(ages, key=str)}
    yield {
        period_end(cover.id): case(
            [
                (
                    every(
                        plan.born(cover.births_from, cover.births_to),
                        plan.registered(_quarter_at(cover.cohort_age)),
                    ),
                    _quarter_at(cover.cohort_age),
                )
            ]
        )
        for cover in plan.book.cover.values()
    }
    yield {
        value(cover.id): case(
            [(f"{period_end(cover.id)} IS NULL", NULL), (met(plan, cover.counts), "1")], "0"
        )
        for cover in plan.book.cover.values()
    }


def _quarter_at(age: Age) -> str:
    return column("quarter_at", str(age))


def _quarter_end(plan: Plan, age: Age, asked: tuple[Period, ...]) -> str:
    """The last day of the quarter in which a child reaches an age, of those asked for."""
    births = [(births_reaching(age, one.start, one.end), plan.dialect.day(one.end)) for one in asked]
    return case((within(BORN, [span], plan.dialect), end) for span, end in births)


def cover_expected(plan: Plan) -> Iterator[Expected]:
    """The rows that COVER has: each of the last quarters and rolling years with a birth the indicator covers."""
    asked = quarters(plan.as_at)
    for indicator in plan.book.cover.values():
        single = {quarter: _quarter(indicator, quarter) for quarter in asked}
        years = rolling_years(asked)
        for year, four in years:
            last = single[four[-1]]
            if last:
                yield last
            found = [row for row in map(single.__getitem__, four) if row]
            if found:
                yield Expected(
                    COVER,
                    indicator.id,
                    year,
                    four[0].end,
                    found[0].cohort_from,
                    found[-1].cohort_to,
                    len(found) < len(four) or any(row.mixed for row in found),
                )


def _quarter(indicator: CoverIndicator, quarter: Period) -> Expected | None:
    first, last = births_reaching(indicator.cohort_age, quarter.start, quarter.end)
    start = max(first, indicator.births_from or first)
    end = min(last, indicator.births_to or last)
    if start > end:
        return None
    return Expected(COVER, indicator.id, quarter, quarter.end, start, end, (start, end) != (first, last))
