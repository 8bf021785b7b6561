"""Who may change what of a visit: each rule as a pair, `check_…` says why not, `may_…` feeds the button."""

from __future__ import annotations

from commonground.core.caller import Caller
from commonground.core.services import NotAllowedError
from commonground.practices.policies import may_change
from commonground.visits.models import Slot, Visit


def may_arrange(caller: Caller, visit: Visit) -> bool:
    """Whether a caller may change how a visit is arranged."""
    return may_change(caller, visit.practice)


def check_own_slot(caller: Caller, slot: Slot) -> None:
    """Raise NotAllowedError unless the time is the caller's own."""
    if not may_change_slot(caller, slot):
        raise NotAllowedError("These are somebody else's times.")


def may_change_slot(caller: Caller, slot: Slot) -> bool:
    """Whether a caller may offer or remove a time: one's own."""
    return not caller.reads_only and caller.user_id is not None and caller.user_id == slot.visitor_id
