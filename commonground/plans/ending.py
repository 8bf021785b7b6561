"""How an action comes to its end, and that what ended stays ended."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from commonground.core.links import revoke
from commonground.core.models import Link
from commonground.core.services import save
from commonground.plans.models import Action
from commonground.plans.policies import check_open

AS_IT_STANDS = ("what", "who", "due_on", "was_due_on", "state", "closed_on", "helped_on")


def read_anew(action: Action, *, fields: tuple[str, ...] = AS_IT_STANDS) -> None:
    """What somebody else changed since an action was read; nobody changes it until this is done."""
    action.refresh_from_db(fields=fields, from_queryset=Action.objects.select_for_update())


def close_action(action: Action, state: Action.State, on: date) -> Action:
    """Bring an open action to its end, and end the links that wait for an answer to it."""
    read_anew(action)
    check_open(action)
    action.state, action.closed_on = state, on
    save(action)
    end_links(action, timezone.make_aware(datetime.combine(on, time())))
    return action


def end_links(action: Action, at: datetime) -> None:
    """End the links in letters that ask after an action."""
    for key in action.check_ins.filter(asked_at__isnull=False).values_list("pk", flat=True):
        revoke(action.plan.practice.code, Link.Purpose.ANSWER, key, now=at)
