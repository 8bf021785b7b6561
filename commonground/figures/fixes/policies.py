"""Who asks for a fix, and who says what became of it: people ask, and the figures tell."""

from __future__ import annotations

from commonground.core.caller import Caller, Role
from commonground.core.services import NotAllowedError
from commonground.practices.models import Practice
from commonground.practices.policies import check_change


def check_ask(caller: Caller, practice: Practice) -> None:
    """Raise NotAllowedError unless the caller works for the practice's area."""
    check_change(caller, practice)
    if caller.kind == "link":
        raise NotAllowedError("This link is for something else.")


def check_told_by_figures(caller: Caller) -> None:
    """Raise NotAllowedError for every person: whether a fix worked is told by the next figures alone."""
    if caller.kind != "system":
        raise NotAllowedError("Whether this was put right is told by the next figures, and by nobody else.")


def check_services(caller: Caller) -> None:
    """Raise NotAllowedError unless the caller leads: who keeps which area's list of children is everybody's."""
    if not may_change_services(caller):
        raise NotAllowedError("Only a lead or an administrator changes the child health services.")


def may_change_services(caller: Caller) -> bool:
    """Whether a caller may change the child health services."""
    return caller.role in (Role.LEAD, Role.ADMINISTRATOR)
