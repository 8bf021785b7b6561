"""Who may change what of a practice: each rule as a pair, `check_…` says why not, `may_…` feeds the button."""

from __future__ import annotations

from commonground.core.caller import Caller, Role
from commonground.core.models import Area
from commonground.core.services import NotAllowedError
from commonground.practices.models import Practice, followers


def check_change(caller: Caller, practice: Practice) -> None:
    """Raise NotAllowedError unless the caller commissions for the practice's area, or is its link or the system."""
    if not may_change(caller, practice):
        raise NotAllowedError("This practice is outside the area you work for.")


def may_change(caller: Caller, practice: Practice) -> bool:
    """Whether a caller may change what is kept of a practice, or of one that merged into it."""
    if caller.kind == "system":
        return True
    if caller.practice_id is not None:
        return caller.practice_id == practice.pk
    if caller.reads_only:
        return False
    return any(one.area_id in caller.area_ids for one in (practice, *followers(practice)))


def check_area(caller: Caller, area: Area) -> None:
    """Raise NotAllowedError unless a practice may be put into an area by the caller."""
    if caller.kind != "system" and caller.practice_id is None and area.pk not in caller.area_ids:
        raise NotAllowedError("This area is not one that you work for.")


def check_load(caller: Caller) -> None:
    """Raise NotAllowedError unless the caller looks after the directory: an administrator, or the system."""
    if caller.kind != "system" and caller.role is not Role.ADMINISTRATOR:
        raise NotAllowedError("Only an administrator loads the national directory.")
