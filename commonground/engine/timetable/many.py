"""Days of more than two visits, by PyVRP alone: a practice is a client for the morning and one for the afternoon.

At most one of the two is visited; each has the hours of its half-day. Nothing here is proved the best: the bound is
only that every visit costs at least half of its shortest ways to and from elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from pyvrp import Client, ClientGroup, Depot, Location, ProblemData, Route, VehicleType, solve

from commonground.engine.timetable.dates import Day, Stop
from commonground.engine.timetable.problem import Problem
from commonground.engine.timetable.routes import NO_WAY, shared_days, stop_after
from commonground.engine.timetable.search import Progress, Search
from commonground.engine.timetable.values import HALVES, Ask

_ROUND_TO = 5
"""Minutes: a visit begins at a time that people can say."""


def many_a_day(ask: Ask, problem: Problem, search: Search) -> tuple[list[Day], float]:
    """Days of cells, and what no plan can go below, in minutes of travel and of what is left out."""
    cells = [number for number, days in enumerate(shared_days(problem)) if days]
    bound = _bound(ask, problem)
    if not cells or not (np.isfinite(problem.am).any() or np.isfinite(problem.pm).any()):
        return [], bound
    data = _data(ask, problem, cells)
    seconds = search.share(1.0)
    found = solve(
        data, stop_after(search.iterations, seconds), seed=search.seed, collect_stats=False, display=False
    )
    if seconds() <= 0:
        search.clock_ran_out.append("PyVRP")
    days = [_day(problem, cells, route) for route in found.best.routes()] if found.best.is_feasible() else []
    # of the two clients of a practice one is always left out, which costs nothing
    search.tell(Progress("Plan by PyVRP", float(found.cost() - problem.worth.sum()), bound))
    return [day for day in days if day.stops], bound


def _data(ask: Ask, problem: Problem, cells: Sequence[int]) -> ProblemData:
    visitors, practices = len(problem.days), len(problem.worth)
    hours, days = ask.hours, shared_days(problem)
    clients = [
        Client(
            visitors + at * practices + number,
            delivery=[1],
            service_duration=hours.visit + hours.margin,
            tw_early=hours.starts(half),
            tw_late=hours.ends(half) - hours.visit,
            prize=int(problem.worth[number]),
            required=False,
            group=number,
        )
        for at, half in enumerate(HALVES)
        for number in range(practices)
    ]
    profiles: dict[bytes, int] = {}
    ways: list[Any] = []
    times: list[Any] = []
    vehicles = []
    for number in cells:
        can = np.concatenate([np.isfinite(problem.in_half(half)[number]) for half in HALVES])
        key = can.tobytes()
        if key not in profiles:
            profiles[key] = len(ways)
            way = _ways(problem, can)
            ways.append(way)
            times.append(-(-np.minimum(way, NO_WAY) // _ROUND_TO) * _ROUND_TO)
        visitor = problem.cells[number].visitor
        vehicles.append(
            VehicleType(
                days[number],
                capacity=[problem.most[visitor]],
                start_depot=visitor,
                end_depot=visitor,
                profile=profiles[key],
            )
        )
    return ProblemData(
        [Location(0, 0) for _ in range(visitors + 2 * practices)],
        clients,
        [Depot(number) for number in range(visitors)],
        vehicles,
        ways,
        times,
        [ClientGroup([number, practices + number], required=False) for number in range(practices)],
    )


def _ways(problem: Problem, can: np.ndarray) -> np.ndarray:
    visitors, travel = len(problem.days), problem.travel
    size = visitors + len(can)
    ways = np.full((size, size), NO_WAY, dtype=np.int64)
    ways[:visitors, visitors:] = np.where(can, np.tile(travel.out, 2), NO_WAY)
    ways[visitors:, :visitors] = np.tile(travel.back, 2).T
    ways[visitors:, visitors:] = np.where(can[None, :], np.tile(travel.between, (2, 2)), NO_WAY)
    np.fill_diagonal(ways, 0)
    return ways


def _day(problem: Problem, cells: Sequence[int], route: Route) -> Day:
    practices = len(problem.worth)
    stops = tuple(
        Stop(one.idx % practices, HALVES[one.idx // practices], int(one.start_time))
        for one in route.schedule()
        if one.is_client()
    )
    cell = cells[route.vehicle_type()]
    real = all(np.isfinite(problem.in_half(stop.half)[cell, stop.practice]) for stop in stops)
    return Day(cell, stops if real else ())


def _bound(ask: Ask, problem: Problem) -> float:
    """A day's ways are half of the two ways at each visit, and half of the ways from home and back."""
    travel = problem.travel
    between = travel.between + np.where(np.eye(len(problem.worth), dtype=bool), np.inf, 0.0)
    to = np.minimum(travel.out.min(axis=0), between.min(axis=0))
    away = np.minimum(travel.back.min(axis=0), between.min(axis=1))
    home = (travel.out.min() + travel.back.min()) / max(problem.most) if travel.out.size else 0.0
    saved = np.maximum(problem.worth - (to + away + home) / 2, 0.0)
    most = sum(
        days * visitor.visits_a_day for days, visitor in zip(problem.days, ask.visitors, strict=True)
    ) + sum(cell.taken is not None for cell in problem.cells)
    return float(problem.worth.sum() - np.sort(saved)[::-1][:most].sum())
