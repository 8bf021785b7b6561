"""The timetable that the round in progress goes by: planned by the engine as any other, accepted before it began."""

from __future__ import annotations

from datetime import datetime, timedelta

from commonground.accounts.models import User
from commonground.accounts.queries import caller_of
from commonground.core.caller import Role
from commonground.core.models import AuditEvent
from commonground.engine.rules.visit_book import load_visit_book
from commonground.engine.timetable.search import Search
from commonground.rounds.models import Round
from commonground.visits.models import RoundVisitor, Timetable
from commonground.visits.queries.timetables import to_plan
from commonground.visits.services import timetables as services
from commonground.visits.timetabling.asks import Listed, going, season_of
from commonground.visits.timetabling.working_out import made_new
from commonground.web.demo.places import CENTRE
from commonground.web.demo.season import SEED, Setting, at

ASKED_BEFORE = timedelta(days=24)
SECONDS = 60
"""More than it takes: nothing of the demo depends on how fast the machine is."""
BASES = ((0.05, 0.0), (0.0, 0.1), (-0.05, 0.0), (0.0, -0.1))
"""Degrees from the centre at which visitors start."""


def plan_round(round_: Round) -> dict[int, datetime]:
    """By practice, when its visit is planned. The timetable waits to be accepted once the visits are there."""
    lead = _lead()
    asked_at = at(round_.starts_on - ASKED_BEFORE)
    timetable = Timetable.objects.create(
        round=round_,
        first_day=round_.starts_on,
        seed=SEED,
        seconds=SECONDS,
        km_an_hour=round(load_visit_book().number("travel-km-an-hour")),
        asked_at=asked_at,
        asked_by=lead,
    )
    _say_how_they_visit(round_)
    caller = caller_of(lead)
    every = to_plan(caller, round_)
    days = season_of(timetable, on=asked_at.date())
    who = going(caller, timetable, days.last)
    listed = Listed(every, every, {}, [], {})
    plan = made_new(timetable, listed, who, days, Search(seed=SEED, iterations=0), load_visit_book())
    services.keep_plan(caller, timetable, plan)
    practices = {one.practice.code: one.practice_id for one in every}
    clocks = {row["practice_code"]: f"{row['date']}T{row['start']}" for row in plan.found["visits"]}
    moments = {code: datetime.fromisoformat(clock) for code, clock in clocks.items()}
    return {practices[code]: at(when.date(), when.hour, when.minute) for code, when in moments.items()}


def accept(given: Setting, round_: Round) -> None:
    """The round goes by its timetable, as it has since before it began; the times to come are offered."""
    timetable = Timetable.objects.get(round=round_)
    services.accept(caller_of(_lead()), timetable, now=at(given.today, 8))
    Timetable.objects.filter(pk=timetable.pk).update(accepted_at=timetable.asked_at + timedelta(days=1))
    AuditEvent.objects.filter(subject_type="visits.timetable").update(at=timetable.asked_at)


def _lead() -> User:
    return User.objects.filter(role=Role.LEAD.value).earliest("pk")


def _say_how_they_visit(round_: Round) -> None:
    """One weekday each, and the first a second."""
    for number, person in enumerate(round_.visitors.order_by("pk")):
        north, east = BASES[number % len(BASES)]
        first = number % 5
        RoundVisitor.objects.create(
            round=round_,
            person=person,
            base=person.base_postcode,
            latitude=CENTRE[0] + north,
            longitude=CENTRE[1] + east,
            weekdays=sorted({first, (first + 2) % 5} if number % 9 == 0 else {first}),
            visits_a_day=2,
            away=f"{round_.starts_on.year}-12-24..{round_.starts_on.year}-12-31",
        )
