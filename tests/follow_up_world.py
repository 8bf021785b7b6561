"""A practice with a manager, a visit and a plan, put in by services: what the follow-up tests begin with."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from commonground.core.caller import Caller
from commonground.core.links import address_of
from commonground.core.models import Link, OutboxMessage
from commonground.plans import services as plans
from commonground.plans.models import Action, Plan
from commonground.practices.models import Practice
from commonground.visits.models import Visit
from tests.world import TODAY, World, called, manager, practice

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=LONDON)


def surgery(world: World, **fields: Any) -> Practice:
    """A practice of the commissioner with a manager who can be written to."""
    found = practice(world.ealing, visitor=world.commissioner, **fields)
    manager(called(world.commissioner), found, email=f"manager.{found.code.lower()}@practice.example")
    return found


def held_visit(world: World, at: Practice, **fields: Any) -> Visit:
    """A visit of the commissioner that was held this morning."""
    values = {"state": Visit.State.HELD, "starts_at": NOON - timedelta(hours=3), "made_at": NOON, **fields}
    return Visit.objects.create(practice=at, visitor=world.commissioner, **values)


def plan_of(world: World, at: Practice, written_by: str = "commissioner") -> Plan:
    """A plan without actions yet."""
    return plans.begin(called(world.commissioner), at, written_by=written_by, at=NOON)


def action(
    plan: Plan, what: str = "Ring the families of the overdue children each Monday", **fields: Any
) -> Action:
    """An action of the practice, unsaved."""
    values = {
        "side": Action.Side.PRACTICE,
        "who": "The lead nurse",
        "due_on": TODAY + timedelta(days=60),
        "factor": "no-call-recall",
        "children_expected": 12,
        **fields,
    }
    return Action(plan=plan, what=what, **values)


def promise(world: World, plan: Plan, due_on: date, what: str = "Ask CHIS why the export stopped") -> Action:
    """Something that the commissioner owes the practice, kept."""
    owed = Action(
        plan=plan,
        side=Action.Side.COMMISSIONER,
        what=what,
        who=world.commissioner.name,
        owner=world.commissioner,
        due_on=due_on,
    )
    return plans.add_action(called(world.commissioner), owed, today=min(due_on, TODAY))


def agreed_plan(world: World, at: Practice) -> Plan:
    """A plan of two actions that both sides agreed on."""
    plan, caller = plan_of(world, at), called(world.commissioner)
    plans.add_action(caller, action(plan), today=TODAY)
    plans.add_action(
        caller, action(plan, "Compare the CHIS list with ours by name each quarter"), today=TODAY
    )
    return plans.agree(caller, plan, at=NOON)


def link_of(kind: str) -> Link:
    """The link of the newest letter of a kind."""
    message = OutboxMessage.objects.filter(kind=kind).first()
    assert message is not None, f"no letter {kind} was written"
    assert message.link is not None
    return message.link


def address_in(kind: str) -> str:
    """The address that stands in the newest letter of a kind."""
    return address_of(link_of(kind))


def holder(link: Link, at: Practice) -> Caller:
    """Whoever opens a link."""
    return Caller(at.name, practice_id=at.pk, link_id=str(link.pk))
