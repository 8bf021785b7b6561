"""The bound: the plan with halves of days allowed, by column generation with HiGHS. No real plan costs less."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from commonground.engine.timetable.columns import Columns, Duals, Pricer, joined, rows_of
from commonground.engine.timetable.problem import Problem

_ZERO = 1e-6
_NEW_A_CELL = 20
_KEPT_BELOW = 30.0
"""Columns this many minutes dearer than the relaxed plan's are dropped; they come back where they are wanted."""


@dataclass(frozen=True)
class Relaxed:
    """The relaxed plan: its cost at the least (below every real plan's), the duals that prove it, its columns.

    `complete` is false where time ran out before the bound was as high as it goes; it holds all the same.
    """

    bound: float
    duals: Duals
    columns: Columns
    complete: bool


def relax(
    pricer: Pricer,
    start: Columns,
    seconds_left: Callable[[], float],
    report: Callable[[float], None] = lambda _bound: None,
) -> Relaxed:
    """Columns are added while one would make the relaxed plan cheaper, or until no seconds are left."""
    problem, columns = pricer.problem, start
    best: Relaxed | None = None
    before = np.inf
    while True:
        value, duals = _solve(problem, columns, seconds_left())
        if duals is None:
            return best or _nothing(problem, columns)
        new, lowest = pricer.best(duals, _NEW_A_CELL)
        proved, bound = _proved(problem, duals, lowest, value)
        if best is None or bound > best.bound:
            best = Relaxed(bound, proved, columns, complete=False)
            report(bound)
        if not len(new):
            return Relaxed(bound, proved, columns, complete=True)
        if seconds_left() <= 0:
            return best
        # while the value falls nothing can come round again; where it stands still, nothing is dropped
        kept = _kept(problem, columns, duals) if value < before - _ZERO else columns
        before, size = value, len(columns)
        columns = joined([kept, new])
        if len(columns) == len(kept) == size:
            return Relaxed(bound, proved, columns, complete=True)


def _solve(problem: Problem, columns: Columns, seconds: float) -> tuple[float, Duals | None]:
    if not len(columns):
        return 0.0, no_duals(problem)
    rows, limits = rows_of(problem, columns)
    found = linprog(
        columns.cost, A_ub=rows, b_ub=limits, method="highs-ds", options={"time_limit": max(seconds, 0.01)}
    )
    if found.status != 0:
        return 0.0, None
    marginals = np.minimum(found.ineqlin.marginals, 0.0)
    practices, cells = len(problem.worth), len(problem.cells)
    duals = Duals(
        marginals[:practices], marginals[practices : practices + cells], marginals[practices + cells :]
    )
    return float(found.fun), duals


def _kept(problem: Problem, columns: Columns, duals: Duals) -> Columns:
    own = np.array([duals.of_cell(problem, number) for number in range(len(problem.cells))])
    price = np.append(duals.practice, 0.0)  # -1, no practice, has no price
    reduced = columns.cost - price[columns.am] - price[columns.pm] - own[columns.cell]
    return columns.taking(reduced <= _KEPT_BELOW)


def _proved(problem: Problem, duals: Duals, lowest: np.ndarray, value: float) -> tuple[Duals, float]:
    """Duals that no column undercuts, and the bound they prove: each visitor's days made dearer by what lacks."""
    lowest = np.where(lowest < -_ZERO, lowest, 0.0)
    visitor, cell = duals.visitor.copy(), duals.cell.copy()
    for number, one in enumerate(problem.cells):
        if one.taken is not None:
            cell[number] += lowest[number]
            value += lowest[number]
    for number, days in enumerate(problem.days):
        own = [at for at, one in enumerate(problem.cells) if one.visitor == number and one.taken is None]
        lacks = float(lowest[own].min()) if own else 0.0
        visitor[number] += lacks
        value += days * lacks
    return Duals(duals.practice, cell, visitor), value


def no_duals(problem: Problem) -> Duals:
    """Prices of nothing: a column's reduced cost is its cost."""
    return Duals(np.zeros(len(problem.worth)), np.zeros(len(problem.cells)), np.zeros(len(problem.days)))


def _nothing(problem: Problem, columns: Columns) -> Relaxed:
    """Where not one relaxed plan was found in time: every visit without a way is the only bound known."""
    bound = -float(problem.worth.sum())
    return Relaxed(bound, no_duals(problem), columns, complete=False)
