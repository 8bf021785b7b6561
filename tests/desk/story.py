"""What desk tests put into the small world: visits, plans, questions, attempts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from commonground.accounts.models import User
from commonground.advice.models import Question
from commonground.plans.models import Action, CheckIn, Plan
from commonground.practices.models import Practice
from commonground.visits.models import Attendee, ContactAttempt, RecordEntry, Visit
from tests.world import TODAY

NOW = timezone.make_aware(datetime(2026, 11, 25, 9))
DAY = timedelta(days=1)


def visit(at: Practice, by: User, state: str, **fields: Any) -> Visit:
    """A visit in a state; one that has a time has it a fortnight ago."""
    if state in ("held", "written_up", "closed"):
        fields.setdefault("starts_at", NOW - 14 * DAY)
        fields.setdefault("ends_at", fields["starts_at"] + timedelta(hours=1))
        fields.setdefault("booked_at", fields["starts_at"] - 14 * DAY)
    return Visit.objects.create(practice=at, visitor=by, state=state, made_at=NOW - 60 * DAY, **fields)


def promise(at: Practice, by: User, due_on: date, what: str = "Send the rule", **fields: Any) -> Action:
    """A promise of ours in a plan of its own."""
    return action(at, due_on, what, side=Action.Side.COMMISSIONER, owner=by, **fields)


def action(at: Practice, due_on: date, what: str = "Ring families", **fields: Any) -> Action:
    """An action in a plan of its own."""
    plan = fields.pop("plan", None) or Plan.objects.create(
        practice=at,
        owner=fields.get("owner") or User.objects.earliest("pk"),
        written_by=Plan.WrittenBy.TOGETHER,
        made_at=NOW,
        agreed_on=TODAY - 30 * DAY,
    )
    values = {"side": Action.Side.PRACTICE, "who": "Nora Nurse", **fields}
    return Action.objects.create(plan=plan, what=what, due_on=due_on, **values)


def question(at: Practice, by: User, due_on: date, topic: str = "payment", **fields: Any) -> Question:
    """A question that a practice asked."""
    values = {"text": f"A question on {topic}", "asked_on": due_on - 10 * DAY, **fields}
    return Question.objects.create(practice=at, owner=by, topic=topic, due_on=due_on, **values)


def check_in(of: Action, due_on: date, **fields: Any) -> CheckIn:
    """A check-in on an action."""
    return CheckIn.objects.create(action=of, due_on=due_on, why="after 2 months", **fields)


def attempt(to: Visit, outcome: str, minutes: int, **fields: Any) -> ContactAttempt:
    """An attempt to arrange a visit."""
    values = {"by": to.visitor, "at": NOW - 20 * DAY, **fields}
    return ContactAttempt.objects.create(
        practice=to.practice, visit=to, outcome=outcome, minutes=minutes, **values
    )


def came(to: Visit, *roles: str) -> None:
    """People of these roles came to a visit."""
    Attendee.objects.bulk_create(Attendee(visit=to, role=role, came=True) for role in roles)


def found(at: Visit, code: str, value: str) -> RecordEntry:
    """A factor was asked about at a visit."""
    return RecordEntry.objects.create(
        visit=at, key=f"factor:{code}", value=value, saved_by="Cora", saved_at=NOW
    )
