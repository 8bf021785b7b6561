"""Who may look after people, areas and the audit trail."""

from __future__ import annotations

from commonground.accounts.models import User
from commonground.core.caller import Caller, Role
from commonground.core.models import Area
from commonground.core.services import NotAllowedError


def check_administer(caller: Caller) -> None:
    """Raise NotAllowedError unless the caller is an administrator, or the system."""
    if caller.kind != "system" and caller.role is not Role.ADMINISTRATOR:
        raise NotAllowedError("Only an administrator can do this.")


def check_areas(caller: Caller, areas: list[Area]) -> None:
    """Raise NotAllowedError where an area is not the caller's."""
    if caller.kind != "system" and any(area.pk not in caller.area_ids for area in areas):
        raise NotAllowedError("You can only give areas that are yours.")


def check_person(caller: Caller, person: User) -> None:
    """Raise NotAllowedError unless an administrator shares an area with the person."""
    check_administer(caller)
    if caller.kind != "system" and not person.areas.filter(pk__in=caller.area_ids).exists():
        raise NotAllowedError("This person works outside your areas.")
