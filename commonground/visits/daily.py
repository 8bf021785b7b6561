"""What a day needs of visits: called by `commonground daily`, and safe to run twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from commonground.core.caller import SYSTEM
from commonground.core.services import RefusedError
from commonground.engine.rules.visit_book import load_visit_book
from commonground.visits.queries import visits as queries
from commonground.visits.services.booking import let_go
from commonground.visits.services.reminders import ask_again, is_soon, remind
from commonground.visits.services.rounds import return_to_list


def run(now: datetime) -> list[str]:
    """Return what is no longer challenged, ask after invitations without an answer, let go what nobody answered,
    remind of visits that are near.

    Says what was done.
    """
    done = []
    on = timezone.localdate(now)
    for returned in queries.challenge_over(SYSTEM, on=on):
        if _went(partial(return_to_list, SYSTEM, returned, on=on)):
            done.append(f"Put {returned.practice.name} back on its list: the challenge is over.")
    for visit in queries.to_ask_again(SYSTEM, now=now):
        if _went(partial(ask_again, SYSTEM, visit, now=now)):
            done.append(f"Asked {visit.practice.name} again for a date.")
    notice = timedelta(hours=load_visit_book().number("booking-notice-hours"))
    for visit in queries.kept_until(SYSTEM, now + notice):
        if _went(partial(let_go, SYSTEM, visit, now=now)):
            done.append(f"Asked {visit.practice.name} for another time: not everybody needed had answered.")
    for visit in queries.booked_and_not_reminded(SYSTEM):
        if is_soon(visit, now=now) and _went(partial(remind, SYSTEM, visit, now=now)):
            done.append(f"Reminded {visit.practice.name} of its visit.")
    return done


def _went(call: Callable[[], object]) -> bool:
    """Whether it was done: somebody can have answered since the list was read."""
    try:
        call()
    except RefusedError:
        return False
    return True
