"""QOF: of the children of an age on 31 March, those who succeed, after exclusions (rules.md 6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from commonground.engine.counting.sql.dose_counts import before_close, met, number
from commonground.engine.counting.sql.expressions import NULL, Layer, case, column, every, some
from commonground.engine.counting.sql.figures import QOF, Expected, period_end, value
from commonground.engine.counting.sql.periods import FIRST_MONTH, Period, births_reaching, contract_years
from commonground.engine.counting.sql.plan import Plan
from commonground.engine.counting.sql.record import Packing
from commonground.engine.rules.model import DoseCount, LateRegistration, QofIndicator


class Qof:
    """The rows of the QOF indicators."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.sql = plan, plan.dialect
        self.packing = Packing(plan.book, plan.dialect)

    def layers(self) -> Iterator[Layer]:
        """Layers of columns upon the record: the last day of the child's year; what it has; its value."""
        indicators = [indicator for indicator in self.plan.book.qof.values() if self._years(indicator)]
        yield {period_end(one.id): self._year_end(one) for one in indicators}
        yield dict(column for one in indicators for column in self._standing(one))
        yield {value(one.id): self._value(one) for one in indicators}

    def expected(self) -> Iterator[Expected]:
        """The rows that QOF has: each contract year that has ended."""
        for indicator in self.plan.book.qof.values():
            for year in self._years(indicator):
                start, end = self._births(indicator, year)
                yield Expected(QOF, indicator.id, year, year.end, start, end, False)

    def _years(self, indicator: QofIndicator) -> tuple[Period, ...]:
        return contract_years(indicator.first_year, self.plan.as_at)

    def _births(self, indicator: QofIndicator, year: Period) -> tuple[date, date]:
        """The first and the last birth of a year's cohort."""
        if indicator.reaches:
            return births_reaching(indicator.reaches, year.start, year.end)
        if indicator.aged_from is None or indicator.aged_under is None:
            raise ValueError(
                f"{indicator.id} says neither an age that children reach nor the ages they are of"
            )
        return (
            births_reaching(indicator.aged_under, year.end, year.end)[1] + timedelta(days=1),
            births_reaching(indicator.aged_from, year.end, year.end)[1],
        )

    def _year_end(self, indicator: QofIndicator) -> str:
        """The last day of the year in whose cohort a child is, if it was registered on it."""
        ends = []
        for year in self._years(indicator):
            end = self.sql.day(year.end)
            ends.append(
                (every(self.plan.born(*self._births(indicator, year)), self.plan.registered(end)), end)
            )
        return case(ends)

    def _standing(self, indicator: QofIndicator) -> Iterator[tuple[str, str]]:
        """Success; every unmet part contraindicated; the number of doses missing at registration."""
        end = period_end(indicator.id)
        in_year = f"d <= {end}"
        parts = [(part, met(self.plan, part, in_year)) for part in indicator.parts]
        yield _success(indicator), _of_cohort(indicator, every(*(is_met for _, is_met in parts)))
        barred = every(*(some(is_met, self._contraindicated(part, end)) for part, is_met in parts))
        yield _barred(indicator), _of_cohort(indicator, barred)
        lacking = " + ".join(self._missing(part) for part in indicator.parts)
        yield _lacking(indicator), _of_cohort(indicator, lacking)

    def _value(self, indicator: QofIndicator) -> str:
        """1 for success, 0 without; NULL where excluded, or not of a cohort."""
        late = some(*(self._registered_late(indicator, one) for one in indicator.late_registration))
        counted_late = f"{period_end(indicator.id)} >= {self.sql.day(self._late_from(indicator))}"
        excluded = every("registration_known", some(_barred(indicator), every(counted_late, late)))
        return case(
            [(f"{period_end(indicator.id)} IS NULL", NULL), (_success(indicator), "1"), (excluded, NULL)], "0"
        )

    def _late_from(self, indicator: QofIndicator) -> date:
        """The last day of the first year from which late registration excludes."""
        return date(indicator.late_registration_first_year, FIRST_MONTH, 1)

    def _registered_late(self, indicator: QofIndicator, late: LateRegistration) -> str:
        if late.from_age:
            registered = f"registered_on >= {self.plan.at(late.from_age)}"
        elif late.after_age:
            registered = f"registered_on > {self.plan.at(late.after_age)}"
        else:
            raise ValueError(f"a late registration of {indicator.id} has neither from_age nor after_age")
        return every(registered, f"{_lacking(indicator)} >= {late.missing_at_least}")

    def _missing(self, part: DoseCount) -> str:
        """How many doses of a part a child lacked on the days before it registered."""
        had = number(self.plan, part, "d < registered_on")
        return f"greatest({part.at_least} - {had}, 0)"

    def _contraindicated(self, part: DoseCount, year_end: str) -> str:
        """However early, but before the window closes (rules.md 6)."""
        day = self.packing.day("x")
        noted = self.packing.noted("contraindicated", part.vaccines, "x")
        in_time = every(noted, before_close(self.plan, part, day), f"{day} <= {year_end}")
        return f"{self.sql.length(self.sql.keep('refusals', 'x', in_time))} > 0"


def _of_cohort(indicator: QofIndicator, expression: str) -> str:
    """Worked out only for children of a cohort."""
    return case([(f"{period_end(indicator.id)} IS NOT NULL", expression)])


def _success(indicator: QofIndicator) -> str:
    return column("success", indicator.id)


def _barred(indicator: QofIndicator) -> str:
    return column("contraindicated", indicator.id)


def _lacking(indicator: QofIndicator) -> str:
    return column("lacking", indicator.id)
