"""So many distinct days of some vaccines in a window of age: the one kind of numerator there is (rules.md 5, 6)."""

from __future__ import annotations

from commonground.engine.counting.sql.expressions import TRUE, every
from commonground.engine.counting.sql.plan import Plan
from commonground.engine.counting.sql.record import counted_days
from commonground.engine.rules.model import DoseCount


def number(plan: Plan, count: DoseCount, *conditions: str) -> str:
    """How many days count: in the window, after enough earlier ones, and with every condition on `d`."""
    sql = plan.dialect
    days = counted_days(count).name
    if count.after_earlier:
        days = sql.without_first(days, count.after_earlier)
    start = f"d >= {plan.at(count.from_age)}" if count.from_age else TRUE
    return sql.length(sql.keep(days, "d", every(start, before_close(plan, count, "d"), *conditions)))


def met(plan: Plan, count: DoseCount, *conditions: str) -> str:
    """Whether a child has the doses, on days with every condition on `d`."""
    return f"{number(plan, count, *conditions)} >= {count.at_least}"


def before_close(plan: Plan, count: DoseCount, day: str) -> str:
    """Whether a day lies before the window closes, however early."""
    if count.before_age:
        return f"{day} < {plan.at(count.before_age)}"
    return f"{day} <= {plan.at(count.last_age)}" if count.last_age else TRUE
