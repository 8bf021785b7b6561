"""Missed opportunities: visits on which a dose was due, was not barred, and was not given validly (rules.md 7)."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.engine.counting.sql.courses import allowed_by_others, first, last, passed, until, valid
from commonground.engine.counting.sql.due import BARS, Standing, bars, due_before_others, recommended
from commonground.engine.counting.sql.expressions import (
    FALSE,
    FOREVER,
    TRUE,
    Layer,
    case,
    column,
    earliest,
    every,
    latest,
    otherwise_never,
    some,
)
from commonground.engine.counting.sql.plan import Plan
from commonground.engine.counting.sql.record import VISITS, completed_on, series_days
from commonground.engine.rules.model import DoseRule, Series

MISSED = "missed_an_opportunity"


class Missed:
    """Whether a child was once seen while a dose was due: from the first to the last day that the dose was.

    What was valid before a day is valid now, so the state on every earlier day is read from the state on the
    last. A dose was the next one from the day after its `passed` until its `until`.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan, self.sql = plan, plan.dialect
        self.standing = Standing(plan)

    def layers(self) -> Iterator[Layer]:
        """Layers of columns upon those of the due dates."""
        yield dict(column for rule in self.plan.rules for column in self._window(rule))
        yield {_unbarred(series): self._unbarred_visits(series) for series in self.plan.course_series}
        yield {MISSED: case(((self._seen_while_due(rule), TRUE) for rule in self.plan.rules), FALSE)}

    def _window(self, rule: DoseRule) -> Iterator[tuple[str, str]]:
        """The days on which the dose was due and not yet given; NULL: none."""
        sql, plan = self.sql, self.plan
        starts = [sql.plus_days(passed(rule.id), "1"), due_before_others(rule, plan)]
        if rule.unless:
            starts.append(plan.at(rule.unless.before_age))
        was_due = every(f"{first(rule.id)} IS NOT NULL", f"{recommended(rule.id)} IS NOT NULL")
        yield _from(rule), case([(was_due, latest(*starts))])
        given = f"{valid(rule.id)} IS NOT NULL"
        ends = [case([(given, sql.plus_days(valid(rule.id), "-1"))], until(rule.id)), last(rule.id)]
        for completed, condition in self.standing.completions(rule):
            complete_from = latest(completed_on(completed), sql.day(completed.as_at_from))
            ends.append(case([(condition, sql.plus_days(complete_from, "-1"))], sql.day(FOREVER)))
        yield _to(rule), earliest(*ends)

    def _seen_while_due(self, rule: DoseRule) -> str:
        unbarred = _unbarred(self.plan.book.series[rule.series])
        due = every(f"d >= {_from(rule)}", f"d <= {_to(rule)}", allowed_by_others(self.plan, rule, "d"))
        return case(
            [
                (f"({_from(rule)} IS NULL OR {_from(rule)} > {_to(rule)})", FALSE),
                (f"{unbarred} IS NULL", self._some(self.sql.keep(VISITS, "d", due))),
            ],
            self._some(self.sql.keep(unbarred, "d", due)),
        )

    def _some(self, items: str) -> str:
        return f"{self.sql.length(items)} > 0"

    def _unbarred_visits(self, series: Series) -> str:
        """The visits on which a series was not barred; NULL where nothing bars it on any day.

        It is barred where the last bar up to a day, that day included, came after the last dose (decision 7).
        """
        sql, day_of = self.sql, self.standing.packing.day
        by_then = every(
            some(*(self.standing.bars_from(series, kind, "e", "d") for kind in BARS)), f"{day_of('e')} <= d"
        )
        last_bar = day_of(sql.largest(sql.keep(bars(series), "e", by_then)))
        last_dose = otherwise_never(sql.largest(sql.keep(series_days(series).name, "g", "g <= d")), sql)
        barred = f"coalesce({last_bar} > {last_dose}, FALSE)"
        return case([(f"{sql.length(bars(series))} > 0", sql.keep(VISITS, "d", f"NOT {barred}"))])


def _unbarred(series: Series) -> str:
    return column("unbarred_visits", series.name)


def _from(rule: DoseRule) -> str:
    return column("missed_from", rule.id)


def _to(rule: DoseRule) -> str:
    return column("missed_to", rule.id)
