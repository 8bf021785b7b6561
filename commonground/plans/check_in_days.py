"""On which days an action is asked after: two, six and twelve months after the plan, and before it is due."""

from __future__ import annotations

from datetime import date, timedelta

from commonground.engine.rules.visit_book import load_visit_book
from commonground.plans.models import Action, CheckIn
from commonground.plans.numbers import months_after, number_for

BEFORE_IT_IS_DUE = "before it is due"
MILESTONES = ("check-in-first", "check-in-second", "check-in-third")


def check_in_days(action: Action, begins: date) -> dict[date, str]:
    """The days after a plan begins, each with why. A promise is only asked after before it is due."""
    book = load_visit_book()
    before = timedelta(days=book.number("next-check-in-before-days"))
    apart = timedelta(days=book.number("check-ins-apart-days"))
    days = {max(action.due_on - before, begins): BEFORE_IT_IS_DUE}
    if action.side == Action.Side.COMMISSIONER:
        return days
    for milestone in MILESTONES:
        months = number_for(action.plan.practice.area, milestone)
        day = months_after(begins, months)
        if all(abs(day - other) >= apart for other in days):
            days[day] = f"after {months} months"
    return days


def plan_check_ins(action: Action, today: date) -> None:
    """Make the check-ins of an action anew; those that were asked or answered stay."""
    begins = action.plan.agreed_on or today
    action.check_ins.filter(asked_at=None, answered_at=None).delete()
    done = set(action.check_ins.values_list("due_on", flat=True))
    for day, why in sorted(check_in_days(action, begins).items()):
        if day >= today and day not in done:
            CheckIn.objects.create(action=action, due_on=day, why=why)
