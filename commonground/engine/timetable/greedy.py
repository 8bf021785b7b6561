"""A first plan at once: the practice worth most is put where it costs least, then the next."""

from __future__ import annotations

import numpy as np

from commonground.engine.timetable.columns import Pricer
from commonground.engine.timetable.problem import DayPlan


def greedy(pricer: Pricer) -> list[DayPlan]:
    """Days of cells by insertion in order of worth. No practice is put where it costs more than it is worth."""
    problem = pricer.problem
    singles = [pricer.singles(number) for number in range(len(problem.cells))]
    left = [len(cell.dates) for cell in problem.cells]
    days_left = list(problem.days)
    plan: list[DayPlan] = []
    for practice in np.argsort(-problem.worth, kind="stable"):
        best, place, day = 0.0, -1, None
        for at, one in enumerate(plan):
            if problem.cells[one.cell].taken is None and (one.am < 0 or one.pm < 0):
                both = DayPlan(one.cell, practice if one.am < 0 else one.am, practice if one.pm < 0 else one.pm)
                cost = pricer.cost_of(both) - pricer.cost_of(one)
                if cost < best:
                    best, place, day = cost, at, both
        for number, cell in enumerate(problem.cells):
            if not left[number] or (cell.taken is None and not days_left[cell.visitor]):
                continue
            am, pm = (float(costs[practice]) for costs in singles[number])
            if min(am, pm) < best:
                new = DayPlan(number, int(practice), -1) if am <= pm else DayPlan(number, -1, int(practice))
                best, place, day = min(am, pm), -1, new
        if day is None:
            continue
        if place >= 0:
            plan[place] = day
            continue
        plan.append(day)
        left[day.cell] -= 1
        if problem.cells[day.cell].taken is None:
            days_left[problem.cells[day.cell].visitor] -= 1
    return plan
