"""Planning again after a cancellation, an illness or a practice's choice: what is booked stays, the rest moves least.

First every visit that can stay stays, and those that can't are placed in what is free with the least travel: no plan
has fewer changes. Only if one of them finds no place may planned visits move for it, as few as will do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from commonground.engine.errors import UserError
from commonground.engine.timetable.claims import in_order, travel_of
from commonground.engine.timetable.dates import on_dates, with_hours
from commonground.engine.timetable.optimum import optimum
from commonground.engine.timetable.plan import PAIR, planned
from commonground.engine.timetable.problem import Cell, Problem, in_drawn_months, open_days, problem_of
from commonground.engine.timetable.search import Search
from commonground.engine.timetable.season import finished, uid_of
from commonground.engine.timetable.values import HALVES, Ask, Half, Minutes, Status, Timetable, Visit


@dataclass(frozen=True)
class Replanned:
    """The timetable, and a sentence for each visit that is not where it was."""

    timetable: Timetable
    changes: tuple[str, ...]


@dataclass(frozen=True)
class _Sorted:
    """The visits of the earlier timetable: which stay, which have to move, who gets none."""

    stay: tuple[Visit, ...]
    move: tuple[Visit, ...]
    withdrawn: frozenset[str]


def replan(ask: Ask, earlier: Sequence[Visit], months: dict[str, date], search: Search) -> Replanned:
    """The timetable after what has happened, told by the statuses of the earlier visits and the visitors' absences.

    months: the month drawn for each practice; it is kept for ever. Raises UserError where the earlier timetable names
    a practice or visitor who is not in the ask, or books two visits at one time.
    """
    _check(ask, earlier)
    ask = _not_on_that_day_again(ask, earlier)
    found = _sorted(ask, earlier)
    ask = _without(ask, found.withdrawn)
    wanted = {visit.practice for visit in found.move}
    placed, bound, method = _in_what_is_free(ask, found, months, search)
    visits = [*found.stay, *placed]
    missing = wanted - {visit.practice for visit in placed}
    if missing and not all(_firm(ask, visit) for visit in found.stay) and _in_pairs(ask):
        moved, moved_bound, moved_method = _moving_others(ask, found, search)
        if len(missing) > len((wanted | {v.practice for v in found.stay}) - {v.practice for v in moved}):
            visits, bound, method = moved, moved_bound, moved_method
    told = {visit.practice: visit for visit in earlier}
    visits = [_told(ask, visit, told.get(visit.practice), months) for visit in visits]
    timetable = finished(ask, visits, bound, method, search, months)
    return Replanned(timetable, tuple(_changes(earlier, timetable.visits)))


def _told(ask: Ask, visit: Visit, before: Visit | None, months: Mapping[str, date]) -> Visit:
    """A visit with what is kept of it for ever; in a calendar a visit that moved is newer than it was."""
    if before is None:
        return replace(visit, uid=uid_of(ask, visit), assigned_month=months.get(visit.practice))
    same = _place(visit) == _place(before)
    return replace(
        visit,
        assigned_month=months.get(visit.practice),
        band=before.band,
        uid=before.uid or uid_of(ask, visit),
        sequence=before.sequence + (0 if same else 1),
    )


def _place(visit: Visit) -> tuple[str, date, Half]:
    return visit.visitor, visit.day, visit.half


def _firm(ask: Ask, visit: Visit) -> bool:
    """Booked, or over before the part of the season that is planned."""
    return visit.status is Status.BOOKED or visit.day < ask.season.first


def _in_pairs(ask: Ask) -> bool:
    return all(visitor.visits_a_day <= PAIR for visitor in ask.visitors)


def _check(ask: Ask, earlier: Sequence[Visit]) -> None:
    practices = {one.code for one in ask.practices}
    visitors = {one.name for one in ask.visitors}
    at: dict[tuple[str, date, int], str] = {}
    for visit in in_order(earlier):
        if visit.status in (Status.CANCELLED, Status.WITHDRAWN):
            continue
        if visit.practice not in practices:
            raise UserError(
                f"The earlier timetable has a visit to {visit.practice}, which is not among the practices chosen: add "
                "it to the list, or give its visit the status withdrawn."
            )
        if visit.visitor not in visitors:
            raise UserError(
                f"The earlier timetable has a visit by {visit.visitor}, who is not among the visitors: add them, or "
                "give their visits the status cancelled."
            )
        place = (visit.visitor, visit.day, visit.starts)
        if place in at:
            raise UserError(
                f"{visit.visitor} has two visits on {visit.day} at {visit.clock:%H:%M}, to {at[place]} and "
                f"{visit.practice}: give one of them the status cancelled."
            )
        at[place] = visit.practice


def _not_on_that_day_again(ask: Ask, earlier: Sequence[Visit]) -> Ask:
    cancelled: dict[str, set[date]] = {}
    for visit in earlier:
        if visit.status is Status.CANCELLED:
            cancelled.setdefault(visit.practice, set()).add(visit.day)
    return replace(
        ask,
        practices=tuple(
            replace(one, closed=one.closed | cancelled.get(one.code, set())) for one in ask.practices
        ),
    )


def _sorted(ask: Ask, earlier: Sequence[Visit]) -> _Sorted:
    stay, move = [], []
    chosen = {one.code for one in ask.practices}
    for visit in earlier:
        if visit.status is Status.WITHDRAWN or visit.practice not in chosen:
            continue
        if visit.status is not Status.CANCELLED and _can_stay(ask, visit):
            stay.append(visit)
        else:
            move.append(replace(visit, status=Status.PLANNED))
    withdrawn = frozenset(visit.practice for visit in earlier if visit.status is Status.WITHDRAWN)
    return _Sorted(tuple(stay), tuple(move), withdrawn)


def _can_stay(ask: Ask, visit: Visit) -> bool:
    """A booked visit stays unless its visitor is away; a planned one if nothing else speaks against it either."""
    visitor = next(one for one in ask.visitors if one.name == visit.visitor)
    if visit.day < ask.season.first:
        return True
    if visit.day in visitor.away:
        return False
    if visit.status is Status.BOOKED:
        return True
    practice = next(one for one in ask.practices if one.code == visit.practice)
    return (
        visit.day in open_days(ask, visitor)
        and visit.day not in practice.closed
        and (visit.day.weekday(), visit.half) in practice.half_days
    )


def _without(ask: Ask, codes: frozenset[str]) -> Ask:
    """The ask with no half-day left for practices that have withdrawn, and nothing lost by leaving them out."""
    return replace(
        ask,
        practices=tuple(
            replace(one, half_days=frozenset(), withdrawn=True) if one.code in codes else one
            for one in ask.practices
        ),
    )


def _in_what_is_free(
    ask: Ask, found: _Sorted, months: dict[str, date], search: Search
) -> tuple[list[Visit], float, str]:
    """The visits to move, each in its drawn month if that has room; then all that still have none, in any month."""
    numbers = {one.code: number for number, one in enumerate(ask.practices)}
    problem = problem_of(ask, by_month=True, booked=found.stay)
    drawn = {numbers[visit.practice]: months.get(visit.practice, visit.actual_month) for visit in found.move}
    others = frozenset(range(len(ask.practices))) - set(drawn)
    first = planned(
        ask,
        search,
        booked=found.stay,
        problem=_only(in_drawn_months(problem, drawn, ask.worth.in_drawn_month), others),
    )
    kept = [*found.stay, *first.visits]
    rest = planned(ask, search, booked=kept)
    placed = [*first.visits, *rest.visits]
    bound = travel_of(ask, found.stay) + _bound(ask, problem, search)
    return placed, bound, rest.method if rest.visits else first.method


def _bound(ask: Ask, problem: Problem, search: Search) -> float:
    """What no plan beside the visits that stay goes below, whatever the months."""
    if not _in_pairs(ask):
        return 0.0
    return optimum(problem, replace(search, iterations=0)).bound


def _only(problem: Problem, leave_out: frozenset[int]) -> Problem:
    out = np.isin(np.arange(len(problem.worth)), sorted(leave_out))
    am, pm = (np.where(out[None, :], -np.inf, worths) for worths in (problem.am, problem.pm))
    return replace(problem, am=am, pm=pm)


def _moving_others(ask: Ask, found: _Sorted, search: Search) -> tuple[list[Visit], float, str]:
    """Everything that is not booked planned again, a visit being worth much more where it is than anywhere else."""
    booked = [visit for visit in found.stay if _firm(ask, visit)]
    loose = [visit for visit in found.stay if not _firm(ask, visit)]
    problem = _days_apart(problem_of(ask, by_month=True, booked=booked), ask, loose)
    problem = _keeping(ask, problem, loose, [*loose, *found.move])
    best = optimum(problem, replace(search, iterations=0))
    visits, _ = on_dates(ask, problem, with_hours(ask, best.days))
    value = travel_of(ask, [*booked, *visits])
    bound = value if best.proved else travel_of(ask, booked)
    before = {(visit.practice, *_place(visit)): visit for visit in loose}
    return [*booked, *(before.get((v.practice, *_place(v)), v) for v in visits)], bound, best.method


def _days_apart(problem: Problem, ask: Ask, loose: Sequence[Visit]) -> Problem:
    """The problem with each day that has a planned visit as a cell of its own."""
    names = [visitor.name for visitor in ask.visitors]
    own = {(names.index(visit.visitor), visit.day) for visit in loose}
    cells: list[Cell] = []
    am: list[Minutes] = []
    pm: list[Minutes] = []
    for number, cell in enumerate(problem.cells):
        apart = [day for day in cell.dates if (cell.visitor, day) in own and cell.taken is None]
        together = tuple(day for day in cell.dates if day not in apart)
        parts = [replace(cell, dates=(day,)) for day in apart] + (
            [replace(cell, dates=together)] if together else []
        )
        for part in parts:
            open_to = np.array([not one.closed.issuperset(part.dates) for one in ask.practices])
            cells.append(part)
            am.append(np.where(open_to, problem.am[number], -np.inf))
            pm.append(np.where(open_to, problem.pm[number], -np.inf))
    return replace(problem, cells=tuple(cells), am=np.array(am), pm=np.array(pm))


def _keeping(ask: Ask, problem: Problem, loose: Sequence[Visit], again: Sequence[Visit]) -> Problem:
    numbers = {one.code: number for number, one in enumerate(ask.practices)}
    more = np.zeros(len(ask.practices))
    more[[numbers[visit.practice] for visit in again]] = ask.worth.visiting_again
    am, pm = problem.am + more, problem.pm + more
    kept = {(visit.visitor, visit.day, visit.half): numbers[visit.practice] for visit in loose}
    for at, cell in enumerate(problem.cells):
        for half, worths in zip(HALVES, (am, pm), strict=True):
            own = kept.get((ask.visitors[cell.visitor].name, cell.dates[0], half))
            if own is not None and len(cell.dates) == 1:
                worths[at, own] += ask.worth.keeping
    worth = problem.worth + np.where(problem.worth > 0, more, 0.0)
    return replace(problem, am=am, pm=pm, worth=worth)


def _changes(earlier: Sequence[Visit], visits: Sequence[Visit]) -> list[str]:
    now = {visit.practice: visit for visit in visits}
    before = {visit.practice: visit for visit in earlier}
    said = []
    for code, old in sorted(before.items()):
        new = now.get(code)
        if new is None:
            said.append(f"{code} had a visit on {old.day} and has none now.")
        elif _place(new) != _place(old):
            said.append(
                f"{code} moves from {old.day} ({old.half}, {old.visitor}) to {new.day} ({new.half}, {new.visitor})."
            )
    return said + [
        f"{code} has a visit on {new.day} ({new.half}, {new.visitor}) and had none."
        for code, new in sorted(now.items())
        if code not in before
    ]
