"""Who may look after people, areas and the audit trail."""

from __future__ import annotations

from collections.abc import Callable

from commonground.accounts.models import User
from commonground.core.caller import Caller, Role
from commonground.core.models import Area
from commonground.core.services import NotAllowedError, RefusedError

_STILL_HAS: list[Callable[[User], str]] = []


def no_end_of_access_while(has: Callable[[User], str]) -> None:
    """Say what a person still has to hand over before their access ends: later areas know. Nothing is ""."""
    _STILL_HAS.append(has)


def check_end(person: User) -> None:
    """Raise RefusedError while something is a person's that nobody would look after."""
    for has in _STILL_HAS:
        if what := has(person):
            raise RefusedError(
                f"{person.name} still has {what}. Move the caseload first, then end the access."
            )


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
