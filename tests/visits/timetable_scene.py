"""A confirmed round of some practices, and a timetable of it, asked for and planned as a page would."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from commonground.accounts.models import User
from commonground.practices.models import Practice
from commonground.rounds import services as rounds
from commonground.rounds.models import Candidate, Round
from commonground.visits.models import RoundVisitor, Timetable
from commonground.visits.services import rounds as round_services
from commonground.visits.services import timetables as services
from commonground.visits.tasks import plan_timetable
from tests.world import World, called, manager, practice

NOW = datetime(2026, 11, 25, 9, tzinfo=ZoneInfo("Europe/London"))
FIRST, LAST = date(2026, 12, 1), date(2027, 4, 30)


def places(world: World, number: int) -> list[Practice]:
    """Practices side by side, each with a manager."""
    made = []
    for n in range(number):
        one = practice(world.ealing, latitude=51.5 + n / 200, longitude=-0.3, postcode=f"ZZ{n % 3 + 1} 1AA")
        manager(called(world.lead), one, f"Mina {'ABCDEFGHIJKLMNOP'[n]}anager")
        made.append(one)
    return made


def a_round(
    world: World, practices: list[Practice], *, visitors: tuple[User, ...] = (), **fields: Any
) -> Round:
    """A confirmed round of these practices, all of the first visitor."""
    lead, people = called(world.lead), visitors or (world.commissioner,)
    values = {"name": "Winter", "area": world.region, "starts_on": FIRST, "ends_on": LAST, "rule": "by hand"}
    round_ = rounds.make_round(lead, Round(**{**values, "made_at": NOW, **fields}), visitors=people)
    for number, one in enumerate(practices, start=1):
        candidate = Candidate(round=round_, practice=one, position=number, reason="missed", visitor=people[0])
        rounds.add_candidate(lead, candidate)
    round_services.confirm_round(lead, round_, at=NOW)
    return Round.objects.get(pk=round_.pk)


def way(round_: Round, person: User, **fields: Any) -> RoundVisitor:
    """How somebody visits: every weekday, twice a day, from the middle."""
    values = {"base": "51.5, -0.3", "latitude": 51.5, "longitude": -0.3, "visits_a_day": 2}
    return RoundVisitor(round=round_, person=person, **{**values, "weekdays": [0, 1, 2, 3, 4], **fields})


def planned(world: World, round_: Round, *ways: RoundVisitor, **fields: Any) -> Timetable:
    """A timetable that was asked for and planned."""
    values = {"first_day": FIRST, "seed": 1, "seconds": 20, "km_an_hour": 22, "asked_at": NOW}
    wanted = Timetable(round=round_, **{**values, **fields})
    asked = services.ask(called(world.lead), wanted, ways or [way(round_, world.commissioner)])
    plan_timetable.enqueue(asked.pk)
    return Timetable.objects.get(pk=asked.pk)


def accepted(world: World, round_: Round, *ways: RoundVisitor, **fields: Any) -> Timetable:
    """A timetable that the round goes by."""
    return services.accept(called(world.lead), planned(world, round_, *ways, **fields), now=NOW)
