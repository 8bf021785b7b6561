"""A season's timetable: the best plan, its price in a random order of months, and the order itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from commonground.engine.errors import UserError
from commonground.engine.timetable.claims import in_order, left_out_worth, priority_of, travel_of
from commonground.engine.timetable.plan import PAIR, planned
from commonground.engine.timetable.problem import in_drawn_months, problem_of
from commonground.engine.timetable.random_order import bands, draw
from commonground.engine.timetable.search import Progress, Search
from commonground.engine.timetable.values import Ask, Claim, LeftOut, Timetable, Travel, Visit
from commonground.engine.timetable.why import why_left_out

_MONTHS_SHARE, _SECONDS_A_VISITOR = 0.3, 0.2
"""Of the time limit, for the months that are drawn: so much a visitor, up to a share; the rest is for the best plan."""
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
    limited = (
        replace(search, seconds_left=search.share(_share_of_the_best(ask, search)))
        if random_order
        else search
    )
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


def _share_of_the_best(ask: Ask, search: Search) -> float:
    wanted = _SECONDS_A_VISITOR * len(ask.visitors) / max(search.seconds_left(), _SECONDS_A_VISITOR)
    return 1 - min(_MONTHS_SHARE, wanted)


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
        extra = ask.worth.in_drawn_month
        problem = in_drawn_months(problem_of(part, by_month=True), month_of, extra)
        left = len(ask.visitors) - number
        own_time = _quietly(ask, search, 1 / left)
        plan = planned(part, own_time, problem=problem)
        found += plan.visits
        # of those that keep as many practices in their months, none has less travel and less left out than this
        bound += plan.bound - extra * (len(own) - plan.placed)
        methods.append(plan.method)
        search.tell(Progress(f"Months of {visitor.name}", travel_of(ask, found) + left_out_worth(ask, found)))
    drawn = set(months)
    never = sum(
        float(worth) for one, worth in zip(ask.practices, ask.worths(), strict=True) if one.code not in drawn
    )
    rest = planned(ask, _quietly(ask, search, 1.0), booked=found)
    method = max(set(methods), key=lambda one: (methods.count(one), one))
    return [*found, *rest.visits], bound + never, method


def _quietly(ask: Ask, search: Search, part: float) -> Search:
    """A search for a part of the time left; with PyVRP only where nothing else can plan: more than two visits a day."""
    many = any(visitor.visits_a_day > PAIR for visitor in ask.visitors)
    return replace(
        search,
        seconds_left=search.share(part),
        iterations=search.iterations if many else 0,
        tell=lambda _progress: None,
    )


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
        replace(
            visit,
            assigned_month=months.get(visit.practice),
            band=band_of[visit.practice],
            uid=uid_of(ask, visit),
        )
        for visit in in_order(visits)
    ]
    return finished(ask, placed, bound, method, search, months)


def uid_of(ask: Ask, visit: Visit) -> str:
    """What calendars call a visit that is new: a practice has one in a season."""
    return f"{visit.practice}-{ask.season.first:%Y%m%d}@commonground".lower()


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
            "With more than two visits a day the plan is PyVRP's, and its bound is a rough one: it may be nearer to "
            "the best than the gap says."
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
