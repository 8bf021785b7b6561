"""A season's timetable: the best plan, its price in a random order of months, and the order itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from commonground.engine.errors import UserError
from commonground.engine.timetable.claims import in_order, left_out_worth, priority_of, travel_of
from commonground.engine.timetable.plan import PAIR, planned
from commonground.engine.timetable.problem import problem_of, in_drawn_months
from commonground.engine.timetable.random_order import bands, draw
from commonground.engine.timetable.search import Progress, Search
from commonground.engine.timetable.values import Ask, Claim, LeftOut, Timetable, Travel, Visit
from commonground.engine.timetable.why import why_left_out

_FREE_SHARE = 0.75
"""Of the time limit, for the best plan of the season; the rest is for the months that are drawn."""
_SAME = 0.5


@dataclass(frozen=True)
class Made:
    """A timetable beside the one that would be without a random order: what the order costs in travel.

    `outside` are the practices whose visit is not in the month drawn for them. Where no order is drawn both are one.
    """

    timetable: Timetable
    free: Timetable
    outside: tuple[str, ...] = ()


def season(ask: Ask, search: Search, *, random_order: bool, band_number: int) -> Made:
    """The timetable of an ask. Raises UserError, saying what to relax, where no visit is possible at all."""
    band_of = bands(ask.practices, band_number) if ask.practices else {}
    limited = replace(search, seconds_left=search.share(_FREE_SHARE)) if random_order else search
    best = planned(ask, limited)
    free = _timetable(ask, best.visits, best.bound, best.method, search, band_of, {})
    if not free.visits:
        raise UserError(_impossible(free))
    if not random_order:
        return Made(free, free)
    months = draw(ask, free.visits, band_of, seed=search.seed)
    visits, bound, method = _in_months(ask, free.visits, months, search)
    made = _timetable(ask, visits, bound, method, search, band_of, months)
    actual = {visit.practice: visit.actual_month for visit in made.visits}
    outside = tuple(code for code, month in sorted(months.items()) if actual.get(code) != month)
    return Made(made, free, outside)


def _in_months(
    ask: Ask, free: Sequence[Visit], months: dict[str, date], search: Search
) -> tuple[list[Visit], float, str]:
    """Each visitor's practices planned in the months drawn; those that fit in no slot of theirs, wherever they fit."""
    found: list[Visit] = []
    bound, methods = 0.0, []
    for number, visitor in enumerate(ask.visitors):
        own = [visit.practice for visit in free if visit.visitor == visitor.name]
        if not own:
            continue
        part = only(ask, number, own)
        numbers = {one.code: at for at, one in enumerate(part.practices)}
        month_of = {numbers[code]: months[code] for code in own}
        problem = in_drawn_months(problem_of(part, by_month=True), month_of)
        left = len(ask.visitors) - number
        own_time = replace(search, seconds_left=search.share(1 / left), iterations=_iterations(ask, search))
        plan = planned(part, own_time, problem=problem)
        found += plan.visits
        bound += plan.bound
        methods.append(plan.method)
        search.tell(Progress(f"Months of {visitor.name}", travel_of(ask, found) + left_out_worth(ask, found)))
    drawn = set(months)
    never = sum(
        float(worth) for one, worth in zip(ask.practices, ask.worths(), strict=True) if one.code not in drawn
    )
    rest = planned(ask, replace(search, iterations=_iterations(ask, search)), booked=found)
    method = max(set(methods), key=lambda one: (methods.count(one), one))
    return [*found, *rest.visits], bound + never, method


def _iterations(ask: Ask, search: Search) -> int:
    """PyVRP's, where nothing else can plan: with more than two visits a day."""
    return search.iterations if any(visitor.visits_a_day > PAIR for visitor in ask.visitors) else 0


def only(ask: Ask, visitor: int, codes: Sequence[str]) -> Ask:
    """The part of an ask that is about one visitor and some practices; what a visit is worth stays."""
    wanted = set(codes)
    at = [number for number, one in enumerate(ask.practices) if one.code in wanted]
    travel = ask.travel
    return replace(
        ask,
        practices=tuple(ask.practices[number] for number in at),
        visitors=(ask.visitors[visitor],),
        travel=Travel(
            travel.out[[visitor]][:, at], travel.back[[visitor]][:, at], travel.between[np.ix_(at, at)]
        ),
        highest=ask.highest_priority(),
    )


def _timetable(
    ask: Ask,
    visits: Sequence[Visit],
    bound: float,
    method: str,
    search: Search,
    band_of: dict[str, int],
    months: dict[str, date],
) -> Timetable:
    placed = [
        replace(visit, assigned_month=months.get(visit.practice), band=band_of[visit.practice])
        for visit in in_order(visits)
    ]
    return finished(ask, placed, bound, method, search, months)


def finished(
    ask: Ask,
    visits: Sequence[Visit],
    bound: float,
    method: str,
    search: Search,
    months: dict[str, date],
) -> Timetable:
    """The timetable of given visits, with what it claims and why the others have none."""
    visited = {visit.practice for visit in visits}
    travel, left_out = travel_of(ask, visits), left_out_worth(ask, visits)
    # a practice that did not fit with its own visitor may be placed with another, whom the bound knew nothing of
    bound = min(bound, travel + left_out)
    claim = Claim(travel, left_out, bound, priority_of(ask, visits), bool(search.clock_ran_out), method)
    return Timetable(
        tuple(in_order(visits)),
        tuple(
            LeftOut(one.code, why_left_out(ask, one, visits), months.get(one.code))
            for one in ask.practices
            if one.code not in visited
        ),
        claim,
        tuple(_notes(ask)),
    )


def _notes(ask: Ask) -> list[str]:
    notes = []
    if any(visitor.visits_a_day > PAIR for visitor in ask.visitors):
        notes.append(
            "With more than two visits a day the plan is PyVRP's, and its bound is a rough one: it may be nearer to the "
            "best than the gap says."
        )
    if ask.travel.unknown:
        notes.append(
            f"No place is known for {len(ask.travel.unknown)} of the practices and visitors; the way to each was taken "
            "to be the usual one."
        )
    return notes


def _impossible(free: Timetable) -> str:
    why = [one.why for one in free.left_out]
    if not why:
        return "No practice was chosen: give a list in which chosen_by is filled in."
    commonest = max(sorted(set(why)), key=why.count)
    first = next(one.practice for one in free.left_out if one.why == commonest)
    return f"No visit is possible. {first}, like {why.count(commonest) - 1} others: {commonest}"
