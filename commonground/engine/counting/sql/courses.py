"""Which recorded days are valid doses (rules.md 3), as columns of the child's row.

A dose is the next one until a day: the day it is validly given, or the last day on which it is still owed. So the
next dose on a day is the first of the course whose `until` is not before it, and

    valid = min { day : day > until of every earlier dose, day >= minimum age, day >= last valid dose + interval,
                  day <= latest age }

which needs no order, no state and no loop. All of it holds on any earlier day as well: what was valid before that
day is valid now.
"""

from __future__ import annotations

from collections.abc import Iterator

from commonground.engine.counting.sql.expressions import (
    FOREVER,
    NEVER,
    NULL,
    TRUE,
    Layer,
    case,
    column,
    earliest,
    every,
    latest,
    latest_known,
    negated,
    otherwise_never,
)
from commonground.engine.counting.sql.plan import Plan
from commonground.engine.counting.sql.record import rule_days
from commonground.engine.rules.model import DoseRule, Settled


def valid(rule_id: str) -> str:
    """The day of the valid dose; NULL: none."""
    return column("valid", rule_id)


def until(rule_id: str) -> str:
    """The last day on which the dose is the next one of its series, if it ever is; never NULL."""
    return column("until", rule_id)


def passed(rule_id: str) -> str:
    """The last day on which an earlier dose is the next one; never NULL."""
    return column("passed", rule_id)


def spaced_after(rule_id: str) -> str:
    """The valid dose of its own series from which the interval runs; NULL: none."""
    return column("after", rule_id)


def spaced(rule_id: str, other: str | None = None) -> str:
    """The first day that the interval allows, from its own series or from a dose of another; NULL: none."""
    return column("spaced", rule_id, *(["from", other] if other else []))


def first(rule_id: str) -> str:
    """The first day on which the dose can be valid, but for the intervals from other series; NULL: never."""
    return column("first", rule_id)


def last(rule_id: str) -> str:
    """The last day on which the dose can be valid; never NULL."""
    return column("last", rule_id)


def course_layers(plan: Plan) -> Iterator[Layer]:
    """Layers of columns upon the record: for each dose `valid` and `until`, and what they rest on."""
    for level in plan.levels:
        writers = [_Dose(plan, rule) for rule in level]
        yield dict(column for writer in writers for column in writer.before())
        yield dict(column for writer in writers for column in writer.bounds())
        yield {valid(writer.rule.id): writer.valid() for writer in writers}
        yield {until(writer.rule.id): writer.until() for writer in writers}


def settled(plan: Plan, condition: Settled) -> str:
    """Whether the dose that a condition names was given validly before its age; never NULL."""
    day = valid(condition.rule)
    return f"coalesce({day} < {plan.at(condition.before_age)}, FALSE)"


def listed_on(plan: Plan, rule: DoseRule, day: str) -> str:
    """Whether a dose is meant for a child on a day: conditions settle at their age (decision 2); never NULL."""
    conditions = [plan.needed(rule)]
    if rule.only_if:
        conditions.append(f"({day} < {plan.at(rule.only_if.before_age)} OR {settled(plan, rule.only_if)})")
    if rule.unless:
        conditions.append(f"{day} >= {plan.at(rule.unless.before_age)}")
        conditions.append(negated(settled(plan, rule.unless)))
    return every(*conditions)


def allowed_by_others(plan: Plan, rule: DoseRule, day: str) -> str:
    """Whether the intervals from doses of other series allow a day; they run from doses of earlier days."""
    return every(
        *(
            f"({valid(other)} IS NULL OR {day} <= {valid(other)} OR {day} >= {spaced(rule.id, other)})"
            for other in plan.spaced_beside(rule)
        )
    )


class _Dose:
    """The columns of one dose."""

    def __init__(self, plan: Plan, rule: DoseRule) -> None:
        self.plan, self.rule, self.sql = plan, rule, plan.dialect

    def before(self) -> Iterator[tuple[str, str]]:
        """What the doses before it leave: when it becomes the next one, and from what its interval runs."""
        rule = self.rule
        earlier = self.plan.earlier(rule)[-1:]
        came_before = [day for one in earlier for day in (passed(one.id), until(one.id))]
        yield passed(rule.id), latest(*came_before) if came_before else self.sql.day(NEVER)
        within = self.plan.spaced_within(rule)
        yield spaced_after(rule.id), latest_known(*map(valid, within)) if within else NULL_DAY

    def bounds(self) -> Iterator[tuple[str, str]]:
        """The first and the last day on which it can be valid."""
        rule, plan = self.rule, self.plan
        interval = rule.minimum_interval
        after = spaced_after(rule.id)
        allowed = self.sql.later(after, interval) if interval else NULL_DAY
        yield spaced(rule.id), allowed
        if interval:
            for other in plan.spaced_beside(rule):
                yield spaced(rule.id, other), self.sql.later(valid(other), interval)
        bounds = [self.sql.plus_days(passed(rule.id), "1")]
        if rule.minimum_age:
            bounds.append(plan.at(rule.minimum_age))
        if rule.unless:
            bounds.append(plan.at(rule.unless.before_age))
        if interval and plan.spaced_within(rule):
            bounds.append(otherwise_never(allowed, self.sql))
        yield first(rule.id), case([(self._possible(), latest(*bounds))])
        yield last(rule.id), earliest(*self._ends(plan.last_day(rule)))

    def valid(self) -> str:
        """The earliest day within the bounds."""
        rule = self.rule
        fits = every(
            f"d >= {first(rule.id)}", f"d <= {last(rule.id)}", allowed_by_others(self.plan, rule, "d")
        )
        days = rule_days(rule, self.plan.book).name
        earliest_day = self.sql.smallest(self.sql.keep(days, "d", fits))
        return case([(f"{first(rule.id)} IS NOT NULL", earliest_day)])

    def until(self) -> str:
        """Given, or passed over: with the dose it must follow, at its latest age, or where it is not meant."""
        rule, plan = self.rule, self.plan
        branches = [
            (negated(self._meant()), self.sql.day(NEVER)),
            (f"{valid(rule.id)} IS NOT NULL", valid(rule.id)),
        ]
        if rule.follows:
            branches.append((f"{valid(rule.follows)} IS NULL", until(rule.follows)))
        last_owed = plan.last_day(rule) if rule.if_missed == "next dose" else None
        return case(branches, earliest(*self._ends(last_owed)))

    def _meant(self) -> str:
        unless = self.rule.unless
        return every(self.plan.needed(self.rule), negated(settled(self.plan, unless)) if unless else TRUE)

    def _possible(self) -> str:
        follows = f"{valid(self.rule.follows)} IS NOT NULL" if self.rule.follows else TRUE
        return every(self._meant(), follows)

    def _ends(self, last_day: str | None) -> list[str]:
        """The days after which it can't be: its own last day, and the age at which its condition failed."""
        ends = [last_day] if last_day else []
        only_if = self.rule.only_if
        if only_if:
            day_before = self.sql.plus_days(self.plan.at(only_if.before_age), "-1")
            forever = self.sql.day(FOREVER)
            ends.append(case([(settled(self.plan, only_if), forever)], day_before))
        return ends or [self.sql.day(FOREVER)]


NULL_DAY = f"CAST({NULL} AS DATE)"
