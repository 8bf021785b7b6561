"""From an ask to visits on dates: the best plan of the cells, then its dates, then what clashed, tried again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonground.engine.timetable.claims import left_out_worth, travel_of
from commonground.engine.timetable.dates import Day, on_dates, with_hours
from commonground.engine.timetable.many import many_a_day
from commonground.engine.timetable.optimum import optimum
from commonground.engine.timetable.problem import Problem, problem_of
from commonground.engine.timetable.search import Search
from commonground.engine.timetable.values import Ask, Visit

PAIR = 2
"""Visits a day up to which the best plan can be proved."""
_TIMES_TRIED = 4


@dataclass(frozen=True)
class Planned:
    """Visits beside those given; the bound (minutes) of travel and what is left out; what found them.

    `placed`: how many practices the plan visits that the bound is about, before its dates were looked for.
    """

    visits: tuple[Visit, ...]
    bound: float
    method: str
    placed: int


def planned(
    ask: Ask, search: Search, *, booked: Sequence[Visit] = (), problem: Problem | None = None
) -> Planned:
    """The best visits found beside those that are booked.

    problem: the problem of the ask where it is not the plain one. A day whose practices have no common open date is
    taken apart and planned again beside the others; the bound knows nothing of that, and holds all the same.
    """
    found: list[Visit] = []
    bound, method, placed = 0.0, "", 0
    for attempt in range(_TIMES_TRIED):
        fixed = [*booked, *found]
        current = problem if problem is not None and not attempt else problem_of(ask, booked=fixed)
        days, value, by = _days(ask, current, search)
        if not attempt:
            bound, method, placed = value, by, sum(len(day.stops) for day in days)
        visits, clashing = on_dates(ask, current, days)
        found += visits
        if not clashing:
            break
    return Planned(tuple(found), bound, method, placed)


def _days(ask: Ask, problem: Problem, search: Search) -> tuple[list[Day], float, str]:
    if any(visitor.visits_a_day > PAIR for visitor in ask.visitors):
        days, bound = many_a_day(ask, problem, search)
        return days, bound, "PyVRP"
    best = optimum(problem, search)
    return with_hours(ask, best.days), best.bound, best.method


def value_of(ask: Ask, visits: Sequence[Visit]) -> float:
    """Travel and the worth of what is left out, in minutes."""
    return travel_of(ask, visits) + left_out_worth(ask, visits)
