"""Who may change what of a visit: each rule as a pair, `check_…` says why not, `may_…` feeds the button."""

from __future__ import annotations

from datetime import datetime

from commonground.core.caller import Caller
from commonground.core.services import NotAllowedError, RefusedError
from commonground.practices.policies import may_change
from commonground.visits.models import Slot, Visit

TIME_HAS_COME = "The time of this visit has come. Say first if it was held or did not take place."


def may_arrange(caller: Caller, visit: Visit) -> bool:
    """Whether a caller may change how a visit is arranged."""
    return may_change(caller, visit.practice)


def check_ahead(visit: Visit, *, now: datetime) -> None:
    """Raise RefusedError where the time of a booked visit has come: it was held, or did not take place."""
    if has_begun(visit, now=now):
        raise RefusedError(TIME_HAS_COME)


def has_begun(visit: Visit, *, now: datetime) -> bool:
    """Whether a booked visit has its time behind it, so that it can neither be moved nor put off nor cancelled."""
    return visit.state == Visit.State.BOOKED and visit.starts_at is not None and visit.starts_at <= now


def check_own_slot(caller: Caller, slot: Slot) -> None:
    """Raise NotAllowedError unless the time is the caller's own."""
    if not may_change_slot(caller, slot):
        raise NotAllowedError("These are somebody else's times.")


def may_change_slot(caller: Caller, slot: Slot) -> bool:
    """Whether a caller may offer or remove a time: one's own."""
    return not caller.reads_only and caller.user_id is not None and caller.user_id == slot.visitor_id
