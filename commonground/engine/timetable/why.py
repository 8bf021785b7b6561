"""Why a practice has no visit, and what to relax so that it has one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from commonground.engine.timetable.problem import open_days
from commonground.engine.timetable.values import Ask, Half, Practice, Visit

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def why_left_out(ask: Ask, practice: Practice, visits: Sequence[Visit]) -> str:
    """One sentence: what stands in the way, and what to change."""
    if practice.withdrawn:
        return "It has withdrawn."
    know = [visitor for visitor in ask.visitors if visitor.knows(practice)]
    if not know:
        return "No visitor knows its area: add the area to a visitor."
    days = {visitor.name: open_days(ask, visitor) for visitor in know}
    if not any(days.values()):
        return (
            "None of its visitors has a day in this season: give them visit days, or make the season longer."
        )
    usual = [visitor for visitor in know if visitor.weekdays & {day for day, _ in practice.half_days}]
    if not usual:
        return (
            f"It can be visited on {half_days(practice)}, when none of its visitors visits: add that day to a visitor, "
            "or ask the practice for another half-day."
        )
    if not any(_fits(practice, days[visitor.name]) for visitor in know):
        return (
            "It is closed, or its visitors are away, on every day that would do: ask it for other dates, or make the "
            "season longer."
        )
    number = ask.practices.index(practice)
    way = min(
        float(ask.travel.out[at, number] + ask.travel.back[at, number])
        for at, visitor in enumerate(ask.visitors)
        if visitor in know
    )
    worth = float(ask.worths()[number])
    if way >= worth:
        return (
            f"The way there and back is {way:.0f} minutes, and the visit is counted as worth {worth:.0f}: "
            "add a visitor who is nearer."
        )
    names = {visitor.name for visitor in know}
    full = sum(visit.visitor in names for visit in visits)
    return (
        f"The visitors who could go have {full} visits that are worth more or lie nearer: add visit days, visits a "
        "day, a visitor, or a longer season."
    )


def half_days(practice: Practice) -> str:
    """The half-days of a practice as people say them."""
    return (
        ", ".join(
            f"{WEEKDAYS[day]} {'morning' if half is Half.AM else 'afternoon'}"
            for day, half in sorted(practice.half_days)
        )
        or "no half-day"
    )


def _fits(practice: Practice, days: Sequence[date]) -> bool:
    weekdays = {day for day, _ in practice.half_days}
    return any(day not in practice.closed and day.weekday() in weekdays for day in days)
