"""Who may take in figures: those who answer for the programme."""

from __future__ import annotations

from commonground.core.caller import Caller, Role
from commonground.core.services import NotAllowedError


def check_take_in(caller: Caller) -> None:
    """Raise NotAllowedError unless the caller is a lead, an administrator or the system."""
    if not may_take_in(caller):
        raise NotAllowedError("Only a lead or an administrator takes in published figures.")


def may_take_in(caller: Caller) -> bool:
    """Whether a caller may take in figures."""
    return caller.kind == "system" or caller.role in (Role.LEAD, Role.ADMINISTRATOR)
