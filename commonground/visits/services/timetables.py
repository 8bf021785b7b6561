"""A round's timetable: asked for, planned behind the page, then accepted or left. An accepted one never changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from commonground.core.caller import Caller
from commonground.core.services import Changed, RefusedError, save, service
from commonground.engine.rules.visit_book import load_visit_book
from commonground.rounds.models import Candidate, Round
from commonground.rounds.policies import check_draw_up
from commonground.visits.models import RoundVisitor, Slot, Timetable, Visit
from commonground.visits.queries.timetables import accepted, still_open, to_plan
from commonground.visits.timetabling.times import clear_of, taken_times, times_of
from commonground.visits.timetabling.working_out import Plan

T = Timetable.State
S = Visit.State
NOT_ARRANGED = (S.CANDIDATE, S.CHALLENGED, S.POSTPONED, S.DID_NOT_TAKE_PLACE)
"""Where nobody at the practice has been told who comes, or has to be asked anew."""


@service("timetable.asked")
def ask(caller: Caller, timetable: Timetable, ways: Iterable[RoundVisitor]) -> Changed[Timetable]:
    """Somebody asks for a timetable, and says how each visits. Raises RefusedError where one is still open."""
    round_ = Round.objects.select_for_update().get(pk=timetable.round_id)
    check_draw_up(caller, round_)
    if caller.user_id is None:
        raise RefusedError("Only a person asks for a timetable.")
    if round_.confirmed_at is None:
        raise RefusedError("Confirm the list first: a timetable is made of a list that stays as it is.")
    if still_open(caller, round_) is not None:
        raise RefusedError("A timetable of this round is being made. Accept it or leave it first.")
    RoundVisitor.objects.filter(round=round_).delete()
    for way in ways:
        save(way)
    timetable.asked_by_id, timetable.follows = caller.user_id, accepted(caller, round_)
    return Changed(save(timetable), details={"round": round_.pk, "seed": timetable.seed})


@service("timetable.planned")
def keep_plan(caller: Caller, timetable: Timetable, plan: Plan) -> Changed[Timetable]:
    """The plan is there, and waits to be looked at."""
    _check_state(caller, timetable, T.WAITING, T.PLANNING)
    timetable.asked, timetable.found = plan.asked, plan.found
    timetable.state, timetable.step, timetable.percent = T.PLANNED, "", 100
    return Changed(save(timetable), details={"round": timetable.round_id})


@service("timetable.refused")
def refuse(caller: Caller, timetable: Timetable, sentence: str) -> Changed[Timetable]:
    """No timetable could be made; the sentence says why and what to relax."""
    _check_state(caller, timetable, T.WAITING, T.PLANNING)
    timetable.state, timetable.sentence, timetable.step = T.REFUSED, sentence, ""
    return Changed(save(timetable), details={"round": timetable.round_id})


@service("timetable.left")
def leave(caller: Caller, timetable: Timetable) -> Changed[Timetable]:
    """Leave a plan that was looked at, or that nobody waits for any longer: nothing comes of it."""
    _check_state(caller, timetable, T.WAITING, T.PLANNING, T.PLANNED)
    timetable.state = T.LEFT
    return Changed(save(timetable), details={"round": timetable.round_id})


@service("timetable.accepted")
def accept(caller: Caller, timetable: Timetable, *, now: datetime) -> Changed[Timetable]:
    """The round goes by this timetable: each practice gets its month and its day, each visitor the times to offer.

    The month that a practice was given first stays for ever. What is booked stays as it is booked.
    """
    round_ = Round.objects.select_for_update().get(pk=timetable.round_id)
    _check_state(caller, timetable, T.PLANNED)
    if accepted(caller, round_) != timetable.follows:
        raise RefusedError(
            "Another timetable of this round was accepted since. Leave this one and plan again."
        )
    _assign(caller, timetable)
    made = _offer_times(timetable, now=now)
    timetable.state, timetable.accepted_at, timetable.accepted_by = T.ACCEPTED, now, caller.name
    return Changed(save(timetable), details={"round": round_.pk, "times": made})


def _check_state(caller: Caller, timetable: Timetable, *states: Timetable.State) -> None:
    timetable.refresh_from_db()
    check_draw_up(caller, timetable.round)
    if timetable.state not in states:
        raise RefusedError(
            f"That can't be done with this timetable: {timetable.get_state_display().lower()}."
        )


def _assign(caller: Caller, timetable: Timetable) -> None:
    people = {one["name"]: one["person"] for one in timetable.asked["visitors"]}
    planned = {row["practice_code"]: row for row in timetable.found["visits"]}
    drawn = {row["practice_code"]: row["assigned_month"] for row in timetable.found["left_out"]}
    listed = to_plan(caller, timetable.round)
    to_give = {
        visit.practice_id: visit
        for visit in Visit.objects.filter(round=timetable.round, state__in=NOT_ARRANGED)
    }
    for one in listed:
        row = planned.get(one.practice.code)
        day = date.fromisoformat(row["date"]) if row else None
        month = row["assigned_month"] if row else drawn.get(one.practice.code)
        one.planned_on = day
        if one.assigned_month is None and (month or day):
            one.assigned_month = _first_day(month) if month else day and day.replace(day=1)
        visit = to_give.get(one.practice_id)
        if row and visit and visit.visitor_id != people[row["visitor"]]:
            visit.visitor_id = one.visitor_id = people[row["visitor"]]
            save(visit)
    Candidate.objects.bulk_update(listed, ["assigned_month", "planned_on", "visitor"], batch_size=500)


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _offer_times(timetable: Timetable, *, now: datetime) -> int:
    """Keep the times of the timetable that are to come, and take back those of days on which somebody is away."""
    for one in timetable.asked["visitors"]:
        away = [date.fromisoformat(day) for day in one["away"]]
        free = Slot.objects.filter(visitor=one["person"], visit=None, starts_at__gte=now)
        free.filter(starts_at__date__in=away).delete()
    times = times_of(timetable.asked, timetable.found, load_visit_book())
    if not times:
        return 0
    taken = taken_times({one.person for one in times}, times[0].starts_at, times[-1].ends_at)
    made = [
        Slot(visitor_id=one.person, starts_at=one.starts_at, ends_at=one.ends_at)
        for one in clear_of(times, taken, now=now)
    ]
    Slot.objects.bulk_create(made, batch_size=500)
    return len(made)
