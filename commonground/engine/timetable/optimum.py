"""The season with most priority for least travel: a first plan, PyVRP, the bound, and HiGHS on what can still matter.

A column whose reduced cost exceeds the distance between the best plan and the bound can be in no better plan. So a
few thousand of the millions of columns are enough, and the answer over them is the answer over all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from commonground.engine.timetable.columns import Columns, Duals, Pricer, joined, rows_of
from commonground.engine.timetable.greedy import greedy
from commonground.engine.timetable.problem import DayPlan, Problem
from commonground.engine.timetable.relaxed import Relaxed, no_duals, relax
from commonground.engine.timetable.routes import pairs_by_routes, stop_after
from commonground.engine.timetable.search import Progress, Search

_ROUTES_SHARE = 0.25
_BOUND_SHARE = 0.75
_FIRST_WIDTH = 5.0
_WIDER = 4.0
_ALL_AT_ONCE = 2_000
_SECONDS_OF_A_SMALL_ONE = 1.0
"""Which it never needs on a quiet machine; without them the months that were drawn would be left for lack of time."""
_FEW_COLUMNS = 25_000
_MOST_COLUMNS = 80_000
_SAME = 0.5
"""Costs are whole minutes: a bound this near to a plan proves it."""


@dataclass(frozen=True)
class Optimum:
    """The days planned; their value (travel and what is left out) and its bound, in minutes; what found them."""

    days: tuple[DayPlan, ...]
    value: float
    bound: float
    method: str

    @property
    def proved(self) -> bool:
        """Whether no plan of these cells is better."""
        return self.value - self.bound < _SAME


def optimum(problem: Problem, search: Search) -> Optimum:
    """The best plan found in time, with the bound it is held against. There is always a plan, if only an empty one."""
    pricer = Pricer(problem)
    whole = float(problem.worth.sum())
    if pricer.how_many_below(no_duals(problem), 0.0) <= _ALL_AT_ONCE:
        return _small(pricer, search)
    best: Sequence[DayPlan] = greedy(pricer)
    method = "greedy insertion"
    search.tell(Progress("First plan, by insertion", whole + _cost(pricer, best)))
    if search.iterations and len(best) > 1:
        seconds = search.share(_ROUTES_SHARE)
        routes = pairs_by_routes(pricer, best, stop_after(search.iterations, seconds), seed=search.seed)
        if seconds() <= 0:
            search.clock_ran_out.append("PyVRP")
        if _cost(pricer, routes) < _cost(pricer, best):
            best, method = routes, "PyVRP"
        search.tell(Progress("Plan by PyVRP", whole + _cost(pricer, best)))
    value = whole + _cost(pricer, best)
    relaxed = relax(
        pricer,
        _starting(pricer, best),
        search.share(_BOUND_SHARE),
        lambda bound: search.tell(Progress("Bound", value, whole + bound)) if whole + bound > 0 else None,
    )
    if not relaxed.complete:
        search.clock_ran_out.append("the bound")
    better, bound, proved = _by_columns(pricer, best, relaxed, search)
    if _cost(pricer, better) < _cost(pricer, best) - _SAME:
        best, method = better, "pair columns by HiGHS"
    value = whole + _cost(pricer, best)
    # no plan costs less than nothing, whatever a cut-short bound says
    bound = value if proved else min(max(whole + bound, 0.0), value)
    return Optimum(tuple(best), value, bound, method)


def _small(pricer: Pricer, search: Search) -> Optimum:
    """The best plan of so few columns that HiGHS takes them all; a day that costs more than it is worth is in none."""
    whole = float(pricer.problem.worth.sum())
    seconds = max(search.seconds_left(), _SECONDS_OF_A_SMALL_ONE)
    plan, bound, solved = _solve(pricer, no_duals(pricer.problem), 0.0, seconds)
    if plan is None:
        plan = greedy(pricer)
    if not solved:
        search.clock_ran_out.append("HiGHS")
    value = whole + _cost(pricer, plan)
    bound = value if solved else min(max(whole + bound, 0.0), value)
    return Optimum(tuple(plan), value, bound, "pair columns by HiGHS")


def _starting(pricer: Pricer, plan: Sequence[DayPlan]) -> Columns:
    return joined([pricer.columns_of(plan)])


def _cost(pricer: Pricer, plan: Sequence[DayPlan]) -> float:
    return sum(pricer.cost_of(day) for day in plan)


def _by_columns(
    pricer: Pricer, best: Sequence[DayPlan], relaxed: Relaxed, search: Search
) -> tuple[Sequence[DayPlan], float, bool]:
    """A better plan if HiGHS finds one, the bound, and whether the plan is proved the best."""
    width, whole = _FIRST_WIDTH, float(pricer.problem.worth.sum())
    while True:
        gap = _cost(pricer, best) - relaxed.bound
        if gap < _SAME:
            return best, relaxed.bound, True
        width = min(width, gap)
        if pricer.how_many_below(relaxed.duals, gap) <= _FEW_COLUMNS:
            width = gap
        if search.seconds_left() <= 0:
            search.clock_ran_out.append("HiGHS")
            return best, relaxed.bound, False
        if pricer.how_many_below(relaxed.duals, width) > _MOST_COLUMNS:
            return best, relaxed.bound, False
        plan, _, solved = _solve(pricer, relaxed.duals, width, search.seconds_left())
        if plan is not None and _cost(pricer, plan) < _cost(pricer, best):
            best = plan
        search.tell(Progress("Plan by HiGHS", whole + _cost(pricer, best), max(whole + relaxed.bound, 0.0)))
        if not solved:
            search.clock_ran_out.append("HiGHS")
            return best, relaxed.bound, False
        if _cost(pricer, best) - relaxed.bound <= width:
            return best, relaxed.bound, True
        width *= _WIDER


def _solve(
    pricer: Pricer, duals: Duals, width: float, seconds: float
) -> tuple[list[DayPlan] | None, float, bool]:
    """The best plan of the columns below a reduced cost, a bound on all plans of them, and whether it is proved."""
    columns = pricer.below(duals, width)
    if not len(columns):
        return [], 0.0, True
    rows, limits = rows_of(pricer.problem, columns)
    found = milp(
        columns.cost,
        integrality=np.ones(len(columns)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, -np.inf, limits),
        options={"time_limit": max(seconds, 0.01), "mip_rel_gap": 0.0},
    )
    bound = found.mip_dual_bound
    least = -float(pricer.problem.worth.sum()) if bound is None or not np.isfinite(bound) else float(bound)
    if found.x is None:
        return None, least, False
    return columns.taking(found.x > 0.5).days(), least, found.status == 0
