"""A timetable as numbers: cells of days that are alike, and what a visit in each is worth.

A cell is a visitor's days of one weekday (of one month, where months are drawn). All its days have the same half-days,
so a day in it is a morning's visit, an afternoon's, or a pair; which day of the cell it is, is settled later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

import numpy as np

from commonground.engine.timetable.values import HALVES, Ask, Half, Minutes, Practice, Travel, Visit, Visitor

IMPOSSIBLE = -np.inf
"""The worth of a visit that can't be."""


@dataclass(frozen=True)
class Cell:
    """A visitor's days that are alike, in order. `taken` is the practice already booked on its one day, and when."""

    visitor: int
    dates: tuple[date, ...]
    taken: tuple[int, Half] | None = None

    @property
    def weekday(self) -> int:
        """Monday is 0."""
        return self.dates[0].weekday()

    @property
    def month(self) -> date:
        """The first day of its first month."""
        return self.dates[0].replace(day=1)


@dataclass(frozen=True)
class Problem:
    """Cells, and by cell (row) and practice (column) the worth of a visit in the morning and in the afternoon.

    `days`: the most days of each visitor, beside the days of cells that are taken; `most`: visits a day;
    `longest_way`: the longest way between the two visits of a day. `worth` is what leaving each practice out costs.
    Minutes throughout.
    """

    travel: Travel
    cells: tuple[Cell, ...]
    am: Minutes
    pm: Minutes
    worth: Minutes
    days: tuple[int, ...]
    most: tuple[int, ...]
    longest_way: float

    def in_half(self, half: Half) -> Minutes:
        """The worths of one half-day."""
        return self.am if half is Half.AM else self.pm


@dataclass(frozen=True)
class DayPlan:
    """A day of a cell: practices by their number, -1 for none."""

    cell: int
    am: int
    pm: int

    def visits(self) -> Iterator[tuple[Half, int]]:
        """The half-days used, with the practice of each."""
        for half, practice in zip(HALVES, (self.am, self.pm), strict=True):
            if practice >= 0:
                yield half, practice


def open_days(ask: Ask, visitor: Visitor) -> list[date]:
    """The days of the season on which a visitor can visit."""
    return [day for day in ask.season.days() if day.weekday() in visitor.weekdays and day not in visitor.away]


def problem_of(
    ask: Ask, *, by_month: bool = False, booked: Sequence[Visit] = (), leave_out: frozenset[int] = frozenset()
) -> Problem:
    """The problem of an ask, with what is booked taken out of it.

    leave_out: practices (by number) that get no visit, beside those that are booked.
    """
    numbers = {one.code: number for number, one in enumerate(ask.practices)}
    cells: list[Cell] = []
    days: list[int] = []
    for number, visitor in enumerate(ask.visitors):
        own = [visit for visit in booked if visit.visitor == visitor.name]
        used = {visit.day for visit in own}
        own_days = open_days(ask, visitor)
        free = [day for day in own_days if day not in used]
        most = len(free) if visitor.visit_days is None else visitor.visit_days - len(used)
        days.append(min(len(free), max(most, 0)))
        cells += _cells(number, free, by_month)
        if visitor.visits_a_day > 1:
            # the other half of a day that was agreed beside the visitor's own days, or is past, stays free
            cells += _half_taken(number, [visit for visit in own if visit.day in own_days], numbers)
    out = leave_out | {numbers[visit.practice] for visit in booked if visit.practice in numbers}
    am, pm = (_worths(ask, cells, half, out) for half in HALVES)
    return Problem(
        travel=ask.travel,
        cells=tuple(cells),
        am=am,
        pm=pm,
        worth=np.where(np.isin(np.arange(len(ask.practices)), sorted(out)), 0.0, ask.worths()),
        days=tuple(days),
        most=tuple(visitor.visits_a_day for visitor in ask.visitors),
        longest_way=ask.hours.longest_way,
    )


def _cells(visitor: int, free: Sequence[date], by_month: bool) -> list[Cell]:
    def kind(day: date) -> tuple[date, int]:
        return (day.replace(day=1) if by_month else date.min, day.weekday())

    return [Cell(visitor, tuple(days)) for _, days in groupby(sorted(free, key=lambda d: (kind(d), d)), kind)]


def _half_taken(visitor: int, own: Sequence[Visit], numbers: dict[str, int]) -> list[Cell]:
    cells = []
    for day, found in groupby(sorted(own, key=lambda visit: visit.day), lambda visit: visit.day):
        visits = list(found)
        if len(visits) == 1 and visits[0].practice in numbers:
            cells.append(Cell(visitor, (day,), (numbers[visits[0].practice], visits[0].half)))
    return cells


def _worths(ask: Ask, cells: Sequence[Cell], half: Half, out: frozenset[int] | set[int]) -> Minutes:
    worths = ask.worths()
    found = np.full((len(cells), len(ask.practices)), IMPOSSIBLE)
    for number, cell in enumerate(cells):
        if cell.taken is not None and cell.taken[1] is half:
            continue
        visitor = ask.visitors[cell.visitor]
        for place, practice in enumerate(ask.practices):
            if place not in out and visitor.knows(practice) and can_be(practice, cell, half):
                found[number, place] = worths[place]
    return found


def can_be(practice: Practice, cell: Cell, half: Half) -> bool:
    """Whether a practice can be visited in a half-day of some day of a cell."""
    return (cell.weekday, half) in practice.half_days and not practice.closed.issuperset(cell.dates)


def in_drawn_months(problem: Problem, month_of: Mapping[int, date], extra: float) -> Problem:
    """The problem with each of these practices (by number) in its drawn month alone, worth so many minutes more."""
    elsewhere = np.array(
        [
            [month_of.get(practice, cell.month) != cell.month for practice in range(len(problem.worth))]
            for cell in problem.cells
        ],
        dtype=bool,
    ).reshape(problem.am.shape)
    drawn = np.where(np.isin(np.arange(len(problem.worth)), sorted(month_of)), extra, 0.0)
    am, pm = (np.where(elsewhere, IMPOSSIBLE, worths + drawn) for worths in (problem.am, problem.pm))
    return replace(problem, am=am, pm=pm, worth=problem.worth + drawn)
