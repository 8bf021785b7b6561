"""A first plan at once: the practice worth most is put where it costs least, then the next."""

from __future__ import annotations

import numpy as np

from commonground.engine.timetable.columns import Pricer
from commonground.engine.timetable.problem import DayPlan


def greedy(pricer: Pricer) -> list[DayPlan]:
    """Days of cells by insertion in order of worth. No practice is put where it costs more than it is worth."""
    insertion = _Insertion(pricer)
    for practice in np.argsort(-pricer.problem.worth, kind="stable"):
        insertion.insert(int(practice))
    return insertion.plan


class _Insertion:
    """The plan so far, and the days that are left of each cell and visitor."""

    def __init__(self, pricer: Pricer) -> None:
        problem = pricer.problem
        self.plan: list[DayPlan] = []
        self._pricer, self._problem = pricer, problem
        self._singles = [pricer.singles(number) for number in range(len(problem.cells))]
        self._left = [len(cell.dates) for cell in problem.cells]
        self._days_left = list(problem.days)

    def insert(self, practice: int) -> None:
        """Put a practice where it costs least, if that is less than it is worth."""
        beside = self._beside(practice)
        alone = self._alone(practice)
        cost, place, day = min([*beside, *alone], default=(0.0, -1, None), key=lambda one: one[0])
        if day is None or cost >= 0:
            return
        if place >= 0:
            self.plan[place] = day
            return
        self.plan.append(day)
        self._left[day.cell] -= 1
        if self._problem.cells[day.cell].taken is None:
            self._days_left[self._problem.cells[day.cell].visitor] -= 1

    def _beside(self, practice: int) -> list[tuple[float, int, DayPlan | None]]:
        """On a day that has one visit: what it costs more, the day's place in the plan, the day."""
        found: list[tuple[float, int, DayPlan | None]] = []
        for at, one in enumerate(self.plan):
            if self._problem.cells[one.cell].taken is None and (one.am < 0 or one.pm < 0):
                both = (
                    DayPlan(one.cell, practice, one.pm) if one.am < 0 else DayPlan(one.cell, one.am, practice)
                )
                found.append((self._pricer.cost_of(both) - self._pricer.cost_of(one), at, both))
        return found

    def _alone(self, practice: int) -> list[tuple[float, int, DayPlan | None]]:
        """On a day of its own."""
        found: list[tuple[float, int, DayPlan | None]] = []
        for number, cell in enumerate(self._problem.cells):
            if self._left[number] and (cell.taken is not None or self._days_left[cell.visitor]):
                am, pm = (float(costs[practice]) for costs in self._singles[number])
                day = DayPlan(number, practice, -1) if am <= pm else DayPlan(number, -1, practice)
                found.append((min(am, pm), -1, day))
        return found
