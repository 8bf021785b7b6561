"""What plans need done each day: asking after actions, and reminding us of promises. Safe to run twice."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from commonground.core.caller import SYSTEM
from commonground.core.services import RefusedError
from commonground.plans import check_in_services, queries
from commonground.plans.models import OPEN_STATES, Action


def run(now: datetime) -> list[str]:
    """Ask what is due to be asked, and say so. A promise is reminded of before any practice is asked."""
    due = queries.check_ins(SYSTEM).filter(
        due_on__lte=timezone.localtime(now).date(),
        asked_at=None,
        answered_at=None,
        action__state__in=OPEN_STATES,
    )
    reminded = asked = to_ring = 0
    for check_in in due.filter(action__side=Action.Side.COMMISSIONER, action__owner__isnull=False):
        check_in_services.remind_of_promise(SYSTEM, check_in, at=now)
        reminded += 1
    for check_in in due.filter(action__side=Action.Side.PRACTICE):
        try:
            check_in_services.ask(SYSTEM, check_in, at=now)
            asked += 1
        except RefusedError:
            to_ring += 1
    return [
        f"{reminded} reminders of promises to practices.",
        f"{asked} practices' actions asked after.",
        f"{to_ring} to be asked by phone, for want of an e-mail address.",
    ]
