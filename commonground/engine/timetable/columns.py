"""Columns: every way to spend a day of a cell, priced exactly.

A day of at most two visits is a pair: home, the morning's practice, the afternoon's, home. All pairs of a cell are
priced by one expression on arrays, so the bound that rests on them is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from commonground.engine.timetable.problem import DayPlan, Problem
from commonground.engine.timetable.values import Half, Minutes

Numbers = NDArray[np.int64]
_NONE = -1


@dataclass(frozen=True)
class Columns:
    """Days that may be planned: cell, practices of the morning and the afternoon (-1: none), and cost.

    Cost: the minutes travelled less what the visits are worth.
    """

    cell: Numbers
    am: Numbers
    pm: Numbers
    cost: Minutes

    def __len__(self) -> int:
        return len(self.cost)

    def taking(self, which: NDArray[np.bool_] | Numbers) -> Columns:
        """Some of them."""
        return Columns(self.cell[which], self.am[which], self.pm[which], self.cost[which])

    def days(self) -> list[DayPlan]:
        """Each as the plan of a day."""
        return [DayPlan(int(c), int(a), int(p)) for c, a, p in zip(self.cell, self.am, self.pm, strict=True)]


def joined(parts: Iterable[Columns]) -> Columns:
    """Columns together, each once."""
    parts = list(parts)
    cell, am, pm, cost = (
        np.concatenate([np.asarray(getattr(part, name)) for part in parts]) if parts else np.empty(0)
        for name in ("cell", "am", "pm", "cost")
    )
    _, first = np.unique(np.stack([cell, am, pm]), axis=1, return_index=True) if len(cost) else (0, [])
    first = np.sort(np.asarray(first, dtype=np.int64))
    every = Columns(cell.astype(np.int64), am.astype(np.int64), pm.astype(np.int64), cost.astype(float))
    return every.taking(first)


@dataclass(frozen=True)
class Duals:
    """What a practice, a day of a cell and a day of a visitor are worth to the relaxed plan; none is above zero."""

    practice: Minutes
    cell: Minutes
    visitor: Minutes

    def of_cell(self, problem: Problem, number: int) -> float:
        """What a day of a cell costs."""
        cell = problem.cells[number]
        return float(self.cell[number] + (self.visitor[cell.visitor] if cell.taken is None else 0.0))


class Pricer:
    """The costs of every day of every cell, and of those that are cheapest at given duals."""

    def __init__(self, problem: Problem) -> None:
        """Cut the ways between practices once for every pair of sets of practices."""
        self.problem = problem
        self._blocks: dict[tuple[bytes, bytes], Minutes] = {}
        between = np.where(problem.travel.between > problem.longest_way, np.inf, problem.travel.between)
        np.fill_diagonal(between, np.inf)
        self._between = between
        self._rows = [np.flatnonzero(np.isfinite(row)) for row in problem.am]
        self._places = [np.flatnonzero(np.isfinite(row)) for row in problem.pm]

    def _block(self, number: int) -> Minutes:
        rows, places = self._rows[number], self._places[number]
        key = (rows.tobytes(), places.tobytes())
        if key not in self._blocks:
            self._blocks[key] = self._between[np.ix_(rows, places)]
        return self._blocks[key]

    def singles(self, number: int) -> tuple[Minutes, Minutes]:
        """The cost of one more visit and no other, by practice: in the morning, in the afternoon."""
        problem, cell = self.problem, self.problem.cells[number]
        travel = problem.travel
        out, back = travel.out[cell.visitor], travel.back[cell.visitor]
        am_way = pm_way = out + back
        if cell.taken is not None:
            practice, half = cell.taken
            if half is Half.AM:
                between = self._between[practice]
                pm_way = between + back - back[practice]
            else:
                between = self._between[:, practice]
                am_way = out + between - out[practice]
        return am_way - problem.am[number], pm_way - problem.pm[number]

    def cost_of(self, day: DayPlan) -> float:
        """The cost of a day; infinite where it can't be."""
        if day.am < 0 or day.pm < 0:
            am, pm = self.singles(day.cell)
            return float(am[day.am] if day.am >= 0 else pm[day.pm])
        problem, cell = self.problem, self.problem.cells[day.cell]
        if problem.most[cell.visitor] < 2:
            return np.inf
        travel = problem.travel
        way = (
            travel.out[cell.visitor, day.am]
            + self._between[day.am, day.pm]
            + travel.back[cell.visitor, day.pm]
        )
        return float(way - problem.am[day.cell, day.am] - problem.pm[day.cell, day.pm])

    def columns_of(self, days: Sequence[DayPlan]) -> Columns:
        """Given days as columns."""
        return Columns(
            np.array([day.cell for day in days], dtype=np.int64),
            np.array([day.am for day in days], dtype=np.int64),
            np.array([day.pm for day in days], dtype=np.int64),
            np.array([self.cost_of(day) for day in days], dtype=float),
        )

    def reduced(self, number: int, duals: Duals) -> Iterator[tuple[Numbers, Numbers, Minutes]]:
        """Reduced costs of a cell's days: practices in the morning, in the afternoon, and a table or row of costs."""
        own = duals.of_cell(self.problem, number)
        am, pm = self.singles(number)
        rows, places = self._rows[number], self._places[number]
        none = np.array([_NONE])
        yield rows, none, (am[rows] - duals.practice[rows] - own)[:, None]
        yield none, places, (pm[places] - duals.practice[places] - own)[None, :]
        cell = self.problem.cells[number]
        if cell.taken is None and self.problem.most[cell.visitor] > 1 and len(rows) and len(places):
            travel = self.problem.travel
            first = travel.out[cell.visitor, rows] - self.problem.am[number, rows] - duals.practice[rows]
            second = (
                travel.back[cell.visitor, places] - self.problem.pm[number, places] - duals.practice[places]
            )
            yield rows, places, self._block(number) + first[:, None] + (second - own)[None, :]

    def below(self, duals: Duals, limit: float) -> Columns:
        """Every column whose reduced cost is at most `limit`."""
        return joined(
            self._taken(number, rows, places, _where(costs <= limit))
            for number in range(len(self.problem.cells))
            for rows, places, costs in self.reduced(number, duals)
        )

    def how_many_below(self, duals: Duals, limit: float) -> int:
        """How many columns `below` would give."""
        return sum(
            int((costs <= limit).sum())
            for number in range(len(self.problem.cells))
            for _, _, costs in self.reduced(number, duals)
        )

    def best(self, duals: Duals, most: int) -> tuple[Columns, Minutes]:
        """The cheapest columns of each practice in each cell, `most` a cell; and each cell's lowest reduced cost."""
        lowest = np.zeros(len(self.problem.cells))
        found = []
        for number in range(len(self.problem.cells)):
            for rows, places, costs in self.reduced(number, duals):
                if not costs.size:
                    continue
                lowest[number] = min(lowest[number], float(costs.min()))
                found.append(self._taken(number, rows, places, _cheapest(costs, most)))
        return joined(found), lowest

    def _taken(self, number: int, rows: Numbers, places: Numbers, at: tuple[Numbers, Numbers]) -> Columns:
        return self._costed(number, rows[at[0]].astype(np.int64), places[at[1]].astype(np.int64))

    def _costed(self, number: int, am: Numbers, pm: Numbers) -> Columns:
        problem, cell = self.problem, self.problem.cells[number]
        cells = np.full(len(am), number, dtype=np.int64)
        if not len(am):
            return Columns(cells, am, pm, np.empty(0))
        if am[0] < 0 or pm[0] < 0:
            singles = self.singles(number)
            cost = singles[1][pm] if am[0] < 0 else singles[0][am]
            return Columns(cells, am, pm, cost)
        travel = problem.travel
        cost = (
            travel.out[cell.visitor, am] + self._between[am, pm] + travel.back[cell.visitor, pm]
            - problem.am[number, am] - problem.pm[number, pm]
        )  # fmt: skip
        return Columns(cells, am, pm, cost)


def _where(wanted: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    rows, places = np.nonzero(wanted)
    return rows.astype(np.int64), places.astype(np.int64)


def _cheapest(costs: Minutes, most: int) -> tuple[Numbers, Numbers]:
    rows = np.arange(costs.shape[0])
    places = np.arange(costs.shape[1])
    by_row, by_place = costs.argmin(axis=1), costs.argmin(axis=0)
    am = np.concatenate([rows, by_place])
    pm = np.concatenate([by_row, places])
    prices = costs[am, pm]
    order = np.argsort(prices, kind="stable")[:most]
    order = order[prices[order] < -1e-6]
    return am[order], pm[order]


def rows_of(problem: Problem, columns: Columns) -> tuple[sparse.csc_matrix, Minutes]:
    """The rows that no plan may break (practices once, days of cells, days of visitors), and their limits."""
    practices, cells = len(problem.worth), len(problem.cells)
    each = np.arange(len(columns))
    in_am, in_pm = columns.am >= 0, columns.pm >= 0
    visitor = np.array([cell.visitor for cell in problem.cells], dtype=np.int64)[columns.cell]
    counts = np.array([cell.taken is None for cell in problem.cells])[columns.cell]
    rows = np.concatenate(
        [columns.am[in_am], columns.pm[in_pm], practices + columns.cell, practices + cells + visitor[counts]]
    )
    places = np.concatenate([each[in_am], each[in_pm], each, each[counts]])
    limits = np.concatenate(
        [
            np.ones(practices),
            [float(len(cell.dates)) for cell in problem.cells],
            np.array(problem.days, float),
        ]
    )
    shape = (practices + cells + len(problem.days), len(columns))
    return sparse.csc_matrix((np.ones(len(rows)), (rows, places)), shape=shape), limits
