"""What is read of plans: always of the practices that the caller may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from commonground.core.caller import Caller
from commonground.core.personal import shown
from commonground.plans.models import OPEN_STATES, WANT_HELP, Action, CheckIn, Plan
from commonground.plans.numbers import number_for
from commonground.practices.models import Practice
from commonground.practices.queries import practices, whole_history

SIDE = Action.Side


@dataclass(frozen=True)
class Owed:
    """A row of what is to be done: a promise to keep, an action to ask after."""

    practice_code: str
    practice_name: str
    what: str
    who: str
    due_on: date
    days_late: int
    pk: int
    plan_pk: int
    state: str
    owner_pk: int | None = None
    was_due_on: date | None = None


def plans(caller: Caller) -> QuerySet[Plan]:
    """The plans of the practices a caller may see, the newest first."""
    return Plan.objects.filter(practice__in=practices(caller)).select_related(
        "practice__area__parent__parent", "practice__visitor", "owner"
    )


def plan(caller: Caller, pk: int) -> Plan:
    """One plan. Raises Plan.DoesNotExist where the caller may not see it."""
    return plans(caller).get(pk=pk)


def plans_of(caller: Caller, practice: Practice) -> QuerySet[Plan]:
    """The plans of a practice and of what merged into it, with their actions."""
    return plans(caller).filter(practice__in=whole_history(caller, practice)).prefetch_related("actions")


def actions(caller: Caller) -> QuerySet[Action]:
    """The actions and promises of the practices a caller may see."""
    return Action.objects.filter(plan__practice__in=practices(caller)).select_related(
        "plan__practice__area__parent__parent", "plan__practice__visitor", "plan__owner", "owner"
    )


def check_ins(caller: Caller) -> QuerySet[CheckIn]:
    """The check-ins of the practices a caller may see."""
    return CheckIn.objects.filter(action__plan__practice__in=practices(caller)).select_related(
        "action__plan__practice__area__parent__parent",
        "action__plan__practice__visitor",
        "action__plan__owner",
        "action__owner",
    )


def promises(caller: Caller, *, today: date, mine: bool = False) -> list[Owed]:
    """What we owe practices, the oldest first: the caller's own, or all that a lead sees."""
    found = actions(caller).filter(side=SIDE.COMMISSIONER, state__in=OPEN_STATES).order_by("due_on", "pk")
    if mine:
        found = found.filter(Q(owner=caller.user_id) | Q(owner=None, plan__practice__visitor=caller.user_id))
    return [_owed(caller, action, today) for action in found]


def due_check_ins(caller: Caller, *, today: date, mine: bool = False) -> list[Owed]:
    """Whom to ring: asked a week ago without a reply, or without an address. A row's pk is the check-in's."""
    found = check_ins(caller).filter(
        due_on__lte=today, answered_at=None, action__state__in=OPEN_STATES, action__side=SIDE.PRACTICE
    )
    if mine:
        found = found.filter(action__plan__practice__visitor=caller.user_id)
    answered_since = CheckIn.objects.filter(
        action=OuterRef("action"), answered_at__isnull=False, due_on__gte=OuterRef("due_on")
    )
    latest: dict[int, Owed] = {}
    waits: dict[int, timedelta] = {}
    for one in found.exclude(Exists(answered_since)).order_by("due_on"):
        area = one.action.plan.practice.area
        if area.pk not in waits:
            waits[area.pk] = timedelta(days=number_for(area, "ring-after-days"))
        if one.asked_at is None or one.asked_at.date() <= today - waits[area.pk]:
            latest[one.action_id] = _owed(caller, one.action, today, pk=one.pk, since=one.due_on)
    return sorted(latest.values(), key=lambda row: row.due_on)


def wants_help(caller: Caller, *, today: date, mine: bool = False) -> list[Owed]:
    """Actions that the practice called stuck or not theirs: see how we can help."""
    found = stuck(caller)
    if mine:
        found = found.filter(plan__practice__visitor=caller.user_id)
    return [_owed(caller, action, today) for action in found]


def stuck(caller: Caller) -> QuerySet[Action]:
    """Actions that the practice called stuck or not theirs, and that nobody has talked over with it since."""
    return actions(caller).filter(side=SIDE.PRACTICE, state__in=WANT_HELP, helped_on=None)


def open_of(caller: Caller, practice: Practice, *, today: date, side: Action.Side) -> list[Owed]:
    """The open actions of a practice and of what merged into it, or our open promises to them."""
    whole = whole_history(caller, practice)
    found = actions(caller).filter(plan__practice__in=whole, side=side, state__in=OPEN_STATES)
    return [_owed(caller, action, today) for action in found]


def asked_and_answered(caller: Caller, plan: Plan) -> QuerySet[CheckIn]:
    """The check-ins of a plan, past and to come."""
    return check_ins(caller).filter(action__plan=plan)


def _owed(
    caller: Caller, action: Action, today: date, *, pk: int | None = None, since: date | None = None
) -> Owed:
    due = since or action.due_on
    return Owed(
        practice_code=action.plan.practice.code,
        practice_name=action.plan.practice.name,
        what=shown(caller, action, "what"),
        who=shown(caller, action.owner, "name") or shown(caller, action, "who"),
        due_on=due,
        days_late=max((today - due).days, 0),
        pk=pk or action.pk,
        plan_pk=action.plan_id,
        state=action.get_state_display(),
        owner_pk=action.owner_id,
        was_due_on=action.was_due_on,
    )
