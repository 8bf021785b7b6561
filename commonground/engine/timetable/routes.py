"""Plans by PyVRP: routes from a visitor's base and back, a practice left out costing what its visit is worth.

Two models. Of at most two visits a day a weekday is a profile, in which the way from one practice to another exists
only if the first can be visited in the morning and the second in the afternoon. Of more visits a day a practice is a
client for the morning and one for the afternoon, of which at most one is visited, with hours for each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from pyvrp import Client, Depot, Location, ProblemData, Route, Solution, VehicleType, solve
from pyvrp.stop import StoppingCriterion

from commonground.engine.timetable.columns import Pricer
from commonground.engine.timetable.problem import DayPlan, Problem

NO_WAY = 100_000
"""Minutes of a way that isn't there: more than any day is worth."""


def stop_after(iterations: int, seconds_left: Callable[[], float]) -> StoppingCriterion:
    """Stops after so many iterations (the same on every machine), or when no seconds are left."""
    done = 0

    def stop(best_cost: int) -> bool:  # noqa: ARG001 - the shape that PyVRP calls
        nonlocal done
        done += 1
        return done > iterations or seconds_left() <= 0

    return stop


def pairs_by_routes(
    pricer: Pricer, start: Sequence[DayPlan], stop: StoppingCriterion, *, seed: int
) -> list[DayPlan]:
    """A plan of at most two visits a day, no worse than `start`, whose days of each cell it keeps to."""
    problem = pricer.problem
    cells = [number for number, cell in enumerate(problem.cells) if cell.taken is None]
    days = {number: sum(day.cell == number for day in start) for number in cells}
    used = [number for number in cells if days[number]]
    if not used:
        return list(start)
    kept = [day for day in start if problem.cells[day.cell].taken is not None]
    fixed = {practice for day in kept for _, practice in day.visits()}
    data = _pair_data(problem, used, days, fixed)
    first = Solution(data, [_route(data, used, day) for day in start if day.cell in days])
    found = solve(data, stop, seed=seed, collect_stats=False, display=False, initial_solution=first)
    plan = [day for route in found.best.routes() for day in _day(pricer, used, route)] + kept
    return min((plan, list(start)), key=lambda one: sum(pricer.cost_of(day) for day in one))


def _pair_data(
    problem: Problem, used: Sequence[int], days: Mapping[int, int], fixed: set[int]
) -> ProblemData:
    visitors, practices = len(problem.days), len(problem.worth)
    # ways differ by visitor (areas known) and by what can be visited in the cell, so cells alike share a profile
    profiles: dict[bytes, int] = {}
    matrices: list[Any] = []
    of_cell = {}
    for number in used:
        am, pm = np.isfinite(problem.am[number]), np.isfinite(problem.pm[number])
        key = am.tobytes() + pm.tobytes()
        if key not in profiles:
            profiles[key] = len(matrices)
            matrices.append(_ways(problem, am, pm))
        of_cell[number] = profiles[key]
    clients = [
        Client(
            visitors + number,
            delivery=[1],
            prize=0 if number in fixed else int(problem.worth[number]),
            required=False,
        )
        for number in range(practices)
    ]
    vehicles = [
        VehicleType(
            days[number],
            capacity=[min(2, problem.most[problem.cells[number].visitor])],
            start_depot=problem.cells[number].visitor,
            end_depot=problem.cells[number].visitor,
            profile=of_cell[number],
        )
        for number in used
    ]
    places = [Location(0, 0) for _ in range(visitors + practices)]
    still = np.zeros_like(matrices[0])
    depots = [Depot(number) for number in range(visitors)]
    return ProblemData(places, clients, depots, vehicles, matrices, [still] * len(matrices))


def shared_days(problem: Problem) -> list[int]:
    """The days of each cell to plan with, where a visitor's days are fewer than the cells' : shared out evenly."""
    shared = [0] * len(problem.cells)
    for visitor, days in enumerate(problem.days):
        own = [at for at, cell in enumerate(problem.cells) if cell.visitor == visitor and cell.taken is None]
        sizes = np.array([len(problem.cells[at].dates) for at in own])
        part = np.minimum(sizes, days * sizes / max(sizes.sum(), 1)) if own else np.empty(0)
        floor = np.floor(part).astype(int)
        for at in np.argsort(floor - part, kind="stable")[: days - int(floor.sum())]:
            floor[at] += 1
        for at, count in zip(own, floor, strict=True):
            shared[at] = int(count)
    return shared


def _ways(problem: Problem, am: np.ndarray, pm: np.ndarray) -> np.ndarray:
    visitors, travel = len(problem.days), problem.travel
    ways = np.full((visitors + len(am), visitors + len(am)), NO_WAY, dtype=np.int64)
    either = am | pm
    ways[:visitors, visitors:] = np.where(either, travel.out, NO_WAY)
    ways[visitors:, :visitors] = travel.back.T
    between = np.where(travel.between > problem.longest_way, NO_WAY, travel.between)
    ways[visitors:, visitors:] = np.where(am[:, None] & pm[None, :], between, NO_WAY)
    np.fill_diagonal(ways, 0)
    return ways


def _route(data: ProblemData, used: Sequence[int], day: DayPlan) -> Route:
    return Route(data, [practice for _, practice in day.visits()], used.index(day.cell))


def _day(pricer: Pricer, used: Sequence[int], route: Route) -> list[DayPlan]:
    """The day of a route; nothing for one that can't be, which a heuristic may leave in."""
    stops = [activity.idx for activity in route if activity.is_client()]
    cell = used[route.vehicle_type()]
    if len(stops) == 2:
        day = DayPlan(cell, stops[0], stops[1])
    elif len(stops) == 1:
        morning = DayPlan(cell, stops[0], -1)
        afternoon = DayPlan(cell, -1, stops[0])
        day = min(morning, afternoon, key=pricer.cost_of)
    else:
        return []
    return [day] if np.isfinite(pricer.cost_of(day)) else []
