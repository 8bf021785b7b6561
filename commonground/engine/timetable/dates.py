"""Which day of its cell each planned day is: closed dates kept, higher priority earlier, the season spread evenly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.optimize import linear_sum_assignment

from commonground.engine.timetable.problem import Cell, DayPlan, Problem, open_days
from commonground.engine.timetable.values import Ask, Half, Visit

_FORBIDDEN = 1e9


@dataclass(frozen=True)
class Stop:
    """A visit of a day that has no date yet; `starts` in minutes after midnight."""

    practice: int
    half: Half
    starts: int


@dataclass(frozen=True)
class Day:
    """A day of a cell with its visits in order."""

    cell: int
    stops: tuple[Stop, ...]


def with_hours(ask: Ask, days: Iterable[DayPlan]) -> list[Day]:
    """Days of at most two visits: one at the start of each half-day."""
    return [
        Day(day.cell, tuple(Stop(at, half, ask.hours.starts(half)) for half, at in day.visits()))
        for day in days
    ]


def on_dates(ask: Ask, problem: Problem, days: Sequence[Day]) -> tuple[list[Visit], list[Day]]:
    """The visits on their dates, and the days for which no date is open to all their practices."""
    visits: list[Visit] = []
    clashing: list[Day] = []
    for number in range(len(ask.visitors)):
        own = [day for day in days if problem.cells[day.cell].visitor == number]
        placed, left = _of_visitor(ask, problem, number, own)
        visits += placed
        clashing += left
    return visits, clashing


def _of_visitor(ask: Ask, problem: Problem, number: int, own: Sequence[Day]) -> tuple[list[Visit], list[Day]]:
    if not own:
        return [], []
    dates = open_days(ask, ask.visitors[number])
    place = {day: at for at, day in enumerate(dates)}
    ordered = sorted(
        own,
        key=lambda day: (
            problem.cells[day.cell].month if _months(problem) else date.min,
            -_worth(problem, day),
        ),
    )
    costs = np.full((len(ordered), len(dates)), _FORBIDDEN)
    for row, day in enumerate(ordered):
        wanted = (row + 0.5) / len(ordered) * len(dates) - 0.5
        for on in _open(ask, problem.cells[day.cell], day):
            costs[row, place[on]] = (place[on] - wanted) ** 2
    visits, clashing = [], []
    for row, column in zip(*linear_sum_assignment(costs), strict=True):
        if costs[row, column] >= _FORBIDDEN:
            clashing.append(ordered[row])
            continue
        visits += [
            Visit(
                ask.practices[stop.practice].code,
                ask.visitors[number].name,
                dates[column],
                stop.half,
                stop.starts,
            )
            for stop in ordered[row].stops
        ]
    return visits, clashing


def _months(problem: Problem) -> bool:
    """Whether each cell lies in one month."""
    return all(cell.dates[-1].replace(day=1) == cell.month for cell in problem.cells)


def _worth(problem: Problem, day: Day) -> float:
    return float(max((problem.worth[stop.practice] for stop in day.stops), default=0.0))


def _open(ask: Ask, cell: Cell, day: Day) -> list[date]:
    return [
        on for on in cell.dates if all(on not in ask.practices[stop.practice].closed for stop in day.stops)
    ]
